"""Level sources: the company's own planning system, whose levels Trimtab keeps current; it keeps its job.

records   rows of names and texts as levels, checked one by one
file      levels as a CSV file that the planning system writes
http      levels as JSON over HTTP; a re-run can be asked for
fake      the official fake, for tests
feed      what was refused, into quarantine like that of any feed
"""

from tools.levels.feed import LevelFeed
from tools.levels.file import LevelFile
from tools.levels.http import LevelService

__all__ = ["LevelFeed", "LevelFile", "LevelService"]
