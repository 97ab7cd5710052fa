"""Sheets about supply: suppliers, what each asks for an item, lanes between warehouses, working days and holidays."""

from __future__ import annotations

from decimal import Decimal

from tools.reference.columns import Column, Kind, Origin, Sheet
from tools.reference.sheets_stock import CURRENCY, ITEM

SUPPLIER = Column(
    "supplier", Kind.CODE, "Supplier as the ERP names it", "KMW", Origin.ERP, required=True, of="suppliers",
    also=("supplier code", "vendor", "vendor code", "creditor"),
)  # fmt: skip
LONGEST_DAYS = Decimal(1000)


def _days(
    name: str, meaning: str, example: str, origin: Origin, *also: str, least: int = 0, required: bool = False
) -> Column:
    return Column(
        name, Kind.WHOLE, meaning, example, origin, "days", required, also, least=Decimal(least), most=LONGEST_DAYS
    )


SUPPLIERS = Sheet(
    "suppliers",
    "Who sells to us, and what they grant beyond price and lead time.",
    ("supplier",),
    (
        SUPPLIER,
        Column("name", Kind.TEXT, "Name", "Kowloon Marine Works", Origin.ERP, required=True),
        Column("region", Kind.TEXT, "Country or region", "HK", Origin.ERP, also=("country",)),
        Column(
            "order_days", Kind.WEEKDAYS, "Weekdays on which orders are taken; every working day where empty",
            "Mon Thu", Origin.PURCHASING, also=("ordering days",),
        ),
        Column(
            "order_cut_off", Kind.TIME, "After this time an order counts as placed the next day", "15:00",
            Origin.PURCHASING, "UTC", also=("cut off", "cut-off time"),
        ),
        Column("calendar", Kind.CODE, "Days on which it works", "HK", Origin.PURCHASING, of="calendars"),
        Column("currency", Kind.CURRENCY, "Currency of the amounts in this row", "EUR", Origin.PURCHASING),
        Column(
            "minimum_order_value", Kind.AMOUNT, "Least value of an order", "500.00", Origin.PURCHASING, "per order",
            positive=True, also=("min order value", "mov"),
        ),
        Column(
            "container_volume_m3", Kind.QUANTITY, "Volume of a container, where it sends whole ones", "33.2",
            Origin.LOGISTICS, "m³", positive=True, most=LONGEST_DAYS, also=("container volume",),
        ),
        Column(
            "container_cost", Kind.AMOUNT, "What sending a container costs", "2800.00", Origin.LOGISTICS,
            "per container", least=Decimal(0),
        ),
        _days("expedite_most_days", "By how much it can hurry an open line; empty: not at all", "5",
              Origin.PURCHASING, least=1),
        Column(
            "expedite_fee", Kind.AMOUNT, "Fee for hurrying", "150.00", Origin.PURCHASING, "per document",
            least=Decimal(0),
        ),
        Column(
            "expedite_share", Kind.SHARE, "Surcharge for hurrying, of the line's value", "4 %", Origin.PURCHASING,
            "share or percent", least=Decimal(0), most=Decimal(1),
        ),
        _days("reschedule_most_days", "By how much an open line can be put off; empty: not at all", "21",
              Origin.PURCHASING, least=1),
        _days("reschedule_frozen_days", "Not within so many days of the due date", "7", Origin.PURCHASING),
        Column(
            "cancel_share", Kind.SHARE, "What taking back an open line costs, of its value; empty: not at all",
            "20 %", Origin.PURCHASING, "share or percent", least=Decimal(0), most=Decimal(1),
        ),
        _days("cancel_frozen_days", "Not within so many days of the due date", "14", Origin.PURCHASING),
        Column(
            "answer_within_days", Kind.WHOLE, "Days until it has to answer a request; 2 where empty", "2",
            Origin.PURCHASING, "days", least=Decimal(1), most=Decimal(60),
        ),
    ),
    also=("supplier", "vendors"),
)  # fmt: skip
SOURCES = Sheet(
    "sources",
    "Terms per supplier and item.",
    ("supplier", "item"),
    (
        SUPPLIER,
        ITEM,
        Column(
            "unit_price", Kind.AMOUNT, "Purchase price", "212.00", Origin.ERP, "per `unit`", required=True,
            positive=True, also=("price", "purchase price"),
        ),
        CURRENCY,
        _days("lead_time_days", "Days from order to receipt, as agreed", "35", Origin.ERP, "lead time", "leadtime",
              required=True),
        Column(
            "unit", Kind.TEXT, "Unit that price, minimum and lot are given in: the stock unit or the purchase unit",
            "pcs", Origin.PURCHASING, required=True, also=("uom", "unit of measure"),
        ),
        Column(
            "minimum_order", Kind.QUANTITY, "Least quantity of an order (MOQ)", "60", Origin.PURCHASING, "`unit`",
            least=Decimal(0), also=("moq", "minimum order quantity", "min order"),
        ),
        Column(
            "lot_multiple", Kind.QUANTITY, "Orders are multiples of it; 1 where empty", "12", Origin.PURCHASING,
            "`unit`", positive=True, also=("lot", "lot size", "multiple", "rounding"),
        ),
        Column(
            "purchase_unit", Kind.TEXT, "Unit it is bought in, where that is not the stock unit", "box", Origin.ERP,
            also=("order unit",),
        ),
        Column(
            "purchase_factor", Kind.QUANTITY, "Stock units in one purchase unit", "12", Origin.ERP, "stock units",
            positive=True, also=("factor", "units per purchase unit", "pack size"),
        ),
        Column(
            "preference", Kind.WHOLE, "The lowest is the one the ERP would use", "0", Origin.ERP, least=Decimal(0),
            also=("sequence", "rank"),
        ),
        Column(
            "erp_orders", Kind.YES_NO, "Whether the ERP knows these terms and may order by itself; yes where empty",
            "yes", Origin.ERP, also=("in erp",),
        ),
    ),
    also=("source", "terms", "sourcing"),
)  # fmt: skip
LANES = Sheet(
    "lanes",
    "Ways to move stock between two of our warehouses, each direction in a row of its own.",
    ("origin", "destination", "mode"),
    (
        Column(
            "origin", Kind.CODE, "Warehouse it leaves", "CEN", Origin.ERP, required=True, of="locations",
            also=("from", "source"),
        ),
        Column(
            "destination", Kind.CODE, "Warehouse it reaches", "NOR", Origin.ERP, required=True, of="locations",
            also=("to", "dest"),
        ),
        Column("mode", Kind.TEXT, "Means of transport", "road", Origin.LOGISTICS, required=True),
        _days("transit_days", "Days from dispatch to shelf", "3", Origin.ERP, "transit", "transit time", required=True),
        Column(
            "cost_per_unit", Kind.AMOUNT, "Freight", "1.20", Origin.LOGISTICS, "per stock unit", required=True,
            least=Decimal(0), also=("cost", "freight"),
        ),
        Column("currency", Kind.CURRENCY, "Currency of the freight", "EUR", Origin.LOGISTICS),
        Column("open", Kind.YES_NO, "Whether it can be used now; yes where empty", "yes", Origin.LOGISTICS),
        Column("calendar", Kind.CODE, "Days on which it leaves", "NL", Origin.LOGISTICS, of="calendars"),
        Column(
            "replenishes", Kind.YES_NO, "Whether the destination is regularly supplied this way; no where empty",
            "yes", Origin.LOGISTICS, also=("replenishment",),
        ),
    ),
    also=("lane", "routes"),
)  # fmt: skip
CALENDARS = Sheet(
    "calendars",
    "Working days of the week.",
    ("calendar",),
    (
        Column("calendar", Kind.CODE, "Name of the calendar", "NL", Origin.PLANNING, required=True, of="calendars"),
        Column(
            "working_days", Kind.WEEKDAYS, "Weekdays on which work is done", "Mon-Fri", Origin.PLANNING,
            required=True, also=("weekdays", "days"),
        ),
    ),
    also=("calendar",),
)  # fmt: skip
HOLIDAYS = Sheet(
    "holidays",
    "Days off in a calendar.",
    ("calendar", "date"),
    (
        Column("calendar", Kind.CODE, "Name of the calendar", "NL", Origin.PLANNING, required=True, of="calendars"),
        Column("date", Kind.DATE, "Day off", "2026-12-25", Origin.PLANNING, required=True, also=("day", "holiday")),
    ),
    also=("holiday",),
)  # fmt: skip
