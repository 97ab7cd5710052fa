"""Figures measured against bounds and peers, beside the house: nobody imports it."""
