"""Tests mirror the floors; this file keeps tests/trimtab from shadowing the package trimtab."""
