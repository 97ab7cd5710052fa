"""One action of every kind, with the sentence by which a planner would tell it."""

from decimal import Decimal

from tests.trimtab.proposals import day, euro, level, promise, purchase, transfer
from trimtab.actions import (
    Action,
    CancelPurchase,
    CancelRequest,
    ChangedLine,
    ExpeditePurchase,
    PurchaseLine,
    ReallocateSupply,
    RedatedLine,
    ReleaseRequest,
    RequestInformation,
    RerouteShipment,
    ReschedulePurchase,
    ShapeDemand,
    SubstituteItem,
    SwitchSupplier,
)

WINCH, BLOCK, FURLER = (
    "Self-tailing winch 40 (WINCH-40)",
    "Ball-bearing block 57 mm (BLOCK-57)",
    "Headsail furler size 2 (FURL-2)",
)
ORDER = {"document": "12", "number": "KMW-2417", "supplier": "KMW", "location": "CEN"}


def redated(to: int, before: int = 22, item: str = "WINCH-40", quantity: int = 216) -> RedatedLine:
    return RedatedLine(line="1", item=item, quantity=quantity, due_before=day(before), due_after=day(to))


def expedite(*lines: RedatedLine, fee: str = "1264") -> ExpeditePurchase:
    return ExpeditePurchase(id="act_expedite_1", **ORDER, lines=lines, fee=euro(fee))


def request(quantity: int) -> ReleaseRequest:
    return ReleaseRequest(
        id="act_release_1",
        document="R1",
        item="WINCH-40",
        location="CEN",
        quantity_before=60,
        supplier="KMW",
        quantity=quantity,
        unit="pcs",
        unit_price=euro("212"),
        due=day(35),
    )


ACTIONS: tuple[tuple[Action, str], ...] = (
    (
        purchase(items=("WINCH-40", "BLOCK-57")),
        f"Order 60 pcs {WINCH} and 60 pcs {BLOCK} from Brest Fittings for Central, Rotterdam, due Sat 7 Mar.",
    ),
    (
        transfer(),
        f"Move 20 pcs {WINCH} from North, Gothenburg to Central, Rotterdam, arriving Thu 5 Mar.",
    ),
    (
        promise(),
        f"Tell Skagen Boatyard that 40 pcs {WINCH} of order SO-SKAG-045 come on Sun 22 Mar instead of Mon 16 Mar.",
    ),
    (
        level(),
        f"Reorder {WINCH} at Central, Rotterdam at 450 up to 520 pcs, so far 431 up to 491.",
    ),
    (
        expedite(redated(10)),
        (
            f"Ask Kowloon Marine Works to bring 216 pcs {WINCH} of KMW-2417 forward to Thu 12 Mar from Tue 24 Mar "
            "for a fee of 1,264 EUR."
        ),
    ),
    (
        expedite(redated(10, before=2), fee="0"),
        f"Ask Kowloon Marine Works to deliver 216 pcs {WINCH} of KMW-2417, due Wed 4 Mar, by Thu 12 Mar.",
    ),
    (
        ReschedulePurchase(id="act_reschedule_1", **ORDER, lines=(redated(50, item="BLOCK-57", quantity=600),)),
        (
            f"Ask Kowloon Marine Works to let 600 pcs {BLOCK} of KMW-2417 come 28 days later, on Tue 21 Apr instead "
            "of Tue 24 Mar."
        ),
    ),
    (
        CancelPurchase(
            id="act_cancel_1",
            **ORDER,
            lines=(ChangedLine(line="1", item="BLOCK-57", quantity=600),),
            fee=euro("120.50"),
        ),
        f"Ask Kowloon Marine Works to take back 600 pcs {BLOCK} of KMW-2417 for a fee of 120.50 EUR.",
    ),
    (
        SwitchSupplier(
            id="act_switch_1",
            **ORDER,
            lines=(ChangedLine(line="1", item="WINCH-40", quantity=216),),
            fee=euro("0"),
            to_supplier="BRF",
            to_lines=(PurchaseLine(item="WINCH-40", quantity=216, unit="pcs", unit_price=euro("268"), due=day(5)),),
        ),
        (
            f"Take 216 pcs {WINCH} of KMW-2417 back from Kowloon Marine Works and order 216 pcs {WINCH} from Brest "
            "Fittings, expected Sat 7 Mar."
        ),
    ),
    (
        request(90),
        (
            f"Release the ERP's request for 90 pcs {WINCH} from Kowloon Marine Works for Central, Rotterdam instead "
            "of the 60 it asks for, due Mon 6 Apr."
        ),
    ),
    (
        request(60),
        (
            f"Release the ERP's request for 60 pcs {WINCH} from Kowloon Marine Works for Central, Rotterdam, "
            "due Mon 6 Apr."
        ),
    ),
    (
        CancelRequest(id="act_withdraw_1", document="R1", item="WINCH-40", location="CEN", quantity_before=60),
        f"Withdraw the ERP's request for 60 pcs {WINCH} for Central, Rotterdam.",
    ),
    (
        RerouteShipment(
            id="act_reroute_1",
            document="12",
            number="KMW-2417",
            supplier="KMW",
            from_location="CEN",
            to_location="NOR",
            lines=(redated(22),),
            cost=euro("259.20"),
        ),
        (
            f"Send 216 pcs {WINCH} of KMW-2417 to North, Gothenburg instead of Central, Rotterdam, arriving Tue 24 "
            "Mar for a fee of 259.20 EUR."
        ),
    ),
    (
        ReallocateSupply(
            id="act_reallocate_1",
            item="WINCH-40",
            location="CEN",
            quantity=30,
            from_document="7",
            from_number="SO-7",
            from_line="1",
            from_customer="VEND",
            due_before=day(10),
            due_after=day(20),
            to_document="8",
            to_number="SO-8",
            to_line="1",
            to_customer="SKAG",
        ),
        (
            f"Give Skagen Boatyard the 30 pcs {WINCH} for order SO-8 that are set aside for order SO-7 of Vendée "
            "Yachtworks."
        ),
    ),
    (
        SubstituteItem(
            id="act_substitute_1",
            document="7",
            number="SO-7",
            line="1",
            customer="SKAG",
            location="CEN",
            item="WINCH-40",
            substitute="FURL-2",
            quantity=20,
            discount=euro("340"),
        ),
        f"Offer Skagen Boatyard 20 pcs {FURLER} instead of {WINCH} for order SO-7 at a discount of 340 EUR.",
    ),
    (
        ShapeDemand(
            id="act_shape_1",
            item="WINCH-40",
            location="NOR",
            start=day(5),
            end=day(14),
            start_after=day(12),
            quantity=Decimal(120),
            request=f"Start the promotion of {WINCH} on Sat 14 Mar instead of Sat 7 Mar.",
            cost=euro("1440"),
        ),
        f"Ask sales: Start the promotion of {WINCH} on Sat 14 Mar instead of Sat 7 Mar, giving up 1,440 EUR.",
    ),
    (RequestInformation(id="act_question_1", subject="source:KMW/WINCH-40", question="When?"), "Ask: When?"),
)
