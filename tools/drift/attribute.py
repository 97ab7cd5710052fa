"""Attribution: whose belief moved how much of the drift, by Shapley value: the order of telling does not matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial

from tools.optimizer.planning.planner import default_cost
from tools.optimizer.planning.problem import PlanProblem
from trimtab import subjects
from trimtab.beliefs import Belief, Parameter
from trimtab.cases import Attribution

EXACT_GROUPS = 6
Key = tuple[str, Parameter]


def attribute(problem: PlanProblem, beliefs_before: Sequence[Belief]) -> tuple[Attribution, ...]:
    """Return the share of each belief that differs from `beliefs_before`; the shares sum to one.

    The value of a set of moves is the cost if nobody acts under just those moves. Shares are Shapley values (Shapley,
    A value for n-person games, 1953) of players: moves with the same events behind them are one player, and beyond six
    players the smallest are one; moves of one player split its value by what each does alone. Moves that lowered the
    cost explain nothing of a loss and get 0.
    """
    before, after = _latest(beliefs_before), _latest(problem.beliefs)
    moved = sorted(k for k in before.keys() | after.keys() if _differs(before.get(k), after.get(k)))
    moved = [k for k in moved if _concerns(problem, k)]
    if not moved:
        return ()
    known: dict[frozenset[Key], float] = {}

    def value(keys: frozenset[Key]) -> float:
        if keys not in known:
            beliefs = [(after if k in keys else before).get(k) for k in sorted(before.keys() | after.keys())]
            mixed = problem.varied(beliefs=tuple(b for b in beliefs if b is not None))
            known[keys] = default_cost(mixed)
        return known[keys]

    alone = {k: value(frozenset({k})) - value(frozenset()) for k in moved}
    ranked = sorted(moved, key=lambda k: (-abs(alone[k]), k))
    players = _players(ranked, after)
    worth = shapley(players, value)
    shares = {k: max(0.0, w) * _weight(k, p, alone) for p, w in zip(players, worth, strict=True) for k in p}
    total = sum(shares.values())
    if total <= 0:
        shares = {k: abs(alone[k]) for k in moved}
        total = sum(shares.values())
    return tuple(
        _attribution(before.get(k), after.get(k), shares[k] / total if total else 1 / len(moved)) for k in ranked
    )


def _players(ranked: Sequence[Key], after: Mapping[Key, Belief]) -> list[frozenset[Key]]:
    """Return moves in groups of one cause each, at most `EXACT_GROUPS`; the order is that of the largest move."""
    groups: dict[tuple[str, ...] | Key, list[Key]] = {}
    for key in ranked:
        belief = after.get(key)
        groups.setdefault(belief.because if belief is not None and belief.because else key, []).append(key)
    players = [frozenset(keys) for keys in groups.values()]
    if len(players) > EXACT_GROUPS:
        rest: frozenset[Key] = frozenset().union(*players[EXACT_GROUPS - 1 :])
        players = [*players[: EXACT_GROUPS - 1], rest]
    return players


def shapley(players: Sequence[frozenset[Key]], value: Callable[[frozenset[Key]], float]) -> list[float]:
    """Return the Shapley value of each player; players are disjoint sets, `value` is asked for unions of them.

    φᵢ = Σ over coalitions S without i of |S|! (n − |S| − 1)! / n! · (v(S + i) − v(S)).
    """
    n = len(players)
    result = []
    for i, player in enumerate(players):
        others = [p for j, p in enumerate(players) if j != i]
        total = 0.0
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for coalition in combinations(others, size):
                joined: frozenset[Key] = frozenset().union(*coalition)
                total += weight * (value(joined | player) - value(joined))
        result.append(total)
    return result


def _latest(beliefs: Sequence[Belief]) -> dict[Key, Belief]:
    latest: dict[Key, Belief] = {}
    for belief in beliefs:
        key = (belief.subject, belief.parameter)
        if key not in latest or belief.version >= latest[key].version:
            latest[key] = belief
    return latest


def _differs(before: Belief | None, after: Belief | None) -> bool:
    if before is None or after is None:
        return True
    return (before.distribution, before.persistence) != (after.distribution, after.persistence)


def _concerns(problem: PlanProblem, key: Key) -> bool:
    """Tell whether a belief can touch the items in scope."""
    subject, parameter = key
    if parameter is Parameter.STOCK_ACCURACY:
        return False
    if parameter in {Parameter.DEMAND, Parameter.PROMOTION}:
        return subjects.split_item_location(subject)[0] in problem.items
    if subjects.kind_of(subject) == "source":
        return subject.rpartition("/")[2] in problem.items
    if parameter in {Parameter.ETA, Parameter.YIELD}:
        lines = problem.snapshot.purchases
        return any(subjects.purchase_line(x.document, x.line) == subject and x.item in problem.items for x in lines)
    return True


def _weight(key: Key, player: frozenset[Key], alone: dict[Key, float]) -> float:
    total = sum(abs(alone[k]) for k in player)
    return abs(alone[key]) / total if total else 1 / len(player)


def _attribution(before: Belief | None, after: Belief | None, share: float) -> Attribution:
    belief = after or before
    assert belief is not None  # noqa: S101 - a move has a before or an after
    return Attribution(
        function=belief.owner,
        subject=belief.subject,
        what=belief.parameter.value,
        share=share,
        event_ids=belief.because,
    )
