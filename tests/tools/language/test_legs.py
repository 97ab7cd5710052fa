"""Legs: every kind of action in one sentence of a planner; every number in it was handed in."""

from typing import get_args

import pytest

from demo.network import network_of
from tests.five_items import HALYARD_SUPPLY
from tests.tools.language.every_action import ACTIONS
from tests.trimtab.proposals import leg
from tools.language.legs import explain_leg
from trimtab.actions import Action

NETWORK = network_of(HALYARD_SUPPLY)


@pytest.mark.parametrize(("action", "sentence"), ACTIONS, ids=range(len(ACTIONS)))
def test_a_leg_is_told_in_one_sentence(action: Action, sentence: str) -> None:
    assert explain_leg(leg(action), NETWORK) == sentence


def test_every_kind_of_action_has_its_sentence() -> None:
    kinds = {kind.model_fields["kind"].default for kind in get_args(get_args(Action)[0])}
    assert {action.kind for action, _ in ACTIONS} == kinds
