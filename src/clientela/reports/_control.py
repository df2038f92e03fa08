"""Control: the indicators with owner and limits, the year so far against plan, and who steers the business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.kpi_series import JUDGED, VERDICTS
from clientela.analyses.plan_actual import SEEN_BY
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.kpi_registry import BY_CODE
from clientela.base.periods import month_end
from clientela.base.units import Amount, Unit
from clientela.blocks import Block, Column, Curve, Note, Section, Series, Table
from clientela.economics.control_index import PARTS
from clientela.economics.control_index import VERDICTS as STEERED
from clientela.economics.plan_targets import BASES
from clientela.reports._words import NOT_STATED, Row, label, money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("kpi_list", "kpi_series", "year_to_date", "plan_actual", "control_classes", "control_customers")
_VERDICTS, _JUDGED, _BASES, _STEERED, _SEEN_BY = (
    dict(VERDICTS),
    dict(JUDGED),
    dict(BASES),
    dict(STEERED),
    dict(SEEN_BY),
)
_SIGNALS = ("above", "below", "shift_up", "shift_down")
_UP = ("above", "shift_up")
_DIRECTIONS = {"up": msg("more"), "down": msg("less"), "none": msg("neither more nor less")}
_PERIODS = {"month": msg("month"), "customer": msg("last 12 months"), "base": msg("last 12 months")}
_MEASURES = {
    "net_sales": msg("Net sales"),
    "margin": msg("Margin"),
    "quantity": msg("Quantity"),
    "visits": msg("Visits"),
    "orders": msg("Orders"),
}
_NEWEST = 3
_CHARTS = 4
_UNITS: dict[str, Unit] = {
    "money": "money",
    "share": "share",
    "count": "count",
    "number": "number",
    "days": "days",
}


def _name(row: Row) -> Message | str:
    if row["kpi_title"]:
        return str(row["kpi_title"])
    return (
        BY_CODE[row["kpi_code"]].title
        if row["kpi_code"] in BY_CODE
        else str(row["kpi_code"]).removeprefix("stated:")
    )


def _amount(row: Row, column: str, inputs: Inputs) -> Amount | None:
    unit = _UNITS.get(str(row["unit_code"]), "number")
    return (
        None
        if row[column] is None
        else Amount(row[column], unit, inputs.currency if unit == "money" else None)
    )


def _text(row: Row, column: str, inputs: Inputs) -> Message | None:
    found = _amount(row, column, inputs)
    return None if found is None else msg("{value}", value=found)


def _is_good(row: Row) -> bool | None:
    if row["direction_code"] not in ("up", "down"):
        return None
    return bool((row["kpi_verdict"] in _UP) == (row["direction_code"] == "up"))


def _registry(inputs: Inputs) -> list[Block]:
    """What the indicators say, what they are for, and how they are computed: one table each, so that paper has room."""
    rows = [r for r in inputs.tables["kpi_list"] if r["kpi_verdict"] != "needs"]
    own = [BY_CODE.get(r["kpi_code"]) for r in rows]
    named = Column("kpi", msg("Indicator"), "text")
    said = Table(
        "kpi_list",
        msg("Indicators"),
        (
            named, Column("value", msg("Value"), "text"), Column("year_before", msg("A year before"), "text"), Column("target", msg("Target level"), "text"),
            Column("verdict", msg("Signal or noise"), "text"), Column("low", msg("Lower limit"), "text"), Column("high", msg("Upper limit"), "text"),
        ),
        tuple(
            (
                _name(r), _text(r, "value", inputs), _text(r, "year_before_value", inputs), _text(r, "target_value", inputs), label(r["kpi_verdict"], _VERDICTS),
                _text(r, "low_value", inputs), _text(r, "high_value", inputs),
            )
            for r in rows
        ),
        msg("Limits are the mean of the baseline and 2.66 times the mean step from month to month on either side. Within them, a change is noise and no reason to act."),
        limit=60,
    )  # fmt: skip
    purpose = Table(
        "kpi_purpose",
        msg("What the indicators are for"),
        (
            named, Column("decision", msg("Decision it serves"), "text"), Column("owner", msg("Owner"), "text"), Column("wanted", msg("Better is"), "text"),
            Column("coverage", msg("Coverage"), "share"), Column("from", msg("Baseline from"), "month"), Column("to", msg("Baseline to"), "month"),
        ),
        tuple(
            (
                _name(r), r["decision"] or (k and k.decision), r["owner"] or (k and k.owner), label(r["direction_code"], _DIRECTIONS) if r["direction_code"] else None,
                r["coverage_share"], *(None if r[n] is None else month_end(r[n]) for n in ("baseline_from_month", "baseline_to_month")),
            )
            for r, k in zip(rows, own, strict=True)
        ),
        limit=60,
    )  # fmt: skip
    formulas = Table(
        "kpi_formulas",
        msg("How the indicators are computed"),
        (
            named, Column("period", msg("Period"), "text"), Column("formula", msg("Formula"), "text"), Column("judged", msg("What is judged"), "text"),
            Column("source", msg("Source"), "text"),
        ),
        tuple(
            (
                _name(r), label(r["kpi_over"], _PERIODS) if r["kpi_over"] else msg("month"), r["formula"],
                label(r["judged_by"], _JUDGED) if r["judged_by"] else None, r["source_text"],
            )
            for r in rows
        ),
        limit=60,
    )  # fmt: skip
    return [said, purpose, formulas]


def _needs(inputs: Inputs) -> list[Block]:
    rows = [r for r in inputs.tables["kpi_list"] if r["kpi_verdict"] == "needs" and r["kpi_code"] in BY_CODE]
    if not rows:
        return []
    table = Table(
        "kpi_needs",
        msg("Indicators that cannot be computed yet"),
        (Column("kpi", msg("Indicator"), "text"), Column("needs", msg("What it needs"), "text"), Column("decision", msg("Decision it serves"), "text")),
        tuple((_name(r), BY_CODE[r["kpi_code"]].needs, BY_CODE[r["kpi_code"]].decision) for r in rows),
    )  # fmt: skip
    return [table]


def _chart(row: Row, inputs: Inputs) -> Curve:
    """Draw what is judged of an indicator with its limits, the newest month at 0."""
    points = [
        p
        for p in inputs.tables["kpi_series"]
        if p["kpi_code"] == row["kpi_code"] and p["judged_place"] is not None
    ]
    points.sort(key=lambda p: p["month_number"])
    last = points[-1]["month_number"]
    unit = _UNITS.get(str(row["unit_code"]), "number")
    axis = _JUDGED[row["judged_by"]]

    def line(column: str, title: Message) -> Series:
        return Series(column, title, tuple(p[column] for p in points), unit)

    marks = tuple(
        (float(p["month_number"] - last), float(p["judged_value"]), msg("signal"))
        for p in points
        if p["beyond_sign"] and p["month_number"] > last - _NEWEST
    )[-1:]
    return Curve(
        f"kpi_{row['kpi_code'].replace(':', '_')}",
        msg("{kpi}: month by month with limits", kpi=_name(row)),
        msg("Months back from the newest"),
        axis,
        tuple(float(p["month_number"] - last) for p in points),
        (
            line("judged_value", axis),
            line("center_value", msg("Centre")),
            line("low_value", msg("Lower limit")),
            line("high_value", msg("Upper limit")),
        ),
        x_unit="number",
        marks=marks,
        currency=inputs.currency if unit == "money" else None,
    )


def _year(inputs: Inputs) -> list[Block]:
    rows = [r for r in inputs.tables["year_to_date"] if r["dimension"] in ("company", "seller_id", "area_id")]
    if not rows:
        return []
    rows.sort(
        key=lambda r: (
            [name for name, _ in SEEN_BY].index(r["dimension"]),
            -r["revenue_to_date_amount"],
            str(r["part"]),
        )
    )
    table = Table(
        "year_to_date",
        msg("The fiscal year so far, against the same days of the year before"),
        (
            Column("dimension", msg("Seen by"), "text"), Column("part", msg("Part"), "text"), Column("revenue", msg("Revenue"), "money"), Column("before", msg("Same days a year before"), "money"),
            Column("change", msg("Change"), "share"), Column("margin", msg("Margin"), "money"), Column("margin_before", msg("Margin, same days a year before"), "money"),
            Column("orders", msg("Orders"), "count"), Column("orders_before", msg("Orders, same days a year before"), "count"), Column("whole", msg("Revenue, whole year before"), "money"),
        ),
        tuple(
            (
                _SEEN_BY[r["dimension"]], None if r["dimension"] == "company" else r["part"] or NOT_STATED, r["revenue_to_date_amount"], r["revenue_prior_to_date_amount"], r["revenue_change_share"],
                r["margin_to_date_amount"], r["margin_prior_to_date_amount"], r["orders_to_date_count"], r["orders_prior_to_date_count"], r["revenue_prior_year_amount"],
            )
            for r in rows
        ),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    return [table]


def _plan(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["plan_actual"]
    if not rows:
        return [
            Note(
                "unknown",
                msg(
                    "There are no targets: with a table of targets by sales person, area, family or customer, plan and actual stand here side by side."
                ),
            )
        ]
    measured = [r for r in rows if r["plan_state"] == "measured"]
    blocks: list[Block] = []
    if measured:
        blocks.append(
            Table(
                "plan_actual",
                msg("Plan and actual, the largest gaps first"),
                (
                    Column("employee_id", msg("Sales person"), "text"), Column("area_id", msg("Area"), "text"), Column("product_family", msg("Product family"), "text"),
                    Column("customer_name", msg("Customer"), "text"), Column("measure", msg("Measure"), "text"), Column("target_year", msg("Target of the year"), "number"),
                    Column("target", msg("Target to date"), "number"), Column("actual", msg("Actual to date"), "number"), Column("gap", msg("Above or below plan"), "number"),
                    Column("reached", msg("Plan reached"), "share"), Column("before", msg("Same days of the year before"), "number"), Column("basis", msg("Part of the year due"), "text"),
                ),
                tuple(
                    (
                        r["employee_id"], r["area_id"], r["product_family"], r["customer_name"] or r["customer_id"], label(r["measure_code"], _MEASURES), r["target_year_value"], r["target_to_date_value"],
                        r["actual_to_date_value"], r["plan_gap_value"], r["plan_reached_share"], r["prior_to_date_value"], label(r["target_basis"], _BASES),
                    )
                    for r in measured
                ),
                msg("Nothing is foretold here: the part of the year that is due is compared with what was reached."),
                formulas=tuple((i, 8, f"{{{i}.7}}-{{{i}.6}}") for i in range(len(measured)) if measured[i]["plan_gap_value"] is not None),
                limit=30,
            )
        )  # fmt: skip
    if len(measured) < len(rows):
        blocks.append(
            Note("unknown", nmsg("{count} target cannot be measured: its customer, its currency or what it measures is not in the data.", "{count} targets cannot be measured: their customer, their currency or what they measure is not in the data.", len(rows) - len(measured)))
        )  # fmt: skip
    return blocks


def _steering(inputs: Inputs) -> list[Block]:
    known = [r for r in inputs.tables["control_customers"] if r["control_class"] != "unknown"]
    if not known:
        return [
            Note(
                "unknown",
                msg(
                    "Who steers the business is not known: contacts with who took the first step, contact plans or discounts on the documents would say it."
                ),
            )
        ]
    counts = {r["control_class"]: r for r in inputs.tables["control_classes"]}
    blocks: list[Block] = [
        Table(
            "control_classes",
            msg("Who steers the business"),
            (Column("control_class", msg("Who steers"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money")),
            tuple((title, counts[code]["customers_count"], counts[code]["revenue_12m_amount"]) for code, title in STEERED if code in counts),
            currency=inputs.currency,
        ),
        Table(
            "control_customers",
            msg("Who steers, customer by customer"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"),
                Column("control_class", msg("Who steers"), "text"), Column("control_index", msg("Control index"), "number"), Column("low", msg("At least"), "number"), Column("high", msg("At most"), "number"),
                *(Column(name, title, "number") for name, title in PARTS),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], _STEERED[r["control_class"]], r["control_index"], r["control_low"], r["control_high"], *(r[name] for name, _ in PARTS))
                for r in known
            ),
            msg("1 is ours, 0 is the customer's. What is not known widens the bounds and is never counted as zero."),
            currency=inputs.currency,
            limit=20,
        ),
    ]  # fmt: skip
    return blocks


def _lead(signals: list[Row], inputs: Inputs) -> Message:
    bad = [r for r in signals if _is_good(r) is False]
    first = (bad or signals)[:1]
    if first:
        return nmsg(
            "{count} indicator gives a signal, the rest is noise. Look first at: {kpi}, {verdict}.",
            "{count} indicators give a signal, the rest is noise. Look first at: {kpi}, {verdict}.",
            len(signals),
            kpi=_name(first[0]),
            verdict=_VERDICTS[first[0]["kpi_verdict"]],
        )
    company = next((r for r in inputs.tables["year_to_date"] if r["dimension"] == "company"), None)
    if company is not None and company["revenue_change_share"] is not None:
        return msg(
            "No indicator gives a signal: what moved is noise. Revenue of the fiscal year is {amount}, {share} against the same days of the year before.",
            amount=money(company["revenue_to_date_amount"], inputs.currency),
            share=Amount(company["revenue_change_share"], "share"),
        )
    return msg("No indicator gives a signal: what moved is noise.")


def control_section(inputs: Inputs) -> Section | None:
    """The indicators, those with a signal drawn; the year so far, plan and actual; who steers. None without any customer."""
    rows: list[Row] = inputs.tables["kpi_list"]
    if not rows:
        return None
    signals = [r for r in rows if r["kpi_verdict"] in _SIGNALS]
    signals.sort(key=lambda r: (_is_good(r) is not False, r["place"]))
    blocks: list[Block] = [_chart(r, inputs) for r in signals[:_CHARTS]]
    blocks += [*_registry(inputs), *_needs(inputs), *_year(inputs), *_plan(inputs), *_steering(inputs)]
    short = [r for r in rows if r["kpi_verdict"] == "short"]
    judged = [r for r in rows if r["kpi_verdict"] in (*_SIGNALS, "noise")]
    if short and not judged:
        blocks.insert(0, Note("unknown", msg("Signal and noise cannot be told apart yet: two full years of months and twelve months of baseline are needed.")))  # fmt: skip
        return Section(
            "control",
            msg("Control"),
            tuple(blocks),
            msg("The history is too short to tell signal from noise."),
        )
    return Section("control", msg("Control"), tuple(blocks), _lead(signals, inputs))
