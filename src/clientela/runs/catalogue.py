"""What there is to know: every figure with formula and source, and any of them opened down to its rows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.blocks import Block, Column, Document, Kpi, Kpis, Section, Table, Text
from clientela.measures._compose import all_measures
from clientela.runs.drilling import LADDER_NAMES, ladder_blocks
from clientela.runs.graph import all_steps
from clientela.runs.listing import customer_lines, find_customer

if TYPE_CHECKING:
    from clientela.base.declare import Field, Step
    from clientela.runs.reader import Reader


STATION_TITLES = (
    ("tables", msg("Tables")),
    ("identity", msg("Identity")),
    ("evidence", msg("Evidence")),
    ("measures", msg("Measures")),
    ("economics", msg("Economics")),
    ("classes", msg("Classes")),
    ("predictions", msg("Predictions")),
    ("scores", msg("Scores")),
    ("portfolios", msg("Portfolios")),
    ("analyses", msg("Analyses")),
)


class NameUnknownError(ClientelaError):
    """No figure and no result has this name."""


def _where(name: str) -> tuple[Step, Field | None]:
    """Find the step that first makes a figure, or the step itself."""
    steps = all_steps()
    if name in steps:
        return steps[name], None
    for item in steps.values():
        for field in item.fields:
            if field.name == name and (field.formula is not None or item.name == "customers"):
                return item, field
    for item in steps.values():
        for field in item.fields:
            if field.name == name:
                return item, field
    names = sorted({*steps, *(f.name for s in steps.values() for f in s.fields)})
    close = get_close_matches(name, names, n=8, cutoff=0.4)
    raise NameUnknownError(
        msg("Nothing is called {name}. Similar: {close}.", name=name, close=", ".join(close) or "-")
    )


def describe_catalogue() -> Document:
    """List every result and every figure with what it means."""
    sections = []
    for station, station_title in STATION_TITLES:
        items = [s for s in all_steps().values() if s.station == station]
        rows: list[tuple[Any, ...]] = []
        for item in items:
            rows.append((item.name, None, item.title, item.doc.splitlines()[0] if item.doc else None, None))
            rows += [(item.name, f.name, f.title, f.formula, f.source or None) for f in item.fields]
        columns = (
            Column("result", msg("Result"), "text"), Column("name", msg("Name in exports"), "text"), Column("title", msg("Figure"), "text"),
            Column("formula", msg("Formula"), "text"), Column("source", msg("Source"), "text"),
        )  # fmt: skip
        sections.append(
            Section(station, station_title, (Table(station, station_title, columns, tuple(rows), limit=500),))
        )
    return Document(
        "catalogue",
        msg("Catalogue"),
        msg("Every figure, its formula and its source"),
        "",
        tuple(sections),
        msg("Generated from the declarations in the code."),
    )


def lines_behind(name: str) -> tuple[str, str]:
    """Return the window and the condition of the lines a customer's figure is made from. See `customer_lines`."""
    return _window(name), _condition(name)


def _window(name: str) -> str:
    return "prior_12m" if "prior_12m" in name else "12m" if "12m" in name else "all"


def _condition(name: str) -> str:
    if name.startswith("returns"):
        return "returns"
    if name.startswith(("margin_known", "known_revenue", "moved_known")):
        return "known_cost"
    if name.startswith("uncosted"):
        return "no_cost"
    return "orders" if name.startswith("orders") else "all"


def lines_table(rows: tuple[dict[str, Any], ...], *, total: int, currency: str) -> Table:
    """Show lines with the file and row they came from."""
    columns = (
        Column("document_on", msg("Date"), "date"), Column("document_id", msg("Document"), "text"), Column("net_amount", msg("Net amount"), "money", digits=2),
        Column("file_name", msg("File"), "text"), Column("row_number", msg("Row"), "count"), Column("product_id", msg("Product number"), "text"),
        Column("product_name", msg("Product"), "text"), Column("quantity", msg("Quantity"), "number"), Column("cost_amount", msg("Cost"), "money", digits=2),
        Column("currency", msg("Currency"), "text"),
    )  # fmt: skip
    note: Message | None = (
        msg("{shown} of {total} lines, the newest first.", shown=len(rows), total=total)
        if total > len(rows)
        else None
    )
    return Table(
        "lines",
        msg("Lines behind the figure"),
        columns,
        tuple(tuple(r[c.name] for c in columns) for r in rows),
        note,
        currency=currency,
        limit=200,
    )


def explain_name(reader: Reader, name: str, *, customer_id: str | None) -> Document:
    """Explain a figure or a result: meaning, formula, source, where it is written, what it reads; for a customer, its lines.

    Errors: NameUnknownError, CustomerNotFoundError.
    """
    item, field = _where(name)
    measure = all_measures().get(name)
    facts: list[tuple[Message, object]] = [
        (msg("Meaning"), field.title if field else item.title),
        (msg("Formula"), field.formula if field else item.doc or None),
        (msg("Source"), (field.source if field else "") or None),
        (msg("Made by"), f"{item.station}/{item.name} ({item.module})"),
        (msg("Reads"), ", ".join(item.inputs)),
        (msg("Fingerprint in this run"), reader.manifest.results.get(item.name)),
        (
            msg("SQL"),
            measure.sql
            if measure
            else item.build(reader.params)
            if field is None and item.form == "sql"
            else None,
        ),
    ]
    blocks: list[Block] = [
        Text(msg("{what}: {value}", what=what, value=value)) for what, value in facts if value
    ]
    if customer_id is not None:
        customer = find_customer(reader, customer_id)
        if field is not None and name in customer:
            kpi = Kpi(
                name,
                field.title,
                customer[name],
                field.unit,
                None,
                reader.manifest.currency if field.unit == "money" else None,
            )
            blocks.insert(0, Kpis("value", (kpi,)))
        if name in LADDER_NAMES:
            blocks += ladder_blocks(reader, customer["customer_key"])
        page = customer_lines(
            reader, customer["customer_key"], window=_window(name), condition=_condition(name), limit=1000
        )
        blocks.append(lines_table(page.rows, total=page.total, currency=reader.manifest.currency))
    title = field.title if field else item.title
    return Document(
        "explain",
        title,
        msg("{name} in run {run}", name=name, run=reader.manifest.run_id),
        reader.manifest.company,
        (Section("explain", title, tuple(blocks)),),
        msg("As of {day}", day=reader.manifest.as_of_day),
        reader.manifest.currency,
    )
