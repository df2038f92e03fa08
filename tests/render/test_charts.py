"""Charts as options: plain JSON, honest axes, and twins that hold every point."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientela.base.i18n import msg
from clientela.blocks import Bars, Curve, Pyramid, PyramidLayer, Series
from clientela.render._charts_curve import thin
from clientela.render._charts_scale import nice_range, short_value, tick_labels, tick_values
from clientela.render._charts_style import LIGHT
from clientela.render.charts import chart_label, chart_option, chart_size, chart_table
from render.sample import EVIL, LONG_RU, bars, charts

LANGUAGES = ("en", "it", "ru")


def curve() -> Curve:
    return next(c for c in charts() if isinstance(c, Curve) and c.name == "pareto")


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [t for v in value.values() for t in texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone", "print"])
def test_every_option_is_plain_json_with_tooltips_that_need_no_style(language, theme, width):
    for block in charts():
        option = chart_option(block, language=language, theme=theme, width=width)
        text = json.dumps(option, allow_nan=False)
        assert json.loads(text) == option
        assert not any("function" in t for t in texts(option))
        assert option["tooltip"]["renderMode"] == "richText"
        assert option["aria"]["enabled"]
        assert min(chart_size(block, width)) > 80


def test_bars_start_at_zero_and_money_is_written_in_the_readers_language():
    block = Bars("b", msg("Revenue"), ("x",) * 30, (Series("v", msg("V"), tuple(range(2_000_000, 5_000_000, 100_000)), "money", "bar"),), currency="EUR")  # fmt: skip
    axis = chart_option(block, language="ru")["yAxis"]
    assert axis[0]["min"] == 0
    assert axis[0]["max"] >= 4_900_000
    assert axis[1]["data"][0] == "0"
    assert "млн" in axis[1]["data"][-1]
    assert len(axis[1]["data"]) == round(axis[0]["max"] / axis[0]["interval"]) + 1


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, (0, 1, 1)),
        (3, 9, (0, 10, 2)),
        (-4, 7, (-5, 7.5, 2.5)),
        (-3, -1, (-3, 0, 1)),
        (0, 1, (0, 1, 0.2)),
    ],
)
def test_a_range_is_round_and_holds_zero(low, high, expected):
    assert nice_range(low, high) == pytest.approx(expected)


def test_ticks_say_only_the_digits_they_need():
    assert tick_labels(tick_values(0, 1, 0.2), 0.2, "share", "it") == [
        "0%", "20%", "40%", "60%", "80%", "100%",
    ]  # fmt: skip
    assert tick_labels([0, 0.5, 1], 0.5, "number", "it") == ["0,0", "0,5", "1,0"]
    assert tick_labels([0, 500_000, 1_500_000], 500_000, "money", "en") == ["0", "500K", "1.5M"]
    assert tick_labels([0, 2.5e6, 5e6, 7.5e6], 2.5e6, "money", "ru")[1] == "2,5\u00a0млн"
    assert tick_labels([0, 25_000, 50_000], 25_000, "money", "it") == ["0", "25.000", "50.000"]
    assert short_value(23_456, "money", "it", "EUR") == "23.456\u00a0€"


def test_a_missing_bar_is_a_gap_with_a_dash_never_a_zero():
    option = chart_option(bars("b", ("a", "b"), (5, None), lying=True), language="en")
    assert option["series"][0]["data"][1]["value"] is None
    assert option["series"][1]["label"]["formatter"] == "—"
    assert option["series"][1]["data"] == [[0, 1]]
    assert short_value(None, "money", "en", "EUR") == "—"


def test_gains_are_blue_and_losses_orange():
    data = chart_option(bars("b", ("up", "down"), (5, -5), lying=True), language="en")["series"][0]["data"]
    assert [d["itemStyle"]["color"] for d in data] == [LIGHT["blue"], LIGHT["orange"]]
    assert [d["label"]["position"] for d in data] == ["right", "left"]


def test_long_names_end_in_an_ellipsis_and_no_name_is_a_template():
    axis = chart_option(bars("b", (LONG_RU, EVIL), (1, 2), lying=True), language="ru")["yAxis"][0]
    assert all(len(name) <= 28 for name in axis["data"])
    assert axis["data"][0].endswith("…")
    option = chart_option(bars("b", (EVIL,), (1,), lying=True), language="ru")
    assert not any("{b}" in t for t in texts(option))


def test_a_long_curve_is_thinned_and_keeps_its_ends_and_its_steep_part():
    block = curve()
    kept = thin(block)
    assert kept[0] == 0
    assert kept[-1] == 999
    assert len(kept) <= 121
    assert sum(1 for i in kept if block.x[i] < 0.05) > 20
    option = chart_option(block, language="en")
    assert option["series"][2]["data"] == [[0, 0], [1, 1]]
    assert option["series"][3]["data"][0]["value"] == [0.2, 0.2**0.2]


def test_a_pyramid_is_centred():
    block = Pyramid("p", msg("P"), (PyramidLayer("t", msg("Top"), 10, 5, 0.5), PyramidLayer("s", msg("Small"), 100, 5, 0.5)), msg("Revenue"))  # fmt: skip
    spacer, layers = chart_option(block, language="en")["series"]
    for gap, layer in zip(spacer["data"], layers["data"], strict=True):
        assert gap["value"] * 2 + layer["value"] == 100


def test_twins_hold_exactly_the_data():
    for block in charts():
        table = chart_table(block)
        if isinstance(block, Bars):
            assert [r[0] for r in table.rows] == list(block.categories)
            for i, series in enumerate(block.series, 1):
                assert tuple(r[i] for r in table.rows) == series.values
                assert table.columns[i].unit == series.unit
        elif isinstance(block, Curve):
            assert tuple(r[0] for r in table.rows) == block.x
            assert tuple(r[1] for r in table.rows) == block.series[0].values
        else:
            assert [r[1:] for r in table.rows] == [(x.count, x.value, x.share) for x in block.layers]
        assert table.currency == block.currency


def test_the_label_names_the_chart_and_its_marks():
    assert chart_label(curve(), "en").startswith("Line chart: Curve. The best fifth")
