"""The topics of the bus, each once."""

EVENTS = "events"
"""Ids of events that came in: read by the agents."""
MOVED = "moved"
"""Items and beliefs that moved: read by pricing."""
CHANGES = "changes"
"""Bundles and cases that changed: read by pages and streams."""
