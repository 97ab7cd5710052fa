"""The storyline says which incident a waiting proposal answers, also where that is not the one told now."""

from demo.play.incidents import STORY
from demo.play.storyline import origin_of

BLIP, SLIP = (next(i for i in STORY if i.name == name) for name in ("blip", "slip-and-promotion"))
QUIET = next(i for i in STORY if not i.items)


def test_a_proposal_belongs_to_the_last_incident_about_its_items() -> None:
    (item,) = SLIP.items
    assert origin_of([f"item-location:{item}@CEN"], [SLIP, BLIP]) is SLIP


def test_where_no_incident_is_about_its_items_it_belongs_to_the_one_told_now() -> None:
    assert origin_of(["item-location:OTHER@CEN"], [BLIP, QUIET]) is QUIET
    assert origin_of([], []) is None
