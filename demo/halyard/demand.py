"""What Halyard's customers want: pieces a calendar day by item and warehouse, seasons, promotions of the past."""

from collections.abc import Mapping

from demo.company import Demand, Promotion

PLACES = ("CEN", "NOR", "SOU", "WES")

# Item: pieces a day at each of the places above, 0 where it is not stocked.
PER_DAY: Mapping[str, tuple[float, float, float, float]] = {
    "WINCH-30": (4.0, 2.0, 2.0, 1.0),
    "WINCH-40": (6.0, 3.0, 2.0, 1.0),
    "WINCH-46": (1.6, 0.8, 0.8, 0),
    "BLOCK-40": (16.0, 7.0, 9.0, 4.0),
    "BLOCK-57": (20.0, 8.0, 9.0, 5.0),
    "BLOCK-75": (7.0, 3.0, 4.0, 2.0),
    "FURL-2": (1.0, 0, 0, 0),
    "CLUTCH-2": (3.0, 1.5, 1.5, 1.0),
    "CAM-38": (18.0, 6.0, 8.0, 4.0),
    "TRAV-22": (1.5, 0.8, 0.8, 0),
    "STEP-FD": (4.0, 2.0, 2.0, 1.0),
    "PUMP-25": (1.2, 0, 0.8, 0),
    "PUMP-30": (2.0, 1.0, 1.0, 1.0),
    "PUMP-E8": (6.0, 2.0, 3.0, 2.0),
    "LIGHT-NV": (2.0, 1.2, 1.0, 0.8),
    "LIGHT-DK": (1.5, 0.8, 0, 0),
    "FEND-3": (5.0, 2.0, 3.0, 1.5),
    "SHACK-08": (25.0, 10.0, 12.0, 8.0),
    "SHACK-10": (30.0, 12.0, 14.0, 9.0),
    "SHACK-12": (12.0, 5.0, 6.0, 4.0),
    "ROPE-10": (3.0, 1.5, 2.0, 1.0),
    "ROPE-12": (4.0, 2.0, 2.0, 1.0),
    "ROPE-14": (2.0, 1.0, 1.5, 0.8),
    "SNAP-70": (9.0, 4.0, 5.0, 3.0),
    "SPLICE-K": (1.5, 0, 0.8, 0),
    "THIMB-12": (20.0, 8.0, 9.0, 0),
    "WHIP-TW": (6.0, 0, 3.0, 0),
    "SAIL-TP": (5.0, 2.0, 0, 2.0),
    "CHAIN-08": (1.0, 0.6, 0.6, 0.5),
    "CHAIN-10": (1.2, 0.8, 0.6, 0.6),
    "ANCH-10": (1.0, 0.6, 0.6, 0.5),
    "ANCH-16": (0.8, 0.5, 0.5, 0),
    "CLEAT-20": (8.0, 4.0, 4.0, 2.0),
    "CLEAT-25": (5.0, 2.5, 3.0, 2.0),
    "STANC-61": (3.0, 1.5, 1.5, 0),
    "PADEYE-8": (10.0, 4.0, 5.0, 3.0),
}

# Item: pieces a day at each place, and one day in how many somebody asks for it.
INTERMITTENT: Mapping[str, tuple[tuple[float, float, float, float], float]] = {
    "FURL-1": ((0.30, 0, 0.20, 0), 7.0),
    "WINDL-07": ((0.25, 0.15, 0, 0), 9.0),
    "HATCH-44": ((0.35, 0.20, 0.20, 0), 6.0),
    "COMP-70": ((0.40, 0, 0, 0.20), 6.0),
    "CHAINP-2": ((0.60, 0.40, 0, 0), 5.0),
}

# Item: amplitude of the yearly wave as a share of the mean, and in how many days it is highest.
SEASONS: Mapping[str, tuple[float, int]] = {
    "FEND-3": (0.18, -20),
    "ROPE-14": (0.15, -25),
    "LIGHT-NV": (0.15, 160),
    "CHAIN-08": (0.12, -15),
}

NEW_SINCE_DAYS: Mapping[str, int] = {"LIGHT-DK": 63}

PROMOTIONS = (
    Promotion("WINCH-40", "NOR", -420, 10, 4.0),
    Promotion("WINCH-40", "NOR", -235, 14, 3.5),
    Promotion("BLOCK-57", "SOU", -390, 14, 9.0),
    Promotion("ROPE-12", "CEN", -305, 7, 5.0),
    Promotion("FEND-3", "SOU", -330, 21, 3.0),
    Promotion("PUMP-E8", "CEN", -270, 10, 6.0),
    Promotion("SHACK-10", "WES", -190, 7, 10.0),
    Promotion("CLEAT-20", "NOR", -160, 10, 5.0),
)


def _patterns(item: str, per_day: tuple[float, ...], every_days: float | None) -> list[Demand]:
    season, peak_in_days = SEASONS.get(item, (0.0, 0))
    since = NEW_SINCE_DAYS.get(item)
    return [
        Demand(item, place, mean, season, peak_in_days, every_days, since)
        for place, mean in zip(PLACES, per_day, strict=True)
        if mean > 0
    ]


DEMAND = (
    *(row for item, means in PER_DAY.items() for row in _patterns(item, means, None)),
    *(row for item, (means, every) in INTERMITTENT.items() for row in _patterns(item, means, every)),
)
