"""Halyard's suppliers with their terms of sale, and its customers."""

from demo.company import Container, Customer, LaterChanges, Supplier

SUPPLIERS = (
    Supplier(
        "KMW",
        "Kowloon Marine Works",
        "HK",
        35,
        order_days=(0,),
        cut_off_hour=9,
        minimum_order_value="8000",
        container=Container("33.0", "2900"),
        changes=LaterChanges(
            expedite_days=12,
            expedite_fee="650",
            expedite_share=0.06,
            reschedule_days=42,
            reschedule_frozen_days=10,
            cancel_share=0.15,
            cancel_frozen_days=21,
            answer_within_days=3,
        ),
        calendar="HK",
    ),
    Supplier(
        "BRF",
        "Brest Fittings",
        "FR",
        5,
        cut_off_hour=15,
        minimum_order_value="250",
        changes=LaterChanges(
            expedite_days=2,
            expedite_fee="90",
            expedite_share=0.02,
            reschedule_days=21,
            reschedule_frozen_days=2,
            cancel_share=0.05,
            cancel_frozen_days=2,
            answer_within_days=1,
        ),
        calendar="FR",
    ),
    Supplier(
        "GDK",
        "Gdansk Forge",
        "PL",
        9,
        order_days=(0, 2),
        cut_off_hour=12,
        minimum_order_value="900",
        changes=LaterChanges(
            expedite_days=3,
            expedite_fee="140",
            expedite_share=0.03,
            reschedule_days=28,
            reschedule_frozen_days=3,
            cancel_share=0.10,
            cancel_frozen_days=4,
            answer_within_days=2,
        ),
        calendar="PL",
    ),
)

CUSTOMERS = (
    Customer("VEND", "Vendée Yachtworks", "FR", 1, (0, 2)),
    Customer("ORUS", "Orust Shipyard", "SE", 1, (1, 3)),
    Customer("SKAG", "Skagen Boatyard", "DK", 2, (0, 1, 2, 3)),
    Customer("KINS", "Kinsale Marine", "IE", 2, (1, 4)),
    Customer("CALA", "Calanques Nautique", "FR", 3, (0, 3)),
    Customer("HARB", "Harbour Chandlers", "NL", 3),
    Customer("FRIS", "Frisian Sailing School", "NL", 4, (2,)),
    Customer("LAGO", "Lagoon Charter", "FR", 4, (1, 2)),
    Customer("TIDE", "Tideway Mail Order", "IE", 5),
)
