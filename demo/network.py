"""The network of a demo company as Trimtab is given it, with what no ERP holds: freight, terms, cost parameters."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from demo.company import UNIT, Company
from demo.company import Item as CompanyItem
from demo.company import Supplier as CompanySupplier
from demo.erp.days import erp_today
from trimtab.calendars import Calendar
from trimtab.measures import Money
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


def network_of(company: Company, opening: date | None = None) -> Network:
    """Return the company as a network, its dates counted from the opening day (today by default).

    A lane of the company can be used in both directions.
    """
    return _Writing(company, opening or erp_today()).network()


def write_network(company: Company, path: Path, opening: date | None = None) -> None:
    """Write the network as JSON."""
    path.write_text(network_of(company, opening).model_dump_json(indent=2), encoding="utf-8")


class _Writing:
    """One company, written down from its opening day."""

    def __init__(self, company: Company, opening: date) -> None:
        self.company = company
        self.opening = opening

    def network(self) -> Network:
        company = self.company
        return Network(
            company=company.code,
            version="1",
            costs=self._costs(),
            items=tuple(self._item(item) for item in company.items),
            locations=tuple(
                Location(code=w.code, name=w.name, time_zone=w.time_zone, calendar=w.calendar)
                for w in company.warehouses
            ),
            suppliers=tuple(self._supplier(supplier) for supplier in company.suppliers),
            customers=tuple(Customer(code=c.code, name=c.name, priority=c.priority) for c in company.customers),
            sources=tuple(
                Source(
                    supplier=s.supplier,
                    item=s.item,
                    unit_price=self._money(s.unit_price),
                    lead_time_days=company.supplier(s.supplier).lead_time_days,
                    minimum_order=Decimal(s.minimum),
                    lot_multiple=Decimal(s.multiple),
                    preference=number,
                    erp_orders=s.in_erp,
                )
                for number, s in enumerate(company.sourcing)
            ),
            lanes=tuple(self._lanes()),
            policies=tuple(
                StockPolicy(
                    item=p.item,
                    location=p.warehouse,
                    control_mode=ControlMode(company.control(p.item)),
                    review_period_days=company.finance.review_period_days,
                    service_target=company.item(p.item).service_target,
                )
                for p in company.order_points
            ),
            calendars=tuple(
                Calendar(
                    code=c.code, working_days=c.weekdays, holidays=tuple(self._day(days) for days in c.closed_in_days)
                )
                for c in company.calendars
            ),
        )

    def _costs(self) -> CostParameters:
        finance = self.company.finance
        return CostParameters(
            version=finance.version,
            currency=self.company.currency,
            holding_rate_per_year=finance.holding_rate_per_year,
            backorder_cost_per_day_share=finance.backorder_cost_per_day_share,
            fixed_cost_per_purchase=self._money(finance.fixed_cost_per_purchase),
            fixed_cost_per_transfer=self._money(finance.fixed_cost_per_transfer),
            change_price=self._money(finance.change_price),
            attention_price=self._money(finance.attention_price),
            service_target=finance.service_target,
        )

    def _item(self, item: CompanyItem) -> Item:
        cheapest = min(Decimal(s.unit_price) for s in self.company.sourcing if s.item == item.code)
        return Item(
            code=item.code,
            name=item.name,
            unit=UNIT,
            unit_cost=self._money(cheapest),
            unit_price=self._money(item.sales_price),
            volume_m3=Decimal(item.volume_m3),
            life_cycle=LifeCycle(item.life_cycle),
            last_sale=None if item.last_sale_in_days is None else self._day(item.last_sale_in_days),
            substitutes=tuple(Substitute(item=s.item, discount_share=s.discount_share) for s in item.substitutes),
        )

    def _supplier(self, supplier: CompanySupplier) -> Supplier:
        container = supplier.container
        return Supplier(
            code=supplier.code,
            name=supplier.name,
            region=supplier.country,
            order_cut_off=None if supplier.cut_off_hour is None else time(supplier.cut_off_hour),
            order_days=supplier.order_days,
            calendar=supplier.calendar,
            minimum_order_value=None
            if supplier.minimum_order_value is None
            else self._money(supplier.minimum_order_value),
            container=None
            if container is None
            else ContainerTerms(volume_m3=Decimal(container.volume_m3), cost=self._money(container.cost)),
            changes=self._changes(supplier),
        )

    def _changes(self, supplier: CompanySupplier) -> ChangeTerms:
        granted = supplier.changes
        return ChangeTerms(
            expedite=None
            if granted.expedite_days is None
            else ExpediteTerms(
                most_days=granted.expedite_days,
                fee=self._money(granted.expedite_fee),
                share_of_value=granted.expedite_share,
            ),
            reschedule=None
            if granted.reschedule_days is None
            else RescheduleTerms(most_days=granted.reschedule_days, frozen_days=granted.reschedule_frozen_days),
            cancel=None
            if granted.cancel_share is None
            else CancelTerms(share_of_value=granted.cancel_share, frozen_days=granted.cancel_frozen_days),
            answer_within_days=granted.answer_within_days,
        )

    def _lanes(self) -> list[Lane]:
        ways = [(x.source, x.destination, x) for x in self.company.lanes]
        ways += [(x.destination, x.source, x) for x in self.company.lanes]
        return [
            Lane(
                origin=origin,
                destination=destination,
                mode=lane.mode,
                transit_days=lane.lead_time_days,
                cost_per_unit=self._money(lane.cost_per_unit),
                calendar=lane.calendar,
            )
            for origin, destination, lane in ways
        ]

    def _money(self, amount: str | Decimal) -> Money:
        return Money(amount=Decimal(amount), currency=self.company.currency)

    def _day(self, days: int) -> date:
        return self.opening + timedelta(days=days)
