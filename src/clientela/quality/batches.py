"""Checks over the imported files: what each left out, and whether one is unlike those before it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from clientela.base.declare import Subject, quality_check
from clientela.base.i18n import msg

_RATIO = 4.0
_POINTS = 0.15
_FEW_LINES = 100


def _unlike(rows: list[dict[str, Any]]) -> list[Subject]:
    """Compare each file with the one before it: average line, share of credit notes, of lines without a customer."""
    found = []
    rows = [row for row in rows if row["rows_count"] >= _FEW_LINES]
    for before, now in pairwise(rows):
        size = (now["mean_amount"] or 0) / (before["mean_amount"] or 1)
        changed = [
            name
            for name in ("credit_share", "nameless_share", "uncosted_share")
            if abs(now[name] - before[name]) > _POINTS
        ]
        if not 1 / _RATIO <= size <= _RATIO or changed or now["currencies"] != before["currencies"]:
            found.append(
                Subject(f"{before['file_name']} → {now['file_name']}", now["rows_count"], now["amount"])
            )
    return found


@quality_check(
    title=msg("A file unlike the one before it"),
    remedy=msg("Compare the two exports: another unit, currency or selection looks like this."),
    effect=msg("A change in the export is taken for a change in the business."),
    judge=_unlike,
)
def batches_unlike(params: dict[str, Any]) -> str:
    """Subject: the two files. Found: the average line differs fourfold, a share by 15 points, or the currency does."""
    return (
        "select b.batch_number, b.file_name, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount, avg(abs(l.net_amount)) as mean_amount, "
        "avg(case when l.is_credit then 1.0 else 0.0 end) as credit_share, avg(case when l.customer_key = 0 then 1.0 else 0.0 end) as nameless_share, "
        "avg(case when l.cost_amount is null then 1.0 else 0.0 end) as uncosted_share, coalesce(min(l.currency), '') || coalesce(max(l.currency), '') as currencies "
        f"from valued_lines as l join batch_control as b on b.batch_number = l.batch_number where l.document_on <= {params['as_of']} "
        "group by b.batch_number, b.file_name order by min(l.document_on), b.batch_number"
    )


@quality_check(
    title=msg("Lines in quarantine"),
    remedy=msg(
        "Correct the rows and import them again: `clientela quarantine --export` writes them as they came."
    ),
    effect=msg("What is set aside is in no figure."),
    needs="",
)
def lines_in_quarantine(params: dict[str, Any]) -> str:
    """Subject: the file."""
    return (
        "select file_name as subject, sum(lines_rejected) as rows_count, cast(sum(rejected_amount) as bigint) as amount "
        f"from batch_control where lines_rejected > 0 and {params['as_of']} is not null group by 1"
    )
