"""Gives a report the results it names, for the customers in scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clientela.base.money import SCALE
from clientela.reports.portfolio_review import TABLES, WHOLE_TABLES, Inputs, build_portfolio_review

if TYPE_CHECKING:
    from clientela.base.settings import Settings
    from clientela.blocks import Document
    from clientela.runs.reader import Reader

_MONEY_BASES = ("revenue", "margin", "prior")


def build_report(reader: Reader, *, settings: Settings, scope_name: str = "") -> Document:
    """Build the portfolio review of a run."""
    tables = {name: reader.rows(name) for name in TABLES}
    tables |= {name: reader.rows(name) if reader.scope.is_everything else [] for name in WHOLE_TABLES}
    for row in tables["pyramid_table"]:  # one column, several units: money arrives in 1/10,000
        if row["basis"] in _MONEY_BASES and row["value"] is not None:
            row["value"] = row["value"] / SCALE
    manifest = reader.manifest
    inputs = Inputs(
        tables=tables,
        customers=reader.rows(
            "customers",
            where="lines_count > 0",
            order="revenue_12m_amount desc, revenue_amount desc, customer_key",
        ),
        settings=settings,
        as_of=manifest.as_of_day,
        run_id=manifest.run_id,
        first_on=date.fromisoformat(manifest.first_on) if manifest.first_on else None,
        is_last_month_partial=manifest.is_last_month_partial,
        scope_name=scope_name,
        listed_only_count=int(
            reader.query("select count(*) as n from customers where lines_count = 0")[0]["n"]
        ),
    )
    return build_portfolio_review(inputs)


def parts_of_company(reader: Reader, column: str) -> tuple[str, ...]:
    """List the values of `seller_id` or `area_id` among the customers."""
    if column not in ("seller_id", "area_id"):
        raise ValueError(column)
    rows = reader.query(
        f"select distinct {column} as part from customers where {column} is not null and lines_count > 0 order by part"
    )
    return tuple(str(r["part"]) for r in rows)
