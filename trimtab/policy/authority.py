"""Authority: whether a principal may decide, as pure functions that return yes or the reason for no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.bundles import Bundle, Requirement, Route
from trimtab.people import Principal, Role


@dataclass(frozen=True)
class No:
    """The reason why not."""

    reason: str


def requirements_met_by(
    principal: Principal, bundle: Bundle, route: Route, granted: Mapping[str, str]
) -> tuple[Requirement, ...] | No:
    """Return the open requirements this principal's approval meets, or the reason why it meets none."""
    if principal.id == bundle.proposed_by:
        return No(f"{principal.name} proposed this bundle; somebody else has to approve it")
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
