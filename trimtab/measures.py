"""Money and quantities: amounts that carry their currency or their unit of measure, and refuse to mix."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trimtab.errors import InvalidField

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
CENT = Decimal("0.01")


class Frozen(BaseModel):
    """A value: immutable, strict about unknown fields, comparable."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Money(Frozen):
    """An amount in one currency."""

    amount: Decimal
    currency: Currency

    def __add__(self, other: Money) -> Money:
        """Add two amounts of one currency."""
        return Money(amount=self.amount + self._same(other).amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract two amounts of one currency."""
        return Money(amount=self.amount - self._same(other).amount, currency=self.currency)

    def rounded(self) -> Money:
        """Return the amount to the cent, half to even."""
        return Money(amount=self.amount.quantize(CENT, rounding=ROUND_HALF_EVEN), currency=self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InvalidField(
                f"cannot combine {self.currency} with {other.currency}",
                record="money",
                field="currency",
                remedy="Convert to the company's currency first.",
            )
        return other


def money(amount: float | Decimal, currency: str) -> Money:
    """Return `amount` (any number) as money rounded to the cent."""
    return Money(amount=Decimal(str(amount)), currency=currency).rounded()


class UnitConversion(Frozen):
    """How many stock units one purchase unit holds."""

    purchase_unit: str
    stock_unit: str
    factor: Annotated[Decimal, Field(gt=0)]

    def to_stock(self, purchase_quantity: Decimal) -> Decimal:
        """Convert a quantity in purchase units into stock units."""
        return purchase_quantity * self.factor

    def to_purchase(self, stock_quantity: Decimal) -> Decimal:
        """Convert a quantity in stock units into purchase units."""
        return stock_quantity / self.factor
