"""Policy files: what is wrong is said with the name of the file and of the field."""

from pathlib import Path

import pytest

from trimtab.errors import ConfigurationError
from trimtab.people import Role
from trimtab.policy import load_policy, read_policy

SMALL = """
version: "7"
currency: EUR
rules:
  - {name: everything-to-the-planner, approve: [supply_planner]}
"""


def written(folder: Path, text: str, name: str = "halyard.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_company_has_its_own_policy_or_the_default(tmp_path: Path) -> None:
    written(tmp_path, SMALL)
    written(tmp_path, SMALL.replace('"7"', '"1"'), "default.yaml")
    assert load_policy("halyard", tmp_path).version.startswith("7+")
    assert load_policy("brest", tmp_path).version.startswith("1+")


def test_no_policy_at_all_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"no policy file for 'halyard' in {tmp_path.name}/"):
        load_policy("halyard", tmp_path)


def test_the_shipped_policy_loads_and_has_a_rule_for_everything() -> None:
    policy = load_policy("nobody-in-particular")
    assert any(rule.when == type(rule.when)() and not rule.also for rule in policy.rules)


def test_the_version_is_bound_to_the_content_not_to_how_it_is_laid_out(tmp_path: Path) -> None:
    one = read_policy(written(tmp_path, SMALL))
    same = read_policy(written(tmp_path, "# a comment\n" + SMALL.replace("EUR", "'EUR'"), "same.yaml"))
    other = read_policy(written(tmp_path, SMALL.replace("supply_planner", "finance"), "other.yaml"))
    assert one.version == same.version != other.version
    assert other.rules[0].approve == (Role.FINANCE,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SMALL.replace("[supply_planner]", "[boss]"), "rules.0.approve.0: Input should be"),
        (SMALL.replace("everything-to-the-planner", "Everything!"), "rules.0.name: String should match"),
        (SMALL.replace("approve", "approved"), r"rules.0.approve: Field required"),
        (SMALL.replace("currency: EUR", "currency: Euro"), "currency: String should match"),
        (SMALL.replace('version: "7"', ""), "version: Field required"),
        (SMALL + "undo_window_seconds: -1\n", "undo_window_seconds: Input should be greater"),
        (SMALL + "expires_after_hours: 0\n", "expires_after_hours: Input should be greater"),
        (SMALL + "four_eyes: true\n", "four_eyes: Extra inputs are not permitted"),
        (SMALL + "budgets: [{supplier: BRF, per_day: -5}]\n", "budgets.0.per_day: Input should be greater"),
        ("version: '1'\ncurrency: EUR\nrules: []\n", "rules: Tuple should have at least 1 item"),
        ("", "the whole file: Input should be"),
        ("- a list\n", "the whole file: Input should be"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^halyard\.yaml, {named}"):
        read_policy(written(tmp_path, text))


@pytest.mark.parametrize("text", ["rules: [", "a: b: c", "\t- x"])
def test_what_is_no_yaml_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^halyard\.yaml is not valid YAML"):
        read_policy(written(tmp_path, text))


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "halyard.yaml"
    path.write_bytes(b"version: \xff\xfe")
    with pytest.raises(ConfigurationError, match=r"^halyard\.yaml is not valid YAML"):
        read_policy(path)
