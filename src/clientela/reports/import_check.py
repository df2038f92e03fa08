"""The import check: what a file is taken for, what of it counts, and why the rest does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import from_units
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Document, Kpi, Kpis, Note, Section, Table, Text
from clientela.engine.connect import Engine, quote_text
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from clientela.sources import Dialect, FileIntake

_EXAMPLES = 5
_WORST = 0.01

FILE_ROLES = {
    "sales_lines": msg("Sales lines"),
    "customers": msg("Customer list"),
    "products": msg("List of products"),
    **{
        name: table.title
        for name, table in canonical_tables().items()
        if name not in ("customers", "products")
    },
    "unknown": msg("Not recognised"),
}
SOURCE_KINDS = {"csv": msg("Text file"), "excel": msg("Workbook"), "parquet": msg("Parquet")}
DOCUMENT_KINDS = {"invoice": msg("Invoices"), "credit_note": msg("Credit notes")}
SEPARATORS = {",": msg("comma"), ";": msg("semicolon"), "\t": msg("tab"), "|": msg("bar")}
DECIMALS = {",": msg("comma"), ".": msg("point")}
HOW = {"name": msg("by its name"), "content": msg("by its content"), "remembered": msg("from the mapping")}

ROLES = {
    "document_on": msg("Document date"),
    "customer_id": msg("Customer number"),
    "customer_name": msg("Customer name"),
    "document_id": msg("Document number"),
    "document_series": msg("Document series"),
    "document_type": msg("Document type"),
    "line_number": msg("Line number"),
    "product_id": msg("Product number"),
    "product_name": msg("Product name"),
    "product_family": msg("Product family"),
    "quantity": msg("Quantity"),
    "unit_price": msg("Unit price"),
    "discount": msg("Discount"),
    "gross_amount": msg("Gross amount"),
    "net_amount": msg("Net amount"),
    "unit_cost": msg("Unit cost"),
    "cost_amount": msg("Cost"),
    "currency": msg("Currency"),
    "seller_id": msg("Sales person"),
    "area_id": msg("Area"),
    "segment_id": msg("Segment"),
    "country": msg("Country"),
    "channel": msg("Channel"),
    "status": msg("Status"),
    "document_year": msg("Year of the document"),
    "document_month": msg("Month of the document"),
    "document_day": msg("Day of the document"),
    "debit_amount": msg("Debit amount"),
    "credit_amount": msg("Credit amount"),
    "debit_credit": msg("Debit or credit"),
    "amount_with_tax": msg("Amount with VAT"),
    "tax_amount": msg("VAT"),
    "tax_rate": msg("VAT rate"),
    "price_unit": msg("Pieces the price is for"),
    "city": msg("Town"),
    "tax_id": msg("Tax number"),
}

REASONS = {
    "too_few_cells": msg("The row has fewer cells than the heading"),
    "too_many_cells": msg("The row has more cells than the heading"),
    "missing_date": msg("No date"),
    "unreadable_date": msg("The date cannot be read"),
    "date_out_of_range": msg("The date is before 1950 or after 2099"),
    "unreadable_amount": msg("The amount cannot be read"),
    "missing_amount": msg("No amount"),
    "unreadable_quantity": msg("The quantity cannot be read"),
    "unreadable_cost": msg("The cost cannot be read"),
    "unreadable_number": msg("The number cannot be read"),
    "unreadable_flag": msg("Neither yes nor no"),
    "unknown_code": msg("None of the allowed values"),
    "out_of_bounds": msg("The value is beyond what is possible"),
    "missing_value": msg("A needed value is missing"),
    "document_without_header": msg("The document has no header in the file of headers"),
    "document_with_several_headers": msg("Several documents have this number"),
}

RULES = {
    "duplicate_line": msg("The same line of the same document, repeated identically"),
    "cancelled_document": msg("The document is cancelled"),
    "pro_forma": msg("A pro-forma invoice"),
    "not_a_sale": msg("A quotation, an order, a delivery note or a transfer"),
    "zero_line": msg("A line without money"),
    "intercompany": msg("Sold to a firm of the own group"),
    "replaced_document": msg("A later file brought the document again"),
    "repeated_key": msg("A later row has the same key"),
}


def _money(units: int | None) -> Decimal | None:
    return from_units(units)


def _dialect_words(intake: FileIntake) -> Message:
    dialect: Dialect = intake.dialect
    if intake.kind == "parquet":
        return msg("Parquet: columns and types are given by the file.")
    if intake.kind == "excel":
        return msg(
            "Workbook: sheet {sheet}, column names in row {row}.",
            sheet=dialect.sheet or "", row=Amount(dialect.header_row, "id"),
        )  # fmt: skip
    return msg(
        "Text file: encoding {encoding}, cells separated by {separator}, column names in row {row}.",
        encoding=dialect.encoding or "", separator=SEPARATORS.get(dialect.separator or "", msg("comma")),
        row=Amount(dialect.header_row, "id"),
    )  # fmt: skip


def _forms_words(intake: FileIntake) -> list[Block]:
    blocks: list[Block] = []
    if intake.dialect.decimal:
        blocks.append(
            Text(msg("Numbers are read with a decimal {sign}.", sign=DECIMALS[intake.dialect.decimal]))
        )
    if intake.dialect.dates:
        blocks.append(Text(msg("Dates are read as {layout}.", layout=intake.dialect.dates)))
    if intake.amounts_in_cents:
        blocks.append(
            Text(msg("Amounts are hundredths of the currency unit, as the name of their column says."))
        )
    return blocks


def _figures(intake: FileIntake) -> Kpis:
    figures = [
        Kpi("lines_read", msg("Lines read"), intake.lines_read, "count"),
        Kpi("lines_accepted", msg("Accepted"), intake.lines_accepted, "count"),
        Kpi("lines_excluded", msg("Excluded by a rule"), intake.lines_excluded, "count"),
        Kpi(
            "lines_rejected", msg("In quarantine"), intake.lines_rejected, "count",
            is_good=None if not intake.lines_read else intake.lines_rejected <= _WORST * intake.lines_read,
        ),
    ]  # fmt: skip
    if intake.role == "sales_lines":
        figures.append(Kpi("documents", msg("Documents"), intake.documents, "count"))
        figures.append(
            Kpi(
                "net_accepted",
                msg("Net sales"),
                _money(intake.net_accepted),
                "money",
                currency=intake.currency,
            )
        )
    return Kpis("lines", tuple(figures))


def _meaning(role: str, column: str) -> Message | str:
    table = canonical_tables().get(role)
    names = {c.name: c.title for c in table.columns} if table else {}
    return names.get(column, ROLES.get(column, column))


def _mapping_table(intake: FileIntake) -> Table:
    columns = (
        Column("meaning", msg("Meaning")),
        Column("column", msg("Column of the file")),
        Column("samples", msg("Examples")),
        Column("how", msg("Recognised")),
        Column("confidence", msg("Confidence"), "share", digits=0),
    )
    rows = tuple(
        (_meaning(intake.role, m.role), m.column, " | ".join(m.samples), HOW[m.how], m.confidence)
        for m in intake.mapping
    )
    note = None
    if intake.unused_columns:
        note = msg("Columns not used: {columns}.", columns=", ".join(intake.unused_columns))
    return Table("mapping", msg("Columns"), columns, rows, note=note)


def _balance_table(intake: FileIntake) -> Table:
    columns = (
        Column("part", msg("Part")),
        Column("lines", msg("Lines"), "count"),
        Column("net_amount", msg("Net amount"), "money", digits=2),
    )
    rows: tuple[tuple[object, ...], ...] = (
        (msg("Accepted"), intake.lines_accepted, _money(intake.net_accepted)),
        (msg("Excluded by a rule"), intake.lines_excluded, _money(intake.net_excluded)),
        (msg("In quarantine"), intake.lines_rejected, _money(intake.net_rejected)),
    )
    note = None
    if intake.rejected_without_amount:
        note = nmsg(
            "{count} line was set aside whose amount cannot be read; it is in no sum.",
            "{count} lines were set aside whose amounts cannot be read; they are in no sum.",
            intake.rejected_without_amount,
        )
    return Table(
        "balance", msg("Every line, once"), columns, rows, note=note,
        total=(msg("Read"), intake.lines_read, _money(intake.net_read)), total_is_sum=True, currency=intake.currency,
    )  # fmt: skip


def _control_table(intake: FileIntake) -> Table:
    columns = (
        Column("year", msg("Year"), "id"),
        Column("kind", msg("Documents of kind")),
        Column("documents", msg("Documents"), "count"),
        Column("lines", msg("Lines"), "count"),
        Column("net_amount", msg("Net amount"), "money", digits=2),
    )
    rows = tuple(
        (t.year, DOCUMENT_KINDS[t.document_kind], t.documents, t.lines, _money(t.net_amount))
        for t in intake.control_totals
    )
    return Table(
        "control_totals", msg("Control totals"), columns, rows,
        note=msg("Compare these with the ledger before importing."),
        total=(
            msg("Total"), None, sum(t.documents for t in intake.control_totals), intake.lines_accepted,
            _money(intake.net_accepted),
        ),
        total_is_sum=True, currency=intake.currency,
    )  # fmt: skip


def _rejected_tables(engine: Engine, intake: FileIntake) -> list[Block]:
    if not intake.lines_rejected or intake.rejected is None:
        return []
    source = f"read_parquet({quote_text(str(intake.rejected))})"
    reasons = engine.fetch(
        f"select reason_code, count(*), sum(net_amount)::hugeint, count(*) - count(net_amount) from {source} "
        "group by 1 order by 2 desc, 1"
    )
    examples = engine.fetch(
        f"select reason_code, file, row_number, column_name, value, net_amount from {source} "
        f"qualify row_number() over (partition by reason_code order by row_number) <= {_EXAMPLES} order by 1, 3"
    )
    by_reason = Table(
        "rejected_by_reason",
        msg("Lines set aside, by reason"),
        (
            Column("reason", msg("Reason")),
            Column("lines", msg("Lines"), "count"),
            Column("net_amount", msg("Net amount"), "money", digits=2),
            Column("without_amount", msg("Without readable amount"), "count"),
        ),
        tuple((REASONS.get(code, code), n, _money(net), without) for code, n, net, without in reasons),
        currency=intake.currency,
    )
    shown = Table(
        "rejected_examples",
        msg("Lines set aside, examples"),
        (
            Column("reason", msg("Reason")),
            Column("file", msg("File")),
            Column("row", msg("Row"), "id"),
            Column("column", msg("Column")),
            Column("value", msg("Value")),
            Column("net_amount", msg("Net amount"), "money", digits=2),
        ),
        tuple(
            (REASONS.get(c, c), file, row, column, value, _money(net))
            for c, file, row, column, value, net in examples
        ),
        currency=intake.currency,
    )
    return [by_reason, shown]


def _excluded_table(engine: Engine, intake: FileIntake) -> list[Block]:
    if not intake.lines_excluded or intake.excluded is None:
        return []
    rows = engine.fetch(
        f"select split_part(rule, ',', 1), count(*), sum(net_amount)::hugeint, min(row_number) from "
        f"read_parquet({quote_text(str(intake.excluded))}) group by 1 order by 2 desc, 1"
    )
    columns = (
        Column("rule", msg("Rule")),
        Column("lines", msg("Lines"), "count"),
        Column("net_amount", msg("Net amount"), "money", digits=2),
        Column("first_row", msg("First in row"), "id"),
    )
    cells = tuple((RULES.get(rule, rule), n, _money(net), first) for rule, n, net, first in rows)
    return [Table("excluded", msg("Lines left out by rule"), columns, cells, currency=intake.currency)]


def _lead(intake: FileIntake) -> Message:
    if intake.role == "unknown":
        return intake.notes[-1]
    if intake.role != "sales_lines":
        return nmsg(
            "{role}: {count} row.",
            "{role}: {count} rows.",
            intake.lines_accepted,
            role=FILE_ROLES[intake.role],
        )
    if intake.period_from is None:
        return msg("Sales lines, none of which can be accepted.")
    return nmsg(
        "Sales lines from {start} to {end}: {count} line accepted, net sales {net}.",
        "Sales lines from {start} to {end}: {count} lines accepted, net sales {net}.",
        intake.lines_accepted,
        start=intake.period_from,
        end=intake.period_to,
        net=Amount(_money(intake.net_accepted), "money", currency=intake.currency, digits=2),
    )


def _section(engine: Engine, intake: FileIntake, place: int) -> Section:
    blocks: list[Block] = [Text(_dialect_words(intake)), *_forms_words(intake)]
    if intake.role != "unknown":
        blocks += [_figures(intake), _mapping_table(intake)]
    if intake.role == "sales_lines":
        blocks += [_balance_table(intake), _control_table(intake)]
    if intake.role != "unknown":
        blocks += [*_rejected_tables(engine, intake), *_excluded_table(engine, intake)]
    kind: dict[str, str] = {"unknown": "unknown"}
    blocks += [Note("unknown" if intake.role in kind else "info", note) for note in intake.notes]
    return Section(f"file_{place}", msg("{file}", file=intake.full_name), tuple(blocks), lead=_lead(intake))


def build_import_check(intakes: Sequence[FileIntake], *, company: str = "") -> Document:
    """Build the report on files that were read, a section for each; it reads the sorted rows beside the intakes.

    Units: money in currency units. Errors: EngineError when the sorted rows are gone.
    """
    with Engine() as engine:
        sections = tuple(_section(engine, intake, place) for place, intake in enumerate(intakes, start=1))
    lines = sum(i.lines_accepted for i in intakes if i.role == "sales_lines")
    others = sum(i.lines_accepted for i in intakes if i.role != "sales_lines")
    subtitle = nmsg("{count} sales line can be imported", "{count} sales lines can be imported", lines)
    if others and not lines:
        subtitle = nmsg("{count} row can be imported", "{count} rows can be imported", others)
    return Document(
        name="import_check",
        title=msg("Import check"),
        subtitle=subtitle,
        company=company,
        sections=sections,
        footer=msg("Nothing was written. The figures rest on the files as they are."),
        currency=intakes[0].currency if intakes else None,
    )
