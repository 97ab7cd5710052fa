"""Promises as documents: a reallocation is two, one for logistics and one for the customer who gives way."""

from agents.documents import documents_of, documents_touched, places_touched
from agents.documents.document import Document
from tests.agents.plans import a_plan, take
from tests.agents.small_case import day, euro, network, requested, state
from tests.trimtab.proposals import leg
from trimtab.actions import CancelRequest, ReallocateSupply, ReleaseRequest, RepromiseOrder, ShapeDemand, SubstituteItem
from trimtab.beliefs import Function
from trimtab.offers import CancelRequestOffer, Offer, ReallocateOffer, ShapeOffer, SubstituteOffer
from trimtab.plans import PlannedRelease, PlannedStep

REALLOCATION = ReallocateOffer(
    id="reallocate:7/1>8/1",
    function=Function.LOGISTICS,
    item="WINCH",
    location="CEN",
    quantity=30,
    from_document="7",
    from_number="SO-7",
    from_line="1",
    from_customer="VEND",
    due=day(10),
    later=day(20),
    to_document="8",
    to_number="SO-8",
    to_line="1",
    to_customer="NAVY",
    cost=euro("540"),
)
SUBSTITUTION = SubstituteOffer(
    id="substitute:7/1>CAPSTAN",
    function=Function.SALES,
    document="7",
    number="SO-7",
    line="1",
    customer="SKAG",
    location="CEN",
    item="WINCH",
    substitute="CAPSTAN",
    quantity=20,
    due=day(12),
    discount=euro("340"),
)
SHIFT = ShapeOffer(
    id="shape:WINCH@NOR",
    function=Function.SALES,
    item="WINCH",
    location="NOR",
    start=day(5),
    end=day(14),
    later=day(12),
    per_day=12.5,
    request="Start the promotion later.",
    cost=euro("1440"),
)


def documents(*steps: PlannedStep | Offer) -> list[Document]:
    planned = (s if isinstance(s, PlannedRelease) else take(s) for s in steps)
    return documents_of(a_plan(*planned), state(requests=(requested(quantity=60),)), network(), "bnd_1:1")


def test_a_reallocation_is_logistics_and_the_promise_sales() -> None:
    supply, promise = documents(REALLOCATION)
    assert isinstance(supply.action, ReallocateSupply)
    assert isinstance(promise.action, RepromiseOrder)
    assert (supply.owner, promise.owner) == (Function.LOGISTICS, Function.SALES)
    assert (promise.action.document, promise.action.quantity, promise.action.due_after) == ("7", 30, day(20))
    assert supply.offer_ids == promise.offer_ids == ("reallocate:7/1>8/1",)
    assert (supply.counts, promise.counts) == (True, False)


def test_a_substitute_is_a_document_of_sales() -> None:
    (document,) = documents(SUBSTITUTION)
    assert isinstance(document.action, SubstituteItem)
    assert (document.owner, document.action.discount.amount) == (Function.SALES, 340)


def test_a_promotion_that_moves_says_how_much_it_moves() -> None:
    (document,) = documents(SHIFT)
    assert isinstance(document.action, ShapeDemand)
    assert (document.action.quantity, document.action.start_after) == (125, day(12))


def test_requests_are_released_or_withdrawn_one_by_one() -> None:
    release = PlannedRelease(
        offer_id="release:R1",
        document="R1",
        supplier="KMW",
        item="WINCH",
        location="CEN",
        quantity=90,
        due=day(35),
        expected=day(41),
    )
    (document,) = documents(release)
    assert isinstance(document.action, ReleaseRequest)
    assert (document.leg_id, document.action.quantity_before, document.action.quantity) == ("release-R1", 60, 90)
    assert document.action.unit_price.amount == 200
    assert document.action.due == day(35), "the document says what was promised"
    gone = release.model_copy(update={"document": "R9", "offer_id": "release:R9"})
    assert documents(gone) == []
    offer = CancelRequestOffer(
        id="cancel_request:R1",
        function=Function.LOGISTICS,
        document="R1",
        item="WINCH",
        location="CEN",
        quantity=60,
        due=day(30),
    )
    (withdrawal,) = documents(offer)
    assert isinstance(withdrawal.action, CancelRequest)
    assert (withdrawal.owner, withdrawal.action.quantity_before) == (Function.LOGISTICS, 60)


def test_what_is_touched_is_named_line_by_line() -> None:
    legs = [leg(d.action) for d in documents(REALLOCATION, SUBSTITUTION, SHIFT)]
    assert places_touched(legs) == {("WINCH", "CEN"), ("CAPSTAN", "CEN"), ("WINCH", "NOR")}
    assert documents_touched(legs) == ["document:sales:7/1", "document:sales:8/1"]
