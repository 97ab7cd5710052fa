"""A company with something in every sheet, for the tests of reference data."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

from tools.reference.assemble import version_of
from tools.reference.erp import NO_ERP, ErpReference
from tools.reference.importing import Prepared, Wanted, prepare
from tools.reference.network_file import NetworkFile
from trimtab.calendars import Calendar
from trimtab.measures import Money, UnitConversion
from trimtab.network import (
    ControlMode,
    CostParameters,
    Customer,
    Item,
    Lane,
    LifeCycle,
    Location,
    Network,
    Source,
    StockPolicy,
    Substitute,
    Supplier,
)
from trimtab.terms import CancelTerms, ChangeTerms, ContainerTerms, ExpediteTerms, RescheduleTerms

TODAY = date(2026, 11, 24)


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def item(code: str, cost: str, price: str, **more: object) -> Item:
    return Item(code=code, name=f"{code} of brass", unit="pcs", unit_cost=euro(cost), unit_price=euro(price), **more)


COMPANY = Network(
    company="halyard",
    version="",
    costs=CostParameters(
        version="finance-1",
        currency="EUR",
        holding_rate_per_year=0.22,
        backorder_cost_per_day_share=0.15,
        fixed_cost_per_purchase=euro("45"),
        fixed_cost_per_transfer=euro("60"),
        change_price=euro("25"),
        attention_price=euro("250"),
        service_target=0.97,
        approved_by="Fiona Keller",
        valid_from=date(2026, 1, 1),
    ),
    items=(
        item(
            "WINCH-40",
            "212.00",
            "349",
            volume_m3=Decimal("0.0125"),
            substitutes=(Substitute(item="WINCH-46", discount_share=0.05),),
        ),
        item("WINCH-46", "286.50", "455"),
        item("00123", "9.125", "16.90"),
        item("ROPE-10", "1.20", "2.4", life_cycle=LifeCycle.END_OF_LIFE, last_sale=date(2027, 3, 31)),
    ),
    locations=(
        Location(code="CEN", name="Central, Rotterdam", time_zone="Europe/Amsterdam", calendar="NL"),
        Location(code="NOR", name="Göteborg"),
        Location(code="SOU", name="South"),
    ),
    suppliers=(
        Supplier(
            code="KMW",
            name="Kowloon Marine Works",
            region="HK",
            order_cut_off=time(9, 0),
            order_days=(0, 3),
            calendar="HK",
            minimum_order_value=euro("500"),
            container=ContainerTerms(volume_m3=Decimal("33.2"), cost=euro("2800")),
            changes=ChangeTerms(
                expedite=ExpediteTerms(most_days=5, fee=euro("150"), share_of_value=0.04),
                reschedule=RescheduleTerms(most_days=21, frozen_days=7),
                cancel=CancelTerms(share_of_value=0.2, frozen_days=14),
                answer_within_days=3,
            ),
        ),
        Supplier(code="BRF", name="Brückner & Söhne", region="DE"),
    ),
    customers=(Customer(code="HARB", name="Harbour Chandlers", priority=2), Customer(code="SKAG", name="Skagen")),
    sources=(
        Source(
            supplier="KMW",
            item="WINCH-40",
            unit_price=euro("212"),
            lead_time_days=35,
            minimum_order=Decimal(60),
            lot_multiple=Decimal(12),
        ),
        Source(
            supplier="BRF", item="WINCH-40", unit_price=euro("268"), lead_time_days=6, preference=1, erp_orders=False
        ),
        Source(supplier="KMW", item="WINCH-46", unit_price=euro("286.5"), lead_time_days=35),
        Source(
            supplier="BRF",
            item="00123",
            unit_price=euro("9.125"),
            lead_time_days=7,
            minimum_order=Decimal(48),
            lot_multiple=Decimal(24),
            purchase_unit=UnitConversion(purchase_unit="box", stock_unit="pcs", factor=Decimal(24)),
        ),
        Source(supplier="BRF", item="ROPE-10", unit_price=euro("1.2"), lead_time_days=4),
    ),
    lanes=(
        Lane(origin="CEN", destination="NOR", transit_days=3, cost_per_unit=euro("1.2"), replenishes=True),
        Lane(origin="NOR", destination="CEN", transit_days=3, cost_per_unit=euro("1.2")),
        Lane(origin="CEN", destination="SOU", transit_days=2, cost_per_unit=euro("1"), calendar="NL", replenishes=True),
        Lane(origin="NOR", destination="SOU", mode="air", transit_days=1, cost_per_unit=euro("7.5"), open=False),
    ),
    policies=(
        StockPolicy(item="WINCH-40", location="CEN"),
        StockPolicy(item="WINCH-40", location="NOR", control_mode=ControlMode.ERP_ORDERS, service_target=0.985),
        StockPolicy(item="00123", location="SOU", control_mode=ControlMode.OBSERVE, review_period_days=1),
    ),
    calendars=(
        Calendar(code="NL", holidays=(date(2026, 4, 27), date(2026, 12, 25))),
        Calendar(code="HK", working_days=(0, 1, 2, 3, 4, 5)),
    ),
)
COMPANY = COMPANY.model_copy(update={"version": version_of(COMPANY)})


def network_file(directory: Path, network: Network = COMPANY) -> NetworkFile:
    """The company's network in force, in a directory of its own."""
    directory.mkdir(parents=True, exist_ok=True)
    file = NetworkFile(directory / "network.json")
    file.path.write_text(network.model_dump_json(indent=2), encoding="utf-8")
    return file


def prepared(file: NetworkFile, path: Path, erp: ErpReference = NO_ERP, **how: object) -> Prepared:
    return prepare(Wanted(path, **how), file, "halyard", TODAY, erp)
