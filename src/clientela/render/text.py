"""A document in a terminal: what a director reads in half a minute, at 80 columns and without colour."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg, translate
from clientela.base.units import MISSING, format_value
from clientela.blocks import Bars, Block, Curve, Document, Kpis, Note, Pyramid, Scatter, Table, Waterfall
from clientela.render._text_lines import cut, fit_columns, pad, size, wrap
from clientela.render.charts import chart_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from clientela.base.units import Unit

ROWS = 15
_NUMBERS = frozenset({"money", "share", "count", "number", "days", "date", "instant", "month"})
_SIGNS = {"info": ("i", "cyan"), "warning": ("!", "yellow"), "unknown": ("?", "magenta")}
_MOST_BARS = 24
_CURVE_POINTS = (0.05, 0.1, 0.2, 0.5, 0.8)
_CURVE_ROWS = 5
_NAME_COLUMN = 36
_NARROWEST, _WIDEST = 20, 110
_LARGE = 1000
EMPTY = msg("No rows.")
FEWER_COLUMNS = msg("Not shown here: {columns}.")


class _Page:
    """Writes blocks onto a console in one language."""

    def __init__(self, console: Console, language: str) -> None:
        self.console = console
        self.language = language
        self.width = max(_NARROWEST, min(console.width, _WIDEST))
        self.full, self.half = ("#", "-") if console.options.ascii_only else ("█", "░")

    def words(self, text: Message | str | None) -> str:
        """Return a text in the reader's language, on one line."""
        return "" if text is None else " ".join(translate(text, language=self.language).split())

    def value(self, value: Any, unit: Unit, digits: int | None = None, currency: str | None = None) -> str:
        """Return a value as the reader writes it; a missing one is a dash."""
        if isinstance(value, (Message, str)):
            return self.words(value) or MISSING
        return format_value(value, unit, language=self.language, digits=digits, currency=currency)

    def line(self, text: str = "", style: str = "") -> None:
        """Print one line as it is: nothing in it is markup."""
        self.console.print(
            cut(text.rstrip(), self.width),
            style=style or None,
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=True,
        )

    def prose(self, text: str, *, first: str = "", style: str = "") -> None:
        """Print a paragraph, broken at words; its later lines stand under the first."""
        for index, part in enumerate(wrap(text, self.width - len(first))):
            self.line((first if index == 0 else " " * len(first)) + part, style)

    def heading(self, text: str) -> None:
        """Print a heading with a line under it."""
        shown = cut(text, self.width)
        self.line(shown, "bold")

    def block(self, block: Block) -> None:
        """Print one block and an empty line."""
        if isinstance(block, Kpis):
            self._kpis(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Note):
            sign, style = _SIGNS[block.kind]
            self.prose(self.words(block.text), first=f"{sign} ", style=style)
            return
        elif isinstance(block, Bars):
            self._bars(block)
        elif isinstance(block, Curve):
            self._curve(block)
        elif isinstance(block, Pyramid):
            self._pyramid(block)
        elif isinstance(block, (Scatter, Waterfall)):
            self._table(chart_table(block))
        else:
            self.prose(self.words(block.text))
        self.line()

    def _kpis(self, block: Kpis) -> None:
        titles = [self.words(f.title) for f in block.figures]
        values = [self.value(f.value, f.unit, currency=f.currency) for f in block.figures]
        name_width = min(_NAME_COLUMN, max(map(size, titles), default=0), self.width // 2)
        value_width = max(map(len, values), default=0)
        room = self.width - name_width - value_width - 4
        for title, value, figure in zip(titles, values, block.figures, strict=True):
            names = wrap(title, name_width)
            notes = wrap(self.words(figure.context), room) if room >= 16 else []  # noqa: PLR2004 - fewer signs say nothing
            for index in range(max(len(names), len(notes))):
                name = names[index] if index < len(names) else ""
                note = notes[index] if index < len(notes) else ""
                shown = value if index == 0 else ""
                self.line(f"{pad(name, name_width)}  {pad(shown, value_width, right=True)}  {note}")

    def _title(self, text: Message, currency: str | None) -> None:
        title = self.words(text)
        self.heading(f"{title} · {currency}" if currency else title)

    def _after(self, note: Message | None) -> None:
        if note is not None:
            self.prose(self.words(note), style="dim")

    def _table(self, table: Table) -> None:
        has_money = any(column.unit == "money" for column in table.columns)
        self._title(table.title, table.currency if has_money else None)
        if not table.rows:
            self.line(self.words(EMPTY), "dim")
            self._after(table.note)
            return
        limit = ROWS if table.limit is None else table.limit
        digits = [self._digits(table, index) for index in range(len(table.columns))]
        shown = [self._cells(table, row, digits) for row in table.rows[:limit]]
        total = None if table.total is None else self._cells(table, table.total, digits, is_total=True)
        self._grid(
            [self.words(c.title) for c in table.columns],
            [c.unit in _NUMBERS for c in table.columns],
            shown,
            total,
        )
        if left := len(table.rows) - len(shown):
            self.line(self.words(nmsg("… and {count} more", "… and {count} more", left)), "dim")
        self._after(table.note)

    def _digits(self, table: Table, index: int) -> int | None:
        """Return the digits of a column: its own, or none behind the point when it holds large sums."""
        column = table.columns[index]
        if column.digits is not None or column.unit != "money":
            return column.digits
        values = [row[index] for row in (*table.rows, *((table.total,) if table.total else ()))]
        sums = [abs(float(v)) for v in values if isinstance(v, (int, float, Decimal))]
        return 0 if max(sums, default=0) >= _LARGE else 2

    def _cells(
        self, table: Table, row: tuple[Any, ...], digits: list[int | None], *, is_total: bool = False
    ) -> list[str]:
        return [
            "" if is_total and value is None else self.value(value, column.unit, places)
            for column, value, places in zip(table.columns, row, digits, strict=True)
        ]

    def _grid(
        self, heads: list[str], is_number: list[bool], rows: list[list[str]], total: list[str] | None
    ) -> None:
        widths = fit_columns(heads, is_number, [*rows, *([total] if total else [])], self.width)
        kept = [index for index, width in enumerate(widths) if width]
        broken = [wrap(heads[i], widths[i]) for i in kept]
        deep = max(map(len, broken))
        for level in range(deep):
            parts = [
                pad(lines[level - deep + len(lines)] if level >= deep - len(lines) else "", widths[i], right=is_number[i])
                for i, lines in zip(kept, broken, strict=True)
            ]  # fmt: skip
            self.line("  ".join(parts), "bold")
        rule = "  ".join("─" * widths[i] for i in kept)
        self.line(rule if self.full != "#" else rule.replace("─", "-"), "dim")
        for row in rows:
            self.line("  ".join(pad(row[i], widths[i], right=is_number[i]) for i in kept))
        if total:
            self.line("  ".join(pad(total[i], widths[i], right=is_number[i]) for i in kept), "bold")
        if len(kept) < len(heads):
            left = ", ".join(heads[i] for i in range(len(heads)) if i not in kept)
            self.prose(self.words(FEWER_COLUMNS).replace("{columns}", left), style="dim")

    def _bars(self, block: Bars) -> None:
        self._title(block.title, block.currency)
        names = [self.words(name) for name in block.categories]
        first = 0 if block.is_horizontal else max(0, len(names) - _MOST_BARS)
        name_width = min(self.width * 7 // 20, 28, max(map(size, names), default=0))
        many = len(block.series) > 1
        for series in block.series:
            if series.kind == "line" and any(s.kind != "line" for s in block.series):
                continue  # beside the bars, a line is there to be compared with; a terminal shows the bars
            if many and sum(s.kind != "line" for s in block.series) > 1:
                self.line(self.words(series.title), "italic")
            numbers = [None if v is None else float(v) for v in series.values]
            texts = [self.value(v, series.unit) for v in series.values]
            value_width = max(map(len, texts[first:]), default=0)
            room = max(8, min(40, self.width - name_width - value_width - 4))
            largest = max((abs(n) for n in numbers[first:] if n is not None), default=0) or 1
            for name, number, text in list(zip(names, numbers, texts, strict=True))[first:]:
                length = 0 if number is None else round(abs(number) / largest * room)
                if number and not length:
                    length = 1
                drawn = (self.half if number is not None and number < 0 else self.full) * length
                self.line(f"{pad(name, name_width)}  {pad(text, value_width, right=True)}  {drawn}")
        self._after(block.note)

    def _curve(self, block: Curve) -> None:
        self._title(block.title, block.currency)
        if len(block.x) > 1 and block.series:
            points = self._points(block)
            rows = [
                [self.value(x, block.x_unit, 0 if block.x_unit == "share" else None)]
                + [self.value(_at(block.x, s.values, x), s.unit) for s in block.series]
                for x in points
            ]
            heads = [self.words(block.x_title), *(self.words(s.title) for s in block.series)]
            self._grid(heads, [True] * len(heads), rows, None)
        for _, _, text in block.marks:
            self.prose(self.words(text), first="• " if self.full != "#" else "* ")
        self._after(block.note)

    def _points(self, block: Curve) -> list[float]:
        low, high = min(block.x), max(block.x)
        if block.x_unit == "share" and low <= _CURVE_POINTS[0] and high >= _CURVE_POINTS[-1]:
            return list(_CURVE_POINTS)
        step = max(1, (len(block.x) - 1) // (_CURVE_ROWS - 1))
        return sorted({*block.x[::step], block.x[-1]})

    def _pyramid(self, block: Pyramid) -> None:
        self._title(block.title, block.currency)
        names = [self.words(layer.title) for layer in block.layers]
        counts = [self.value(layer.count, "count") for layer in block.layers]
        values = [self.value(layer.value, block.value_unit) for layer in block.layers]
        shares = [self.value(layer.share, "share") for layer in block.layers]
        name_width = min(self.width // 4, 20, max(map(size, names), default=0))
        sizes = [max(map(len, texts), default=0) for texts in (counts, values, shares)]
        room = max(8, min(41, self.width - name_width - sum(sizes) - 10))
        largest = max((layer.count for layer in block.layers), default=0) or 1
        for index, layer in enumerate(block.layers):
            length = max(1, round(layer.count / largest * room)) if layer.count else 0
            drawn = pad((" " * ((room - length) // 2)) + self.full * length, room)
            texts = (counts[index], values[index], shares[index])
            figures = "  ".join(pad(t, wide, right=True) for t, wide in zip(texts, sizes, strict=True))
            self.line(f"{pad(names[index], name_width)}  {drawn}  {figures}")
        self._after(block.note)


def _at(xs: Sequence[float], values: Sequence[Any], x: float) -> float | None:
    """Return the height of a line at `x`, straight between its two neighbours; None where it is broken."""
    points = [(float(a), v) for a, v in zip(xs, values, strict=True)]
    for (left, low), (right, high) in pairwise(points):
        if left <= x <= right:
            if low is None or high is None:
                return None
            if right == left:
                return float(high)
            return float(low) + (float(high) - float(low)) * (x - left) / (right - left)
    return None


def render_text(document: Document | Sequence[Block], *, language: str, console: Console) -> None:
    """Print a document, or some blocks, as plain text that needs neither colour nor a wide window.

    What the data contain is printed as it is: square brackets in a name are no markup.
    Tables show `limit` rows (15 when it is not set) and say how many more there are.
    """
    page = _Page(console, language)
    if not isinstance(document, Document):
        for block in document:
            page.block(block)
        return
    heading = " · ".join(part for part in (document.company, page.words(document.title), page.words(document.subtitle)) if part)  # fmt: skip
    page.line(cut(heading, page.width), "bold")
    for section in document.sections:
        page.line()
        title = page.words(section.title)
        rule = ("─" if page.full != "#" else "-") * max(0, page.width - len(title) - 4)
        page.line(cut(f"── {title} {rule}" if page.full != "#" else f"-- {title} {rule}", page.width), "bold")
        if section.lead is not None:
            page.prose(page.words(section.lead))
        page.line()
        was_note = False
        for block in section.blocks:
            if was_note and not isinstance(block, Note):
                page.line()
            page.block(block)
            was_note = isinstance(block, Note)
        if was_note:
            page.line()
    page.prose(page.words(document.footer), style="dim")
