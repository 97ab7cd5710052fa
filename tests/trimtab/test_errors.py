"""The error tree: stable codes, each once, and a text that says what to do."""

import re

import pytest

from trimtab import errors
from trimtab.errors import InfeasiblePlan, InputError, Refused, SystemOfRecordError, TrimtabError


def family(kind: type[TrimtabError]) -> list[type[TrimtabError]]:
    children = [c for c in kind.__subclasses__() if c.__module__ == errors.__name__]
    return [kind, *(d for c in children for d in family(c))]


EVERY = family(TrimtabError)


def test_no_two_errors_share_a_code() -> None:
    codes = [e.code for e in EVERY]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?", code) for code in codes)


def test_a_codes_first_part_is_that_of_its_family() -> None:
    for kind in EVERY:
        parent = kind.__mro__[1]
        if issubclass(parent, TrimtabError) and parent is not TrimtabError:
            assert kind.code.startswith(f"{parent.code}."), kind


def test_the_drawing_at_the_top_names_every_error_and_no_other() -> None:
    drawn = re.findall(r"[├└]── (\w+) +([a-z_.]+)(\*?)", errors.__doc__ or "")
    assert {name for name, _, _ in drawn} | {"TrimtabError"} == {e.__name__ for e in EVERY}
    for name, code, family_mark in drawn:
        kind: type[TrimtabError] = getattr(errors, name)
        assert kind.code == (code.rstrip(".") if family_mark else code), name


def test_every_error_says_how_http_answers_it() -> None:
    assert {e.status for e in EVERY} <= {401, 403, 404, 409, 422, 500, 502, 503}


def test_an_error_says_what_happened_and_then_what_to_do() -> None:
    assert str(TrimtabError("it broke.", remedy="Mend it.")) == "it broke. Mend it."
    assert str(TrimtabError("it broke")) == "it broke"


def test_an_input_error_puts_record_and_field_first() -> None:
    error = InputError("is empty", record="demand.csv row 12", field="quantity", remedy="Fill it in.")
    assert str(error) == "demand.csv row 12, quantity: is empty Fill it in."


@pytest.mark.parametrize("kind", [k for k in EVERY if issubclass(k, SystemOfRecordError)])
def test_an_error_of_a_system_of_record_names_the_system(kind: type[SystemOfRecordError]) -> None:
    assert kind("no", system="tryton").system == "tryton"


def test_contradicting_limits_are_named() -> None:
    assert InfeasiblePlan("cannot be", limits=("budget", "minimum")).limits == ("budget", "minimum")


def test_an_error_can_be_caught_as_what_it_means() -> None:
    with pytest.raises(TrimtabError, match="closed"):
        raise Refused("closed", system="tryton")
