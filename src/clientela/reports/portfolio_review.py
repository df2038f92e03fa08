"""The portfolio review: the first true picture of the customer base."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.base.structure import describe_structure
from clientela.blocks import Column, Document, Section, Table
from clientela.reports._classes import abc_section, pyramid_section
from clientela.reports._inputs import TABLES, WHOLE_TABLES, Inputs
from clientela.reports._ledger import ledger_section
from clientela.reports._lifecycle import lifecycle_section
from clientela.reports._method import method_section
from clientela.reports._movement import composition_section, customers_section, movement_section
from clientela.reports._overview import overview_section
from clientela.reports._report import Report
from clientela.reports._segments import behaviour_section, segments_section


def _live_rows(inputs: Inputs) -> Table | None:
    rows = [c for c in inputs.customers if c["lines_12m_count"] > 0]
    if not rows or inputs.scope_name:
        return None
    rows.sort(key=lambda c: (-c["revenue_12m_amount"], c["customer_key"]))
    return Table(
        name="abc_live",
        title=msg("ABC, computed live"),
        columns=(
            Column("customer_id", msg("Customer number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        ),
        rows=tuple((c["customer_id"], c["customer_name"], c["revenue_12m_amount"]) for c in rows),
        currency=inputs.currency,
    )


def build_portfolio_review(inputs: Inputs) -> Document:
    """Put the sections together. The same list of blocks becomes workbook, PDF and page."""
    sections: list[Section] = [
        overview_section(inputs),
        abc_section(inputs),
        pyramid_section(inputs),
        lifecycle_section(inputs),
    ]
    sections += [s for s in (behaviour_section(inputs), segments_section(inputs)) if s]
    sections += [movement_section(inputs), composition_section(inputs)]
    if not inputs.scope_name:
        sections.append(ledger_section(inputs))
    sections += [customers_section(inputs), method_section(inputs)]
    subtitle = msg("As of {day}", day=inputs.as_of)
    if inputs.scope_name:
        subtitle = msg("{part} · as of {day}", part=inputs.scope_name, day=inputs.as_of)
    structure = describe_structure(inputs.settings.structure)
    if structure is not None:
        subtitle = msg("{what} · {more}", what=subtitle, more=structure)
    return Document(
        name="portfolio_review",
        title=msg("Portfolio review"),
        subtitle=subtitle,
        company=inputs.settings.company.name,
        sections=tuple(sections),
        footer=msg(
            "Run {run} · data from {first} to {last} · amounts in {currency}",
            run=inputs.run_id,
            first=inputs.first_on or inputs.as_of,
            last=inputs.as_of,
            currency=inputs.currency,
        ),
        currency=inputs.currency,
        live_abc=_live_rows(inputs),
        live_abc_cuts=inputs.settings.abc.value_cuts,
    )


portfolio_review = Report(
    "portfolio_review",
    msg("Portfolio review"),
    TABLES,
    build_portfolio_review,
    WHOLE_TABLES,
    reads_customers=True,
)
