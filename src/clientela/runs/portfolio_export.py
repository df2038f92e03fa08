"""The portfolio as a file for other programs: one row per customer with bounds, cell and certainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.reader import Reader

FORMS = ("csv", "parquet")
_AXES = ("attractiveness", "importance")
COLUMNS = (
    "customer_id", *(f"{axis}_{part}" for axis in _AXES for part in ("score", "low", "high", "coverage")), "portfolio_cell", "portfolio_certainty",
    "kaism_cell", "kaism_certainty", "relationship_level_met", "relationship_level_possible",
)  # fmt: skip


class PortfolioExportError(ClientelaError):
    """The portfolio cannot be written like this."""


def export_portfolio(reader: Reader, path: Path, *, form: str) -> int:
    """Write one row per customer of the register, in order of their numbers; returns how many.

    Columns: see `COLUMNS`. Scores and bounds 0 to 10, coverage 0 to 1; what is not known is empty, and a customer without a cell has none.
    Errors: PortfolioExportError for another form.
    """
    if form not in FORMS:
        raise PortfolioExportError(
            msg("The form {form} is not known. Take one of {forms}.", form=form, forms=", ".join(FORMS))
        )
    listed = ", ".join(f"s.{name}" for name in COLUMNS[1:9])
    frame = reader.arrays(
        f"select c.customer_id, {listed}, p.portfolio_cell, p.portfolio_certainty, k.kaism_cell, k.kaism_certainty, r.relationship_level_met, r.relationship_level_possible from customers as c "
        "join customer_scores as s on s.customer_key = c.customer_key join portfolio_matrix as p on p.customer_key = c.customer_key join kaism as k on k.customer_key = c.customer_key "
        "join relation_levels_met as r on r.customer_key = c.customer_key order by c.customer_id"
    )
    reader.write({name: frame[name] for name in COLUMNS}, path, form=form)
    return int(np.size(frame["customer_id"]))
