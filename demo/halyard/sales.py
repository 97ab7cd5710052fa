"""What customers have ordered and Halyard has confirmed when the play opens."""

from demo.company import OpenSale, OrderLine


def _lines(**quantities: int) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(name.replace("_", "-"), quantity) for name, quantity in quantities.items())


OPEN_SALES = (
    OpenSale("SO-HARB-118", "HARB", "CEN", 1, _lines(WINCH_40=6, BLOCK_57=24)),
    OpenSale("SO-CALA-071", "CALA", "SOU", 1, _lines(ROPE_12=3, SHACK_10=20)),
    OpenSale("SO-SKAG-041", "SKAG", "NOR", 2, _lines(WINCH_40=5)),
    OpenSale("SO-HARB-119", "HARB", "CEN", 2, _lines(SHACK_10=60, ROPE_12=6)),
    OpenSale("SO-KINS-033", "KINS", "WES", 3, _lines(BLOCK_40=8, SHACK_12=10)),
    OpenSale("SO-SKAG-042", "SKAG", "CEN", 3, _lines(WINCH_40=8)),
    OpenSale("SO-SKAG-043", "SKAG", "NOR", 3, _lines(BLOCK_57=12)),
    OpenSale("SO-VEND-207", "VEND", "CEN", 4, _lines(BLOCK_57=40, SHACK_10=40)),
    OpenSale("SO-ORUS-012", "ORUS", "NOR", 4, _lines(CLUTCH_2=4, STANC_61=6)),
    OpenSale("SO-FRIS-009", "FRIS", "CEN", 5, _lines(FEND_3=12, ROPE_10=4)),
    OpenSale("SO-SKAG-044", "SKAG", "NOR", 7, _lines(WINCH_40=7)),
    OpenSale("SO-LAGO-018", "LAGO", "SOU", 7, _lines(WINCH_30=4, CAM_38=16)),
    OpenSale("SO-HARB-121", "HARB", "CEN", 7, _lines(ROPE_12=8)),
    OpenSale("SO-VEND-208", "VEND", "CEN", 8, _lines(WINCH_40=18)),
    OpenSale("SO-VEND-209", "VEND", "CEN", 9, _lines(BLOCK_57=60, SHACK_10=60)),
    OpenSale("SO-KINS-034", "KINS", "WES", 9, _lines(ANCH_10=1, CHAIN_10=2)),
    OpenSale("SO-VEND-210", "VEND", "CEN", 10, _lines(FURL_2=3)),
    OpenSale("SO-VEND-211", "VEND", "CEN", 11, _lines(WINCH_40=18)),
    OpenSale("SO-ORUS-013", "ORUS", "NOR", 11, _lines(WINDL_07=1, CHAIN_10=2)),
    OpenSale("SO-TIDE-055", "TIDE", "CEN", 14, _lines(LIGHT_NV=6, PUMP_E8=12)),
    OpenSale("SO-SKAG-045", "SKAG", "CEN", 14, _lines(WINCH_40=20)),
    OpenSale("SO-SKAG-046", "SKAG", "CEN", 15, _lines(CHAIN_10=75)),
    OpenSale("SO-VEND-212", "VEND", "CEN", 18, _lines(FURL_2=2)),
)
