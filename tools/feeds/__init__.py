"""Feeds: what brings events in from files and systems of record; reading has no side effect."""
