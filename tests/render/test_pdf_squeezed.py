"""A table with more columns than a page holds in ease: what stands in its cells still does not run into the next column."""

from __future__ import annotations

from clientela.render._charts_style import text_width
from clientela.render._pdf_tables import PORTRAIT, _fit

_HEADS = ["Layer", "Customers", *(f"A long heading of many words, number {n}, EUR" for n in range(11))]
_ROWS = [
    ["Top", "13", *("1.234.567" for _ in range(11))],
    ["Small ones", "1.019", *("35.582.360" for _ in range(11))],
]


def test_cells_have_room_and_the_whole_is_the_page():
    numeric = [False, *(True for _ in range(12))]
    size, widths = _fit(_HEADS, _ROWS, numeric, PORTRAIT)
    assert abs(sum(widths) - PORTRAIT) < 1e-6
    for place, width in enumerate(widths[1:], start=1):
        assert all(text_width(row[place], size) < width for row in _ROWS), place
    assert text_width("Small", size) < widths[0]


def test_more_than_a_page_holds_is_shared_by_need():
    heads, rows = ["A"] * 40, [["123.456.789"] * 40]
    _, widths = _fit(heads, rows, [True] * 40, PORTRAIT)
    assert len({round(w, 6) for w in widths}) == 1
    assert abs(sum(widths) - PORTRAIT) < 1e-6
