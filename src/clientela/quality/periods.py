"""Checks over time: months that are missing, thin, or made of one suspicious constant."""

from __future__ import annotations

from statistics import median
from typing import Any

from clientela.base.declare import Subject, quality_check
from clientela.base.i18n import msg

_THIN = 0.25
_NEIGHBOURS = 6
_NEARLY_ALL = 0.95
_FEW_LINES = 200


def _label(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _gaps(rows: list[dict[str, Any]]) -> list[Subject]:
    have = {row["month_number"] for row in rows}
    return [Subject(_label(m), 0) for m in range(min(have), max(have)) if m not in have] if have else []


def _thin(rows: list[dict[str, Any]]) -> list[Subject]:
    lines = {row["month_number"]: row for row in rows}
    found = []
    for month in sorted(lines)[1:-1]:  # the first and the last month may be parts of a month
        near = [
            lines[m]["rows_count"]
            for m in range(month - _NEIGHBOURS, month + _NEIGHBOURS + 1)
            if m in lines and m != month
        ]
        if len(near) >= _NEIGHBOURS and lines[month]["rows_count"] < _THIN * median(near):
            found.append(Subject(_label(month), lines[month]["rows_count"], lines[month]["amount"]))
    return found


def _months(params: dict[str, Any]) -> str:
    return (
        "select month_number, count(*) as rows_count, cast(sum(amount) as bigint) as amount from valued_lines "
        f"where document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("Months without a single line"),
    remedy=msg("Import the missing months."),
    effect=msg("Customers look late or lost because their purchases are not there."),
    judge=_gaps,
)
def missing_months(params: dict[str, Any]) -> str:
    """Subject: the month, between the first and the last one with lines."""
    return _months(params)


@quality_check(
    title=msg("Months with far fewer lines than those around them"),
    remedy=msg("Check whether the export of the month was complete."),
    effect=msg("A month half exported looks like a fall in sales."),
    judge=_thin,
)
def thin_months(params: dict[str, Any]) -> str:
    """Subject: the month. Found: fewer than a quarter of the median of the six months before and after."""
    return _months(params)


@quality_check(
    title=msg("All documents stand on the first or the last day of their month"),
    remedy=msg("Export the real date of the document instead of the month."),
    effect=msg("Gaps between purchases, lateness and every state of the lifecycle need real days."),
)
def dates_of_months(params: dict[str, Any]) -> str:
    """Subject: `first` or `last`. Found: at least 95 % of two hundred or more lines."""
    last = "extract(day from document_on + interval 1 day) = 1"
    return (
        f"with days as (select case when extract(day from document_on) = 1 then 'first' when {last} then 'last' else '' end as subject, "
        f"count(*) as rows_count, cast(sum(amount) as bigint) as amount from valued_lines where document_on <= {params['as_of']} group by 1) "
        f"select subject, rows_count, amount from days where subject <> '' and rows_count >= {_NEARLY_ALL} * (select sum(rows_count) from days) "
        f"and rows_count >= {_FEW_LINES}"
    )


@quality_check(
    title=msg("The cost is always the same share of the price"),
    remedy=msg(
        "Find out whether the cost was entered or computed from the price; import the real costs if there are any."
    ),
    effect=msg(
        "The margin in percent is then equal for every customer, and margin tells nothing that sales do not."
    ),
)
def constant_cost_share(params: dict[str, Any]) -> str:
    """Subject: the share in percent. Found: one rounded share on at least 95 % of two hundred or more lines with a cost."""
    return (
        "with shares as (select cast(round(100.0 * cost_amount / net_amount) as integer) as share, count(*) as rows_count, cast(sum(amount) as bigint) as amount "
        f"from valued_lines where cost_amount is not null and abs(net_amount) >= 10000 and document_on <= {params['as_of']} group by 1) "
        f"select cast(share as varchar) || ' %' as subject, rows_count, amount from shares where rows_count >= {_NEARLY_ALL} * (select sum(rows_count) from shares) "
        f"and rows_count >= {_FEW_LINES}"
    )


@quality_check(
    title=msg("The quantity is the same on nearly every line"),
    remedy=msg("Check whether the column of the quantity is the right one."),
    effect=msg("Volume and price cannot be told apart."),
)
def constant_quantity(params: dict[str, Any]) -> str:
    """Subject: the quantity. Found: one quantity on at least 95 % of two hundred or more lines with one."""
    return (
        "with quantities as (select abs(quantity) / 10000.0 as quantity, count(*) as rows_count, cast(sum(amount) as bigint) as amount "
        f"from valued_lines where quantity is not null and document_on <= {params['as_of']} group by 1) "
        f"select cast(quantity as varchar) as subject, rows_count, amount from quantities where rows_count >= {_NEARLY_ALL} * (select sum(rows_count) from quantities) "
        f"and rows_count >= {_FEW_LINES}"
    )
