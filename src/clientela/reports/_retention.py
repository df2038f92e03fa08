"""What is still there a year later, and the layers of revenue by the year in which customers came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Kpi, Kpis, Note, Section, Series, Table
from clientela.reports._words import money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("retention", "cohorts")
_NONE = msg("without an order")


def _layers(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["cohorts"]
    years = sorted({r["calendar_year"] for r in rows})
    vintages = sorted({r["vintage"] for r in rows}, key=lambda v: (v is None, v or 0))
    amounts = {(r["vintage"], r["calendar_year"]): r["revenue_amount"] for r in rows}
    names = tuple(_NONE if v is None else str(v) for v in vintages)
    bars = Bars(
        "cohorts",
        msg("Revenue of each year by the year of the first order"),
        tuple(str(y) for y in years),
        tuple(
            Series(
                f"vintage_{v}",
                _NONE if v is None else msg("{year}", year=str(v)),
                tuple(amounts.get((v, y), 0) for y in years),
                "money",
                "bar",
            )
            for v in vintages
        ),
        is_stacked=True,
        currency=inputs.currency,
    )  # fmt: skip
    table = Table(
        "cohorts",
        msg("Cohorts"),
        (
            Column("vintage", msg("First order in"), "text"),
            *(Column(f"revenue_{y}_amount", msg("{year}", year=str(y)), "money") for y in years),
        ),
        tuple((name, *(amounts.get((v, y)) for y in years)) for v, name in zip(vintages, names, strict=True)),
        total=(msg("Total"), *(sum(amounts.get((v, y), 0) for v in vintages) for y in years)),
        total_is_sum=True,
        currency=inputs.currency,
    )
    return [bars, table]


def retention_section(inputs: Inputs) -> Section | None:
    """Retention of customers and money, and the cohorts."""
    if not inputs.tables["retention"]:
        return None
    r = inputs.one("retention")
    figures = (
        Kpi("customer_retention_share", msg("Customers kept"), r["customer_retention_share"], "share",
            msg("{kept} of {all}", kept=Amount(r["kept_count"], "count"), all=Amount(r["base_count"], "count"))),
        Kpi("net_retention_share", msg("Net revenue retention"), r["net_retention_share"], "share",
            msg("what a year ago was {then} is now {now}", then=money(r["base_amount"], inputs.currency), now=money(r["now_amount"], inputs.currency))),
        Kpi("gross_retention_share", msg("Gross revenue retention"), r["gross_retention_share"], "share",
            msg("without what some bought more")),
    )  # fmt: skip
    blocks: list[Block] = [Kpis("retention", figures)]
    if inputs.first_on is not None and inputs.first_on > add_months(inputs.as_of, -24):
        blocks.append(
            Note("warning", msg("The data begin on {day}: the year before is not whole. Customers and revenue of its missing months are in no base, so that what is kept and net retention look better than they are.", day=inputs.first_on))
        )  # fmt: skip
    if len({c["calendar_year"] for c in inputs.tables["cohorts"]}) > 1:
        blocks += _layers(inputs)
    lead = msg(
        "Of 100 in revenue from the customers of a year ago {kept} are still there; with what they bought more it is {net}.",
        kept=Amount(100 * (r["gross_retention_share"] or 0), "number", digits=0),
        net=Amount(100 * (r["net_retention_share"] or 0), "number", digits=0),
    )
    return Section("retention", msg("What stays"), tuple(blocks), lead)
