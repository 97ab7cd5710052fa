"""Tests that start a real Tryton."""
