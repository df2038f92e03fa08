"""Service and complaints: what customers got, what they complained about, and what better service would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.logistics_options import missing_inputs
from clientela.analyses.service_tables import PARTS
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Kpi, Kpis, Note, Section, Series, Table
from clientela.reports._words import Row, label, money, share, total

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.reports._inputs import Inputs

TABLES = (
    "service_by_class",
    "service_by_month",
    "service_watch",
    "logistics_options",
)
"""The results the section reads, besides the customers."""
PART_NAMES = dict(PARTS)
_ORDER = {code: place for place, (code, _) in enumerate(PARTS)}
_DAYS = (("confirmed", msg("the confirmed day")), ("requested", msg("the requested day")))
SHOWN = 20
_NAMED = 3
WHO = (
    Column("customer_id", msg("Number"), "text"),
    Column("customer_name", msg("Customer"), "text"),
    Column("abc_value_class", msg("ABC"), "class"),
)


def by_part(rows: list[Row]) -> list[Row]:
    """Order rows by class: A, B, C, none, customer not stated."""
    return sorted(rows, key=lambda r: _ORDER.get(r["abc_part"], len(_ORDER)))


def ratio(rows: list[Row], abc_part: str, whole: str) -> float | None:
    """Divide two sums over rows; unknown without a positive whole."""
    return share(total(rows, abc_part), total(rows, whole))


def named(rows: list[Row]) -> str:
    """Name the first customers of a list."""
    return ", ".join(str(r["customer_name"] or r["customer_id"]) for r in rows[:_NAMED])


def _otif(rows: list[Row], day: str) -> float | None:
    return ratio(rows, f"otif_{day}_12m_count", f"judged_{day}_12m_count")


def _service_lead(inputs: Inputs, rows: list[Row]) -> Message:
    lines = Amount(total(rows, "service_lines_12m_count"), "count")
    for day, called in _DAYS:
        value = _otif(rows, day)
        if value is None:
            continue
        below = [r for r in rows if (r[f"otif_{day}_gap_share"] or 0) < 0]
        classes = ", ".join(r["abc_part"] for r in by_part(below))
        of_all = msg(
            "{share} of the lines that can be judged came on time and in full against {day}.",
            share=Amount(value, "share"),
            day=called,
        )
        watch = inputs.tables["service_watch"]
        if not below:
            return msg("{found} Every class gets what it is to get.", found=of_all)
        if not watch:
            return msg("{found} Below its target: class {classes}.", found=of_all, classes=classes)
        return msg(
            "{found} Below its target: class {classes}. Speak first with {names}, the largest of those it fell short for.",
            found=of_all, classes=classes, names=named(watch),
        )  # fmt: skip
    for day, called in _DAYS:
        value = ratio(rows, f"on_time_{day}_12m_count", f"timed_{day}_12m_count")
        if value is not None:
            return msg(
                "{share} of {lines} lines came on time against {day}; whether they were in full nobody states.", share=Amount(value, "share"), lines=lines, day=called
            )  # fmt: skip
    return msg("Of {lines} lines it cannot be said whether they came on time and in full.", lines=lines)


def _kpis(rows: list[Row], currency: str) -> Kpis:
    figures = []
    for day, called in _DAYS:
        figures.append(
            Kpi(
                f"otif_{day}_share", msg("On time and in full against {day}, of lines", day=called), _otif(rows, day), "share",
                msg("{orders} of orders, {value} of value",
                    orders=Amount(ratio(rows, f"otif_{day}_orders_12m_count", f"judged_{day}_orders_12m_count"), "share"),
                    value=Amount(ratio(rows, f"otif_{day}_12m_amount", f"judged_{day}_12m_amount"), "share")),
            )
        )  # fmt: skip
    figures += [
        Kpi("service_lines_12m_count", msg("Lines to be delivered"), total(rows, "service_lines_12m_count"), "count",
            msg("{count} of them cannot be judged", count=Amount(total(rows, "unjudged_lines_12m_count"), "count"))),
        Kpi("complaints_12m_count", msg("Complaints"), total(rows, "complaints_12m_count"), "count",
            msg("{before} in the 12 months before, {open} open", before=Amount(total(rows, "complaints_prior_12m_count"), "count"), open=Amount(total(rows, "complaints_open_count"), "count"))),
        Kpi("complaint_cost_12m_amount", msg("Cost of complaints, known part"), total(rows, "complaint_cost_12m_amount"), "money",
            msg("of {count} complaints", count=Amount(total(rows, "complaints_costed_12m_count"), "count")), currency),
    ]  # fmt: skip
    return Kpis("service", tuple(figures))


def _class_table(inputs: Inputs, rows: list[Row]) -> Table:
    units: tuple[tuple[str, Message, Unit], ...] = (
        ("service_lines_12m_count", msg("Lines"), "count"),
        ("unjudged_lines_12m_count", msg("Not to be judged"), "count"),
        ("otif_requested_share", msg("OTIF, requested"), "share"),
        ("otif_confirmed_share", msg("OTIF, confirmed"), "share"),
        ("otif_target_share", msg("Target level"), "share"),
        ("in_full_share", msg("In full"), "share"),
        ("on_time_requested_share", msg("On time, requested"), "share"),
        ("on_time_confirmed_share", msg("On time, confirmed"), "share"),
        ("complaints_12m_count", msg("Complaints"), "count"),
        ("complaints_open_count", msg("Open"), "count"),
        ("customers_count", msg("Customers"), "count"),
    )
    whole = {
        **{
            f"on_time_{d}_share": ratio(rows, f"on_time_{d}_12m_count", f"timed_{d}_12m_count")
            for d, _ in _DAYS
        },
        **{f"otif_{d}_share": _otif(rows, d) for d, _ in _DAYS},
        "in_full_share": ratio(rows, "in_full_12m_count", "filled_12m_count"),
    }
    return Table(
        name="service_by_class",
        title=msg("On time and in full (OTIF) by class"),
        columns=(
            Column("abc_part", msg("Class"), "text"),
            *(Column(n, t, u) for n, t, u in units),
        ),
        rows=tuple((label(r["abc_part"], PART_NAMES), *(r[n] for n, _, _ in units)) for r in rows),
        total=(msg("Total"), *(total(rows, n) if u == "count" else whole.get(n) for n, _, u in units)),
        note=msg("Shares of lines of the last 12 months. The requested and the confirmed day are two figures; what cannot be judged counts in neither. OTIF is not the level of service that a safety stock is computed for."),
        currency=inputs.currency,
    )  # fmt: skip


def _trend(rows: list[Row]) -> Bars:
    first = rows[0]["month_number"]
    months = range(first, rows[-1]["month_number"] + 1)
    by_month = {r["month_number"]: r for r in rows}
    measured = "otif" if any(r[f"otif_{d}_share"] is not None for r in rows for d, _ in _DAYS) else "on_time"
    title = msg("On time and in full by month") if measured == "otif" else msg("On time by month")
    return Bars(
        name="service_by_month",
        title=title,
        categories=tuple(f"{m % 12 + 1:02d}/{m // 12}" for m in months),
        series=tuple(
            Series(
                f"{measured}_{d}_share",
                called,
                tuple(by_month.get(m, {}).get(f"{measured}_{d}_share") for m in months),
                "share",
                "line",
            )
            for d, called in reversed(_DAYS)
        ),
    )


def _watch(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["service_watch"]
    if not rows:
        return []
    columns = (
        Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), Column("failed_lines_count", msg("Lines that failed"), "count"),
        Column("otif_requested_share", msg("OTIF, requested"), "share"), Column("otif_confirmed_share", msg("OTIF, confirmed"), "share"),
        Column("otif_target_share", msg("Target level"), "share"), Column("delay_confirmed_12m_days", msg("Delay, confirmed"), "days"),
        Column("complaints_open_count", msg("Open complaints"), "count"), Column("complaint_age_days", msg("Their age"), "days"),
    )  # fmt: skip
    return [
        Table(
            "service_watch", msg("Customers whose service fell short, or with an open complaint"), (*WHO, *columns),
            tuple(tuple(r[c.name] for c in (*WHO, *columns)) for r in rows), currency=inputs.currency, limit=SHOWN,
        )
    ]  # fmt: skip


def _option(inputs: Inputs) -> list[Block]:
    """Show the option of the settings, or say what is not stated of it; nothing when nobody thinks of one."""
    missing = missing_inputs(inputs.settings.service)
    rows = inputs.tables["logistics_options"]
    if missing:
        stated = [n for n in missing_inputs(type(inputs.settings.service)()) if n not in missing]
        if not stated:
            return []
        return [
            Note(
                "unknown",
                msg(
                    "The option of logistics is not judged: [service] does not state {names}.",
                    names=", ".join(missing),
                ),
            )
        ]
    columns = (
        Column("name", msg("Judged for"), "text"), Column("customers_count", msg("Customers"), "count"), Column("left_out_count", msg("Too little known"), "count"),
        Column("benefit_amount", msg("Benefit a year"), "money"), Column("carrying_amount", msg("Safety stock a year"), "money"), Column("handling_amount", msg("Other cost a year"), "money"),
        Column("capital_annuity_amount", msg("Capital a year"), "money"), Column("net_present_amount", msg("Net present value"), "money"), Column("payback_years", msg("Payback in years"), "number", digits=1),
        Column("net_present_less_benefit_amount", msg("... with less benefit"), "money"), Column("net_present_more_cost_amount", msg("... with more cost"), "money"),
        Column("break_even_share", msg("Benefit needed"), "share"),
    )  # fmt: skip
    s, moved = inputs.settings.service, inputs.settings.economics.sensitivity_share

    def name_of(row: Row) -> Message | str:
        return (
            label(row["abc_part"], PART_NAMES)
            if row["option_level"] == "class"
            else str(row["customer_name"] or row["customer_id"])
        )

    table = Table(
        "logistics_options", msg("Worth of the option of logistics"), columns,
        tuple((name_of(r), *(r[c.name] for c in columns[1:])) for r in rows),
        note=msg(
            "Stated: loss less likely by {loss} a year, {gain} more revenue, {avoided} of the failed lines avoided at {failure} each, stock for a cycle service of {cycle}, {days} days of lead time, {handling} a customer and year, {capital} once, {years} years. Sensitivity: {moved}.",
            loss=Amount(s.logistics_loss_change_share, "share"), gain=Amount(s.logistics_gain_share, "share"), avoided=Amount(s.logistics_failures_avoided_share, "share"),
            failure=money(s.logistics_failure_amount, inputs.currency), cycle=Amount(s.logistics_stock_service_share, "share"), days=Amount(s.logistics_lead_time_days, "days"),
            handling=money(s.logistics_handling_amount, inputs.currency), capital=money(s.logistics_capital_amount, inputs.currency), years=Amount(s.logistics_years, "number"),
            moved=Amount(moved, "share", digits=0),
        ),
        currency=inputs.currency, limit=SHOWN,
    )  # fmt: skip
    return [table]


def service_section(inputs: Inputs) -> Section:
    """Service and complaints; without deliveries and complaints a note of what one more file would bring."""
    title = msg("Service and complaints")
    rows = by_part(inputs.tables["service_by_class"])
    if not rows:
        return Section("service", title, (Note("unknown", msg("Whether customers get on time and in full what they order is not known: bring the deliveries with the day wanted and the day they came, and the complaints.")),))  # fmt: skip
    blocks: list[Block] = [_kpis(rows, inputs.currency)]
    has_lines = bool(total(rows, "service_lines_12m_count"))
    if has_lines:
        blocks.append(_class_table(inputs, rows))
        if inputs.tables["service_by_month"]:
            blocks.append(_trend(inputs.tables["service_by_month"]))
        blocks += _line_notes(rows)
    else:
        blocks.append(
            Note(
                "unknown",
                msg("Nobody states when goods were wanted and when they came: bring the deliveries."),
            )
        )
    if total(rows, "complaints_12m_count") is None:
        blocks.append(
            Note(
                "unknown",
                msg("Complaints are not known: bring them to see trouble before a customer is lost."),
            )
        )
    blocks += [*_watch(inputs), *_option(inputs)]
    lead = _service_lead(inputs, rows) if has_lines else None
    return Section("service", title, tuple(blocks), lead)


def _line_notes(rows: list[Row]) -> list[Block]:
    notes: list[Block] = []
    shipped, lines = total(rows, "shipment_lines_12m_count"), total(rows, "service_lines_12m_count")
    if shipped:
        notes.append(
            Note(
                "info",
                msg(
                    "{count} lines are judged by the day of shipment: nobody states when they arrived, so that they look earlier than they were.",
                    count=Amount(shipped, "count"),
                ),
            )
        )
    open_lines = total(rows, "unjudged_lines_12m_count")
    if open_lines and lines:
        notes.append(
            Note(
                "unknown",
                msg(
                    "{count} of {lines} lines ({share}) cannot be judged: a day or a quantity is missing.",
                    count=Amount(open_lines, "count"),
                    lines=Amount(lines, "count"),
                    share=Amount(open_lines / lines, "share"),
                ),
            )
        )
    return notes
