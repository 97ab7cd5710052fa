"""Simulations: what the systems of record and the world would do by themselves."""
