"""Lead times: how long an item takes from a supplier, from order to receipt, pooled over what the supplier delivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tools.estimation.estimate import Estimate, midnight
from tools.estimation.lateness import Lateness, lateness
from tools.estimation.supplier_record import NOTHING_AGREED, OpenOrder, OrderedItem, SupplierRecord
from trimtab.beliefs import Function, Normal, Parameter
from trimtab.network import Network, Source
from trimtab.subjects import source as source_subject


def supplier_lateness(
    record: SupplierRecord,
    network: Network,
    open_orders: Iterable[OpenOrder],
    today: date,
    agreed: Mapping[OrderedItem, float] = NOTHING_AGREED,
) -> Lateness:
    """Return the lateness of a supplier over all its items; the contractual lead times are those of the network.

    Tolerance and prior spread follow the mean contractual lead time of the supplier's items. A supplier that offers
    nothing has no contract to be late against: its lateness is the prior about 0 days. What was `agreed` to come later
    at our request, in days (negative: earlier), is no lateness.
    """
    contracts = {s.item: float(s.lead_time_days) for s in network.sources if s.supplier == record.supplier}
    mean_contract = sum(contracts.values()) / len(contracts) if contracts else 0.0
    return lateness(record.delays(contracts, open_orders, today, agreed), mean_contract)


def estimate_lead_time(source: Source, late: Lateness, today: date) -> Estimate:
    """Return the lead time of a source as Normal(mean, sd) in days: contractual lead time plus the supplier's lateness.

    A one-off leaves the distribution where it was; a new normal moves it (see `lateness`). Never below zero days.
    """
    return Estimate(
        subject=source_subject(source.supplier, source.item),
        parameter=Parameter.LEAD_TIME,
        owner=Function.PROCUREMENT,
        distribution=Normal(mean=max(0.0, source.lead_time_days + late.mean_days), sd=late.sd_days),
        persistence=late.persistence,
        as_of=midnight(today),
        because=late.because,
    )
