"""Native charts, each drawn from a small table that stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.blocks import Bars, Curve, Pyramid, Scatter, Waterfall
from clientela.render._charts_scatter import frame_of
from clientela.render._charts_waterfall import floor_of
from clientela.render._excel_book import (
    GREEN,
    GREY,
    HEAD,
    INK,
    LINE,
    SERIES_COLOURS,
    VERMILLION,
    Book,
    number_format,
    number_of,
)
from clientela.render._excel_points import fill_scatter, fill_waterfall
from clientela.render._excel_widths import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.units import Unit

LAYER_COLOURS = ("#F2B84B", "#8CCBF0", "#B5DDF5", "#D6ECFA", "#EAF5FC")
"""The top layer stands out, the others grow paler; dark words stay readable on all of them."""
SPACE = msg("Space")
LAYER = msg("Layer")
CUSTOMERS = msg("Customers")
SHARE = msg("Share")
CATEGORY = msg("Category")
MARK = msg("Point")
LOSSES = msg("Losses")
_FONT = {"size": 9, "color": "#404040"}
_SHARE_ABOVE = 1.0001
_LEVEL_NAMES = 12
"""More names than that do not fit side by side."""

Chart = Bars | Curve | Pyramid | Scatter | Waterfall


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
        self,
        title: Message | str,
        values: Sequence[Any],
        unit: Unit,
        *,
        pale: bool = False,
        digits: int | None = None,
    ) -> int:
        """Write one column; returns its number within this small table."""
        book, at = self.book, self.column + self.width
        colour = GREY if pale else INK
        side = "left" if unit == "text" else "right"
        head = book.style(
            bold=not pale, italic=pale, font_size=9, bg_color=HEAD, font_color=colour, align=side, indent=1, bottom=1, bottom_color=GREY,
        )  # fmt: skip
        words = book.words(title)
        self.sheet.write_string(self.row, at, words, head)
        style = book.cell_style(unit, digits=digits, font_size=9, font_color=colour)
        for index, value in enumerate(values, start=self.row + 1):
            book.put(self.sheet, index, at, value, unit, style)
        longest = max((text_width(book.shown(v, unit, digits)) for v in values if v is not None), default=0)
        if unit == "money":
            longest += 3
        heading = text_width(words)
        self.widths.append(min(40.0, max(9.0, longest + 3, heading + 3)))
        self.width += 1
        self.height = max(self.height, len(values))
        return self.width - 1

    def values(self, index: int, *, only: int | None = None) -> list[Any]:
        """Return the reference to the values of a column, or to `only` one of them."""
        at = self.column + index
        first, last = (1, max(self.height, 1)) if only is None else (only + 1, only + 1)
        return [self.sheet.get_name(), self.row + first, at, self.row + last, at]

    def first(self, index: int, count: int) -> list[Any]:
        """Return the reference to the first `count` values of a column."""
        at = self.column + index
        return [self.sheet.get_name(), self.row + 1, at, self.row + max(count, 1), at]

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


def _add_bars(chart: Any, extra: Any, block: Bars, data: DataTable, names: int, columns: list[int]) -> None:
    """Add the series: bars to the chart, lines to the chart combined with it."""
    is_signed = has_losses(block)
    bars = sum(series.kind != "line" or block.is_horizontal for series in block.series)
    for index, series in enumerate(block.series):
        colour = SERIES_COLOURS[index % len(SERIES_COLOURS)]
        options: dict[str, Any] = {
            "name": data.name(columns[index]), "categories": data.values(names), "values": data.values(columns[index]),
            "y2_axis": series.on_second_axis,
        }  # fmt: skip
        if series.kind == "line" and not block.is_horizontal:
            paint = {"color": colour}
            dot = {"type": "circle", "size": 4, "fill": paint, "border": paint}
            (extra or chart).add_series(options | {"line": {"color": colour, "width": 2}, "marker": dot})
            continue
        options |= {"fill": {"color": GREEN if is_signed else colour}, "border": {"none": True}, "gap": 45}
        if is_signed:
            options |= {"invert_if_negative": True, "invert_if_negative_color": VERMILLION, "overlap": 100}
        elif bars > 1 and not block.is_stacked:
            options["overlap"] = -5
        chart.add_series(options)
    if is_signed:
        # The second colour of negative bars is Excel's own; drawn over, the losses have it everywhere.
        values = block.series[0].values
        losses = data.add(
            LOSSES, [v if (number_of(v) or 0) < 0 else None for v in values], block.series[0].unit, pale=True
        )
        chart.add_series({
            "name": data.name(losses), "categories": data.values(names), "values": data.values(losses),
            "fill": {"color": VERMILLION}, "border": {"none": True},
        })  # fmt: skip


def has_losses(block: Bars) -> bool:
    """Return whether bars stand on both sides of zero: gains and losses."""
    return (
        len(block.series) == 1
        and (block.is_horizontal or block.series[0].kind != "line")
        and any((number_of(value) or 0) < 0 for value in block.series[0].values)
    )


def _bar_axes(book: Book, chart: Any, block: Bars) -> None:
    unit = block.series[0].unit if block.series else "number"
    names = {
        "num_font": _FONT,
        "line": {"color": "#BFBFBF"},
        "label_position": "low",
        "major_tick_mark": "none",
    }
    amounts = _axis(book, unit, major_gridlines={"visible": True, "line": {"color": LINE}})
    if block.is_horizontal:  # XlsxWriter calls the horizontal axis x, whatever stands on it
        chart.set_y_axis(names | {"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis(
            amounts | {"label_position": "high", "line": {"none": True}, "major_tick_mark": "none"}
        )
        return
    if len(block.categories) > _LEVEL_NAMES:
        names["num_font"] = {**_FONT, "rotation": -45}
    chart.set_x_axis(names)
    chart.set_y_axis(amounts)


def _draw_bars(book: Book, sheet: Any, block: Bars, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    names = data.add(CATEGORY, list(block.categories), "text")
    columns = [data.add(series.title, list(series.values), series.unit) for series in block.series]
    lines = [series for series in block.series if series.kind == "line" and not block.is_horizontal]
    kind = {"type": "bar" if block.is_horizontal else "column" if len(lines) < len(block.series) else "line"}
    if block.is_stacked:
        kind["subtype"] = "stacked"
    chart = book.workbook.add_chart(kind)
    extra = book.workbook.add_chart({"type": "line"}) if lines and kind["type"] == "column" else None
    _add_bars(chart, extra, block, data, names, columns)
    _bar_axes(book, chart, block)
    if extra is not None:
        chart.combine(extra)
    second = next((series for series in block.series if series.on_second_axis), None)
    if second is not None:
        (extra if extra is not None and second in lines else chart).set_y2_axis(_axis(book, second.unit))
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
    marked = [
        data.add(MARK, [text for _, _, text in block.marks], "text"),
        data.add(block.x_title, [x for x, _, _ in block.marks], block.x_unit),
        data.add(block.y_title, [y for _, y, _ in block.marks], block.series[0].unit),
    ] if block.marks else []  # fmt: skip
    for index, (_, _, text) in enumerate(block.marks):
        words = plain_words(book.words(text))
        chart.add_series({
            "name": words, "categories": data.values(marked[1], only=index), "values": data.values(marked[2], only=index), "line": {"none": True},
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
    spaces = data.add(
        SPACE, [(widest - layer.count) / 2 for layer in block.layers], "number", pale=True, digits=1
    )
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
    chart.set_y_axis({
        "reverse": True, "num_font": {**_FONT, "size": 10}, "line": {"none": True}, "major_tick_mark": "none",
        "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_x_axis(
        {"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": max(widest, 1)}
    )
    title = title_with_currency(book, block.title, block.currency)
    return _dress(chart, title, legend=False), data


def _draw_waterfall(book: Book, sheet: Any, block: Waterfall, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    chart = fill_waterfall(book, data, block)
    names = {"reverse": True, "num_font": _FONT, "line": {"none": True}, "label_position": "low", "major_tick_mark": "none", "major_gridlines": {"visible": False}}  # fmt: skip
    chart.set_y_axis(names)
    grid = {"visible": True, "line": {"color": LINE}}
    chart.set_x_axis(
        _axis(book, block.unit, major_gridlines=grid)
        | {
            "label_position": "high",
            "line": {"none": True},
            "major_tick_mark": "none",
            "min": floor_of(block) or None,
        }
    )
    return _dress(chart, title_with_currency(book, block.title, block.currency), legend=False), data


def _draw_scatter(book: Book, sheet: Any, block: Scatter, row: int, column: int) -> tuple[Any, DataTable]:
    data = DataTable(book, sheet, row, column)
    chart = fill_scatter(book, data, block)
    name_font = {"size": 9, "bold": False, "color": "#404040"}

    def axis(
        unit: Unit, title: Message, crossing: float | None, ends: tuple[float, float, float]
    ) -> dict[str, Any]:
        cross: dict[str, Any] = {} if crossing is None else {"crossing": crossing}
        cross |= {"min": ends[0], "max": ends[1], "major_unit": ends[2]}
        return _axis(book, unit, name=plain_words(book.words(title)), name_font=name_font, label_position="low", **cross)  # fmt: skip

    # the axes cross where the field is parted; their labels stay at its edge
    across, up = frame_of(block)
    # what lies beyond the frame stands in the table beside it
    chart.set_x_axis(axis(block.x_unit, block.x_title, block.x_line, across))
    chart.set_y_axis(axis(block.y_unit, block.y_title, block.y_line, up))
    return _dress(chart, title_with_currency(book, block.title, block.currency), legend=True), data


def draw(book: Book, sheet: Any, block: Chart, row: int, column: int) -> tuple[Any, DataTable]:
    """Write the data of a chart at (row, column) and return the chart, not yet placed, and its data."""
    if isinstance(block, Bars):
        return _draw_bars(book, sheet, block, row, column)
    if isinstance(block, Curve):
        return _draw_curve(book, sheet, block, row, column)
    if isinstance(block, Waterfall):
        return _draw_waterfall(book, sheet, block, row, column)
    if isinstance(block, Scatter):
        return _draw_scatter(book, sheet, block, row, column)
    return _draw_pyramid(book, sheet, block, row, column)


def height_in_rows(block: Chart) -> int:
    """Return how many rows of ordinary height a chart takes."""
    if isinstance(block, Pyramid):
        return 12
    if isinstance(block, Waterfall):
        return max(14, min(40, 6 + round(len(block.steps) * 1.1)))
    if isinstance(block, Bars) and block.is_horizontal:
        return max(14, min(40, 6 + round(len(block.categories) * (0.75 + 0.35 * len(block.series)))))
    return 20
