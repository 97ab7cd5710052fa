"""Networks drawn at random, with everything in them that reference data can say."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.tools.reference.company import COMPANY
from tools.reference.assemble import version_of
from tools.reference.cells import LONGEST_CODE
from trimtab.calendars import Calendar
from trimtab.measures import Money, UnitConversion
from trimtab.network import (
    ControlMode,
    Customer,
    Item,
    Lane,
    LifeCycle,
    Location,
    Network,
    Source,
    StockPolicy,
    Supplier,
)
from trimtab.terms import CancelTerms, ChangeTerms, ContainerTerms, ExpediteTerms, RescheduleTerms

_LETTERS = st.characters(categories=("Lu", "Nd"), max_codepoint=0x2FF) | st.sampled_from("-_/.#")
CODES = st.text(_LETTERS, min_size=1, max_size=12).filter(lambda c: c[0] != "-" and c.casefold() != "total")
NAMES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30).filter(
    lambda name: name == name.strip() and name.isprintable() and "Ã" not in name and "Â" not in name and "â" not in name
    and "\ufffd" not in name
)  # fmt: skip


def decimals(least: str, most: str, places: int = 4) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False)


def euros(least: str = "0.01", most: str = "99999") -> st.SearchStrategy[Money]:
    return decimals(least, most).map(lambda amount: Money(amount=amount, currency="EUR"))


def shares(least: float = 0.0) -> st.SearchStrategy[float]:
    return st.integers(int(least * 10_000) + 1, 9_999).map(lambda n: n / 10_000)


def unique(codes: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[list[str]]:
    return st.lists(codes, min_size=1, max_size=most, unique_by=str.casefold)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network that reference data can say, and that every check lets pass."""
    items, places = draw(unique(CODES)), draw(unique(CODES, 3))
    suppliers, calendars = draw(unique(CODES, 3)), draw(unique(CODES, 2))
    days = st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda d: tuple(sorted(d)))
    calendar = st.none() | st.sampled_from(calendars)
    whole: dict[str, Any] = {
        "items": tuple(_item(draw, code) for code in items),
        "locations": tuple(Location(code=c, name=draw(NAMES), calendar=draw(calendar)) for c in places),
        "calendars": tuple(
            Calendar(
                code=c,
                working_days=draw(days),
                holidays=tuple(sorted(draw(st.sets(st.dates(date(2027, 1, 1), date(2028, 1, 1)), max_size=3)))),
            )
            for c in calendars
        ),
        "suppliers": tuple(_supplier(draw, code, draw(calendar), draw(days)) for code in suppliers),
        "customers": tuple(
            Customer(code=c, name=draw(NAMES), priority=draw(st.integers(1, 9))) for c in draw(unique(CODES))
        ),
    }
    prices = {code: draw(euros("1", "900")) for code in items}
    pairs = draw(st.sets(st.tuples(st.sampled_from(suppliers), st.sampled_from(items)), max_size=5))
    whole["items"] = tuple(
        i.model_copy(update={"unit_cost": prices[i.code], "unit_price": prices[i.code]}) for i in whole["items"]
    )
    whole["items"] = tuple(
        i.model_copy(update={"sells_like": draw(st.sampled_from([None, *(c for c in items if c != i.code)]))})
        for i in whole["items"]
    )
    whole["sources"] = tuple(_source(draw, s, i, prices[i]) for s, i in sorted(pairs))
    ways = [(a, b) for a in places for b in places if a != b]
    lanes = draw(st.sets(st.sampled_from(ways), max_size=4)) if ways else set()
    whole["lanes"] = tuple(
        Lane(
            origin=a,
            destination=b,
            transit_days=draw(st.integers(0, 90)),
            cost_per_unit=draw(euros("0")),
            open=draw(st.booleans()),
            replenishes=places.index(a) < places.index(b) and draw(st.booleans()),
        )
        for a, b in sorted(lanes)
    )
    here = draw(st.sets(st.tuples(st.sampled_from(items), st.sampled_from(places)), max_size=4))
    whole["policies"] = tuple(
        StockPolicy(
            item=i,
            location=x,
            control_mode=draw(st.sampled_from(ControlMode)),
            review_period_days=draw(st.integers(0, 60)),
            service_target=draw(st.none() | shares()),
        )
        for i, x in sorted(here)
    )
    network = Network(company="halyard", version="", costs=COMPANY.costs, **whole)
    return network.model_copy(update={"version": version_of(network)})


def _item(draw: st.DrawFn, code: str) -> Item:
    phase = draw(st.sampled_from(LifeCycle))
    ends = draw(st.dates(date(2027, 1, 1), date(2029, 1, 1))) if phase is LifeCycle.END_OF_LIFE else None
    volume = draw(decimals("0", "99", 6))
    return Item(
        code=code[:LONGEST_CODE], name=draw(NAMES), unit="pcs", unit_cost=draw(euros()), unit_price=draw(euros()),
        volume_m3=volume, life_cycle=phase, last_sale=ends,
    )  # fmt: skip


def _supplier(draw: st.DrawFn, code: str, calendar: str | None, days: tuple[int, ...]) -> Supplier:
    terms = ChangeTerms(
        expedite=draw(
            st.none()
            | st.builds(
                ExpediteTerms, most_days=st.integers(1, 99), fee=euros("0"), share_of_value=st.just(0.0) | shares()
            )
        ),
        reschedule=draw(
            st.none() | st.builds(RescheduleTerms, most_days=st.integers(1, 99), frozen_days=st.integers(0, 30))
        ),
        cancel=draw(
            st.none() | st.builds(CancelTerms, share_of_value=st.just(0.0) | shares(), frozen_days=st.integers(0, 30))
        ),
        answer_within_days=draw(st.integers(1, 60)),
    )
    return Supplier(
        code=code,
        name=draw(NAMES),
        order_cut_off=draw(st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))),
        order_days=draw(st.just(()) | st.just(days)),
        calendar=calendar,
        minimum_order_value=draw(st.none() | euros()),
        container=draw(st.none() | st.builds(ContainerTerms, volume_m3=decimals("0.1", "99"), cost=euros("0"))),
        changes=terms,
    )


def _source(draw: st.DrawFn, supplier: str, item: str, price: Money) -> Source:
    lot = draw(decimals("0.5", "5000", 1))
    return Source(
        supplier=supplier,
        item=item,
        unit_price=price,
        lead_time_days=draw(st.integers(0, 400)),
        minimum_order=lot * draw(st.integers(0, 9)),
        lot_multiple=lot,
        purchase_unit=draw(
            st.none()
            | decimals("0.5", "500", 3).map(lambda f: UnitConversion(purchase_unit="box", stock_unit="pcs", factor=f))
        ),
        preference=draw(st.integers(0, 9)),
        erp_orders=draw(st.booleans()),
    )
