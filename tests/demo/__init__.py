"""Tests of the demo company, its history and its ERP."""
