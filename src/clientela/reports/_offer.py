"""The section on the range: breadth, white space, what to suggest and how often that is right, families to act on, newer versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.product_priority import DEFENCE
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.economics.cross_selling import CONTRIBUTIONS, METHODS
from clientela.reports._words import NOT_STATED, Row, label, money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "totals", "range_totals", "range_years", "suggestion_list", "white_space_list", "families_lost", "upgrade_list", "product_priority",
    "family_distribution", "kind_distribution",
)  # fmt: skip
"""The results the section reads."""
WHOLE_TABLES = ("cross_selling_proof",)
"""Read for the whole company only: how often suggestions are right is measured on all customers together."""
_SHOWN = 15
_LEAST_JUDGED = 30
_METHODS, _CONTRIBUTIONS, _DEFENCE = dict(METHODS), dict(CONTRIBUTIONS), dict(DEFENCE)
_NUMBER = Column("customer_id", msg("Number"), "text")
_NAME = Column("customer_name", msg("Customer"), "text")
_FAMILY = Column("product_family", msg("Product family"), "text")
_SPREAD = (
    Column("target_count", msg("Target customers"), "count"), Column("active_count", msg("Buying customers"), "count"),
    Column("buyers_count", msg("Buy it"), "count"), Column("numeric_share", msg("Numeric distribution"), "share"),
    Column("weighted_share", msg("Weighted by our revenue"), "share"), Column("turnover_weighted_share", msg("Weighted by their turnover"), "share"),
)  # fmt: skip


def _table(
    inputs: Inputs, name: str, title: Message, columns: tuple[Column, ...], *, note: Message | None = None, words: dict[str, dict[str, Message]] | None = None
) -> list[Block]:  # fmt: skip
    """Return a result as a table, none when it is empty; `words` name the codes of a column."""
    rows = inputs.tables[name]
    if not rows:
        return []
    called = words or {}

    def cell(row: Row, column: str) -> Any:
        value = row[column]
        return label(value, called[column]) if column in called and value is not None else value

    shown = tuple(tuple(cell(r, c.name) for c in columns) for r in rows)
    return [Table(name, title, columns, shown, note, currency=inputs.currency, limit=_SHOWN)]


def _breadth(row: Row, inputs: Inputs) -> list[Block]:
    figures = []
    if row["measured_count"]:
        figures += [
            Kpi("mean_breadth_share", msg("Mean breadth"), row["mean_breadth_share"], "share", msg("of the families customers of their kind buy")),
            Kpi("mean_effective_breadth", msg("Effective families per customer"), row["mean_effective_breadth"], "number"),
            Kpi("narrow_count", msg("Customers with one family at most"), row["narrow_count"], "count"),
        ]  # fmt: skip
    if row["white_count"]:
        figures.append(
            Kpi("expected_amount", msg("White space by penetration"), row["expected_amount"], "money", msg("of {all} if every customer bought all", all=money(row["white_amount"], inputs.currency)), inputs.currency)
        )  # fmt: skip
    blocks: list[Block] = [Kpis("range_figures", tuple(figures))] if figures else []
    if row["family_level"] == "product":
        text = msg("Families are not stated for most of the revenue, so the range is looked at by the most bought products. A list of products with their families would give breadth and white space by family.")  # fmt: skip
        blocks.append(Note("unknown", text))
    depth = []
    if row["grade_known_count"]:
        depth.append(
            Kpi(
                "mean_grade_index", msg("Mean grade, 1 basic to 3 premium"), row["mean_grade_index"], "number"
            )
        )
    if row["fresh_known_count"]:
        depth.append(Kpi("mean_fresh_share", msg("Revenue of products younger than three years"), row["mean_fresh_share"], "share", msg("mean of the customers")))  # fmt: skip
    if depth:
        blocks.append(Kpis("depth_figures", tuple(depth)))
    else:
        blocks.append(
            Note("unknown", msg("Depth is unknown: a list of products with grade or launch date would tell how good and how new customers buy."))
        )  # fmt: skip
    return blocks


def _years(row: Row, inputs: Inputs) -> list[Block]:
    years = inputs.tables["range_years"]
    if len(years) <= 1 or row["family_level"] == "product":
        return []
    return _table(
        inputs, "range_years", msg("The range and its use over the years"),
        (
            Column("years_ago", msg("Years ago"), "id"), Column("families_count", msg("Families sold"), "count"), Column("customers_count", msg("Buying customers"), "count"),
            Column("families_per_customer", msg("Families per customer"), "number"), Column("penetration_share", msg("Mean penetration"), "share"),
            Column("revenue_12m_amount", msg("Revenue"), "money"),
        ),
        note=msg("Where families sold grow and families per customer do not, the range grows without being used."),
    )  # fmt: skip


def _told(row: Row) -> Message:
    """Say what the test of the chosen way came to."""
    if row["judged_count"] < _LEAST_JUDGED:
        return nmsg(
            "Only {count} customer could be judged: too few to say which way is better.",
            "Only {count} customers could be judged: too few to say which way is better.",
            row["judged_count"],
        )
    low, high = (
        Amount(100 * row[name], "number", digits=1) for name in ("gain_low_number", "gain_high_number")
    )
    hit = Amount(row["hit_share"], "share")
    if row["verdict"] == "better":
        return msg(
            "A list of this way named a family that {hit} of {count} customers then began to buy: between {low} and {high} points more than a list of the most bought families.",
            hit=hit, count=Amount(row["judged_count"], "count"), low=low, high=high,
        )  # fmt: skip
    return msg(
        "A list of this way was right for {hit} of {count} customers, which is not shown to be more than a list of the most bought families ({low} to {high} points).",
        hit=hit, count=Amount(row["judged_count"], "count"), low=low, high=high,
    )  # fmt: skip


def _proof(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["cross_selling_proof"]
    if inputs.scope_name:
        return []
    if not any(r["judged_count"] for r in rows):
        return [Note("unknown", msg("Nobody can say yet how often the suggestions are right: it takes 18 months of data and customers that begin to buy a family."))]  # fmt: skip
    order = [code for code, _ in METHODS]
    blocks: list[Block] = []
    for kind, title in (
        ("new", msg("Tested on the last six months: families not bought for a year")),
        ("first", msg("The same for families never bought before")),
    ):
        of_kind = sorted(
            (r for r in rows if r["purchase_class"] == kind and r["judged_count"]),
            key=lambda r: order.index(r["method"]),
        )
        if not of_kind:
            continue
        columns = (
            Column("method", msg("Way of suggesting"), "text"), Column("judged_count", msg("Customers judged"), "count"), Column("hit_share", msg("Right"), "share"),
            Column("hit_low_share", msg("At least"), "share"), Column("hit_high_share", msg("At most"), "share"),
            Column("earlier_hit_share", msg("Half a year earlier"), "share"), Column("caught_amount", msg("First purchases named"), "money"),
        )  # fmt: skip
        chosen = next((r for r in of_kind if r["role"] == "chosen"), None)
        blocks.append(
            Table(
                f"cross_selling_proof_{kind}", title, columns,
                tuple((_named(r), *(r[c.name] for c in columns[1:])) for r in of_kind),
                _told(chosen) if chosen else None, currency=inputs.currency,
            )
        )  # fmt: skip
    used = next(
        (r for r in rows if (r["purchase_class"], r["role"], r["verdict"]) == ("new", "chosen", "better")),
        None,
    )
    if used is None:
        blocks.append(Note("warning", msg("No way of suggesting was shown to be better here, so the list names the families that most customers buy.")))  # fmt: skip
    blocks.append(
        Note("info", msg("The way was chosen by an earlier half year and tested on the last one, with nothing learned from it. It says what customers buy by themselves, not what an offer adds: that takes customers to whom nothing is offered."))
    )  # fmt: skip
    return blocks


def _named(row: Row) -> Message:
    name = _METHODS[row["method"]]
    return msg("{way} (chosen)", way=name) if row["role"] == "chosen" else name


def _suggestions(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["suggestion_list"]
    if not rows:
        text = msg("There is nothing to suggest: it takes families that at least {count} customers of a kind buy and others of the kind do not.", count=Amount(inputs.settings.offer.least_peers, "count"))  # fmt: skip
        return [Note("unknown", text)]

    def alike(row: Row) -> str | None:
        return ", ".join(str(row[f"peer_{n}_name"]) for n in (1, 2, 3) if row[f"peer_{n}_name"]) or None

    table = Table(
        name="suggestion_list",
        title=msg("What to suggest to whom"),
        columns=(
            _NUMBER, _NAME, _FAMILY, Column("chance_share", msg("Chance in six months"), "share"), Column("expected_12m_amount", msg("Expected revenue"), "money"),
            Column("expected_margin_12m_amount", msg("Expected margin"), "money"), Column("because_family", msg("Goes with"), "text"),
            Column("peers", msg("Customers alike that buy it"), "text"), Column("contribution_class", msg("Mind"), "text"),
        ),
        rows=tuple(
            (
                r["customer_id"], r["customer_name"], r["product_family"], r["chance_share"], r["expected_12m_amount"], r["expected_margin_12m_amount"],
                r["because_family"], alike(r), _CONTRIBUTIONS["below_zero"] if r["contribution_class"] == "below_zero" else None,
            )
            for r in rows
        ),
        note=msg("Expected: chance x what customers of the same kind and size spend on it in a year, x margin of the family. Customers that cost more than they bring come last."),
        currency=inputs.currency,
        limit=_SHOWN,
    )  # fmt: skip
    return [table]


def _priority(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["product_priority"]
    blocks = _table(
        inputs, "product_priority", msg("Families to act on first"),
        (
            _FAMILY, Column("white_count", msg("White spaces"), "count"), Column("white_amount", msg("White space in money"), "money"), Column("family_margin_share", msg("Margin"), "share"),
            Column("white_margin_amount", msg("White space in margin"), "money"), Column("win_share", msg("Win rate"), "share"), Column("priority_amount", msg("Priority score"), "money"),
            Column("penetration_prior_share", msg("Penetration, 12 months before"), "share"), Column("penetration_share", msg("Penetration"), "share"), Column("defence_class", msg("Ground"), "text"),
        ),
        note=msg("Score: white space in money x margin x win rate. White space is what customers of the kind that do not buy the family would spend if all bought it: a measure of room, no forecast."),
        words={"defence_class": _DEFENCE},
    )  # fmt: skip
    if rows and all(r["win_share"] is None for r in rows):
        text = msg("The win rate is unknown: a file of offers with product or family, outcome and day of closing would complete the score. Until then the white space in margin ranks the families.")  # fmt: skip
        blocks.append(Note("unknown", text))
    return blocks


def _lists(inputs: Inputs) -> list[Block]:
    blocks = _table(
        inputs, "white_space_list", msg("Largest white spaces"),
        (
            _NUMBER, _NAME, _FAMILY, Column("penetration_share", msg("Buy it, of its kind"), "share"), Column("spend_12m_amount", msg("They spend"), "money"),
            Column("expected_12m_amount", msg("Weighted by penetration"), "money"),
        ),
    )  # fmt: skip
    blocks += _table(
        inputs, "families_lost", msg("Families that customers no longer buy, while they buy others"),
        (
            _NUMBER, _NAME, _FAMILY, Column("lost_amount", msg("Its revenue, 12 months before"), "money"), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
            Column("revenue_change_share", msg("Change"), "share"),
        ),
    )  # fmt: skip
    upgrades = _table(
        inputs, "upgrade_list", msg("Customers that still buy a product with a successor"),
        (
            _NUMBER, _NAME, Column("product_name", msg("Product"), "text"), Column("successor_id", msg("Successor"), "text"), Column("successor_name", msg("Name of the successor"), "text"),
            Column("units_number", msg("Units"), "number"), Column("upgrade_gain_amount", msg("Margin gained in a year"), "money"),
        ),
        note=msg("If all units became the successor: only successors that the product list names."),
    )  # fmt: skip
    if not upgrades:
        upgrades = [Note("unknown", msg("No product has a successor in the product list: with that column, whom to offer the newer version could be listed."))]  # fmt: skip
    spread = _table(
        inputs, "family_distribution", msg("Distribution by family"), (_FAMILY, *_SPREAD),
        note=msg("Numeric: share of the target customers that buy it. Weighted: share of the revenue, or of their own turnover, that these customers stand for."),
    )  # fmt: skip
    kinds = {r["peer_kind"] for r in inputs.tables["kind_distribution"]}
    if len(kinds) > 1:
        spread += _table(
            inputs, "kind_distribution", msg("Distribution by kind of customer and family"), (Column("peer_kind", msg("Kind of customer"), "text"), _FAMILY, *_SPREAD),
        )  # fmt: skip
    return [*blocks, *upgrades, *spread]


def _lead(row: Row, inputs: Inputs) -> Message:
    listed = inputs.tables["suggestion_list"]
    told: Message | None = None
    if listed and listed[0]["chance_share"] is not None:
        first = listed[0]
        told = msg("first {family} to {customer}", family=first["product_family"], customer=first["customer_name"] or first["customer_id"] or NOT_STATED)  # fmt: skip
    if row["measured_count"] and told:
        return msg(
            "Customers buy {breadth} of the families that customers of their kind buy; {lost} lost a family in the year. What to suggest is listed: {told}.",
            breadth=Amount(row["mean_breadth_share"], "share", digits=0), lost=nmsg("{count} customer", "{count} customers", row["losing_count"]), told=told,
        )  # fmt: skip
    if told:
        return msg("What to suggest to whom is listed by what it is worth: {told}.", told=told)
    return msg(
        "{lost} lost a family in the year.",
        lost=nmsg("{count} customer", "{count} customers", row["losing_count"]),
    )


def range_section(inputs: Inputs) -> Section | None:
    """Breadth, depth, white space, suggestions with their proof, families to act on, newer versions; None without buying customers.

    Without any product a note says what a file with products would bring.
    """
    totals = inputs.tables["range_totals"]
    if not totals:
        if not inputs.one("totals")["active_count"]:
            return None
        text = msg("What customers buy is unknown: no line names a product. Sales lines with product and family would give breadth, white space and suggestions.")  # fmt: skip
        return Section("range", msg("Range and cross-selling"), (Note("unknown", text),))
    row = totals[0]
    blocks = [
        *_breadth(row, inputs),
        *_suggestions(inputs),
        *_proof(inputs),
        *_priority(inputs),
        *_years(row, inputs),
        *_lists(inputs),
    ]
    return Section("range", msg("Range and cross-selling"), tuple(blocks), _lead(row, inputs))
