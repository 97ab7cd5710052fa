"""Authority: whether a principal may decide, as pure functions that return yes or the reason for no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Requirement, Route
from trimtab.people import ROLE_OF_FUNCTION, Principal, Role


@dataclass(frozen=True)
class No:
    """The reason why not."""

    reason: str


def requirements_met_by(
    principal: Principal, bundle: Bundle, route: Route, granted: Mapping[str, str]
) -> tuple[Requirement, ...] | No:
    """Return the open requirements this principal's approval meets, or the reason why it meets none."""
    verb = {bundle.edited_by: "edited"} if route.distinct_people else {}
    verb[bundle.proposed_by] = "proposed"
    if principal.id in verb:
        return No(f"{principal.name} {verb[principal.id]} this bundle; somebody else has to approve it")
    mine = [r for r in route.requirements if r.role in principal.roles]
    if not mine:
        roles = ", ".join(sorted(r.role.value.replace("_", " ") for r in route.requirements))
        return No(f"this bundle needs {roles}; {principal.name} has none of these roles")
    open_ones = [r for r in mine if r.id not in granted]
    if not open_ones:
        return No(f"the approval of {mine[0].role.value.replace('_', ' ')} was given by {granted[mine[0].id]}")
    if route.distinct_people:
        if principal.id in granted.values():
            return No(f"{principal.name} has approved already; policy asks for different people")
        return (open_ones[0],)
    return tuple(open_ones)


def may_steer(principal: Principal, route: Route) -> bool:
    """Tell whether a principal may reject or defer: an owner of one of the requirements, or the supply planner."""
    return Role.SUPPLY_PLANNER in principal.roles or any(r.role in principal.roles for r in route.requirements)


def may_assert(principal: Principal, function: Function) -> bool:
    """Tell whether a principal may state a fact about what a function watches: its owner, or the supply planner."""
    return bool({ROLE_OF_FUNCTION[function], Role.SUPPLY_PLANNER} & principal.roles)
