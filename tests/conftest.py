"""Fixtures every test may ask for; they live beside what they start."""

pytest_plugins = ["tests.services.fixtures"]
