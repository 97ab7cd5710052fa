"""Files: from a path to grids of cells, CSV or workbook by what the file is, not by what it is called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools.reference.csv_file import read_csv
from tools.reference.grid import Grid
from tools.reference.problems import Place, Report
from tools.reference.workbook import OLE, ZIP, read_workbook

MOST_BYTES = 50_000_000
WORTH_TELLING_BYTES = 1_000_000
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
Tell = Callable[[str], None]


def read_files(path: Path, report: Report, tell: Tell = lambda _: None) -> list[Grid]:
    """Return the grids in a file, or in every CSV file and workbook of a folder; what cannot be read is a problem."""
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.suffix.casefold() in WORKBOOKS | TEXTS and _visible(p))
        if not found:
            report.add(Place(path.name), "holds no CSV file and no workbook", "Name the folder with the files")
        return [grid for one in found for grid in _read_file(one, report, tell)]
    return _read_file(path, report, tell)


def _read_file(path: Path, report: Report, tell: Tell) -> list[Grid]:
    refused = _refused(path)
    if refused:
        report.add(Place(path.name), *refused)
        return []
    content = path.read_bytes()
    if len(content) > WORTH_TELLING_BYTES:
        tell(f"reading {path.name}, {len(content) / 1e6:.0f} MB")
    if path.suffix.casefold() in WORKBOOKS:
        return read_workbook(path.name, content, report)
    if content.startswith((ZIP, OLE)):
        what = "is a workbook with the name of a CSV file"
        report.add(Place(path.name), what, "Give it its own ending, such as .xlsx")
        return []
    return read_csv(path.name, content, report)


def _refused(path: Path) -> tuple[str, str] | None:
    """Return what is wrong with a file and what to do, before it is opened."""
    if not path.is_file():
        return "does not exist", "Check the path"
    size = path.stat().st_size
    if size > MOST_BYTES:
        return f"has {size / 1e6:,.0f} MB, {MOST_BYTES / 1e6:.0f} MB can be read", "Split it by sheet"
    if path.suffix.casefold() not in WORKBOOKS | TEXTS:
        return "is neither CSV nor a workbook", "Save it as .csv, .xlsx, .xls or .ods"
    return None


def _visible(path: Path) -> bool:
    """Tell whether a file is one people see: lock files of office programs begin with a tilde or a dot."""
    return path.is_file() and not path.name.startswith((".", "~"))
