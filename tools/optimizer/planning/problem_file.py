"""Problem files: a plan problem as JSON, read so that an error names the file, the record and the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tools.optimizer.planning.problem import PlanProblem
from trimtab.errors import InputError, InvalidField
from trimtab.what_if import Change

_CHANGES = TypeAdapter(tuple[Change, ...])


def read_problem(path: Path) -> PlanProblem:
    """Return the problem in a file; raises InvalidField naming file and field, or InputError naming the record."""
    content = _content(path)
    try:
        return PlanProblem.model_validate_json(content)
    except ValidationError as error:
        raise _invalid(path, error) from None


def write_problem(problem: PlanProblem, path: Path) -> None:
    """Write a problem so that `read_problem` returns its equal."""
    path.write_text(problem.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_changes(path: Path) -> tuple[Change, ...]:
    """Return the changes in a file, a JSON list as of `trimtab.what_if`; raises InvalidField naming file and field."""
    try:
        return _CHANGES.validate_json(_content(path))
    except ValidationError as error:
        raise _invalid(path, error) from None


def changes_of(told: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Return changes from their fields by name; raises InvalidField naming the change and field."""
    try:
        return _CHANGES.validate_python(tuple(told))
    except ValidationError as error:
        raise _invalid(Path("what if"), error) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidField(f"cannot be read ({error.strerror})", record=path.name, field="file") from None


def _invalid(path: Path, error: ValidationError) -> InputError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "file"
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return InvalidField(
        first["msg"].removeprefix("Value error, ") + more,
        record=path.name,
        field=field,
        remedy="`trimtab plan --template` prints a problem that is right.",
    )
