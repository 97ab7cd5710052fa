"""The checker refuses a certificate that was tampered with, and imports nothing of the solver."""

import ast
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tools.optimizer.placement.random_networks import random_network
from tools.optimizer.placement import checker, place

Certificate = dict[str, Any]

pytestmark = pytest.mark.timeout(600)
"""The first test compiles the kernels."""


@pytest.fixture(scope="module")
def proven() -> tuple[dict[str, Any], Certificate]:
    placement = place(random_network(4, stages=6))
    return placement.network.model_dump(mode="json"), placement.certificate


def cheaper(c: Certificate) -> None:
    c["cost"] *= 0.99
    c["bound"] *= 0.99


def bound_raised(c: Certificate) -> None:
    c["bound"] *= 1.01


def prices_doubled(c: Certificate) -> None:
    c["proof"]["prices"] = [[[5 * p + k for k, p in enumerate(r)] for r in rows] for rows in c["proof"]["prices"]]


def no_prices(c: Certificate) -> None:
    c["proof"]["prices"] = [[[0.0] for _ in rows] for rows in c["proof"]["prices"]]


def price_not_a_number(c: Certificate) -> None:
    c["proof"]["prices"][0][0] = [float("nan")]


def bound_not_a_number(c: Certificate) -> None:
    c["bound"] = float("nan")


def another_quote(c: Certificate) -> None:
    name = max(c["service_times"], key=c["service_times"].get)
    c["service_times"][name] += 1


def a_stage_left_out(c: Certificate) -> None:
    c["service_times"].popitem()


@pytest.mark.parametrize(
    "tamper",
    [
        cheaper,
        bound_raised,
        prices_doubled,
        no_prices,
        price_not_a_number,
        bound_not_a_number,
        another_quote,
        a_stage_left_out,
    ],
)
def test_a_certificate_that_was_tampered_with_is_refused(
    proven: tuple[dict[str, Any], Certificate], tamper: Callable[[Certificate], None]
) -> None:
    network, certificate = proven
    assert checker.check(network, certificate) <= 1e-6
    changed = copy.deepcopy(certificate)
    tamper(changed)
    with pytest.raises(checker.NotProven):
        checker.check(network, changed)


def test_a_certificate_of_another_network_is_refused(proven: tuple[dict[str, Any], Certificate]) -> None:
    network, certificate = copy.deepcopy(proven)
    network["stages"][-1]["demand"]["sd"] *= 1.5
    with pytest.raises(checker.NotProven):
        checker.check(network, certificate)


def test_a_case_split_needs_both_cases(proven: tuple[dict[str, Any], Certificate]) -> None:
    network, certificate = copy.deepcopy(proven)
    whole = certificate["proof"]
    empty = {"prices": []}
    stage = network["stages"][0]["name"]
    certificate["proof"] = {"prices": [], "split": {"stage": stage, "at": 0, "low": whole, "high": whole}}
    assert checker.check(network, certificate) <= 1e-6
    for case in ("low", "high"):
        certificate["proof"]["split"] |= {"low": whole, "high": whole, case: empty}
        with pytest.raises(checker.NotProven):
            checker.check(network, certificate)


def test_the_checker_imports_nothing_of_this_house() -> None:
    tree = ast.parse(Path(checker.__file__).read_text())
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    names |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert not [n for n in names if n and n.split(".")[0] in {"tools", "trimtab", "agents", "interfaces"}]
