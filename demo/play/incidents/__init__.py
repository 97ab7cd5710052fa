"""The incidents of the play in the order of their days; each file says what happens, what is expected, who decides."""

from demo.play.incidents.incident import APPROVE, NOTHING, Incident, Verdict, World
from demo.play.incidents.story import STORY, part_of_story

__all__ = ["APPROVE", "NOTHING", "STORY", "Incident", "Verdict", "World", "part_of_story"]
