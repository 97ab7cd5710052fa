"""What the history files say, read back as a feed would read them."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from demo.history import write_demand_history, write_receipt_history, write_supplier_terms
from tests.demo.two_suppliers import TWO_SUPPLIERS as COMPANY
from tests.five_items import HALYARD_SUPPLY

TODAY = date(2026, 3, 11)
DEMAND_DAYS = COMPANY.history_days


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_demand_covers_every_item_location_on_every_day_up_to_yesterday(tmp_path: Path) -> None:
    rows = _rows(write_demand_history(tmp_path / "demand.csv", TODAY, HALYARD_SUPPLY))
    days = sorted({row["date"] for row in rows})
    assert len(rows) == DEMAND_DAYS * len(COMPANY.demand)
    assert (days[0], days[-1]) == ((TODAY - timedelta(days=180)).isoformat(), (TODAY - timedelta(days=1)).isoformat())


def test_mean_demand_is_what_the_company_says(tmp_path: Path) -> None:
    quantities: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in _rows(write_demand_history(tmp_path / "demand.csv", TODAY, HALYARD_SUPPLY)):
        quantities[row["item"], row["location"]].append(int(row["quantity"]))
    for demand in COMPANY.demand:
        mean = sum(quantities[demand.item, demand.warehouse]) / DEMAND_DAYS
        # Variance is 1.5 times the mean of the day: four standard errors of the mean over 180 days.
        assert mean == pytest.approx(demand.per_day, abs=4 * (1.5 * demand.per_day / DEMAND_DAYS) ** 0.5)


def test_a_day_has_the_same_demand_in_the_file_of_the_next_day(tmp_path: Path) -> None:
    first = _rows(write_demand_history(tmp_path / "first.csv", TODAY, HALYARD_SUPPLY))
    second = _rows(write_demand_history(tmp_path / "second.csv", TODAY + timedelta(days=1), HALYARD_SUPPLY))
    series = len(COMPANY.demand)
    assert first[series:] == second[:-series]


def test_only_the_last_order_from_kowloon_was_late_by_nine_days(tmp_path: Path) -> None:
    lateness: dict[str, int] = {}
    rows = _rows(write_receipt_history(tmp_path / "receipts.csv", TODAY, HALYARD_SUPPLY))
    for row in rows:
        assert row["ordered"] < row["promised"]
        assert row["received"] < TODAY.isoformat()
        if row["supplier"] == "KMW" and row["item"] == "WINCH-40":
            late = date.fromisoformat(row["received"]) - date.fromisoformat(row["promised"])
            lateness[row["ordered"]] = late.days
    by_order = [lateness[ordered] for ordered in sorted(lateness)]
    assert by_order[-1] == 9
    assert all(abs(days) <= 2 for days in by_order[:-1])


def test_supplier_terms_hold_minimum_and_multiple(tmp_path: Path) -> None:
    rows = _rows(write_supplier_terms(tmp_path / "terms.csv", HALYARD_SUPPLY))
    winch = next(row for row in rows if (row["item"], row["supplier"]) == ("WINCH-40", "KMW"))
    assert (winch["unit_price"], winch["currency"], winch["lead_time_days"]) == ("212.00", "EUR", "35")
    assert (winch["minimum"], winch["multiple"]) == ("60", "12")
