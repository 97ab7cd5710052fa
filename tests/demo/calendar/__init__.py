"""Tests of the played calendar."""
