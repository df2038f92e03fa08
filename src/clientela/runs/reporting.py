"""Gives a report the results it names, for the customers in scope."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from clientela.base.declare import discover
from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.reports._inputs import Inputs
from clientela.reports._report import Report

if TYPE_CHECKING:
    from clientela.base.settings import Settings
    from clientela.blocks import Document
    from clientela.runs.reader import Reader, Row

_MONEY_BASES = ("revenue", "margin", "contribution", "prior")


FIRST = "portfolio_review"


class ReportUnknownError(ClientelaError):
    """No report has this name."""


@cache
def all_reports() -> dict[str, Report]:
    """Return every report by name, the portfolio review first."""
    found = discover("clientela.reports", Report)
    return {FIRST: found[FIRST], **found}


def find_report(name: str) -> Report:
    """Return a report by name. Errors: ReportUnknownError."""
    report = all_reports().get(name)
    if report is None:
        raise ReportUnknownError(
            msg(
                "There is no report {name}. There are: {known}.",
                name=name,
                known=", ".join(all_reports()),
            )
        )
    return report


def _say_families(tables: dict[str, list[Row]], names: dict[str, str]) -> None:
    """Call families by their names where a list of families names them; results keep the numbers, by which tables find each other."""
    if not names:
        return
    for rows in tables.values():
        columns = [n for n in rows[0] if "family" in n] if rows else []
        for row in rows:
            for column in columns:
                if isinstance(row[column], str):
                    row[column] = names.get(row[column], row[column])


def build_report(reader: Reader, *, settings: Settings, scope_name: str = "", name: str = FIRST) -> Document:
    """Build a report of a run. Errors: ReportUnknownError."""
    report = find_report(name)
    tables = {table: reader.rows(table) for table in report.tables}
    tables |= {t: reader.rows(t) if reader.scope.is_everything else [] for t in report.whole_tables}
    _say_families(tables, reader.family_names)
    for row in tables.get("pyramid_table", ()):  # one column, several units: money arrives in 1/10,000
        if row["basis"] in _MONEY_BASES and row["value"] is not None:
            row["value"] = row["value"] / SCALE
    manifest = reader.manifest
    customers = []
    if report.reads_customers:
        order = "revenue_12m_amount desc, revenue_amount desc, customer_key"
        customers = reader.rows("customers", where="lines_count > 0", order=order)
    return report.build(
        Inputs(
            tables=tables,
            customers=customers,
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
    )


def parts_of_company(reader: Reader, column: str) -> tuple[str, ...]:
    """List the values of `seller_id` or `area_id` among the customers."""
    if column not in ("seller_id", "area_id"):
        raise ValueError(column)
    rows = reader.query(
        f"select distinct {column} as part from customers where {column} is not null and lines_count > 0 order by part"
    )
    return tuple(str(r["part"]) for r in rows)
