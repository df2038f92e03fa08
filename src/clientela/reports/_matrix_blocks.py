"""One classic matrix as blocks: the field, the cells in money, the customers, the moves, and what each cell asks for."""

from __future__ import annotations

from functools import partial, reduce
from math import log2
from typing import TYPE_CHECKING, Any

from clientela.analyses.matrix_tables import GROUPS
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Scatter, ScatterGroup, Table
from clientela.portfolios._matrix_places import OPENS
from clientela.reports._playbooks import PLAY_COLUMNS
from clientela.reports._words import label, share, total
from clientela.scores._matrix_krapfel import MODES
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clientela.reports._inputs import Inputs
    from clientela.scores._matrices import Axis, Matrix

Row = dict[str, Any]
_GROUPS, _CERTAIN, _OPEN, _MODES = dict(GROUPS), dict(CERTAINTIES), dict(OPENS), dict(MODES)
_ORDER = [name for name, _ in GROUPS]
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_SUMS = ("customers_count", "sharp_count", "provisional_count", "revenue_12m_amount", "cm1_12m_amount", "cm3_12m_amount", "contact_hours")  # fmt: skip
_ONE_DIMENSION = 0.8
_ASKED = 5
_LEVELS = {
    "krapfel": (msg("they are stronger"), msg("balanced"), msg("we are stronger")),
    "ritter": (msg("low"), msg("high")),
}


def cells_of(inputs: Inputs, matrix: Matrix) -> list[Row]:
    """Return the cells of a matrix in order, those without a cell last."""
    rows = [r for r in inputs.tables["matrix_cells"] if r["matrix_code"] == matrix.code]
    return sorted(rows, key=lambda r: _ORDER.index(r["matrix_group_class"]))


def placed_of(rows: list[Row], matrix: Matrix) -> list[Row]:
    """Return the rows that are cells."""
    cells = {cell.code for cell in matrix.cells}
    return [r for r in rows if r["matrix_group_class"] in cells]


def listing(words: Sequence[Message]) -> Message:
    """Say several things one after the other."""
    return reduce(lambda before, word: msg("{what}, {more}", what=before, more=word), words[1:], words[0])


def to_ask(axis: Axis) -> Message:
    """Name what only people can say about an axis, the heaviest first, up to five things."""
    open_ = sorted((f for f in axis.factors if not f.is_measured), key=lambda f: -f.weight)
    return msg("{what}: {more}", what=axis.title, more=listing([f.title for f in open_[:_ASKED]]))


def missing_of(matrix: Matrix) -> Message:
    """Say in one sentence what a matrix needs in which nobody can be placed."""
    if matrix.only_cells[0]:
        return msg(
            "It needs customers that are key in step 1, and for these: {what}.",
            what=listing([to_ask(axis) for axis in matrix.axes()]),
        )
    if matrix.code == "campbell":
        return msg(
            "It needs three of five for a customer: sales, engineers' hours, length of the relation, our share of its purchases, margin."
        )
    if matrix.code == "campbell_key":
        return msg(
            "It needs the shares of rivals at customers, our own share, the growth of the customer's demand, and the growth of its market segment."
        )
    if matrix.code == "johnson_selnes":
        return msg("It needs the levels of the relations: assessments, or answers to the gates.")
    return msg("Ask for {what}.", what=listing([to_ask(axis) for axis in matrix.axes()]))


def correlation_note(rows: list[Row]) -> Note | None:
    """Warn where both axes say the same."""
    found = rows[0]["axes_correlation"] if rows else None
    if found is None:
        return None
    value = Amount(found, "number", digits=2)
    if abs(found) > _ONE_DIMENSION:
        return Note(
            "warning",
            msg(
                "The two axes say almost the same (correlation {value}): read this matrix as one line, not as four fields.",
                value=value,
            ),
        )
    return Note(
        "info",
        msg(
            "Correlation of the two axes: {value}. Beyond 0.8 the matrix would be one-dimensional.",
            value=value,
        ),
    )


def cell_table(inputs: Inputs, matrix: Matrix, rows: list[Row]) -> Table:
    """Return the cells in money; with those not placed they are the ledger."""
    revenue = total(rows, "revenue_12m_amount")
    return Table(
        f"cells_{matrix.code}",
        msg("Cells in money"),
        (
            Column("cell", msg("Cell"), "text"), Column("customers_count", msg("Customers"), "count"), Column("sharp_count", msg("Sharp"), "count", msg("whatever is missing")), Column("provisional_count", msg("Provisional"), "count", msg("by what is known")),
            Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm1_12m_amount", msg("Contribution 1"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), Column("contact_hours", msg("Hours of contact"), "number", digits=0),
            Column("revenue_share", msg("Part of the revenue"), "share"), Column("growth_share", msg("Growth"), "share"),
        ),
        tuple((_GROUPS[r["matrix_group_class"]], *(r[n] for n in _SUMS), share(r["revenue_12m_amount"], revenue), r["growth_share"]) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n in _SUMS), share(revenue, revenue), None),
        note=msg("All rows together are the revenue of the ledger. Contributions are those of the customers of which they are known."),
        currency=inputs.currency,
    )  # fmt: skip


def _line(axis: Axis | None, threshold: float) -> float | None:
    cuts = () if axis is None else axis.levels(threshold)
    return cuts[0] if len(cuts) == 1 else None


def _at(row: Row, matrix: Matrix) -> tuple[float, float, str]:
    lying = row["lying_value"]
    if matrix.code == "campbell_key":
        lying = log2(max(lying, 2.0**-6)) if lying > 0 else -6.0
    return float(lying), float(row["upright_value"]), str(row["customer_name"] or row["customer_id"])


def _kind(row: Row) -> tuple[str, Message]:
    """Say what of a customer the point shows: for the matrices of importance, whether it leaves us money."""
    if row["cm3_12m_amount"] is None:
        return "open", msg("contribution not known")
    return ("earns", msg("leaves money")) if row["cm3_12m_amount"] >= 0 else ("costs", msg("costs money"))


def chart(inputs: Inputs, matrix: Matrix, rows: list[Row]) -> list[Block]:
    """Draw the placed customers: filled where sharp, hollow where provisional, apart by whether they leave money."""
    points = [
        r
        for r in rows
        if r["matrix_cell_class"] is not None
        and r["upright_value"] is not None
        and r["lying_value"] is not None
    ]
    if not points:
        return []
    groups: dict[tuple[str, str], list[Row]] = {}
    names = {}
    for row in points:
        code, title = _kind(row)
        groups.setdefault((code, row["matrix_certainty"]), []).append(row)
        names[code] = title
    threshold = inputs.settings.portfolio.threshold
    upright, lying = (
        title or (axis.title if axis is not None else msg("Score"))
        for axis, title in zip((matrix.upright, matrix.lying), matrix.titles, strict=True)
    )
    is_position = matrix.code == "campbell_key"
    lines = (0.0 if is_position else _line(matrix.lying, threshold), _line(matrix.upright, threshold))
    titles = {cell.code: cell.title for cell in matrix.cells}
    corners = (
        tuple(titles[matrix.table[place]] for place in ((1, 0), (1, 1), (0, 0), (0, 1)))
        if None not in lines and matrix.table
        else ()
    )
    return [
        Scatter(
            f"points_{matrix.code}",
            matrix.title,
            msg("Our share against the strongest rival, in doublings: 0 is level") if is_position else lying,
            upright,
            tuple(
                ScatterGroup(f"{code}_{sure}", msg("{what}: {more}", what=names[code], more=_CERTAIN[sure]), tuple(_at(r, matrix) for r in groups[code, sure]), is_hollow=sure != "sharp")
                for code, sure in sorted(groups)
            ),
            "number",
            "share" if is_position else "number",
            *lines,
            corners,
            note=msg("The customers placed among the 200 with the largest revenue. Filled points hold whatever is still missing, hollow ones are placed by what is known."),
        )
    ]  # fmt: skip


def _said(row: Row, axis: str, *, as_share: bool = False) -> Message | Amount | None:
    unit: Any = "share" if as_share else "number"
    value, low, high = (row[f"{axis}_{part}"] for part in ("value", "low", "high"))
    if low is None or high is None:
        return None
    ends = {"low": Amount(low, unit, digits=1), "high": Amount(high, unit, digits=1)}
    if value is None:
        return msg("{low} to {high}", **ends)
    if low == high:
        return msg("{value}", value=Amount(value, unit, digits=1))
    return msg("{score} ({low} to {high})", score=Amount(value, unit, digits=1), **ends)


def _axis_columns(matrix: Matrix) -> list[tuple[Column, Callable[[Row], Any]]]:
    found: list[tuple[Column, Callable[[Row], Any]]] = []
    is_position = matrix.code == "campbell_key"
    for axis, side, title in (
        ("upright", matrix.upright, matrix.titles[0]),
        ("lying", matrix.lying, matrix.titles[1]),
    ):
        heading = title or (side.title if side is not None else None)
        if heading is not None:
            found.append(
                (
                    Column(axis, heading, "text"),
                    partial(_said, axis=axis, as_share=is_position and axis == "upright"),
                )
            )
    return found


def _own_columns(matrix: Matrix) -> list[tuple[Column, Callable[[Row], Any]]]:
    """Return what one matrix alone shows: how well a class fits, the third axis, the ways to manage."""
    found: list[tuple[Column, Callable[[Row], Any]]] = []
    if matrix.code == "campbell":
        fit = Column(
            "fit_number",
            msg("Criteria that differ"),
            "number",
            msg("of five, from the profile of its class: 0 fits exactly"),
            digits=0,
        )
        found.append((fit, lambda r: r["fit_number"]))
    if matrix.third is not None:
        words = _LEVELS[matrix.code]
        found.append(
            (
                Column("third", matrix.third.title, "text"),
                lambda r: None if r["third_level"] is None else words[int(r["third_level"])],
            )
        )
    if matrix.code == "krapfel":
        found += [
            (Column("mode", msg("Way that fits"), "text"), lambda r: _mode(r["mode_class"])),
            (Column("used_mode", msg("Way in use"), "text"), lambda r: _mode(r["used_mode_class"])),
            (Column("mismatch", msg("Do they agree?"), "text"), _agreement),
        ]
    return found


def _mode(code: str | None) -> Message | None:
    return None if code is None else _MODES[code]


def _agreement(row: Row) -> Message | None:
    fits, used = row["mode_class"], row["used_mode_class"]
    if fits is None or used is None:
        return None
    return msg("yes") if fits == used else msg("no: change the way")


def _cell(row: Row) -> Message:
    cell = row["matrix_cell_class"]
    return msg("Open: {what}", what=label(row["open_class"], _OPEN)) if cell is None else _GROUPS[cell]


def customer_table(inputs: Inputs, matrix: Matrix, rows: list[Row]) -> list[Block]:
    """List the customers by cell, with how sure it is; those that are open with what is open."""
    order = [cell.code for cell in matrix.cells]
    shown = [
        r
        for r in rows
        if r["matrix_cell_class"] is not None
        or (r["matrix_certainty"] == "undetermined" and r["open_class"] != "step_open")
    ]
    shown.sort(
        key=lambda r: (
            order.index(r["matrix_cell_class"]) if r["matrix_cell_class"] else len(order),
            -r["revenue_12m_amount"],
            r["customer_id"],
        )
    )
    if not shown:
        return []
    more = [*_axis_columns(matrix), *_own_columns(matrix)]
    return [
        Table(
            f"customers_{matrix.code}",
            msg("Customers by cell"),
            (*_NAMED, Column("cell", msg("Cell"), "text"), Column("certainty", msg("Certainty"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), *(column for column, _ in more)),
            tuple((r["customer_id"], r["customer_name"], _cell(r), _CERTAIN[r["matrix_certainty"]], r["revenue_12m_amount"], r["cm3_12m_amount"], *(read(r) for _, read in more)) for r in shown),
            note=msg("Of the 200 customers with the largest revenue. A score stands before its bounds; without one too little is known."),
            currency=inputs.currency,
            limit=25,
        )
    ]  # fmt: skip


def play_table(matrix: Matrix) -> Table:
    """Return the playbook of every cell."""
    return Table(
        f"plays_{matrix.code}",
        msg("What each cell asks for"),
        PLAY_COLUMNS,
        tuple((cell.title, cell.play, cell.entry, cell.leave) for cell in matrix.cells),
        note=msg("Proposals. A cell is no strategy before it has an owner, a budget and a date."),
    )  # fmt: skip


def move_table(inputs: Inputs, matrix: Matrix) -> list[Block]:
    """Show from which cell customers came within a year; nothing where nobody was placed then."""
    rows = [r for r in inputs.tables["matrix_moves"] if r["matrix_code"] == matrix.code]
    if not any(r["from_group_class"] in {cell.code for cell in matrix.cells} for r in rows):
        return []
    names = [
        name for name in _ORDER if any(name in (r["from_group_class"], r["to_group_class"]) for r in rows)
    ]
    count = {(r["from_group_class"], r["to_group_class"]): r["customers_count"] for r in rows}
    return [
        Table(
            f"moves_{matrix.code}",
            msg("From the cell a year ago (rows) to that of now (columns), customers"),
            (Column("from_cell", msg("A year ago"), "text"), *(Column(name, _GROUPS[name], "count") for name in names)),
            tuple((_GROUPS[old], *(count.get((old, new), 0) for new in names)) for old in names),
            total=(msg("Total"), *(sum(count.get((old, new), 0) for old in names) for new in names)),
            total_is_sum=True,
            note=msg("A year ago by what was known then, with the factors of today. Less was known then, so fewer customers are placed."),
        )
    ]  # fmt: skip
