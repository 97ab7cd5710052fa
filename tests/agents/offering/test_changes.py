"""Changes: asked for within the supplier's terms, and only where the outlook says that they may help."""

from decimal import Decimal

import pytest

from agents.offering.changes import change_offers, last_day_to_change
from tests.agents.offering.conftest import Situated
from tests.agents.small_case import (
    PLENTY,
    TERMS,
    USUAL,
    WEEKDAYS,
    arriving,
    bought,
    controlled,
    day,
    network,
    state,
    stock,
)
from trimtab.network import ControlMode, Location
from trimtab.offers import CancelOffer, ExpediteOffer, Offer, RescheduleOffer, SwitchOffer


def of(kind: type[Offer], offers: list[Offer]) -> list[Offer]:  # type: ignore[valid-type]
    return [o for o in offers if isinstance(o, kind)]


def test_a_line_is_brought_forward_where_the_item_is_short_before_it_arrives(situated: Situated) -> None:
    offers = of(ExpediteOffer, change_offers(situated()))
    assert [(o.id, o.to) for o in offers] == [
        ("expedite:12/1:1", day(8)),
        ("expedite:12/1:2", day(12)),
        ("expedite:12/1:3", day(16)),
    ]
    assert {o.fee.amount for o in offers} == {400 + Decimal("0.02") * 216 * 200}
    assert {(o.due, o.quantity, o.supplier) for o in offers} == {(day(20), 216, "KMW")}


def test_a_shortage_that_is_over_before_the_line_could_be_there_hurries_nobody(situated: Situated) -> None:
    first = bought(document="13", due=4, quantity=900)
    offers = change_offers(situated(state=state(purchases=(bought(due=40), first))))
    assert [o.document for o in of(ExpediteOffer, offers)] == []


def test_it_is_brought_forward_from_when_it_is_believed_to_come_not_from_its_due_date(situated: Situated) -> None:
    offers = of(ExpediteOffer, change_offers(situated(beliefs=(*USUAL, arriving(36)))))
    assert [o.to for o in offers] == [day(24), day(28), day(32)]
    assert {o.due for o in offers} == {day(20)}


def test_what_stands_in_the_order_already_is_not_asked_for_again(situated: Situated) -> None:
    """Believed late by what one variant would win back: that one asks for the date the order has."""
    offers = of(ExpediteOffer, change_offers(situated(beliefs=(*USUAL, arriving(28)))))
    assert [(o.id, o.to) for o in offers] == [("expedite:12/1:1", day(16)), ("expedite:12/1:3", day(24))]


def test_waiting_means_later_than_the_order_says_not_than_is_believed(situated: Situated) -> None:
    offers = change_offers(situated(state=state(on_hand=PLENTY), beliefs=(*USUAL, arriving(10))))
    assert [(o.id, o.to) for o in of(RescheduleOffer, offers)] == [
        ("reschedule:12/1:2", day(24)),
        ("reschedule:12/1:3", day(38)),
    ]


def test_a_day_that_is_over_is_not_asked_for_and_the_others_keep_their_numbers(situated: Situated) -> None:
    offers = of(ExpediteOffer, change_offers(situated(state=state(purchases=(bought(due=10),), on_hand=()))))
    assert [(o.id, o.to) for o in offers] == [("expedite:12/1:2", day(2)), ("expedite:12/1:3", day(6))]


def test_it_comes_on_a_day_on_which_the_warehouse_works(situated: Situated) -> None:
    places = (Location(code="CEN", name="Central", calendar="NL"), Location(code="NOR", name="North"))
    offers = of(ExpediteOffer, change_offers(situated(network=network(locations=places))))
    assert [o.to for o in offers] == [day(8), day(14), day(16)]
    assert all(WEEKDAYS.works_on(o.to) for o in offers)


def test_with_plenty_on_hand_nothing_is_hurried_and_the_line_may_wait_or_go(situated: Situated) -> None:
    offers = change_offers(situated(state=state(on_hand=PLENTY)))
    assert of(ExpediteOffer, offers) == []
    assert of(SwitchOffer, offers) == []
    later = of(RescheduleOffer, offers)
    assert [(o.id, o.to) for o in later] == [
        ("reschedule:12/1:1", day(27)),
        ("reschedule:12/1:2", day(34)),
        ("reschedule:12/1:3", day(48)),
    ]
    (gone,) = of(CancelOffer, offers)
    assert (gone.id, gone.saved.amount, gone.fee.amount) == ("cancel:12/1", 216 * 200, Decimal("0.1") * 216 * 200)


def test_a_line_that_would_be_missed_neither_waits_nor_goes(situated: Situated) -> None:
    offers = change_offers(situated())
    assert of(RescheduleOffer, offers) == []
    assert of(CancelOffer, offers) == []


def test_what_would_be_missed_later_may_still_wait_a_week(situated: Situated) -> None:
    enough_for_a_while = (stock("WINCH", "CEN", 300), stock("WINCH", "NOR", 40))
    offers = change_offers(situated(state=state(on_hand=enough_for_a_while)))
    assert [o.to for o in of(RescheduleOffer, offers)] == [day(27), day(34)]
    assert of(CancelOffer, offers) == []


@pytest.mark.parametrize(
    ("due", "waits", "goes"), [(11, True, True), (10, True, False), (6, True, False), (5, False, False)]
)
def test_within_its_frozen_days_a_line_stays_as_it_is(situated: Situated, due: int, waits: bool, goes: bool) -> None:
    offers = change_offers(situated(state=state(on_hand=PLENTY, purchases=(bought(due=due),))))
    assert bool(of(RescheduleOffer, offers)) is waits
    assert bool(of(CancelOffer, offers)) is goes


def test_the_last_day_to_change_is_the_one_before_the_frozen_days() -> None:
    assert last_day_to_change(day(20), 5) == day(14)


def test_a_line_moves_to_a_supplier_who_is_sooner(situated: Situated) -> None:
    (offer,) = of(SwitchOffer, change_offers(situated()))
    assert (offer.id, offer.to_supplier, offer.to) == ("switch:12/1>BRF", "BRF", day(5))
    assert (offer.unit_price.amount, offer.unit_price_before.amount, offer.fee.amount) == (260, 200, 4320)


def test_a_line_that_is_no_whole_lot_elsewhere_stays(situated: Situated) -> None:
    offers = change_offers(situated(state=state(purchases=(bought(quantity=215),))))
    assert of(SwitchOffer, offers) == []


def test_a_line_that_cannot_be_taken_back_is_not_moved_elsewhere(situated: Situated) -> None:
    offers = change_offers(situated(state=state(purchases=(bought(due=9),), on_hand=())))
    assert of(SwitchOffer, offers) == []
    assert of(ExpediteOffer, offers) != []


def test_a_supplier_without_terms_is_asked_nothing(situated: Situated) -> None:
    suppliers = tuple(s.model_copy(update={"changes": type(TERMS)()}) for s in network().suppliers)
    assert change_offers(situated(network=network(suppliers=suppliers))) == []


@pytest.mark.parametrize("mode", list(ControlMode))
def test_open_lines_are_changed_in_every_mode_but_observe(situated: Situated, mode: ControlMode) -> None:
    offers = change_offers(situated(network=network(policies=controlled(mode))))
    assert bool(offers) is (mode is not ControlMode.OBSERVE)
