"""Questions: what a person can ask about a bundle, read by a small and forgiving grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Why:
    """Why is this proposed, or a part of it; or, with `negated`, why is something not?"""

    about: str
    negated: bool = False


@dataclass(frozen=True)
class IfNothing:
    """What if nobody decides?"""


@dataclass(frozen=True)
class IfArrival:
    """What if an order arrives so many days later (negative: earlier)?"""

    days: int
    about: str


@dataclass(frozen=True)
class IfDemand:
    """What if demand is so many percent higher (negative: lower)?"""

    percent: float
    about: str


@dataclass(frozen=True)
class IfClosed:
    """What if a lane closes?"""

    about: str


@dataclass(frozen=True)
class IfWithout:
    """What if a part is left out?"""

    about: str


@dataclass(frozen=True)
class Alternatives:
    """What is the next best plan?"""


@dataclass(frozen=True)
class Ranges:
    """What would change the answer?"""


@dataclass(frozen=True)
class Help:
    """What can be asked?"""


Question = Why | IfNothing | IfArrival | IfDemand | IfClosed | IfWithout | Alternatives | Ranges | Help

_HELP = re.compile(r"^(help|what (can|could|may) (i|we|be|one|you) (be )?ask.*)$")
_DAYS = re.compile(r"(\d+)\s*(day|week)s?")
_LATER = re.compile(r"\b(later|late|slips?|delay(ed|s)?|after)\b")
_EARLIER = re.compile(r"\b(earlier|early|sooner|before)\b")
_PERCENT = re.compile(r"([+\-−]?)\s*(\d+(?:[.,]\d+)?)\s*(?:%|per ?cent)")
_LESS = re.compile(r"\b(less|lower|falls?|fell|drops?|down|shrinks?|decreases?|halve[sd]?|halved)\b")
_WITHOUT = re.compile(r"\b(?:without|leave out|leaving out|skip|drop|omit)\b\s*(?P<about>.*)")
_NOTHING = re.compile(
    r"\b(nobody|no one|no-one|none of us)\b|\b(do|does|doing|done) nothing\b|\bnothing (is|gets|was) (done|decided)\b"
    r"|\b(don'?t|do not|not) (act|decide|answer|approve)\b|\bif (we|i) (wait|ignore)"
)
_RANGES = re.compile(
    r"\bwhat (would|could|might|can) (change|alter|flip)|\bhow (sure|robust|stable|certain)\b|\branges?\b"
)
_ALTERNATIVES = re.compile(r"\b(cheap\w*|alternatives?|runner.?up|second.?best|next best|other options?)\b")
_WHY_NOT = re.compile(r"\b(why (not|no|don'?t|didn'?t|do not|did not|are we not|isn'?t)|not why)\b\s*(?P<about>.*)")
_WHY = re.compile(r"\b(why|how come|reasons?|explain|what for|justify)\b\s*(?P<about>.*)")
_CLOSED = re.compile(r"\b(clos\w*|shuts?|blocked)\b")


def read(text: str) -> Question | None:
    """Return the question a text asks, None where it asks none of those that can be answered.

    >>> read("What if KMW-2417 arrives 5 days later?")
    IfArrival(days=5, about='what if kmw-2417 arrives 5 days later')
    >>> read("and if demand fell by 20 %")
    IfDemand(percent=-20.0, about='and if demand fell by 20 %')
    """
    said = " ".join(text.lower().replace("’", "'").split()).strip(" ?!.")
    for reader in (_help, _ranges, _without, _nothing, _arrival, _demand, _closed, _alternatives, _why_not, _why):
        question = reader(said)
        if question is not None:
            return question
    return None


def _help(said: str) -> Question | None:
    return Help() if _HELP.search(said) else None


def _ranges(said: str) -> Question | None:
    return Ranges() if _RANGES.search(said) else None


def _nothing(said: str) -> Question | None:
    return IfNothing() if _NOTHING.search(said) else None


def _without(said: str) -> Question | None:
    found = None if said.startswith("why") else _WITHOUT.search(said)
    return IfWithout(found["about"]) if found else None


def _arrival(said: str) -> Question | None:
    found = _DAYS.search(said)
    if found is None or not (_LATER.search(said) or _EARLIER.search(said)):
        return None
    days = int(found[1]) * (7 if found[2] == "week" else 1)
    return IfArrival(-days if _EARLIER.search(said) else days, said)


def _demand(said: str) -> Question | None:
    if "demand" not in said and "sales" not in said and "sell" not in said:
        return None
    found = _PERCENT.search(said)
    if found:
        percent = float(found[2].replace(",", "."))
        return IfDemand(-percent if found[1] in {"-", "−"} or _LESS.search(said) else percent, said)
    if re.search(r"\bdoubl", said):
        return IfDemand(100.0, said)
    return IfDemand(-50.0, said) if re.search(r"\bhalv|\bhalf\b", said) else None


def _closed(said: str) -> Question | None:
    return IfClosed(said) if _CLOSED.search(said) else None


def _alternatives(said: str) -> Question | None:
    return Alternatives() if _ALTERNATIVES.search(said) else None


def _why_not(said: str) -> Question | None:
    found = _WHY_NOT.search(said)
    return Why(found["about"], negated=True) if found else None


def _why(said: str) -> Question | None:
    found = _WHY.search(said)
    return Why(found["about"]) if found else None
