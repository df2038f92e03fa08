"""Waterfalls and points: where bars begin and end, what lies beyond the frame, and that every form draws them."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from rich.console import Console

from clientela.base.i18n import msg
from clientela.blocks import Document, Scatter, ScatterGroup, Section, Waterfall, WaterfallStep
from clientela.render._charts_scatter import SHAPES, beyond_count, near_range
from clientela.render._charts_waterfall import floor_of, spans
from clientela.render.charts import chart_label, chart_option, chart_table, is_empty
from clientela.render.excel import render_excel
from clientela.render.html import render_html
from clientela.render.text import render_text
from clientela.reports._waterfalls import bridge_waterfall, ladder_waterfall


def fall(*amounts, first=100):
    steps = [
        WaterfallStep(msg("Start"), first, is_sum=True),
        *(WaterfallStep(f"step {i}", a) for i, a in enumerate(amounts)),
    ]
    return Waterfall(
        "w",
        msg("Waterfall"),
        (*steps, WaterfallStep(msg("End"), first + sum(a or 0 for a in amounts), is_sum=True)),
        msg("Amount"),
        currency="EUR",
    )


def test_every_bar_begins_where_the_one_before_ended() -> None:
    assert spans(fall(-30, 50, None)) == [(0, 100), (100, 70), (70, 120), (120, 120), (0, 120)]


@pytest.mark.parametrize("amounts", [(-30, 50), (-150, 20), (-100, -50, 200)])
def test_the_drawn_parts_are_the_amounts(amounts) -> None:
    block = fall(*amounts)
    option = chart_option(block, language="en")
    base, up, down, labels = option["series"]
    for place, (start, end) in enumerate(spans(block)):
        above, below = up["data"][place]["value"], down["data"][place]["value"]
        assert above - below == pytest.approx(
            abs(end - start)
            if min(start, end) >= 0 or max(start, end) <= 0
            else max(start, end) - min(start, end)
        )
        hidden = base["data"][place]
        assert hidden * (above + below) >= 0  # the unseen base lies on the side of its bar
    assert len(labels["data"]) == len(block.steps)
    json.dumps(option)


def test_far_from_zero_the_drawing_says_where_it_begins() -> None:
    near, far = fall(-30, 50), fall(-3, 5)
    assert floor_of(near) == 0
    assert 0 < floor_of(far) < 97
    assert "begins at" in chart_option(far, language="en")["title"][0]["text"]
    assert chart_option(near, language="en")["title"] == []
    assert floor_of(fall(-101)) == 0


def test_signs_and_colours_tell_added_from_taken() -> None:
    option = chart_option(fall(-30, 50), language="en")
    words = [p["label"]["formatter"] for p in option["series"][3]["data"]]
    assert words[1].startswith("-")
    assert words[2].startswith("+")
    colours = [p["itemStyle"]["color"] for p in option["series"][1]["data"]]
    assert len(set(colours)) == 3


def test_a_ladder_leaves_out_what_is_not_known() -> None:
    steps = [
        ("revenue", msg("Revenue"), 100, 1),
        ("rebates", msg("Rebates"), None, -1),
        ("net_net", msg("Net"), 100, 0),
        ("goods", msg("Goods"), 60, -1),
        ("cm1", msg("CM1"), 40, 0),
        ("freight", msg("Freight"), 0, -1),
        ("cm2", msg("CM2"), 40, 0),
        ("cm3", msg("CM3"), None, 0),
    ]
    drawn = ladder_waterfall(steps, currency="EUR")
    assert [str(s.title) for s in drawn.steps] == ["Revenue", "Goods", "CM2"]
    assert ladder_waterfall(steps[:3], currency="EUR") is None
    bridge = bridge_waterfall(
        "b", msg("B"), start=10, effects=[(msg("none"), 0), (msg("more"), 5)], end=15, currency="EUR"
    )
    assert len(bridge.steps) == 3


def field(count=40, far=()):
    low = ScatterGroup(
        "low", msg("Low"), tuple((0.01 * i, 0.9 + 0.001 * i, f"Customer {i}") for i in range(count // 2))
    )
    high = ScatterGroup(
        "high", msg("High"), tuple((0.5 + 0.01 * i, 1.1, "{x} <b>") for i in range(count // 2)) + tuple(far)
    )
    return Scatter(
        "s",
        msg("Field"),
        msg("Across"),
        msg("Up"),
        (low, high),
        "share",
        "number",
        0.4,
        1.0,
        (msg("a"), msg("b"), msg("c"), msg("d")),
        ((0.0, 0.9), (0.7, 1.1)),
        msg("equal"),
        currency="EUR",
    )


def test_points_beyond_the_frame_stand_at_its_edge_and_keep_their_words() -> None:
    block = field(far=((90.0, 1.0, "Far"),))
    assert beyond_count(field()) == 0
    assert beyond_count(block) == 1
    option = chart_option(block, language="en")
    high = option["series"][1]["data"]
    edge = option["xAxis"][0]["max"]
    assert max(p["value"][0] for p in high) == edge < 2
    assert any("9,000.0%" in p["name"] for p in high)
    assert ("Far", 90.0) in [(row[0], row[2]) for row in chart_table(block).rows]
    json.dumps(option)


def test_kinds_differ_in_shape_and_colour_and_the_line_is_drawn() -> None:
    for theme in ("light", "dark"):
        for width in ("wide", "phone", "print"):
            option = chart_option(field(), language="ru", theme=theme, width=width)
            first, second, path = option["series"]
            assert first["symbol"] != second["symbol"]
            assert {first["symbol"], second["symbol"]} <= set(SHAPES)
            assert first["itemStyle"]["color"] != second["itemStyle"]["color"]
            assert path["type"] == "line"
            assert {tuple(d) for d in first["markLine"]["data"]} == {("xAxis",), ("yAxis",)}
    assert len(chart_option(field(), language="en", width="phone")["title"]) == 1  # no room for corners
    assert len(chart_option(field(), language="en")["title"]) == 5


def test_a_range_needs_no_zero_and_stands_one_value() -> None:
    low, high, step = near_range([0.93, 1.07], None)
    assert 0.5 < low <= 0.93
    assert 1.07 <= high < 1.5
    assert step > 0
    low, high, _ = near_range([5.0], None)
    assert low < 5 < high
    assert near_range([0.0], None)[0] < 0


def test_every_form_draws_them(tmp_path) -> None:
    blocks = (fall(-150, 20), fall(-3, 5), field())
    section = Section("charts", msg("Charts"), blocks)
    document = Document("x", msg("T"), msg("S"), "Company", (section,), msg("F"), "EUR")
    for language in ("en", "it", "ru"):
        page = render_html(document, language=language)
        assert page.count("<svg") == 6  # for a wide page and for a phone
    render_excel(document, language="en", path=tmp_path / "x.xlsx")
    assert (tmp_path / "x.xlsx").stat().st_size > 5000
    console = Console(file=StringIO(), width=100)
    render_text(document, language="en", console=console)
    assert "step 0" in console.file.getvalue()
    assert not any(is_empty(b) for b in blocks)
    assert chart_label(blocks[0], "en").startswith("Waterfall")
