"""Why revenue and margin moved: the bridge, its parts, who moved most, and why customers changed class."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientela.analyses.bridge_tables import DIMENSIONS
from clientela.analyses.class_reasons import MOVED_BY
from clientela.base.i18n import Message, msg
from clientela.base.periods import add_months
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.classes._states import STATES
from clientela.economics._bridge_effects import CUSTOMER_CODES, EFFECTS, MARGIN_EFFECTS, STATUSES
from clientela.reports import _bridge_more, _serve_bridge
from clientela.reports._bridge_more import lost_blocks, margin_blocks, signal_note
from clientela.reports._serve_bridge import serve_blocks
from clientela.reports._waterfalls import bridge_waterfall
from clientela.reports._words import NO_CLASS, NOT_STATED, Row, label, money
from clientela.tables._customer_types import TYPE_TITLES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "bridge_total", "bridge_parts", "bridge_families", "bridge_movers", "bridge_losses", "bridge_price_breaks", "class_reasons",
    *_bridge_more.TABLES, *_serve_bridge.TABLES, "bridge_owners",
)  # fmt: skip
"""The results this section reads."""
_EFFECT_NAMES, _STATUS_NAMES, _MOVED_NAMES = dict(CUSTOMER_CODES), dict(STATUSES), dict(MOVED_BY)
_NAMES: dict[str, dict[str, Message]] = {
    "lifecycle_state": dict(STATES),
    "customer_type": dict(TYPE_TITLES),
}
_SHOWN_PARTS = ("seller_id", "area_id", "segment_id", "country", "channel", "customer_type")
_RECODED_SHARE = Decimal("0.1")
"""Products added and dropped that are both above this share of the old revenue are looked at as new numbers of old products."""
_GROUPS = (
    ("price", msg("Price"), ("price",)),
    ("volume_mix", msg("Volume and mix"), ("volume", "mix")),
    ("products", msg("Products added and dropped"), ("added", "dropped")),
    ("gained", msg("Customers new and back"), ("new", "reactivated")),
    ("gone", msg("Customers lost or due"), ("lost", "timing")),
    ("rest", msg("All else"), ("without_quantity", "currency", "returns", "perimeter", "unstated")),
    ("reassigned", msg("Changed hands"), ("reassigned",)),
)
"""The effects as few columns, for tables with a row per part. Together they are all effects on revenue."""
_ADVICE = {
    "price": msg("Look at the prices of the customers listed below before the next round of offers."),
    "volume": msg("Prices do not explain it: ask the customers listed below what they make less of, or buy elsewhere."),
    "mix": msg("The cheaper products grew at the expense of the dearer ones: look at what is offered first."),
    "dropped": msg("Ask what replaced the products that customers stopped buying."),
    "lost": msg("Ask the customers lost why, the largest first."),
    "timing": msg("Call the customers whose order is due."),
    "returns": msg("Look at what was credited, and why."),
}  # fmt: skip
"""What the largest loss asks for; the others ask for a better file or for nothing."""


def _of(inputs: Inputs, basis: str) -> Row | None:
    return next((row for row in inputs.tables["bridge_total"] if row["basis"] == basis), None)


def _lead(inputs: Inputs, revenue: Row) -> Message:
    """Say from where to where, what took most, what gave most, and what to do."""
    amounts = [(revenue[f"{e.code}_amount"], e) for e in EFFECTS]
    (least, loss), (most, gain) = (pick(amounts, key=lambda a: a[0]) for pick in (min, max))
    currency, ends = (
        inputs.currency,
        {name: money(revenue[f"{name}_amount"], inputs.currency) for name in ("start", "end")},
    )
    if least < 0 < most:
        told = msg(
            "Revenue went from {start} to {end}. Most was taken by: {loss} ({taken}); most was given by: {gain} ({given}).",
            **ends, loss=loss.title, taken=money(least, currency), gain=gain.title, given=money(most, currency),
        )  # fmt: skip
    elif least < 0 or most > 0:
        amount, effect = (least, loss) if least < 0 else (most, gain)
        told = msg(
            "Revenue went from {start} to {end}, most of it by: {effect} ({amount}).",
            **ends, effect=effect.title, amount=money(amount, currency),
        )  # fmt: skip
    else:
        return msg("Revenue stayed at {end}, and nothing moved beneath it.", end=ends["end"])
    advice = _ADVICE.get(loss.code) if least < 0 else None
    return msg("{told} {advice}", told=told, advice=advice) if advice else told


def _drawn(inputs: Inputs, revenue: Row, margin: Row | None) -> list[Block]:
    """Draw the bridge of revenue and, where a cost is known, that of the margin."""
    shown: list[Block] = [
        bridge_waterfall(
            "bridge", msg("What moved revenue against the 12 months before"), start=revenue["start_amount"], effects=[(e.title, revenue[f"{e.code}_amount"]) for e in EFFECTS], end=revenue["end_amount"], currency=inputs.currency,
        )
    ]  # fmt: skip
    if margin is not None and margin["start_amount"] is not None:
        shown.append(
            bridge_waterfall(
                "bridge_margin", msg("What moved the margin of the lines with a cost"), start=margin["start_amount"], effects=[(e.title, margin[f"{e.code}_amount"]) for e in MARGIN_EFFECTS], end=margin["end_amount"], currency=inputs.currency,
            )
        )  # fmt: skip
    return shown


def _ladder(inputs: Inputs, revenue: Row, margin: Row | None) -> Table:
    """List start, effects and end: the last row is the sum of those above it."""
    has_margin = margin is not None and margin["start_amount"] is not None
    own = {f"{e.code}_amount" for e in EFFECTS}

    def cells(name: str) -> tuple[Any, ...]:
        shown = revenue[name] if name in own or name.startswith(("start", "end")) else None
        return (shown, margin[name]) if margin is not None and has_margin else (shown,)

    listed = [
        (e.title, *cells(f"{e.code}_amount"))
        for e in (MARGIN_EFFECTS if has_margin else EFFECTS)
        if any(cells(f"{e.code}_amount"))
    ]
    columns = [Column("item", msg("Effect"), "text"), Column("revenue_amount", msg("Revenue"), "money")]
    if has_margin:
        columns.append(Column("margin_amount", msg("Margin of the lines with a cost"), "money"))
    return Table(
        name="bridge",
        title=msg("From the 12 months before to the last 12 months"),
        columns=tuple(columns),
        rows=((msg("12 months before"), *cells("start_amount")), *listed),
        total=(msg("Last 12 months"), *cells("end_amount")),
        total_is_sum=True,
        note=msg("Price is per customer and product; volume is the growth of the family's quantity at old prices, mix the shift inside the family. What price and quantity did together is in the price."),
        currency=inputs.currency,
    )  # fmt: skip


def _grouped(row: Row) -> tuple[Any, ...]:
    return tuple(sum(row.get(f"{code}_amount") or 0 for code in codes) for _, _, codes in _GROUPS)


def _parts_table(
    inputs: Inputs, name: str, title: Message, head: Message, *, rows: list[Row], names: list[Any]
) -> Table:
    kept = (
        "start_amount",
        "end_amount",
        "change_amount",
        *(f"{e.code}_amount" for e in EFFECTS),
        "reassigned_amount",
    )
    whole = {c: sum(row.get(c) or 0 for row in rows) for c in kept}
    groups = [g for g in _GROUPS if g[0] != "reassigned" or any(row.get("reassigned_amount") for row in rows)]

    def figures(row: Row) -> tuple[Any, ...]:
        return row["start_amount"], row["end_amount"], row["change_amount"], *_grouped(row)[: len(groups)]

    return Table(
        name=name,
        title=title,
        columns=(
            Column("part", head, "text"),
            Column("start_amount", msg("12 months before"), "money"),
            Column("end_amount", msg("Last 12 months"), "money"),
            Column("change_amount", msg("Change"), "money"),
            *(Column(f"{code}_amount", text, "money") for code, text, _ in groups),
        ),
        rows=tuple((shown, *figures(row)) for shown, row in zip(names, rows, strict=True)),
        total=(msg("Total"), *figures(whole)),
        currency=inputs.currency,
        limit=15,
    )


def _parts(inputs: Inputs) -> list[Block]:
    titles = {name: title for name, title, _ in DIMENSIONS}
    blocks: list[Block] = []
    for dimension in _SHOWN_PARTS:
        owned = [r for r in inputs.tables["bridge_owners"] if r["dimension"] == dimension]
        today = [
            r
            for r in inputs.tables["bridge_parts"]
            if r["dimension"] == dimension and r["basis"] == "revenue"
        ]
        # as it was, the parts are those of each day, and what changed hands is an effect of its own
        rows = owned if any(r["reassigned_amount"] for r in owned) else today
        if sum(r["part"] is not None for r in rows) < 2:  # noqa: PLR2004 - one part explains nothing
            continue
        rows.sort(key=lambda r: (-abs(r["change_amount"]), str(r["part"])))
        names = [label(r["part"], _NAMES.get(dimension, {}), NOT_STATED) for r in rows]
        title = msg("What moved revenue, by: {dimension}", dimension=titles[dimension])
        blocks.append(
            _parts_table(inputs, f"bridge_{dimension}", title, titles[dimension], rows=rows, names=names)
        )
    families = inputs.tables["bridge_families"]
    if len(families) > 1:
        names = [
            msg("{count} other families", count=Amount(r["families_count"], "count")) if r["is_rest"] else label(r["product_family"], {}, NOT_STATED)
            for r in families
        ]  # fmt: skip
        title = msg("What moved revenue, by: {dimension}", dimension=msg("Product family"))
        blocks.append(
            _parts_table(inputs, "bridge_families", title, msg("Product family"), rows=families, names=names)
        )
    return blocks


def _movers(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["bridge_movers"]
    if not rows:
        return []
    table = Table(
        name="bridge_movers",
        title=msg("Who moved most, and by what"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("bridge_status", msg("Movement"), "text"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
            Column("change_amount", msg("Change"), "money"),
            Column("effect_code", msg("Largest effect"), "text"),
            Column("effect_amount", msg("Its amount"), "money"),
        ),
        rows=tuple(
            (
                r["customer_id"], r["customer_name"], label(r["bridge_status"], _STATUS_NAMES), r["revenue_prior_12m_amount"], r["revenue_12m_amount"],
                r["change_amount"], label(r["effect_code"], _EFFECT_NAMES), r["effect_amount"],
            )
            for r in rows
        ),
        currency=inputs.currency,
        limit=15,
    )  # fmt: skip
    return [table]


def _losses(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["bridge_losses"]
    if not rows:
        return []
    order = {code: place for place, (code, _) in enumerate(STATUSES)}
    rows = sorted(rows, key=lambda r: (-order[r["bridge_status"]], str(r["lifecycle_state"])))
    columns = ("customers_count", "revenue_prior_12m_amount", "lost_amount", "timing_amount")
    table = Table(
        name="bridge_losses",
        title=msg("Lost revenue and the lifecycle"),
        columns=(
            Column("bridge_status", msg("Movement"), "text"),
            Column("lifecycle_state", msg("Lifecycle state"), "text"),
            Column("customers_count", msg("Customers"), "count"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("lost_amount", msg("Customers lost"), "money"),
            Column("timing_amount", msg("Customers whose order is due"), "money"),
        ),
        rows=tuple(
            (label(r["bridge_status"], _STATUS_NAMES), label(r["lifecycle_state"], _NAMES["lifecycle_state"]), *(r[c] for c in columns))
            for r in rows
        ),
        total=(msg("Total"), None, *(sum(r[c] for r in rows) for c in columns)),
        note=msg("The bridge counts as lost who ordered in the 12 months before and not since; the lifecycle goes by each customer's own rhythm, and may call lost who still ordered within the year."),
        currency=inputs.currency,
    )  # fmt: skip
    return [table]


def _classes(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["class_reasons"]
    if not rows:
        return []

    def why(row: Row) -> Message:
        told = msg(
            "{change}, most by {effect}: {amount}",
            change=Amount(row["change_amount"], "money", inputs.currency), effect=label(row["effect_code"], _EFFECT_NAMES),
            amount=Amount(row["effect_amount"], "money", inputs.currency),
        )  # fmt: skip
        if row["line_change_amount"] is None:
            return told
        if not row["line_change_amount"]:
            return msg("{told}; the line did not move", told=told)
        line = Amount(row["line_change_amount"], "money", inputs.currency)
        return msg(
            "{told}; the line moved by {line} to {now}",
            told=told,
            line=line,
            now=Amount(row["line_now_amount"], "money", inputs.currency),
        )

    table = Table(
        name="class_reasons",
        title=msg("Why customers changed class"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("change", msg("Class"), "text"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
            Column("why", msg("Revenue and its largest effect"), "text"),
            Column("moved_by", msg("What moved it"), "text"),
        ),
        rows=tuple(
            (
                r["customer_id"], r["customer_name"], msg("{old} → {new}", old=label(r["from_class"], {}, NO_CLASS), new=label(r["to_class"], {}, NO_CLASS)),
                r["revenue_prior_12m_amount"], r["revenue_12m_amount"], why(r), label(r["moved_by"], _MOVED_NAMES),
            )
            for r in rows
        ),
        note=msg("{count} customers changed class; the line is the smallest revenue inside the better of the two classes.", count=Amount(rows[0]["changes_count"], "count")),
        currency=inputs.currency,
        limit=20,
    )  # fmt: skip
    return [table]


def _breaks(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["bridge_price_breaks"]
    if not rows:
        return []
    table = Table(
        name="bridge_price_breaks",
        title=msg("Unit prices to look at"),
        columns=(
            Column("customer_name", msg("Customer"), "text"),
            Column("product_id", msg("Product number"), "text"),
            Column("product_name", msg("Product"), "text"),
            Column("unit_price_prior_amount", msg("Unit price, 12 months before"), "money"),
            Column("unit_price_12m_amount", msg("Unit price, last 12 months"), "money"),
            Column("sold_prior_amount", msg("Invoiced, 12 months before"), "money"),
            Column("sold_12m_amount", msg("Invoiced, last 12 months"), "money"),
        ),
        rows=tuple(
            (
                r["customer_name"] or r["customer_id"], r["product_id"], r["product_name"], r["unit_price_prior_amount"], r["unit_price_12m_amount"],
                r["sold_prior_amount"], r["sold_12m_amount"],
            )
            for r in rows
        ),
        note=msg("{count} prices changed by more than {factor} times: the unit of the quantity must have changed, so that price and volume are not told apart there.",
                 count=Amount(rows[0]["breaks_count"], "count"), factor=Amount(inputs.settings.prices.most_change_factor, "number")),
        currency=inputs.currency,
        limit=10,
    )  # fmt: skip
    return [table]


def _notes(inputs: Inputs, revenue: Row, margin: Row | None) -> list[Block]:
    blocks: list[Block] = []
    if inputs.first_on is not None and inputs.first_on > add_months(inputs.as_of, -24):
        blocks.append(
            Note("warning", msg("The data begin on {day}, within the 24 months compared: the year before is not whole, and a customer that looks new may be an old one. Older invoices would tell.",
                                day=inputs.first_on))
        )  # fmt: skip
    unsplit = revenue["without_quantity_amount"]
    if unsplit and not (revenue["price_amount"] or revenue["volume_amount"] or revenue["mix_amount"]):
        blocks.append(
            Note("unknown", msg("Price and volume cannot be told apart: no line names both a product and a quantity. A file of invoice lines with the two would tell."))
        )  # fmt: skip
    exchanged = min(revenue["added_amount"], -revenue["dropped_amount"])
    if exchanged > 0 and exchanged > _RECODED_SHARE * revenue["start_amount"]:
        blocks.append(
            Note("warning", msg("Products dropped and products added are both large. Where a product only got another number, a list of products with the successor of each would make one of the two."))
        )  # fmt: skip
    if margin is None or margin["start_amount"] is None:
        blocks.append(
            Note("unknown", msg("Why the margin moved is unknown: no line has a cost. Costs on the lines, or a list of products with unit costs, would tell."))
        )  # fmt: skip
    return blocks


def bridge_section(inputs: Inputs) -> Section | None:
    """Why revenue and margin moved between the two rolling years; None without a line in either."""
    revenue, margin = _of(inputs, "revenue"), _of(inputs, "margin")
    if revenue is None:
        return None
    blocks: list[Block] = [*_drawn(inputs, revenue, margin), _ladder(inputs, revenue, margin)]
    blocks += [*signal_note(inputs), *_notes(inputs, revenue, margin)]
    blocks += [
        *_movers(inputs),
        *_classes(inputs),
        *margin_blocks(inputs),
        *_losses(inputs),
        *lost_blocks(inputs),
    ]
    blocks += [*serve_blocks(inputs), *_parts(inputs), *_breaks(inputs)]
    return Section("bridge", msg("Why revenue moved"), tuple(blocks), _lead(inputs, revenue))
