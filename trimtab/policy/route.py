"""Routing: which approvals a bundle needs under a policy; a pure function."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from trimtab.actions import PlacePurchase, ReleaseRequest, SwitchSupplier
from trimtab.bundles import Bundle, Leg, Requirement, Route
from trimtab.errors import ConfigurationError
from trimtab.mandates import BudgetUse
from trimtab.people import Role
from trimtab.policy.model import Policy, Rule


def route(bundle: Bundle, policy: Policy, now: datetime) -> Route:
    """Return who must approve the bundle, until when, and which budgets it uses; raises ConfigurationError.

    `now` is business time. A leg that no rule speaks about is never let through: that is an error of the policy.
    """
    wanted: dict[Role, tuple[list[str], str]] = {}
    for leg in bundle.legs:
        for rule in _rules_for(leg, policy):
            for role in rule.approve:
                wanted.setdefault(role, ([], rule.name))[0].append(leg.id)
    for bundle_rule in policy.bundle_rules:
        if _exceeds(bundle.value(), bundle_rule.value_above):
            for role in bundle_rule.approve:
                wanted.setdefault(role, ([], bundle_rule.name))[0].extend(leg.id for leg in bundle.legs)
    requirements = tuple(
        Requirement(id=role.value, role=role, legs=tuple(dict.fromkeys(legs)), rule=rule)
        for role, (legs, rule) in sorted(wanted.items())
    )
    return Route(
        policy_version=policy.version,
        requirements=requirements,
        expires_at=min(now + timedelta(hours=policy.expires_after_hours), bundle.assumptions.expires_at),
        undo_window_seconds=policy.undo_window_seconds,
        distinct_people=policy.distinct_people,
        budgets=_budgets(bundle, policy, now),
    )


def _rules_for(leg: Leg, policy: Policy) -> list[Rule]:
    matching = [rule for rule in policy.rules if _matches(rule, leg)]
    first = next((rule for rule in matching if not rule.also), None)
    if first is None:
        raise ConfigurationError(
            f"the policy {policy.version} has no rule for {leg.action.kind} of {leg.action.value()}",
            remedy="Add a rule without `when` as the last one.",
        )
    return [first, *(rule for rule in matching if rule.also)]


def _matches(rule: Rule, leg: Leg) -> bool:
    when, value = rule.when, leg.action.value()
    suppliers = {getattr(leg.action, field, None) for field in ("supplier", "to_supplier")}
    return (
        (not when.action or leg.action.kind in when.action)
        and (not when.owner or leg.owner in when.owner)
        and (not when.supplier or bool(suppliers & set(when.supplier)))
        and _exceeds(value, when.value_above)
        and (when.value_at_most is None or value <= when.value_at_most)
    )


def _exceeds(value: Decimal, limit: Decimal) -> bool:
    """Compare with `value_above`; zero is what a rule says that leaves it out, and matches what has no value too."""
    return value > limit or limit == 0


def spending(legs: Iterable[Leg]) -> dict[str, Decimal]:
    """Return the purchase value these legs commit with each supplier, in the policy's currency."""
    spent: dict[str, Decimal] = {}
    for leg in legs:
        action = leg.action
        if isinstance(action, PlacePurchase | ReleaseRequest):
            supplier, value = action.supplier, action.value()
        elif isinstance(action, SwitchSupplier):
            supplier, value = action.to_supplier, action.value() - action.fee.amount
        else:
            continue
        spent[supplier] = spent.get(supplier, Decimal(0)) + value
    return spent


def _budgets(bundle: Bundle, policy: Policy, now: datetime) -> tuple[BudgetUse, ...]:
    limits = {b.supplier: b.per_day for b in policy.budgets}
    return tuple(
        BudgetUse(
            scope=f"purchase:{supplier}:{now.date().isoformat()}",
            limit=limits[supplier],
            amount=amount,
            supplier=supplier,
        )
        for supplier, amount in sorted(spending(bundle.legs).items())
        if supplier in limits
    )
