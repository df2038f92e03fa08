"""The classic matrices: what each says of the base and of each customer, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.matrix_tables import OTHERS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.reports._matrix_blocks import (
    cell_table,
    cells_of,
    chart,
    correlation_note,
    customer_table,
    missing_of,
    move_table,
    placed_of,
    play_table,
)
from clientela.reports._playbooks import PLAY_COLUMNS, PLAYBOOKS
from clientela.reports._report import Report, put_together
from clientela.reports._words import money, share, total
from clientela.scores._matrix_list import MATRICES

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs
    from clientela.scores._matrices import Matrix

Row = dict[str, Any]
_TITLE = msg("Classic customer matrices")
TABLES = ("matrix_cells", "matrix_moves", "matrix_list", "matrix_suppliers")
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_TITLES: dict[str, Message] = {
    **{code: title for code, title, _ in OTHERS},
    **{matrix.code: matrix.title for matrix in MATRICES},
}
_SHORT: dict[str, Message] = {
    "portfolio": msg("Portfolio"), "kaism": msg("Key account selection"), "profitability": msg("Dubinsky & Ingram"), "price_cost": msg("Shapiro and others"),
    **{matrix.code: matrix.short for matrix in MATRICES},
}  # fmt: skip
_SIDES = (
    ("portfolio", "kaism", "profitability", "price_cost", "campbell", "campbell_key", "ritter"),
    ("fiocca", "fiocca_relation", "yorke", "krapfel", "olsen_category", "olsen_relation", "johnson_selnes"),
)
"""What stands together on one sheet."""
_CELLS: dict[str, dict[str, Message]] = {
    **{code: dict(cells) for code, _, cells in OTHERS},
    **{matrix.code: {cell.code: cell.title for cell in matrix.cells} for matrix in MATRICES},
}


def _placed(inputs: Inputs, matrix: Matrix) -> list[Row]:
    return placed_of(cells_of(inputs, matrix), matrix)


def overview_section(inputs: Inputs) -> Section:
    """Which matrix says what of this customer, and how far each reaches."""
    found = {matrix.code: _placed(inputs, matrix) for matrix in MATRICES}
    used = [matrix for matrix in MATRICES if found[matrix.code]]
    revenue = total(cells_of(inputs, MATRICES[0]), "revenue_12m_amount")
    blocks: list[Block] = [
        Table(
            "matrices",
            msg("The matrices, and how far each reaches"),
            (Column("matrix", msg("Matrix"), "text"), Column("purpose", msg("What it answers"), "text"), Column("sharp_count", msg("Sharp"), "count"), Column("provisional_count", msg("Provisional"), "count"), Column("revenue_share", msg("Part of the revenue placed"), "share")),
            tuple((m.title, m.purpose, total(found[m.code], "sharp_count") or 0, total(found[m.code], "provisional_count") or 0, share(total(found[m.code], "revenue_12m_amount") or 0, revenue)) for m in MATRICES),
            note=msg("Sharp: whatever is still missing. Provisional: by what is known. Nobody is placed by a guess."),
        )
    ]  # fmt: skip
    customers: dict[str, dict[str, Row]] = {}
    for row in sorted(
        inputs.tables["matrix_list"], key=lambda r: (-r["revenue_12m_amount"], r["customer_id"])
    ):
        customers.setdefault(row["customer_id"], {})[row["matrix_code"]] = row
    titles = (
        msg("Which matrix says what of this customer: value and position"),
        msg("Which matrix says what of this customer: effort and relation"),
    )
    for number, (title, codes) in enumerate(zip(titles, _SIDES, strict=True), start=1):
        blocks += _which(f"which_matrix_{number}", title, codes, customers, inputs.currency)
    lead = nmsg(
        "{count} of the {all} matrices places customers; the others lack what only people can say.",
        "{count} of the {all} matrices place customers; the others lack what only people can say.",
        len(used), all=Amount(len(MATRICES), "count"),
    )  # fmt: skip
    return Section("matrices", msg("Which matrix says what"), tuple(blocks), lead)


def _which(
    name: str, title: Message, codes: tuple[str, ...], customers: dict[str, dict[str, Row]], currency: str
) -> list[Block]:
    """Set the matrices beside each other, customer by customer, those that place somebody."""
    shown = [
        code
        for code in codes
        if any(code in by and by[code]["matrix_cell_class"] is not None for by in customers.values())
    ]
    placed = {
        number: by
        for number, by in customers.items()
        if any(code in by and by[code]["matrix_cell_class"] is not None for code in shown)
    }
    if not placed:
        return []
    first = {number: next(iter(by.values())) for number, by in placed.items()}
    return [
        Table(
            name,
            title,
            (*_NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), *(Column(code, _SHORT[code], "text") for code in shown)),
            tuple((number, first[number]["customer_name"], first[number]["revenue_12m_amount"], *(_said(code, by.get(code)) for code in shown)) for number, by in placed.items()),
            note=msg("A question mark: provisional. A dash: not placed in this matrix."),
            currency=currency,
            limit=25,
        )
    ]  # fmt: skip


def _said(code: str, row: Row | None) -> Message | None:
    if row is None or row["matrix_cell_class"] is None:
        return None
    title = _CELLS[code][row["matrix_cell_class"]]
    return msg("{what}?", what=title) if row["matrix_certainty"] == "provisional" else title


def _balance(rows: list[Row], currency: str) -> Note | None:
    """Set the customers of tomorrow against those of yesterday, in number, money and hours."""
    by = {r["matrix_group_class"]: r for r in rows}
    if "tomorrow" not in by and "yesterday" not in by:
        return None
    none = {"customers_count": 0, "revenue_12m_amount": 0, "contact_hours": None}
    coming, going = by.get("tomorrow", none), by.get("yesterday", none)
    text = msg(
        "{coming} customers of tomorrow ({new}) against {going} of yesterday ({old}).",
        coming=Amount(coming["customers_count"], "count"), new=money(coming["revenue_12m_amount"], currency),
        going=Amount(going["customers_count"], "count"), old=money(going["revenue_12m_amount"], currency),
    )  # fmt: skip
    if coming["contact_hours"] is not None and going["contact_hours"]:
        ratio = Amount(coming["contact_hours"] / going["contact_hours"], "number", digits=1)
        text = msg(
            "{what} For every hour spent with those of yesterday {ratio} go to those of tomorrow.",
            what=text,
            ratio=ratio,
        )
    return Note("warning" if coming["customers_count"] < going["customers_count"] else "info", text)


def _conversion(inputs: Inputs) -> Note | None:
    """Say how many customers came closer within a year."""
    order = ["acquaintances", "friends", "partners"]
    rows = [
        r
        for r in inputs.tables["matrix_moves"]
        if r["matrix_code"] == "johnson_selnes" and {r["from_group_class"], r["to_group_class"]} <= set(order)
    ]
    count = sum(r["customers_count"] for r in rows)
    if not count:
        return None
    steps = [
        (order.index(r["to_group_class"]) - order.index(r["from_group_class"]), r["customers_count"])
        for r in rows
    ]
    closer, apart = (sum(n for step, n in steps if step * sign > 0) for sign in (1, -1))
    return Note("info", msg("Of {count} customers known on both days {closer} came closer within a year and {apart} went apart.", count=Amount(count, "count"), closer=Amount(closer, "count"), apart=Amount(apart, "count")))  # fmt: skip


def _mismatch(rows: list[Row]) -> Note | None:
    told = [r for r in rows if r["mode_class"] is not None and r["used_mode_class"] is not None]
    wrong = sum(r["mode_class"] != r["used_mode_class"] for r in told)
    if not told:
        return Note("unknown", msg("Nobody said how the relations are managed now: the observation management_mode says it, such as collaboration or negotiation."))  # fmt: skip
    return Note("warning" if wrong else "info", msg("Of {count} relations whose way is stated {wrong} are managed in another way than type and power ask for.", count=Amount(len(told), "count"), wrong=Amount(wrong, "count")))  # fmt: skip


def matrix_section(inputs: Inputs, matrix: Matrix) -> Section | None:
    """One matrix; None where nobody is placed in it."""
    rows = cells_of(inputs, matrix)
    placed = placed_of(rows, matrix)
    if not placed:
        return None
    listed = [r for r in inputs.tables["matrix_list"] if r["matrix_code"] == matrix.code]
    notes = [correlation_note(rows)]
    if matrix.code == "campbell":
        notes.append(_balance(placed, inputs.currency))
    if matrix.code == "johnson_selnes":
        notes.append(_conversion(inputs))
    if matrix.code == "krapfel":
        notes.append(_mismatch(listed))
    blocks: list[Block] = [
        *chart(inputs, matrix, listed), *(note for note in notes if note is not None), cell_table(inputs, matrix, rows), play_table(matrix),
        *customer_table(inputs, matrix, listed), *move_table(inputs, matrix),
    ]  # fmt: skip
    part = share(total(placed, "revenue_12m_amount"), total(rows, "revenue_12m_amount"))
    lead = msg("{purpose} {sharp} customers are placed whatever is missing, {provisional} by what is known.", purpose=matrix.purpose, sharp=Amount(total(placed, "sharp_count"), "count"), provisional=Amount(total(placed, "provisional_count"), "count"))  # fmt: skip
    if part is not None:
        lead = nmsg(
        "{purpose} {count} customer is placed whatever is missing, {provisional} by what is known.",
        "{purpose} {count} customers are placed whatever is missing, {provisional} by what is known.",
        total(placed, "sharp_count"), purpose=matrix.purpose, provisional=Amount(total(placed, "provisional_count"), "count"),
    )  # fmt: skip
    if part is not None:
        lead = msg(
            "{what} They are {share} of the revenue.", what=lead, share=Amount(part, "share", digits=0)
        )
    return Section(f"matrix_{matrix.code}", matrix.title, tuple(blocks), lead)


def suppliers_section(inputs: Inputs) -> Section | None:
    """Who supplies whom, by segment (step 2 of Campbell & Cunningham); None where no shares of rivals are brought."""
    rows = sorted(inputs.tables["matrix_suppliers"], key=lambda r: (r["segment_id"] is None, r["segment_id"] or "", -r["revenue_12m_amount"], r["customer_id"], r["product_family"] or "", -r["rival_share"], r["competitor_id"]))  # fmt: skip
    if not rows:
        return None
    table = Table(
        "matrix_suppliers",
        msg("Shares of the suppliers and growth of demand"),
        (
            Column("segment_id", msg("Segment"), "text"), *_NAMED, Column("competitor_id", msg("Competitor"), "text"), Column("product_family", msg("Family"), "text"), Column("rival_share", msg("Its share"), "share"),
            Column("own_share", msg("Our share"), "share"), Column("demand_growth_share", msg("Growth of demand"), "share"), Column("market_growth_share", msg("Growth of the market"), "share"), Column("revenue_12m_amount", msg("Our revenue"), "money"),
        ),
        tuple((r["segment_id"], r["customer_id"], r["customer_name"], r["competitor_id"], r["product_family"], r["rival_share"], r["own_share"], r["demand_growth_share"], r["market_growth_share"], r["revenue_12m_amount"]) for r in rows),
        note=msg("Where the growth of demand or of the market is a dash, nobody stated it: without both a customer has no place in step 3."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    return Section("matrix_suppliers", msg("Who supplies whom (Campbell & Cunningham, step 2)"), (table,))


def open_section(inputs: Inputs) -> Section | None:
    """Matrices in which nobody can be placed yet, and what to ask."""
    empty = [matrix for matrix in MATRICES if not _placed(inputs, matrix)]
    if not empty:
        return None
    table = Table(
        "matrices_open",
        msg("What to ask first"),
        (Column("matrix", msg("Matrix"), "text"), Column("purpose", msg("What it answers"), "text"), Column("ask", msg("What is missing"), "text")),
        tuple((m.title, m.purpose, missing_of(m)) for m in empty),
        note=msg("The workbook of open questions holds them: clientela template --assess with --matrix and the name of the matrix."),
    )  # fmt: skip
    return Section(
        "matrices_open",
        msg("Matrices that place nobody yet"),
        (Note("unknown", msg("No field is drawn where nobody stands in it.")), table),
    )


def playbook_section(inputs: Inputs) -> Section:
    """The playbooks of the matrices that have reports of their own."""
    del inputs
    tables = tuple(
        Table(
            f"plays_{code}",
            _TITLES[code],
            PLAY_COLUMNS,
            tuple((_CELLS[code][cell], *texts) for cell, texts in cells.items()),
        )
        for code, cells in PLAYBOOKS.items()
    )  # fmt: skip
    return Section("matrix_playbooks", msg("Playbooks of the other matrices"), tables)


def build_matrices(inputs: Inputs) -> Document:
    """Put the sections together."""
    sections = [
        overview_section(inputs), *(matrix_section(inputs, matrix) for matrix in MATRICES), suppliers_section(inputs), open_section(inputs), playbook_section(inputs),
    ]  # fmt: skip
    return put_together(inputs, name="matrices", title=_TITLE, sections=sections)


matrices = Report("matrices", _TITLE, TABLES, build_matrices)
