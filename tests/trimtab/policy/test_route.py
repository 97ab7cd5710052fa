"""Routing: the first matching rule counts, `also` adds to it, and what no rule speaks about is an error."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from tests.trimtab import changes
from tests.trimtab.proposals import NOW, assumptions, bundle, leg, level, promise, purchase, transfer
from trimtab.actions import Action
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Route
from trimtab.errors import ConfigurationError
from trimtab.people import Role
from trimtab.policy import Policy, load_policy, route


def policy(*rules: dict[str, Any], **fields: Any) -> Policy:
    return Policy.model_validate({"version": "1", "currency": "EUR", "rules": rules, **fields})


def rule(name: str, *roles: str, also: bool = False, **when: Any) -> dict[str, Any]:
    return {"name": name, "when": when, "approve": roles, "also": also}


def asked(routed: Route) -> dict[str, tuple[str, ...]]:
    """Roles asked, with the actions they are asked about."""
    return {r.id: tuple(x.removeprefix("leg-act_").removesuffix("_1") for x in r.legs) for r in routed.requirements}


def test_the_first_matching_rule_counts() -> None:
    rules = policy(rule("buyers-buy", "procurement", action=["place_purchase"]), rule("the-rest", "supply_planner"))
    routed = route(bundle(), rules, NOW)
    assert asked(routed) == {"procurement": ("purchase",), "supply_planner": ("transfer", "promise", "level")}
    assert [r.rule for r in routed.requirements] == ["buyers-buy", "the-rest"]


def test_a_rule_with_also_adds_to_the_first_match_wherever_it_stands() -> None:
    also = rule("money-is-finance", "finance", also=True, value_above=1000)
    rest = rule("everything", "supply_planner")
    for order in ([also, rest], [rest, also]):
        assert asked(route(bundle(), policy(*order), NOW)) == {
            "finance": ("purchase",),
            "supply_planner": ("purchase", "transfer", "promise", "level"),
        }


def test_a_leg_no_rule_speaks_about_is_an_error_not_a_yes() -> None:
    only = policy(rule("buyers-buy", "procurement", action=["place_purchase"]), rule("all", "finance", also=True))
    with pytest.raises(ConfigurationError, match="no rule for transfer_stock of 84") as refused:
        route(bundle(), only, NOW)
    assert refused.value.remedy == "Add a rule without `when` as the last one."


@pytest.mark.parametrize(
    ("when", "matches"),
    [
        ({}, True),
        ({"action": ["place_purchase"]}, True),
        ({"action": ["transfer_stock"]}, False),
        ({"owner": ["procurement"]}, True),
        ({"owner": ["sales"]}, False),
        ({"supplier": ["KMW", "BRF"]}, True),
        ({"supplier": ["KMW"]}, False),
        ({"value_above": "16079.99"}, True),
        ({"value_above": "16080"}, False),
        ({"value_at_most": "16080"}, True),
        ({"value_at_most": "16079.99"}, False),
        ({"action": ["place_purchase"], "supplier": ["KMW"]}, False),
    ],
)
def test_every_condition_of_a_rule_has_to_hold(when: dict[str, Any], matches: bool) -> None:
    routed = route(bundle(purchase()), policy(rule("special", "finance", **when), rule("rest", "sales")), NOW)
    assert list(asked(routed)) == ["finance" if matches else "sales"]


def test_a_condition_on_suppliers_never_matches_what_has_none() -> None:
    routed = route(bundle(transfer()), policy(rule("x1", "finance", supplier=["BRF"]), rule("rest", "sales")), NOW)
    assert list(asked(routed)) == ["sales"]


def test_a_rule_that_asks_nobody_lets_its_legs_through() -> None:
    rules = policy(rule("small-moves", action=["transfer_stock"], value_at_most=100), rule("rest", "supply_planner"))
    assert route(bundle(transfer()), rules, NOW).requirements == ()
    assert asked(route(bundle(transfer(cost="101")), rules, NOW)) == {"supply_planner": ("transfer",)}


def test_a_bundle_above_a_value_needs_further_roles_for_all_of_it() -> None:
    total = bundle().value()
    rest = rule("rest", "procurement")
    above = policy(rest, bundle_rules=[{"name": "large-ones", "value_above": total - 1, "approve": ["finance"]}])
    at = policy(rest, bundle_rules=[{"name": "large-ones", "value_above": total, "approve": ["finance"]}])
    assert asked(route(bundle(), above, NOW))["finance"] == ("purchase", "transfer", "promise", "level")
    assert "finance" not in asked(route(bundle(), at, NOW))


def test_a_role_asked_for_a_leg_and_for_the_bundle_is_asked_once_for_all_of_it() -> None:
    everything = [{"name": "accountable", "approve": ["supply_planner"]}]
    rules = policy(
        rule("levels", "supply_planner", action=["adjust_level"]), rule("rest", "sales"), bundle_rules=everything
    )
    assert set(asked(route(bundle(), rules, NOW))["supply_planner"]) == {"purchase", "transfer", "promise", "level"}


@pytest.mark.parametrize("only", [purchase, transfer, promise, level])
def test_under_the_shipped_policy_the_supply_planner_is_accountable_for_every_bundle(only: Any) -> None:
    owner = {purchase: "procurement", transfer: "logistics", promise: "sales", level: "supply_planner"}[only]
    assert set(asked(route(bundle(only()), load_policy("x"), NOW))) == {owner, "supply_planner"}


def test_under_the_shipped_policy_a_large_purchase_also_goes_to_finance() -> None:
    large = route(bundle(purchase(quantity="374")), load_policy("x"), NOW)
    assert set(asked(large)) == {"procurement", "supply_planner", "finance"}
    assert "finance" not in asked(route(bundle(purchase(quantity="373")), load_policy("x"), NOW))


SHIPPED = {
    "procurement": (
        purchase,
        changes.expedite,
        changes.reschedule,
        changes.cancel,
        changes.switch,
        changes.release,
        changes.cancel_request,
    ),
    "logistics": (transfer, changes.reroute, changes.reallocate),
    "sales": (promise, changes.substitute, changes.shape),
    "supply_planner": (level, changes.question),
}


def test_the_shipped_policy_speaks_about_every_kind_of_action() -> None:
    shipped = load_policy("x")
    named = {kind for rule in shipped.rules for kind in rule.when.action}
    assert named == {make().kind for makes in SHIPPED.values() for make in makes}
    assert named == {get_args(a.model_fields["kind"].annotation)[0] for a in get_args(get_args(Action)[0])}
    for role, makes in SHIPPED.items():
        for make in makes:
            assert set(asked(route(bundle(make()), shipped, NOW))) == {role, "supply_planner"}, make


@pytest.mark.parametrize("make", [purchase, changes.release, changes.switch])
def test_under_the_shipped_policy_whatever_commits_much_goes_to_finance(make: Any) -> None:
    action = make()
    much = {"quantity": Decimal(5000)}
    field = {"place_purchase": "lines", "switch_supplier": "to_lines"}.get(action.kind)
    if field:
        much = {field: tuple(line.model_copy(update=much) for line in getattr(action, field))}
    large = action.model_copy(update=much)
    assert "finance" in asked(route(bundle(large), load_policy("x"), NOW))
    assert "finance" not in asked(route(bundle(action), load_policy("x"), NOW))


def test_requirements_do_not_depend_on_the_order_of_legs() -> None:
    forward, backward = bundle(), Bundle(**(dict(bundle()) | {"legs": bundle().legs[::-1]}))
    ids = [[r.id for r in route(b, load_policy("x"), NOW).requirements] for b in (forward, backward)]
    assert ids[0] == ids[1] == sorted(ids[0])


def test_a_leg_is_routed_by_its_owner_too() -> None:
    mine = bundle(legs=(leg(purchase(), Function.FINANCE),))
    rules = policy(rule("finance-first", "finance", owner=["finance"]), rule("rest", "procurement"))
    assert asked(route(mine, rules, NOW)) == {"finance": ("purchase",)}
    assert Role.FINANCE in {r.role for r in route(mine, rules, NOW).requirements}


def test_a_bundle_expires_with_policy_or_with_its_assumptions_whichever_is_first() -> None:
    rules = policy(rule("rest", "sales"), expires_after_hours=24)
    assert route(bundle(), rules, NOW).expires_at == NOW + timedelta(hours=24)
    soon = bundle(assumptions=assumptions(expires_at=NOW + timedelta(hours=3)))
    assert route(soon, rules, NOW).expires_at == NOW + timedelta(hours=3)


def test_purchases_use_the_suppliers_budget_of_the_business_day() -> None:
    budgets = [{"supplier": "BRF", "per_day": 5000}, {"supplier": "OTHER", "per_day": 1}]
    rules = policy(rule("rest", "sales"), budgets=budgets)
    two = bundle(purchase(), purchase("act_purchase_2", quantity="1"), purchase("act_purchase_3", "KMW"), transfer())
    (use,) = route(two, rules, NOW).budgets
    assert (use.scope, use.limit, use.amount) == ("purchase:BRF:2026-03-02", 5000, 61 * Decimal(268))
    assert route(bundle(transfer()), rules, NOW).budgets == ()


def test_releases_and_switches_use_the_budget_of_who_is_ordered_from() -> None:
    rules = policy(rule("rest", "sales"), budgets=[{"supplier": s, "per_day": 50000} for s in ("BRF", "KMW")])
    mixed = bundle(purchase(quantity="1"), changes.release(), changes.switch(), changes.expedite(), changes.cancel())
    (use,) = route(mixed, rules, NOW).budgets
    assert (use.supplier, use.amount) == ("BRF", (1 + 25 + 12) * Decimal(268))


def test_a_rule_about_suppliers_speaks_of_a_switch_on_either_side() -> None:
    for supplier in ("KMW", "BRF"):
        rules = policy(rule("special", "finance", supplier=[supplier]), rule("rest", "sales"))
        assert list(asked(route(bundle(changes.switch()), rules, NOW))) == ["finance"]


def test_the_route_carries_what_the_policy_says_about_undoing_and_people() -> None:
    rules = policy(rule("rest", "sales"), undo_window_seconds=90, distinct_people=True)
    routed = route(bundle(), rules, NOW)
    assert (routed.policy_version, routed.undo_window_seconds, routed.distinct_people) == ("1", 90, True)
