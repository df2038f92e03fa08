"""The effect of an import as blocks: what it adds, replaces and leaves, year by year, and how its tables meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.money import from_units
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.reports.import_check import DOCUMENT_KINDS, FILE_ROLES, ROLES
from clientela.tables._fold_rows import canonical_tables

if TYPE_CHECKING:
    from datetime import date

    from clientela.sources import FileIntake, Join

_GOOD, _EXAMPLES = 0.9, 10
_SIDES = {"document_lines": msg("Document lines"), "document_headers": msg("Document headers")}


class Effect(Protocol):
    """What is known of an import before it happens. Money in 1/10,000 of the documents' currencies."""

    @property
    def files(self) -> tuple[FileIntake, ...]:
        """What each file turned out to be."""

    @property
    def joins(self) -> tuple[Join, ...]:
        """How their tables meet."""

    @property
    def known(self) -> tuple[str, ...]:
        """Files that were imported before."""

    @property
    def documents_new(self) -> int:
        """Documents that are added."""

    @property
    def amount_new(self) -> int:
        """Their money."""

    @property
    def documents_changed(self) -> int:
        """Documents that come again with other content."""

    @property
    def amount_changed(self) -> int:
        """By how much their money changes."""

    @property
    def documents_unchanged(self) -> int:
        """Documents that come again as they were."""

    @property
    def documents_vanished(self) -> int:
        """Documents of the period that the new files do not have."""

    @property
    def amount_vanished(self) -> int:
        """Their money."""

    @property
    def vanished(self) -> tuple[tuple[str | None, date, str | None, int], ...]:
        """The first of them: number, date, customer, money."""

    @property
    def customers_new(self) -> int:
        """Customers that nobody named before."""

    @property
    def customers_changed(self) -> int:
        """Customers of whom something new is said."""

    @property
    def customer_changes(self) -> tuple[tuple[str, str, str | None, str | None], ...]:
        """The first of them: customer, column, before, now."""

    @property
    def orphans(self) -> tuple[tuple[str, str, str, int], ...]:
        """Table, column, what it refers to, values that are not there."""

    @property
    def totals(self) -> tuple[tuple[int, str, int, int, int, int], ...]:
        """Year, kind of document, lines and money before, lines and money after."""


def _currency(effect: Effect) -> str | None:
    """Return the currency of the new lines, where they have one."""
    found = {file.currency for file in effect.files if file.role == "sales_lines"}
    return found.pop() or None if len(found) == 1 else None


def _money(units: int, currency: str | None) -> Amount:
    return Amount(from_units(units), "money", currency=currency, digits=2)


def _column(table: str, name: str) -> Message | str:
    declared = canonical_tables().get(table)
    names = {c.name: c.title for c in declared.columns} if declared else {}
    return names.get(name, ROLES.get(name, name))


def _table(name: str) -> Message | str:
    return _SIDES.get(name, FILE_ROLES.get(name, name))


def _figures(effect: Effect, currency: str | None) -> Kpis:
    return Kpis(
        "effect",
        (
            Kpi("documents_new", msg("New documents"), effect.documents_new, "count",
                context=msg("{amount} net", amount=_money(effect.amount_new, currency))),
            Kpi("documents_changed", msg("Replaced documents"), effect.documents_changed, "count",
                context=msg("change the net amount by {amount}", amount=_money(effect.amount_changed, currency))
                if effect.documents_changed else msg("come again with other content")),
            Kpi("documents_unchanged", msg("Unchanged documents"), effect.documents_unchanged, "count",
                context=msg("come again as they were; counted once")),
            Kpi("documents_vanished", msg("Documents not in the new file"), effect.documents_vanished, "count",
                is_good=False if effect.documents_vanished else None,
                context=msg("{amount} net", amount=_money(effect.amount_vanished, currency))
                if effect.documents_vanished else msg("in the period of the new file")),
            Kpi("customers_new", msg("New customers"), effect.customers_new, "count"),
        ),
    )  # fmt: skip


def _totals(effect: Effect, currency: str | None) -> Table:
    columns = (
        Column("year", msg("Year"), "id"), Column("kind", msg("Documents of kind")),
        Column("lines_before", msg("Lines before"), "count"), Column("amount_before", msg("Net amount before"), "money", digits=2),
        Column("lines_after", msg("Lines after"), "count"), Column("amount_after", msg("Net amount after"), "money", digits=2),
        Column("change", msg("Change"), "money", digits=2),
    )  # fmt: skip
    rows = tuple(
        (
            year,
            DOCUMENT_KINDS.get(kind, kind),
            before,
            from_units(was),
            after,
            from_units(now),
            from_units(now - was),
        )
        for year, kind, before, was, after, now in effect.totals
    )
    lines = [(before, after) for _, _, before, _, after, _ in effect.totals]
    was = sum(amount for _, _, _, amount, _, _ in effect.totals)
    now = sum(amount for *_, amount in effect.totals)
    total = (
        msg("Total"), None, sum(before for before, _ in lines), from_units(was), sum(after for _, after in lines), from_units(now),
        from_units(now - was),
    )  # fmt: skip
    return Table(
        "totals_before_and_after", msg("Control totals before and after"), columns, rows, total=total, total_is_sum=True,
        currency=currency, note=msg("Compare the sums after the import with your accounts."),
    )  # fmt: skip


def _vanished(effect: Effect, currency: str | None) -> list[Block]:
    if not effect.documents_vanished:
        return []
    columns = (
        Column("document", msg("Document number"), "id"), Column("day", msg("Document date"), "date"), Column("customer", msg("Customer")),
        Column("net_amount", msg("Net amount"), "money", digits=2),
    )  # fmt: skip
    rows = tuple(
        (number, day, customer, from_units(amount)) for number, day, customer, amount in effect.vanished
    )
    note = nmsg(
        "{count} document of an older file lies in the period of the new file and is not in it. It stays unless the period is replaced.",
        "{count} documents of older files lie in the period of the new file and are not in it. They stay unless the period is replaced.",
        effect.documents_vanished,
    )
    return [
        Table(
            "vanished",
            msg("Documents not in the new file"),
            columns,
            rows,
            currency=currency,
            note=note,
            limit=_EXAMPLES,
        )
    ]


def _customers(effect: Effect) -> list[Block]:
    if not effect.customers_changed:
        return []
    columns = (
        Column("customer_number", msg("Customer number"), "id"), Column("column", msg("What changes")),
        Column("before", msg("Before")), Column("now", msg("Now")),
    )  # fmt: skip
    rows = tuple(
        (customer, _column("customers", name), was, now)
        for customer, name, was, now in effect.customer_changes
    )
    note = nmsg(
        "Something new is said of {count} customer.",
        "Something new is said of {count} customers.",
        effect.customers_changed,
    )
    return [
        Table("customer_changes", msg("Customers that change"), columns, rows, note=note, limit=_EXAMPLES)
    ]


def _joins(effect: Effect) -> list[Block]:
    if not effect.joins:
        return []
    columns = (
        Column("from", msg("In")), Column("column", msg("Column")), Column("to", msg("Looked up in")),
        Column("rows", msg("Rows"), "count"), Column("match_rate", msg("Found"), "share", digits=1),
        Column("orphans", msg("Rows not found"), "count"), Column("examples", msg("Examples not found")),
    )  # fmt: skip
    rows = tuple(
        (
            _table(j.from_role), _column(j.from_role, j.from_column), _table(j.to_role), j.rows, j.match_rate, j.orphans,
            ", ".join(j.examples) or None,
        )
        for j in effect.joins
    )  # fmt: skip
    blocks: list[Block] = [
        Table(
            "joins", msg("How the files fit together"), columns, rows,
            note=msg("Of the numbers that one file names, how many the other file knows. What is not found stays and is marked in the data quality."),
        )
    ]  # fmt: skip
    if any(j.match_rate is not None and j.match_rate < _GOOD for j in effect.joins):
        blocks.append(
            Note(
                "warning",
                msg(
                    "Many numbers are not found. Check that the files are of the same period and the same program."
                ),
            )
        )
    return blocks


def _orphans(effect: Effect) -> list[Block]:
    if not effect.orphans:
        return []
    columns = (
        Column("table", msg("Table")), Column("column", msg("Column")), Column("refers_to", msg("Looked up in")),
        Column("values", msg("Values not found"), "count"),
    )  # fmt: skip
    rows = tuple(
        (_table(table), _column(table, column), _table(target.partition(".")[0]), count)
        for table, column, target, count in effect.orphans
    )
    return [Table("orphans", msg("Numbers that no list knows"), columns, rows)]


def _lead(effect: Effect) -> Message | None:
    if not effect.known:
        return None
    return msg("Imported before, and changing nothing: {files}.", files=", ".join(effect.known))


def build_import_preview(effect: Effect) -> tuple[Section, ...]:
    """Build the sections on what an import would change, and on how its files fit together.

    Units: money in currency units.
    """
    currency = _currency(effect)
    lists = (*_vanished(effect, currency), *_customers(effect))
    sections = []
    if any(file.role == "sales_lines" for file in effect.files):
        blocks = (_figures(effect, currency), _totals(effect, currency), *lists)
        sections.append(Section("effect", msg("What the import would change"), blocks, lead=_lead(effect)))
    elif lists or effect.known:
        sections.append(Section("effect", msg("What the import would change"), lists, lead=_lead(effect)))
    fits = (*_joins(effect), *_orphans(effect))
    if fits:
        sections.append(Section("fit", msg("How the files fit together"), fits))
    return tuple(sections)
