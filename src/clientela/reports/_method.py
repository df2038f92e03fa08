"""How each figure is computed, so that nobody has to believe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.customers import PARTS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Section, Table, Text

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs


def method_section(inputs: Inputs) -> Section:
    """Formulas of the customer figures, and the settings used."""
    fields = [f for part in PARTS for f in part.fields if f.formula is not None]
    formulas = Table(
        name="formulas",
        title=msg("Figures and their formulas"),
        columns=(
            Column("name", msg("Name in exports"), "text"),
            Column("title", msg("Figure"), "text"),
            Column("formula", msg("Formula"), "text"),
            Column("source", msg("Source"), "text"),
        ),
        rows=tuple((f.name, f.title, f.formula, f.source or None) for f in fields),
        limit=60,
    )
    abc, pyramid, life = inputs.settings.abc, inputs.settings.pyramid, inputs.settings.lifecycle
    settings = Text(
        msg(
            "Settings of this run: ABC lines {a} and {b}; ABC by count {ca} and {cb}; pyramid {p1}, {p2}, {p3}; overdue ratios {r1}, {r2}, {r3} and {days} days; window 12 months.",
            a=Amount(abc.value_cuts[0], "share", digits=0),
            b=Amount(abc.value_cuts[1], "share", digits=0),
            ca=Amount(abc.count_shares[0], "share", digits=0),
            cb=Amount(abc.count_shares[1], "share", digits=0),
            p1=Amount(pyramid.cuts[0], "share", digits=0),
            p2=Amount(pyramid.cuts[1], "share", digits=0),
            p3=Amount(pyramid.cuts[2], "share", digits=0),
            r1=life.active_ratio,
            r2=life.late_ratio,
            r3=life.lost_ratio,
            days=life.lost_days,
        )
    )
    return Section(
        "method",
        msg("How it is computed"),
        (settings, formulas),
        msg("Every figure has a formula; `clientela explain` opens it down to the rows."),
    )
