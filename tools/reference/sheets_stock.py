"""Sheets about stock: items, their substitutes, locations, how each item-location is controlled, and customers."""

from __future__ import annotations

from decimal import Decimal

from tools.reference.columns import Column, Kind, Origin, Sheet
from trimtab.network import ControlMode, LifeCycle

ITEM = Column(
    "item", Kind.CODE, "Item as the ERP names it", "WINCH-40", Origin.ERP, required=True, of="items",
    also=("item code", "sku", "product", "product code", "article", "article number", "part number"),
)  # fmt: skip
LOCATION = Column(
    "location", Kind.CODE, "Warehouse as the ERP names it", "CEN", Origin.ERP, required=True, of="locations",
    also=("location code", "warehouse", "site"),
)  # fmt: skip
CURRENCY = Column(
    "currency", Kind.CURRENCY, "Currency of the amounts in this row, three letters", "EUR", Origin.ERP,
    also=("ccy", "cur"),
)  # fmt: skip
ITEMS = Sheet(
    "items",
    "What is bought, stored and sold.",
    ("item",),
    (
        ITEM,
        Column("name", Kind.TEXT, "Name", "Self-tailing winch 40", Origin.ERP, required=True, also=("description",)),
        Column("unit", Kind.TEXT, "Unit it is stocked in", "pcs", Origin.ERP, required=True, also=("uom",)),
        Column(
            "unit_cost", Kind.AMOUNT, "Cost price", "212.00", Origin.ERP, "per stock unit", required=True,
            positive=True, also=("cost", "cost price"),
        ),
        Column(
            "unit_price", Kind.AMOUNT, "Sales price", "349.00", Origin.ERP, "per stock unit", required=True,
            positive=True, also=("price", "sales price", "list price"),
        ),
        CURRENCY,
        Column(
            "volume_m3", Kind.QUANTITY, "Volume in transport", "0.0125", Origin.LOGISTICS, "m³ per stock unit",
            least=Decimal(0), most=Decimal(100), also=("volume", "cbm"),
        ),
        Column(
            "life_cycle", Kind.CHOICE, "Where it stands in its life", "regular", Origin.PLANNING,
            choices=tuple(LifeCycle), also=("lifecycle", "phase"),
        ),
        Column(
            "last_sale", Kind.DATE, "Last day of sale of an end-of-life item; what is left then is worth nothing",
            "2027-03-31", Origin.SALES, also=("end of sale", "last sale date"),
        ),
        Column(
            "sells_like", Kind.CODE, "Item it is expected to sell like, until it has a history of its own", "WINCH-46",
            Origin.SALES, of="items", also=("like", "like item", "similar to"),
        ),
    ),
    also=("item", "products", "articles"),
)  # fmt: skip
SUBSTITUTES = Sheet(
    "substitutes",
    "Items a customer may be given instead, one for one.",
    ("item", "substitute"),
    (
        ITEM,
        Column(
            "substitute", Kind.CODE, "Item that can be given instead", "WINCH-46", Origin.SALES, required=True,
            of="items", also=("replacement", "alternative"),
        ),
        Column(
            "discount_share", Kind.SHARE, "Discount for it, off its own price", "5 %", Origin.SALES,
            "share or percent", least=Decimal(0), also=("discount",),
        ),
    ),
    also=("substitute", "alternatives"),
)  # fmt: skip
LOCATIONS = Sheet(
    "locations",
    "Warehouses.",
    ("location",),
    (
        LOCATION,
        Column("name", Kind.TEXT, "Name", "Central, Rotterdam", Origin.ERP, required=True),
        Column(
            "time_zone", Kind.TIME_ZONE, "Time zone; UTC where empty", "Europe/Amsterdam", Origin.LOGISTICS,
            also=("timezone", "tz"),
        ),
        Column("calendar", Kind.CODE, "Days on which it receives", "NL", Origin.LOGISTICS, of="calendars"),
    ),
    also=("location", "warehouses"),
)  # fmt: skip
STOCK_POLICIES = Sheet(
    "stock_policies",
    "How each item at each location is controlled.",
    ("item", "location"),
    (
        ITEM,
        LOCATION,
        Column(
            "erp_minimum", Kind.QUANTITY, "Order point in force in the ERP", "40", Origin.ERP, "stock units",
            context=True,
        ),
        Column(
            "erp_target", Kind.QUANTITY, "Order-up-to level in force in the ERP", "120", Origin.ERP, "stock units",
            context=True,
        ),
        Column(
            "control_mode", Kind.CHOICE, "Who places the orders: observe, erp_orders or trimtab_orders",
            "trimtab_orders", Origin.PLANNING, required=True, choices=tuple(ControlMode), also=("mode", "control"),
        ),
        Column(
            "review_period_days", Kind.WHOLE, "Days from one review to the next; 7 where empty", "7",
            Origin.PLANNING, "days", least=Decimal(0), most=Decimal(1000), also=("review period", "review days"),
        ),
        Column(
            "service_target", Kind.SHARE, "Cycle service level wanted here; the company's where empty", "97 %",
            Origin.SALES, "share or percent", positive=True, also=("service level", "target service"),
        ),
    ),
    also=("stock_policy", "policies", "control"),
)  # fmt: skip
CUSTOMERS = Sheet(
    "customers",
    "Who buys.",
    ("customer",),
    (
        Column(
            "customer", Kind.CODE, "Customer as the ERP names it", "HARB", Origin.ERP, required=True, of="customers",
            also=("customer code", "client"),
        ),
        Column("name", Kind.TEXT, "Name", "Harbour Chandlers", Origin.ERP, required=True),
        Column(
            "priority", Kind.WHOLE, "1 is served first, 9 last; 5 where empty", "3", Origin.SALES, least=Decimal(1),
            most=Decimal(9), also=("rank", "class"),
        ),
    ),
    also=("customer", "clients"),
)  # fmt: skip
