"""Estimators: from events to honest distributions; they decide nothing and know no optimizer."""
