"""The levels of data a firm can have, what works at each, and which are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class Level:
    """One level. Source: dossier, section 13 (own definition)."""

    number: int
    data: Message
    alive: Message
    is_there: bool


_LEVELS: tuple[tuple[int, Message, Message, frozenset[str]], ...] = (
    (0, msg("list of customers"), msg("who the customers are, how complete the list is, who may be in it twice"), frozenset({"customers"})),
    (1, msg("turnover by year"), msg("ABC, pyramid, concentration"), frozenset({"yearly_turnover", "sales_lines"})),
    (2, msg("invoices with dates"), msg("lifecycle, late and lost customers, moves between classes, gains and losses"), frozenset({"sales_lines"})),
    (3, msg("lines with products and quantities"), msg("pyramid by product families, composition of sales"), frozenset({"lines_with_products"})),
    (4, msg("costs"), msg("margin by customer, classes by margin"), frozenset({"lines_with_costs"})),
    (5, msg("receivables"), msg("open and overdue money and payment delay, on the page of the customer"), frozenset({"receivables"})),
    (6, msg("visits and responsibilities"), msg("kept with the customer for call planning"), frozenset({"interactions", "assignments"})),
    (7, msg("interviews and assessments"), msg("kept with the customer for the portfolio"), frozenset({"observations", "assessments"})),
)  # fmt: skip


def levels_of(present: AbstractSet[str]) -> tuple[Level, ...]:
    """Return every level and whether one of its tables is `present`.

    Beside table names: `lines_with_products` and `lines_with_costs`, when sales lines state them.
    """
    return tuple(Level(number, data, alive, bool(needs & present)) for number, data, alive, needs in _LEVELS)
