"""Halyard's warehouses, the lanes between them and the calendars by which people there work."""

from demo.company import Lane, Warehouse, WorkingDays

WAREHOUSES = (
    Warehouse("CEN", "Central, Rotterdam", "Rotterdam", "NL", time_zone="Europe/Amsterdam", calendar="NL"),
    Warehouse("NOR", "North, Gothenburg", "Gothenburg", "SE", True, "Europe/Stockholm", "SE"),
    Warehouse("SOU", "South, Marseille", "Marseille", "FR", True, "Europe/Paris", "FR"),
    Warehouse("WES", "West, Cork", "Cork", "IE", True, "Europe/Dublin", "IE"),
)

LANES = (
    Lane("CEN", "NOR", 3, "1.20", calendar="CARRIER"),
    Lane("CEN", "SOU", 2, "1.10", calendar="CARRIER"),
    Lane("CEN", "WES", 4, "1.60", calendar="CARRIER"),
    Lane("NOR", "SOU", 5, "2.40", calendar="CARRIER"),
    Lane("SOU", "WES", 5, "2.60", calendar="CARRIER"),
)

CALENDARS = (
    WorkingDays("NL", (0, 1, 2, 3, 4), (-66, -26, 24, 25)),
    WorkingDays("SE", (0, 1, 2, 3, 4), (-66, -26, 24, 25)),
    WorkingDays("FR", (0, 1, 2, 3, 4), (-47, -19, 25)),
    WorkingDays("IE", (0, 1, 2, 3, 4), (-54, 25)),
    WorkingDays("PL", (0, 1, 2, 3, 4), (-19, 25, 36)),
    WorkingDays("HK", (0, 1, 2, 3, 4, 5), (-60, 52, 53, 54, 55, 56)),
    WorkingDays("CARRIER", (0, 1, 2, 3, 4, 5), (25,)),
)
