"""Where the fiscal year lands, and how the value of the base changed within a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.plan_actual import SEEN_BY
from clientela.analyses.portfolio_cells import GROUPS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table, Waterfall, WaterfallStep
from clientela.predictions.customer_equity import CHANGES
from clientela.reports._words import NOT_STATED, money, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("landing", "forecast_parts", "forecast_cells", "equity_change")
WHOLE_TABLES = ("rest_not_yet_won",)
_DIMENSIONS = dict(SEEN_BY)
_FIGURES = (
    ("booked_amount", msg("Booked so far")), ("prior_to_date_amount", msg("Same days of the year before")), ("rest_mean_amount", msg("Expected in the rest")),
    ("landing_mean_amount", msg("Landing")), ("landing_low_amount", msg("at least")), ("landing_high_amount", msg("at most")), ("plan_amount", msg("Plan")),
    ("plan_gap_amount", msg("Above or below plan")), ("prior_year_amount", msg("Whole year before")),
)  # fmt: skip


def _parts(rows: list[dict[str, Any]], dimension: str) -> list[dict[str, Any]]:
    return sorted(
        (r for r in rows if r["dimension"] == dimension), key=lambda r: (r["part"] is None, r["part"] or "")
    )


def _part_tables(inputs: Inputs) -> list[Block]:
    """Show each dimension with more than one part; it adds up to the company."""
    found: list[Block] = []
    for name, title in SEEN_BY:
        rows = _parts(inputs.tables["landing"], name)
        if name == "company" or len(rows) < 2:  # noqa: PLR2004 - one part is the whole
            continue
        found.append(
            Table(
                f"landing_{name}",
                msg("Landing by: {what}", what=title),
                (Column("part", title), *(Column(n, words, "money") for n, words in _FIGURES)),
                tuple((r["part"] or NOT_STATED, *(r[n] for n, _ in _FIGURES)) for r in rows),
                note=msg("Sums of what is expected add up to the company; their intervals do not, for bad years hit all at once."),
                currency=inputs.currency,
                limit=25,
            )
        )  # fmt: skip
    return found


def _years_table(inputs: Inputs) -> list[Block]:
    rows = [r for r in inputs.tables["forecast_parts"] if r["dimension"] != "company"]
    if not rows:
        return []
    order = {name: place for place, (name, _) in enumerate(SEEN_BY)}
    rows = sorted(
        rows, key=lambda r: (order[r["dimension"]], r["part"] is None, r["part"] or "", r["year_ahead"])
    )
    names = (
        "year_ahead",
        "customers_count",
        "active_mean_number",
        "revenue_mean_amount",
        "revenue_low_amount",
        "revenue_high_amount",
        "margin_mean_amount",
    )
    return [
        Table(
            "forecast_parts",
            msg("The years ahead by person, area and segment"),
            (
                Column("dimension", msg("Seen by")), Column("part", msg("Part")), Column("year_ahead", msg("Year ahead"), "count"), Column("customers_count", msg("Customers so far"), "count"),
                Column("active_mean_number", msg("Will order"), "number", digits=0), Column("revenue_mean_amount", msg("Revenue"), "money"), Column("revenue_low_amount", msg("at least"), "money"),
                Column("revenue_high_amount", msg("at most"), "money"), Column("margin_mean_amount", msg("Margin"), "money"),
            ),
            tuple((_DIMENSIONS[r["dimension"]], r["part"] or NOT_STATED, *(r[n] for n in names)) for r in rows),
            currency=inputs.currency,
            limit=30,
        )
    ]  # fmt: skip


def _cells_table(inputs: Inputs) -> list[Block]:
    """Show the cells of the portfolio; a company without a scored customer has none to show."""
    order = {name: place for place, (name, _) in enumerate(GROUPS)}
    rows = sorted(inputs.tables["forecast_cells"], key=lambda r: (order[r["cell_class"]], r["year_ahead"]))
    if {r["cell_class"] for r in rows} <= {"unscored"}:
        return []
    names = (
        "year_ahead", "customers_count", "active_mean_number", "revenue_low_amount", "revenue_middle_amount", "revenue_high_amount",
        "revenue_mean_amount", "margin_mean_amount",
    )  # fmt: skip
    return [
        Table(
            "forecast_cells",
            msg("The years ahead by cell of the portfolio"),
            (
                Column("cell_class", msg("Cell")), Column("year_ahead", msg("Year ahead"), "count"), Column("customers_count", msg("Customers so far"), "count"), Column("active_mean_number", msg("Will order"), "number", digits=0),
                Column("revenue_low_amount", msg("Revenue, at least"), "money", msg("in nine cases of ten it is more")), Column("revenue_middle_amount", msg("Revenue, middle"), "money", msg("as likely more as less")),
                Column("revenue_high_amount", msg("Revenue, at most"), "money", msg("in nine cases of ten it is less")), Column("revenue_mean_amount", msg("Expected revenue"), "money"), Column("margin_mean_amount", msg("Margin"), "money"),
            ),
            tuple((dict(GROUPS)[r["cell_class"]], *(r[n] for n in names)) for r in rows),
            note=msg("Expected revenue adds up to that of the company; the ends do not, for bad years hit all at once."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def landing_section(inputs: Inputs) -> Section | None:
    """Where the fiscal year lands (dossier 5.9)."""
    company = _parts(inputs.tables["landing"], "company")
    if not company or company[0]["landing_mean_amount"] is None:
        return None
    row, currency = company[0], inputs.currency
    figures = [
        Kpi("booked", msg("Booked so far"), row["booked_amount"], "money", msg("same days of the year before: {amount}", amount=money(row["prior_to_date_amount"], currency)), currency),
        Kpi("landing", msg("Landing, customers so far"), row["landing_mean_amount"], "money", msg("{low} to {high}", low=money(row["landing_low_amount"], currency), high=money(row["landing_high_amount"], currency)), currency),
    ]  # fmt: skip
    fresh = inputs.tables["rest_not_yet_won"]
    if fresh:
        new = fresh[0]
        figures.append(Kpi("not_yet_won", msg("Customers not yet won"), new["rest_mean_amount"], "money", msg("{low} to {high}, apart", low=money(new["rest_low_amount"], currency), high=money(new["rest_high_amount"], currency)), currency))  # fmt: skip
    if row["plan_amount"] is not None:
        gap = row["plan_gap_amount"]
        figures.append(Kpi("plan", msg("Plan"), row["plan_amount"], "money", msg("landing against plan: {gap}", gap=money(gap, currency)), currency, is_good=gap >= 0))  # fmt: skip
    figures.append(
        Kpi("prior_year", msg("Whole year before"), row["prior_year_amount"], "money", None, currency)
    )
    blocks: list[Block] = [
        Kpis("landing", tuple(figures)),
        *_part_tables(inputs),
        *_years_table(inputs),
        *_cells_table(inputs),
    ]
    if row["plan_amount"] is None:
        blocks.append(
            Note("unknown", msg("No plan of sales for this fiscal year is in the data: the landing stands beside the year before alone."))
        )  # fmt: skip
    lead = msg(
        "The fiscal year to {day} lands at {mean} with the customers so far, {low} at the least and {high} at the most in four cases of five.",
        day=row["fiscal_until_on"], mean=money(row["landing_mean_amount"], currency), low=money(row["landing_low_amount"], currency), high=money(row["landing_high_amount"], currency),
    )  # fmt: skip
    return Section("landing", msg("Where the year lands"), tuple(blocks), lead)


def equity_blocks(inputs: Inputs) -> list[Block]:
    """Show how the value of the base changed within a year (dossier 3.11)."""
    rows = {r["change_class"]: r for r in inputs.tables["equity_change"] if r["value_known_count"]}
    if not rows or not any(r["value_before_amount"] for r in rows.values()):
        return []
    listed = list(rows.values())
    before, now = total(listed, "value_before_amount"), total(listed, "value_now_amount")
    order = ("lost", "existing", "new")
    words = dict(CHANGES)
    steps = [WaterfallStep(msg("A year ago"), before, is_sum=True)]
    steps += [WaterfallStep(words[n], rows[n]["value_change_amount"]) for n in order if n in rows]
    steps.append(WaterfallStep(msg("Now"), now, is_sum=True))
    names = (
        "customers_count",
        "value_known_count",
        "value_before_amount",
        "value_now_amount",
        "value_change_amount",
    )
    return [
        Waterfall("equity_change", msg("Value of the base, a year ago and now"), tuple(steps), msg("Lifetime value, three years"), currency=inputs.currency),
        Table(
            "equity_change",
            msg("Value of the base by what became of the customers"),
            (
                Column("change_class", msg("Change")), Column("customers_count", msg("Customers"), "count"), Column("value_known_count", msg("Customers with a known value"), "count"),
                Column("value_before_amount", msg("Value a year ago"), "money"), Column("value_now_amount", msg("Value now"), "money"), Column("value_change_amount", msg("Change of the value"), "money"),
            ),
            tuple((words[n], *(rows[n][f] for f in names)) for n in order if n in rows),
            total=(msg("Total"), *(total(listed, f) for f in names)),
            total_is_sum=True,
            note=msg("Value a year ago is what the forecast of that day says, from what was known then, at today's ratio of contribution 3 to margin."),
            currency=inputs.currency,
        ),
        Note("info", msg("Within a year the value of the base went from {before} to {now}.", before=money(before, inputs.currency), now=Amount(now, "money", inputs.currency))),
    ]  # fmt: skip
