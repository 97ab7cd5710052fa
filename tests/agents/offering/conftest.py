"""Situations as a test wants them, each on a ledger of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.offering.situation import Situation
from tests.agents.small_case import SmallCase

Situated = Callable[..., Situation]


@pytest.fixture
def situated(tmp_path: Path) -> Situated:
    """Make a situation from state, beliefs, network or time."""

    def make(**parts: Any) -> Situation:
        return SmallCase(tmp_path / "case", **parts).situation

    return make
