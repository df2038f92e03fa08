"""The customers at year ends as states and money: what the results on the dynamics of the portfolio share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.predictions.customer_years import LIFE_CODES, LOST_CODE, VALUE_CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.declare import Field
    from clientela.engine.frames import Frame
    from clientela.predictions._transitions import Pasts

Array = np.ndarray[Any, Any]
SCHEMES = (("abc", msg("ABC classes")), ("lifecycle", msg("Groups of the lifecycle")))
STATES = (*VALUE_CODES[:-1], *LIFE_CODES[:-1], LOST_CODE)
_MOST_KNOWN = 0.8
"""Share of the customers of today whose contribution must be known for it to be what is counted."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The state of each customer at each year end, -1 where it had not ordered before; column 0 is today."""

    scheme: str
    states: tuple[str, ...]
    table: Array
    """Shape (customers, year ends)."""
    basis: str | None
    known: Array
    """Customers of today with known money, by state; shape (states,)."""
    mean: Array
    """Money of a customer in the last year, in 1/10,000, by state; zero for lost, NaN where nobody's is known."""
    error: Array
    """Standard error of that mean."""

    @property
    def ends(self) -> int:
        """Return how many year ends there are."""
        return int(self.table.shape[1])

    def counts(self, years_ago: int) -> Array:
        """Count the customers by state at a year end; shape (states,)."""
        column = self.table[:, years_ago]
        return np.bincount(column[column >= 0], minlength=len(self.states))

    def pasts(self, years_ago: int) -> Pasts:
        """Return the moves between the year ends up to one, as far as they were known then."""
        from clientela.predictions._transitions import read_pasts  # noqa: PLC0415 - beside its use

        before, after = self.table[:, years_ago + 1 :], self.table[:, years_ago:-1]
        customer, column = np.nonzero(before >= 0)
        return read_pasts(customer, before[customer, column], after[customer, column], len(self.states))

    def twice(self) -> Array:
        """Count the moves over two years; shape (states, states)."""
        table = np.zeros((len(self.states), len(self.states)))
        if self.ends > 2:  # noqa: PLR2004 - two years need three ends
            before, after = self.table[:, 2:], self.table[:, :-2]
            known = before >= 0
            np.add.at(table, (before[known], after[known]), 1)
        return table

    def arrived(self, years_ago: int) -> Array:
        """Count by state the customers at a year end that were customers a year before; shape (states,)."""
        known = self.table[:, years_ago + 1] >= 0
        return np.bincount(self.table[known, years_ago], minlength=len(self.states))


def read_panel(params: dict[str, Any], rows: Frame) -> Panel | None:
    """Put `customer_years` into a table of states; None before a first move can be seen."""
    scheme = params["dynamics"].state_scheme
    codes = VALUE_CODES if scheme == "abc" else LIFE_CODES
    states = tuple(code for code, _ in codes)
    schemes = {"abc": rows["value_state"], "lifecycle": rows["life_state"]}
    column = np.asarray(schemes[scheme]).astype(str)
    ago = np.asarray(rows["years_ago"]).astype(np.int64)
    keys, customer = np.unique(np.asarray(rows["customer_key"]), return_inverse=True)
    if not len(keys) or ago.max() < 1:
        return None
    place = np.searchsorted(np.sort(states), column)
    table = np.full((len(keys), int(ago.max()) + 1), -1, dtype=np.int64)
    table[customer, ago] = np.argsort(states)[place]
    if not (table[:, 1:] >= 0).any():
        return None
    today = ago == 0
    state = table[customer[today], 0]
    money, basis = _money(rows, today, state, len(states) - 1)
    known = np.zeros(len(states), dtype=np.int64)
    mean, error = np.full(len(states), np.nan), np.full(len(states), np.nan)
    mean[-1] = error[-1] = 0.0
    for s in range(len(states) - 1):
        own = money[(state == s) & ~np.isnan(money)]
        known[s] = len(own)
        if len(own):
            mean[s] = own.mean()
            error[s] = own.std(ddof=1) / np.sqrt(len(own)) if len(own) > 1 else abs(own.mean())
        elif not (state == s).any():
            mean[s] = error[s] = 0.0
    return Panel(scheme, states, table, basis, known, mean, error)


def _money(rows: Frame, today: Array, state: Array, lost: int) -> tuple[Array, str | None]:
    """Return what each customer of today left in the last year and what it is counted in; NaN where nobody knows."""

    def read(name: str) -> Array:
        return np.ma.filled(np.ma.asarray(rows[name])[today].astype(np.float64), np.nan)

    served, margin = read("contribution_amount"), read("margin_amount")
    here = state != lost
    if here.any() and (~np.isnan(served[here])).mean() >= _MOST_KNOWN:
        return served, "contribution"
    return margin, "margin" if (~np.isnan(margin[here])).any() else None


_KINDS: dict[str, Any] = {"money": np.int64, "count": np.int64, "text": object, "class": object}


def to_frame(fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> Frame:
    """Turn rows into columns of the kinds the fields declare; None and NaN are missing."""
    frame: Frame = {}
    for i, f in enumerate(fields):
        kind = _KINDS.get(f.unit, np.float64)
        values = [row[i] for row in rows]
        missing = [v is None or (isinstance(v, float) and np.isnan(v)) for v in values]
        if kind is object:
            held = ["" if gone else str(v) for v, gone in zip(values, missing, strict=True)]
            frame[f.name] = np.ma.masked_array(np.array(held, dtype=object), missing)
        elif f.unit == "date":
            days = [np.datetime64(0, "D") if gone else v for v, gone in zip(values, missing, strict=True)]
            frame[f.name] = np.ma.masked_array(np.array(days, dtype="datetime64[D]"), missing)
        else:
            numbers = [0 if gone else v for v, gone in zip(values, missing, strict=True)]
            rounded = [round(float(v)) for v in numbers] if kind is np.int64 else numbers
            frame[f.name] = np.ma.masked_array(np.array(rounded, dtype=kind), missing)
    return frame
