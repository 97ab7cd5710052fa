"""Where policies and prompts lie: the checkout first, then the installed package."""

from pathlib import Path

import pytest

from trimtab import resources
from trimtab.errors import ConfigurationError
from trimtab.resources import resource_directory


def test_in_a_checkout_the_checkouts_policies_are_used() -> None:
    assert (resource_directory("policies") / "default.yaml").is_file()
    assert resource_directory("policies").parent == Path(resources.__file__).resolve().parent.parent


def test_an_installed_package_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "site-packages" / "trimtab" / "_data" / "policies"
    packed.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(packed.parent.parent / "resources.py"))
    assert resource_directory("policies") == packed


def test_what_is_nowhere_is_said_by_name() -> None:
    with pytest.raises(ConfigurationError, match="'recipes' is neither in the checkout nor in the installed package"):
        resource_directory("recipes")
