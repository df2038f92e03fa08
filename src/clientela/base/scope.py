"""What a reader may see. Every read takes a scope; ranks and shares stay those of the whole company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Column = Literal["seller_id", "area_id", "customer_id"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Customers whose `column` has one of `values`; without a column, everything."""

    column: Column | None = None
    values: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.column is None


EVERYTHING = Scope()
