"""Authority: yes with the requirements met, or the reason for no."""

import pytest

from tests.trimtab.proposals import NOW, bundle
from trimtab.beliefs import Function
from trimtab.bundles import Bundle, Route
from trimtab.people import ROLE_OF_FUNCTION, Principal, Role
from trimtab.policy import No, load_policy, may_assert, may_steer, requirements_met_by, route

BUNDLE = bundle()


def person(name: str, *roles: Role) -> Principal:
    return Principal(id=name, name=name.title(), roles=frozenset(roles))


def routed(*, distinct: bool = False, of: Bundle = BUNDLE) -> Route:
    return route(of, load_policy("x").model_copy(update={"distinct_people": distinct}), NOW)


def met(principal: Principal, granted: dict[str, str] | None = None, *, distinct: bool = False) -> list[str] | str:
    answer = requirements_met_by(principal, BUNDLE, routed(distinct=distinct), granted or {})
    return answer.reason if isinstance(answer, No) else [r.id for r in answer]


def test_a_person_meets_the_requirement_of_their_role() -> None:
    assert met(person("bea", Role.PROCUREMENT)) == ["procurement"]


def test_one_person_with_several_roles_meets_all_of_them_at_once() -> None:
    assert met(person("ana", Role.SALES, Role.LOGISTICS, Role.VIEWER)) == ["logistics", "sales"]


def test_with_distinct_people_one_person_meets_one_requirement() -> None:
    both = person("ana", Role.SALES, Role.LOGISTICS)
    assert met(both, distinct=True) == ["logistics"]
    again = met(both, {"logistics": "ana"}, distinct=True)
    assert again == "Ana has approved already; policy asks for different people"
    assert met(person("ben", Role.SALES), {"logistics": "ana"}, distinct=True) == ["sales"]


def test_without_distinct_people_the_rest_can_be_given_later() -> None:
    assert met(person("ana", Role.SALES, Role.LOGISTICS), {"logistics": "ana"}) == ["sales"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR, Role.FINANCE])
def test_who_has_none_of_the_roles_is_told_which_are_needed(role: Role) -> None:
    assert met(person("vic", role)) == (
        "this bundle needs logistics, procurement, sales, supply planner; Vic has none of these roles"
    )


def test_nobody_approves_what_was_approved() -> None:
    assert (
        met(person("ben", Role.PROCUREMENT), {"procurement": "bea"}) == "the approval of procurement was given by bea"
    )


def test_who_proposed_a_bundle_may_not_approve_it() -> None:
    mine = bundle(proposed_by="bea")
    for roles in ({Role.PROCUREMENT}, set(Role)):
        answer = requirements_met_by(person("bea", *roles), mine, routed(of=mine), {})
        assert answer == No("Bea proposed this bundle; somebody else has to approve it")
    other = requirements_met_by(person("ben", Role.PROCUREMENT), mine, routed(of=mine), {})
    assert not isinstance(other, No)


def test_who_edited_a_bundle_may_not_approve_it_where_people_must_differ() -> None:
    edited, bea = bundle(edited_by="bea"), person("bea", Role.PROCUREMENT)
    strict = requirements_met_by(bea, edited, routed(distinct=True, of=edited), {})
    assert strict == No("Bea edited this bundle; somebody else has to approve it")
    assert not isinstance(requirements_met_by(bea, edited, routed(of=edited), {}), No)


@pytest.mark.parametrize("function", Function)
def test_the_owner_of_a_parameter_and_the_supply_planner_may_state_facts_about_it(function: Function) -> None:
    allowed = {role for role in Role if may_assert(person("ana", role), function)}
    assert allowed == {ROLE_OF_FUNCTION[function], Role.SUPPLY_PLANNER}
    assert not may_assert(person("nobody"), function)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PROCUREMENT, True),
        (Role.LOGISTICS, True),
        (Role.SALES, True),
        (Role.SUPPLY_PLANNER, True),
        (Role.FINANCE, False),
        (Role.VIEWER, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_owners_and_the_supply_planner_may_steer(role: Role, may: bool) -> None:
    assert may_steer(person("ana", role), routed()) is may


def test_the_supply_planner_may_steer_what_needs_no_approval_of_theirs() -> None:
    nobody = routed().model_copy(update={"requirements": ()})
    assert may_steer(person("pat", Role.SUPPLY_PLANNER), nobody)
    assert not may_steer(person("bea", Role.PROCUREMENT), nobody)
