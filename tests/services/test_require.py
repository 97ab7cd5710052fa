"""A missing service skips a test on a laptop and fails it in CI."""

import pytest

from tests.services.require import skip_or_fail, skip_without


@pytest.mark.parametrize("value", ["true", "1", "True"])
def test_in_ci_a_missing_service_fails_the_test(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.fail.Exception, match="no server here"):
        skip_or_fail("no server here")


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_elsewhere_a_missing_service_skips_the_test(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.skip.Exception, match="no server here"):
        skip_or_fail("no server here")


def test_absent_data_skip_the_test_even_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.skip.Exception, match="no table here"):
        skip_without("no table here")
