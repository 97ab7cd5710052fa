"""Old and new side by side: what a stale revision said, what the new one says, and what made it stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from interfaces.views.impact import impact_view
from interfaces.views.legs import LegFormat
from interfaces.views.money import money_text
from interfaces.views.words import capital, short_digest
from trimtab.assumptions import Breach
from trimtab.bundles import Bundle


@dataclass(frozen=True)
class ComparedRow:
    """One figure in both revisions; `word` says changed, added, dropped, or nothing."""

    label: str
    old: str
    new: str
    word: str


@dataclass(frozen=True)
class ComparedGroup:
    """The figures of one document, or of the impact."""

    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True)
class Comparison:
    """Two revisions of a bundle."""

    old_revision: int
    new_revision: int
    old_digest: str
    new_digest: str
    breaches: tuple[str, ...]
    changed: tuple[ComparedGroup, ...]
    same: tuple[ComparedGroup, ...]
    same_count: int


@dataclass(frozen=True)
class _Stated:
    """What one revision says of a leg, or of the impact: figures by their labels."""

    title: str
    figures: dict[str, str]


NOTHING = _Stated("", {})


def compare(old: Bundle, new: Bundle, breaches: tuple[Breach, ...], how: LegFormat) -> Comparison:
    """Return what changed from one revision to the next; `breaches` are those that made the old one stale."""
    before, after = _facts(old, how), _facts(new, how)
    groups = [_group(before.get(key, NOTHING), after.get(key, NOTHING)) for key in dict.fromkeys([*after, *before])]
    same = _rows_of(groups, differing=False)
    return Comparison(
        old_revision=old.revision,
        new_revision=new.revision,
        old_digest=short_digest(old.digest()),
        new_digest=short_digest(new.digest()),
        breaches=tuple(breach_text(breach, how) for breach in breaches),
        changed=_rows_of(groups, differing=True),
        same=same,
        same_count=sum(len(group.rows) for group in same),
    )


def breach_text(breach: Breach, how: LegFormat) -> str:
    """Say what was assumed and what is, dates as they are written elsewhere."""
    was, is_ = (_figure(text, how) for text in (breach.assumed, breach.actual))
    return f"{capital(breach.what)} of {how.names.subject(breach.subject)} was {was}, is {is_}"


def _rows_of(groups: list[ComparedGroup], *, differing: bool) -> tuple[ComparedGroup, ...]:
    """Keep the rows that differ, or those that do not; drop what is left empty."""
    kept = (ComparedGroup(g.title, tuple(row for row in g.rows if bool(row.word) is differing)) for g in groups)
    return tuple(group for group in kept if group.rows)


def _figure(text: str, how: LegFormat) -> str:
    try:
        return how.almanac.day(date.fromisoformat(text))
    except ValueError:
        return text


def _group(before: _Stated, after: _Stated) -> ComparedGroup:
    old, new = before.figures, after.figures
    rows = tuple(_row(label, old.get(label), new.get(label)) for label in {**new, **old})
    return ComparedGroup(after.title or before.title, rows)


def _row(label: str, old: str | None, new: str | None) -> ComparedRow:
    word = "" if old == new else "added" if old is None else "dropped" if new is None else "changed"
    return ComparedRow(label, old or "none", new or "none", word)


def _facts(bundle: Bundle, how: LegFormat) -> dict[str, _Stated]:
    """Return every figure a person sees, by leg and label; two legs may have one title, and the impact has no leg."""
    found: dict[str, _Stated] = {}
    for leg in bundle.legs:
        view = how.view(leg)
        facts: dict[str, str] = {}
        for line in view.lines:
            facts[line.label] = f"{line.after} {view.unit}".strip()
            if line.note:
                facts[f"{line.label}, details"] = line.note
        found[leg.id] = _Stated(view.title, facts | dict(view.facts))
    impact = impact_view(bundle.impact)
    money = {"Commits": money_text(bundle.value(), impact.currency), impact.total.label: impact.saving} | {
        row.label: f"{row.change} {impact.currency}" for row in impact.money
    }
    service = {row.label: row.after for row in impact.service}
    return found | {"impact": _Stated("Impact", money | service)}
