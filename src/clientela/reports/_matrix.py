"""The profitability matrix, its norms, the keep test, the hours on class C, and the profit tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.keep_test import DECISIONS, REASONS
from clientela.analyses.profitability_matrix import INVESTED
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.economics._matrix_norms import ACTIONS, SERVICES
from clientela.economics.profit_tiers import CONDITIONS, TIERS
from clientela.economics.profitability_cells import CELLS, CERTAINTIES
from clientela.reports._fields import matrix_points
from clientela.reports._words import label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "profitability_matrix",
    "matrix_customers",
    "keep_test",
    "keep_totals",
    "class_c_hours",
    "profit_tier_table",
)
_CELLS, _CERTAINTIES, _ACTIONS, _SERVICES = dict(CELLS), dict(CERTAINTIES), dict(ACTIONS), dict(SERVICES)
_DECISIONS, _REASONS, _TIERS, _CONDITIONS, _INVESTED = (
    dict(DECISIONS),
    dict(REASONS),
    dict(TIERS),
    dict(CONDITIONS),
    dict(INVESTED),
)
_PLACED = ("desirable", "developed", "undeveloped", "undesirable")
_SUMS = ("customers_count", "revenue_12m_amount", "contribution_12m_amount", "potential_margin_amount", "potential_low_amount", "potential_high_amount", "certain_count", "new_count", "contact_hours")  # fmt: skip
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))


def _cells(inputs: Inputs, axis: str) -> list[dict[str, Any]]:
    order = [name for name, _ in CELLS]
    rows = [r for r in inputs.tables["profitability_matrix"] if r["axis_class"] == axis]
    return sorted(rows, key=lambda r: order.index(r["cell_class"]))


def _cell_table(inputs: Inputs, axis: str) -> Table:
    rows = _cells(inputs, axis)
    served = any(r["contribution_basis_class"] == "cm3" for r in rows)
    now = msg("Contribution 3") if served else msg("Contribution 1, before cost-to-serve")
    title = (
        msg("Profitability matrix: contribution and potential")
        if axis == "contribution"
        else msg("Profitability matrix: current revenue and potential")
    )
    return Table(
        f"profitability_matrix_{axis}",
        title,
        (
            Column("cell_class", msg("Cell"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"),
            Column("contribution_12m_amount", now, "money"), Column("potential_margin_amount", msg("Potential margin"), "money"), Column("potential_low_amount", msg("At least"), "money"),
            Column("potential_high_amount", msg("At most"), "money"), Column("certain_count", msg("Certain"), "count", msg("the whole interval of the potential lies on one side of its line")),
            Column("new_count", msg("New"), "count"), Column("contact_hours", msg("Hours of contact"), "number"),
        ),
        tuple((_CELLS[r["cell_class"]], *(r[n] for n in _SUMS)) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n in _SUMS)),
        total_is_sum=True,
        note=msg("All rows together are the revenue of the ledger. Customers whose potential is not known stand beside the matrix, never at zero."),
        currency=inputs.currency,
    )  # fmt: skip


def _norm_table(inputs: Inputs) -> Table:
    rows = [r for r in _cells(inputs, "contribution") if r["cell_class"] in _ACTIONS]
    return Table(
        "matrix_norms",
        msg("What each cell is to get, and what it got"),
        (
            Column("cell_class", msg("Cell"), "text"), Column("action", msg("What to do"), "text"), Column("service", msg("Level of service"), "text"),
            Column("service_norm_share", msg("On time and in full, norm"), "share"), Column("service_share", msg("delivered"), "share"),
            Column("investment_norm_amount", msg("Investment, norm"), "money"), Column("investment_12m_amount", msg("made"), "money"), Column("invested_class", msg("Against the norm"), "text"),
            Column("serve_12m_amount", msg("Cost-to-serve"), "money"),
        ),
        tuple(
            (_CELLS[r["cell_class"]], _ACTIONS[r["cell_class"]], _SERVICES[r["cell_class"]], r["service_norm_share"], r["service_share"], r["investment_norm_amount"], r["investment_12m_amount"],
             label(r["invested_class"], _INVESTED, msg("unknown")), r["serve_12m_amount"])
            for r in rows
        ),
        note=msg("Norms are proposals: {share} of the potential margin a year may be invested where a cell is to grow. What was made is known where costs of the step investment are brought.", share=Amount(inputs.settings.potential.investment_ceiling_share, "share", digits=0)),
        currency=inputs.currency,
    )  # fmt: skip


def _points(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["matrix_customers"]
    if not rows:
        return []
    return [
        Table(
            "matrix_customers",
            msg("Customers with a known potential"),
            (
                *_NAMED, Column("profit_cell_class", msg("Cell"), "text"), Column("cell_certainty_class", msg("Certainty"), "text"), Column("is_new", msg("New"), "text"),
                Column("revenue_12m_amount", msg("Revenue"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"),
                Column("potential_margin_amount", msg("Potential margin"), "money"), Column("potential_low_amount", msg("At least"), "money"), Column("potential_high_amount", msg("At most"), "money"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], _CELLS[r["profit_cell_class"]], _CERTAINTIES[r["cell_certainty_class"]], msg("new") if r["is_new"] else None, r["revenue_12m_amount"],
                 r["contribution_12m_amount"], r["potential_margin_amount"], r["potential_low_amount"], r["potential_high_amount"])
                for r in rows
            ),
            currency=inputs.currency,
            limit=20,
        )
    ]  # fmt: skip


def _tiers(inputs: Inputs) -> list[Block]:
    order = [name for name, _ in TIERS]
    rows = [r for r in inputs.tables["profit_tier_table"] if r["profit_tier_class"] is not None]
    if not rows:
        return []
    rows.sort(key=lambda r: (order.index(r["profit_tier_class"]), str(r["profit_tier_open_class"] or "")))
    names = ("customers_count", "revenue_12m_amount", "cm3_12m_amount", "serve_12m_amount")
    return [
        Table(
            "profit_tier_table",
            msg("Profit tiers"),
            (
                Column("profit_tier_class", msg("Tier"), "text"), Column("profit_tier_open_class", msg("Provisional, because"), "text"), Column("customers_count", msg("Customers"), "count"),
                Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), Column("serve_12m_amount", msg("Cost-to-serve"), "money"),
            ),
            tuple((_TIERS[r["profit_tier_class"]], None if r["profit_tier_open_class"] is None else label(r["profit_tier_open_class"], _CONDITIONS), *(r[n] for n in names)) for r in rows),
            total=(msg("Total"), None, *(total(rows, n) for n in names)),
            total_is_sum=True,
            note=msg("Tiers are for ourselves, not for the customers to see. They are worth having where the tiers differ in what they are, in how they see service, in what makes them buy, and in what better service brings."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def _kept(inputs: Inputs) -> list[Block]:
    totals = inputs.tables["keep_totals"]
    if not totals:
        return []
    decisions, reasons = ([name for name, _ in found] for found in (DECISIONS, REASONS))
    totals = sorted(
        totals, key=lambda r: (decisions.index(r["keep_class"]), reasons.index(r["keep_reason_class"]))
    )
    names = (
        "customers_count",
        "revenue_12m_amount",
        "contribution_12m_amount",
        "rechannelled_amount",
        "contact_hours",
    )
    blocks: list[Block] = [
        Table(
            "keep_totals",
            msg("Keep test: class C and undesirable customers"),
            (
                Column("keep_class", msg("Decision"), "text"), Column("keep_reason_class", msg("Why"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"),
                Column("contribution_12m_amount", msg("Contribution"), "money"), Column("rechannelled_amount", msg("Through a cheaper channel"), "money"), Column("contact_hours", msg("Hours of contact"), "number"),
            ),
            tuple((_DECISIONS[r["keep_class"]], _REASONS[r["keep_reason_class"]], *(r[n] for n in names)) for r in totals),
            total=(msg("Total"), None, *(total(totals, n) for n in names)),
            total_is_sum=True,
            note=msg("A cheaper channel saves {share} of the selling cost (setting rechannel_saving_share); a price rise of up to {rise} is asked for before a customer is let go.",
                     share=Amount(inputs.settings.potential.rechannel_saving_share, "share", digits=0), rise=Amount(inputs.settings.potential.most_price_rise_share, "share", digits=0)),
            currency=inputs.currency,
        )
    ]  # fmt: skip
    rows = inputs.tables["keep_test"]
    if rows:
        blocks.append(
            Table(
                "keep_test",
                msg("Customers to serve otherwise, to reprice or to let go"),
                (
                    *_NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"), Column("rechannelled_amount", msg("Through a cheaper channel"), "money"),
                    Column("price_rise_share", msg("Price rise needed"), "share"), Column("contact_hours", msg("Hours of contact"), "number"), Column("keep_class", msg("Decision"), "text"), Column("keep_reason_class", msg("Why"), "text"),
                ),
                tuple(
                    (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["contribution_12m_amount"], r["rechannelled_amount"], r["price_rise_share"], r["contact_hours"],
                     _DECISIONS[r["keep_class"]], _REASONS[r["keep_reason_class"]])
                    for r in rows
                ),
                currency=inputs.currency,
                limit=20,
            )
        )  # fmt: skip
    return blocks


def _hours(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["class_c_hours"]
    if not rows:
        return [
            Note(
                "unknown",
                msg(
                    "What the hours on small customers cost elsewhere is not known: it would take the table of visits and contacts."
                ),
            )
        ]
    r = rows[0]
    if r["forgone_amount"] is None:
        return []
    return [
        Note(
            "warning" if r["forgone_amount"] > 0 else "info",
            msg(
                "{hours} hours a year go to customers of class C that need not stay as they are. An hour on class B brings {hour} on average, so they cost up to {forgone} there.",
                hours=Amount(r["unwanted_hours"], "number", digits=0), hour=money(r["class_b_hour_amount"], inputs.currency), forgone=money(r["forgone_amount"], inputs.currency),
            ),
        )
    ]  # fmt: skip


def _lead(inputs: Inputs, cells: dict[str, dict[str, Any]]) -> Message:
    placed = sum(cells[c]["customers_count"] for c in _PLACED if c in cells)
    if not placed:
        return msg("No customer can be placed yet: the potential or the contribution of each is unknown.")
    grow = [cells[c] for c in ("desirable", "undeveloped") if c in cells]
    return nmsg(
        "{count} customer has a high potential: {potential} of margin a year if all of it is reached. Invest there in stages; {cut} customers are undesirable and have to pass the keep test.",
        "{count} customers have a high potential: {potential} of margin a year if all of it is reached. Invest there in stages; {cut} customers are undesirable and have to pass the keep test.",
        sum(r["customers_count"] for r in grow),
        potential=money(total(grow, "potential_margin_amount") or 0, inputs.currency),
        cut=Amount(cells["undesirable"]["customers_count"] if "undesirable" in cells else 0, "count"),
    )


def matrix_section(inputs: Inputs) -> Section | None:
    """The matrix by contribution and by current revenue, norms, points with their intervals, keep test, hours on class C, tiers."""
    first, second = (
        ("contribution", "revenue")
        if inputs.settings.potential.matrix_axis == "contribution"
        else ("revenue", "contribution")
    )
    rows = _cells(inputs, first)
    if not rows:
        return None
    cells = {r["cell_class"]: r for r in rows}
    revenue = total(rows, "revenue_12m_amount")
    unknown = [cells[c] for c in ("current_high", "current_low", "unscored") if c in cells]
    figures = tuple(
        Kpi(f"{name}_count", _CELLS[name], cells[name]["customers_count"] if name in cells else 0, "count",
            msg("{share} of revenue", share=Amount(share(cells[name]["revenue_12m_amount"], revenue) if name in cells else 0.0, "share")) if revenue and revenue > 0 else None)
        for name in _PLACED
    )  # fmt: skip
    blocks: list[Block] = [Kpis("matrix", figures)] if any(c in cells for c in _PLACED) else []
    if unknown:
        blocks.append(
            Note(
                "unknown",
                nmsg(
                    "{count} customer with {revenue} of revenue is not placed: its wallet or its costs are not known.",
                    "{count} customers with {revenue} of revenue are not placed: their wallets or their costs are not known.",
                    sum(r["customers_count"] for r in unknown),
                    revenue=money(total(unknown, "revenue_12m_amount"), inputs.currency),
                ),
            )
        )
    provisional = sum(cells[c]["customers_count"] - cells[c]["certain_count"] for c in _PLACED if c in cells)
    if provisional:
        blocks.append(Note("info", nmsg("{count} place is provisional: the interval of the potential reaches over the line, or the customer is new.", "{count} places are provisional: the interval of the potential reaches over the line, or the customer is new.", provisional)))  # fmt: skip
    blocks += [
        *matrix_points(inputs),
        _cell_table(inputs, first),
        _cell_table(inputs, second),
        _norm_table(inputs),
        *_points(inputs),
        *_tiers(inputs),
    ]
    if not any(r["profit_tier_class"] for r in inputs.tables["profit_tier_table"]):
        blocks.append(
            Note(
                "unknown",
                msg(
                    "Profit tiers need to know what serving the customers costs: prices in [cost_to_serve], visits, deliveries or costs of customers."
                ),
            )
        )
    blocks += [*_kept(inputs), *_hours(inputs)]
    return Section("matrix", msg("Profitability matrix"), tuple(blocks), _lead(inputs, cells))
