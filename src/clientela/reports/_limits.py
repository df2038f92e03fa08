"""The limits and settings a run was made with, beside those that are packaged: what decides a class can be read off the report."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.portfolio_settings import Evidence, Portfolio
from clientela.base.setting_texts import meanings_of
from clientela.base.units import Amount
from clientela.blocks import Column, Table

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_PARTS: tuple[tuple[str, type[Portfolio | Evidence]], ...] = (("portfolio", Portfolio), ("evidence", Evidence))  # fmt: skip
_MOST_DIGITS = 6
_EMPTY = msg("not written")


def _written(value: Any) -> Message | str | None:
    """Write a value as the language of the report writes numbers; what is not written in the settings is a dash."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    digits = len(f"{value:.{_MOST_DIGITS}f}".rstrip("0").partition(".")[2])
    return msg("{value}", value=Amount(value, "number", digits=digits))


def limits_table(inputs: Inputs) -> Table:
    """List every setting of the portfolio and of the evidence with its value in this run, and the packaged one where that is another."""
    rows = []
    for part, kind in _PARTS:
        here, packaged = getattr(inputs.settings, part), kind()
        for field in fields(kind):
            own, usual = getattr(here, field.name), getattr(packaged, field.name)
            about = meanings_of(kind).get(field.name)
            rows.append((None if about is None else Message(about), f"[{part}] {field.name}", _written(own), None if own == usual else _written(usual) or _EMPTY))  # fmt: skip
    return Table(
        "portfolio_limits",
        msg("Limits and settings of this run"),
        (Column("about", msg("What it says"), "text"), Column("setting", msg("Setting"), "text"), Column("here", msg("In this run"), "text"), Column("packaged", msg("As packaged, where it is another"), "text")),
        tuple(rows),
        note=msg("They are kept with the run: a later change of the settings does not change what this run says. Weights and anchors of the criteria stand in the table above."),
        limit=80,
    )  # fmt: skip
