"""A mixed-integer programme as plain arrays: columns and rows are collected, then handed to OR-Tools in one piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass
class Programme:
    """Minimise cost · x subject to low ≤ A x ≤ high and bounds; `integer` marks the columns that must be whole."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    integer: list[int] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)
    _matrix: sp.csr_matrix | None = None

    def column(self, lower: float, upper: float, cost: float = 0.0, *, integer: bool = False) -> int:
        """Add a column and return its index."""
        index = len(self.cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.cost.append(cost)
        if integer:
            self.integer.append(index)
        return index

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> int:
        """Add a row over (column, coefficient) terms and return its index."""
        index = len(self.row_low)
        self.row_low.append(low)
        self.row_high.append(high)
        for column, value in terms:
            self._rows.append(index)
            self._columns.append(column)
            self._values.append(value)
        return index

    def rows(self, low: Array, high: Array, row: Whole, column: Whole, value: Array) -> None:
        """Add many rows at once; `row` counts from the first of them and goes with `column` and `value`."""
        first = len(self.row_low)
        self.row_low.extend(low.tolist())
        self.row_high.extend(high.tolist())
        self._rows.extend((row + first).tolist())
        self._columns.extend(column.tolist())
        self._values.extend(value.tolist())

    def matrix(self) -> sp.csr_matrix:
        """Return the coefficients; entries of the same place add up."""
        shape = (len(self.row_low), len(self.cost))
        if self._matrix is None or self._matrix.shape != shape:
            self._matrix = sp.csr_matrix((self._values, (self._rows, self._columns)), shape=shape)
        return self._matrix
