"""What came in, what counts, and that it ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Note, Section, Table
from clientela.reports._words import money, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs


def ledger_section(inputs: Inputs) -> Section:
    """Files with the identity read = accepted + excluded + quarantined, and the years to compare with the accounts."""
    files, years = inputs.tables["file_control"], inputs.tables["revenue_by_year"]
    rows = tuple(
        (
            f["file_name"], f["lines_read"], f["lines_accepted"] - f["replaced_lines"], f["lines_excluded"] + f["replaced_lines"], f["lines_rejected"],
            f["accepted_amount"] - f["replaced_amount"], f["excluded_amount"] + f["replaced_amount"], f["rejected_amount"],
        )
        for f in files
    )  # fmt: skip
    control = Table(
        name="file_control",
        title=msg("What each file brought"),
        columns=(
            Column("file_name", msg("File"), "text"),
            Column("lines_read", msg("Lines read"), "count"),
            Column("lines_accepted", msg("Accepted"), "count"),
            Column("lines_excluded", msg("Excluded by a rule"), "count"),
            Column("lines_rejected", msg("In quarantine"), "count"),
            Column("accepted_amount", msg("Accepted money"), "money", digits=2),
            Column("excluded_amount", msg("Excluded money"), "money", digits=2),
            Column(
                "rejected_amount",
                msg("Money in quarantine"),
                "money",
                msg("where the amount could be read"),
                digits=2,
            ),
        ),
        rows=rows,
        total=(msg("Total"), *(sum(r[i] for r in rows) for i in range(1, 8))) if rows else None,
        total_is_sum=True,
        note=msg(
            "Lines read = accepted + excluded + in quarantine, in each file. Money in the currency of the documents. A document brought again by a later file counts once; its older lines are excluded."
        ),
    )
    by_year = Table(
        name="revenue_by_year",
        title=msg("Revenue by fiscal year"),
        columns=(
            Column("fiscal_year", msg("Year"), "id"),
            Column("months_count", msg("Months with sales"), "count"),
            Column("revenue_amount", msg("Revenue"), "money", digits=2),
            Column("not_stated_amount", msg("of which customer not stated"), "money", digits=2),
            Column(
                "returns_amount", msg("Returns"), "money", msg("already subtracted from revenue"), digits=2
            ),
            Column("orders_count", msg("Orders"), "count"),
            Column("customers_count", msg("Active customers"), "count"),
        ),
        rows=tuple(
            (
                y["fiscal_year"],
                y["months_count"],
                y["revenue_amount"],
                y["not_stated_amount"],
                y["returns_amount"],
                y["orders_count"],
                y["customers_count"],
            )
            for y in years
        ),
        total=(
            msg("Total"),
            None,
            total(years, "revenue_amount"),
            total(years, "not_stated_amount"),
            total(years, "returns_amount"),
            total(years, "orders_count"),
            None,
        )
        if years
        else None,
        currency=inputs.currency,
    )
    lead = msg(
        "{lines} lines count, {amount} in all: compare the years with your accounts.",
        lines=Amount(inputs.one("totals")["lines_count"], "count"), amount=Amount(inputs.one("totals")["revenue_amount"], "money", inputs.currency, 2),
    )  # fmt: skip
    blocks: tuple[Note | Table, ...] = (control, by_year)
    if inputs.one("totals")["not_stated_amount"]:
        blocks = (
            *blocks,
            Note(
                "unknown",
                msg(
                    "{amount} of the whole history belong to no stated customer.",
                    amount=money(inputs.one("totals")["not_stated_amount"], inputs.currency),
                ),
            ),
        )
    return Section("ledger", msg("Tie to the accounts"), blocks, lead)
