"""Native charts, each drawn from a small table that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.blocks import Bars, Curve, Pyramid
from clientela.render._excel_book import (
    BLUE,
    GREEN,
    GREY,
    HEAD,
    INK,
    LINE,
    ORANGE,
    SERIES_COLOURS,
    VERMILLION,
    Book,
    number_format,
    number_of,
)
from clientela.render._excel_widths import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.units import Unit
    from clientela.blocks import Series

LAYER_COLOURS = (ORANGE, "#56B4E9", "#8CCBF0", "#C0E2F7", "#DDEFFA")
"""The top layer stands out, the others grow paler; dark words stay readable on all of them."""
SPACE = msg("Space (for the drawing)")
LABEL = msg("Label")
LAYER = msg("Layer")
CUSTOMERS = msg("Customers")
SHARE = msg("Share")
CATEGORY = msg("Category")
_FONT = {"size": 9, "color": "#404040"}
_SHARE_ABOVE = 1.0001

Chart = Bars | Curve | Pyramid


def plain_words(text: str) -> str:
    """Return a text for a chart; one that begins like a formula is kept a text."""
    return f" {text}" if text[:1] == "=" else text


def title_with_currency(book: Book, title: Message, currency: str | None) -> str:
    """Return a title with the currency its amounts are in."""
    return f"{book.words(title)} · {currency}" if currency else book.words(title)


class DataTable:
    """The numbers of one chart, written at a place of the sheet, with references to its columns."""

    def __init__(self, book: Book, sheet: Any, row: int, column: int) -> None:
        self.book, self.sheet, self.row, self.column = book, sheet, row, column
        self.width = 0
        self.height = 0
        self.widths: list[float] = []

    def add(
        self, title: Message | str, values: Sequence[Any], unit: Unit, *, pale: bool = False, digits: int | None = None
    ) -> int:
        """Write one column; returns its number within this small table."""
        book, at = self.book, self.column + self.width
        colour = GREY if pale else INK
        side = "left" if unit == "text" else "right"
        head = book.style(
            bold=not pale, italic=pale, font_size=9, bg_color=HEAD, font_color=colour, align=side, text_wrap=True, bottom=1, bottom_color=GREY,
        )  # fmt: skip
        words = book.words(title)
        self.sheet.write_string(self.row, at, words, head)
        style = book.cell_style(unit, digits=digits, font_size=9, font_color=colour)
        for index, value in enumerate(values, start=self.row + 1):
            book.put(self.sheet, index, at, value, unit, style)
        longest = max((text_width(book.shown(v, unit, digits)) for v in values if v is not None), default=0)
        if unit == "money":
            longest += 3
        heading = max((text_width(word) for word in words.split()), default=0)
        self.widths.append(min(40.0, max(9.0, longest + 2, heading + 2)))
        self.width += 1
        self.height = max(self.height, len(values))
        return self.width - 1

    def values(self, index: int) -> list[Any]:
        """Return the reference to the values of a column."""
        at = self.column + index
        return [self.sheet.get_name(), self.row + 1, at, self.row + max(self.height, 1), at]

    def name(self, index: int) -> list[Any]:
        """Return the reference to the heading of a column."""
        return [self.sheet.get_name(), self.row, self.column + index]


def _dress(chart: Any, title: str, *, legend: bool) -> Any:
    chart.set_title(
        {"name": plain_words(title), "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False}
    )
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.show_blanks_as("gap")
    chart.show_hidden_data()
    return chart


def _axis(book: Book, unit: Unit, **more: Any) -> dict[str, Any]:
    return {
        "num_format": number_format(unit, language=book.language, digits=0 if unit in ("money", "share") else None),
        "num_font": _FONT, "line": {"color": "#BFBFBF"}, "major_gridlines": {"visible": False}, **more,
    }  # fmt: skip


def _fill(series: Series, colour: str) -> dict[str, Any]:
    signed = [n for v in series.values if (n := number_of(v)) is not None]
    del signed
    return {"fill": {"color": colour}, "border": {"none": True}}


def _draw_bars(book: Book, sheet: Any, block: Bars, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    first = data.add(CATEGORY, list(block.categories), "text")
    columns = [data.add(s.title, list(s.values), s.unit) for s in block.series]
    lines = [s for s in block.series if s.kind == "line" and not block.is_horizontal]
    solid = [s for s in block.series if s not in lines]
    kind = {"type": "bar" if block.is_horizontal else "column"}
    if block.is_stacked:
        kind["subtype"] = "stacked"
    chart = book.workbook.add_chart(kind if solid else {"type": "line"})
    extra = book.workbook.add_chart({"type": "line"}) if solid and lines else None
    is_signed = len(block.series) == 1 and any((number_of(v) or 0) < 0 for v in block.series[0].values)
    for index, series in enumerate(block.series):
        colour = SERIES_COLOURS[index % len(SERIES_COLOURS)]
        options: dict[str, Any] = {
            "name": data.name(columns[index]), "categories": data.values(first), "values": data.values(columns[index]),
            "y2_axis": series.on_second_axis,
        }  # fmt: skip
        if series in lines:
            options |= {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"color": colour}}}  # fmt: skip
            (extra or chart).add_series(options)
            continue
        options |= {"fill": {"color": GREEN if is_signed else colour}, "border": {"none": True}, "gap": 45}
        if is_signed:
            options |= {"invert_if_negative": True, "invert_if_negative_color": VERMILLION}
        elif len(solid) > 1 and not block.is_stacked:
            options["overlap"] = -5
        chart.add_series(options)
    if extra is not None:
        chart.combine(extra)
    unit = block.series[0].unit if block.series else "number"
    names = {"num_font": _FONT, "line": {"color": "#BFBFBF"}, "label_position": "low", "major_tick_mark": "none"}
    if block.is_horizontal:
        names["reverse"] = True
    elif len(block.categories) > 12:  # noqa: PLR2004 - more names than that do not fit side by side
        names["num_font"] = {**_FONT, "rotation": -45}
    chart.set_x_axis(names)
    chart.set_y_axis(
        _axis(book, unit, major_gridlines={"visible": True, "line": {"color": LINE}})
        | ({"label_position": "high"} if block.is_horizontal else {})
    )
    second = next((s for s in block.series if s.on_second_axis), None)
    if second is not None:
        (extra or chart).set_y2_axis(_axis(book, second.unit))
    title = title_with_currency(book, block.title, block.currency)
    return _dress(chart, title, legend=len(block.series) > 1), data


def _draw_curve(book: Book, sheet: Any, block: Curve, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    first = data.add(block.x_title, list(block.x), block.x_unit)
    columns = [data.add(s.title, list(s.values), s.unit) for s in block.series]
    chart = book.workbook.add_chart({"type": "scatter", "subtype": "straight"})
    for index, series in enumerate(block.series):
        chart.add_series({
            "name": data.name(columns[index]), "categories": data.values(first), "values": data.values(columns[index]),
            "line": {"color": SERIES_COLOURS[index % len(SERIES_COLOURS)], "width": 2.25, "dash_type": "solid" if index == 0 else "dash"},
            "marker": {"type": "none"}, "y2_axis": series.on_second_axis,
        })  # fmt: skip
    for x, y, text in block.marks:
        words = plain_words(book.words(text))
        chart.add_series({
            "name": words, "categories": f"={{{float(x)!r}}}", "values": f"={{{float(y)!r}}}", "line": {"none": True},
            "marker": {"type": "circle", "size": 8, "fill": {"color": VERMILLION}, "border": {"color": "#FFFFFF"}},
            "data_labels": {"custom": [{"value": words}], "value": True, "position": "right", "font": {"size": 9, "bold": True, "color": INK}},
        })  # fmt: skip
    unit = block.series[0].unit if block.series else "number"

    def bounds(values: list[float], of: Unit) -> dict[str, Any]:
        inside = of == "share" and all(0 <= v <= _SHARE_ABOVE for v in values)
        return {"min": 0, "max": 1, "major_unit": 0.2} if inside else {}

    heights = [n for s in block.series for v in s.values if (n := number_of(v)) is not None]
    name_font = {"size": 9, "bold": False, "color": "#404040"}
    chart.set_x_axis(_axis(book, block.x_unit, name=plain_words(book.words(block.x_title)), name_font=name_font, **bounds(list(block.x), block.x_unit)))  # fmt: skip
    chart.set_y_axis(
        _axis(book, unit, name=plain_words(book.words(block.y_title)), name_font=name_font, **bounds(heights, unit))
        | {"major_gridlines": {"visible": True, "line": {"color": LINE}}}
    )  # fmt: skip
    _dress(chart, title_with_currency(book, block.title, block.currency), legend=True)
    marks = list(range(len(block.series), len(block.series) + len(block.marks)))
    chart.set_legend({"position": "bottom", "font": _FONT, "delete_series": marks})
    return chart, data


def _draw_pyramid(book: Book, sheet: Any, block: Pyramid, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    widest = max((layer.count for layer in block.layers), default=0)
    labels = [
        f"{book.shown(layer.count, 'count')} · {book.shown(layer.share, 'share')}" for layer in block.layers
    ]
    names = data.add(LAYER, [layer.title for layer in block.layers], "text")
    counts = data.add(CUSTOMERS, [layer.count for layer in block.layers], "count")
    data.add(block.value_title, [layer.value for layer in block.layers], block.value_unit)
    data.add(SHARE, [layer.share for layer in block.layers], "share")
    spaces = data.add(SPACE, [(widest - layer.count) / 2 for layer in block.layers], "number", pale=True, digits=1)
    chart = book.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    chart.add_series({
        "name": data.name(spaces), "categories": data.values(names), "values": data.values(spaces),
        "fill": {"none": True}, "border": {"none": True}, "gap": 12,
    })  # fmt: skip
    chart.add_series({
        "name": data.name(counts), "categories": data.values(names), "values": data.values(counts), "border": {"color": "#FFFFFF"}, "fill": {"color": LAYER_COLOURS[1]},
        "points": [{"fill": {"color": LAYER_COLOURS[min(i, len(LAYER_COLOURS) - 1)]}, "border": {"color": "#FFFFFF"}} for i in range(len(block.layers))],
        "data_labels": {"value": True, "position": "center", "custom": [{"value": text} for text in labels], "font": {"size": 9, "bold": True, "color": INK}},
    })  # fmt: skip
    chart.set_x_axis({"reverse": True, "num_font": {**_FONT, "size": 10}, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": max(widest, 1)})
    title = title_with_currency(book, block.title, block.currency)
    return _dress(chart, title, legend=False), data


def draw(book: Book, sheet: Any, block: Chart, row: int, column: int) -> tuple[Any, DataTable]:
    """Write the data of a chart at (row, column) and return the chart, not yet placed, and its data."""
    if isinstance(block, Bars):
        return _draw_bars(book, sheet, block, row, column)
    if isinstance(block, Curve):
        return _draw_curve(book, sheet, block, row, column)
    return _draw_pyramid(book, sheet, block, row, column)


def height_in_rows(block: Chart) -> int:
    """Return how many rows of ordinary height a chart takes."""
    if isinstance(block, Pyramid):
        return 13
    if isinstance(block, Bars) and block.is_horizontal:
        return max(14, min(40, 6 + round(len(block.categories) * (0.75 + 0.35 * len(block.series)))))
    return 20


__all__ = ["BLUE", "Chart", "DataTable", "draw", "height_in_rows", "title_with_currency"]
