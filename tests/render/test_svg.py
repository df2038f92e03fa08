"""Drawing on the server: clean for a strict policy, and never in the way."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from clientela.render import _svg
from clientela.render import charts as charts_module
from clientela.render._svg import Drawing, DrawingError, clean_svg, draw_charts, echarts_path, themed_svg
from clientela.render.charts import chart_option, chart_size, check_echarts
from render.sample import charts


@pytest.fixture(scope="module")
def drawn():
    blocks = charts()
    return draw_charts(
        [
            Drawing(f"c{i}", chart_option(b, language="ru"), *chart_size(b, "wide"))
            for i, b in enumerate(blocks)
        ]
    )


def test_drawings_are_well_formed_without_style_or_script(drawn):
    for svg in drawn:
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own drawing
        assert "style=" not in svg
        assert "<style" not in svg
        assert "<script" not in svg


def test_ids_are_unique_over_all_drawings(drawn):
    ids = re.findall(r'\sid="([^"]+)"', "".join(drawn))
    assert len(ids) == len(set(ids))
    for svg in drawn:
        used = set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used <= set(re.findall(r'\sid="([^"]+)"', svg))


def test_no_text_leaves_the_drawing(drawn):
    for svg in drawn:
        wide = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
        for x in re.findall(r"<text[^>]*translate\(([-\d.]+) ", svg):
            assert 0 <= float(x) <= wide


def test_a_themed_drawing_names_its_colours_and_leaves_its_width_to_the_page(drawn):
    svg = themed_svg(drawn[0])
    assert "cf-blue" in svg
    assert "cf-ink" in svg
    assert not re.search(r'<svg[^>]*\swidth="', svg)
    ET.fromstring(svg)  # noqa: S314 - our own drawing


def test_styles_become_attributes():
    svg = '<svg><style>.a:hover{fill:red}</style><text style="font-size:12px;fill:#fff;cursor:pointer" class="a" id="k">x</text></svg>'
    assert clean_svg(svg, name="n") == '<svg><text font-size="12px" fill="#fff" id="n-k">x</text></svg>'


def one() -> list[Drawing]:
    return [Drawing("c", chart_option(charts()[0], language="en"), 300, 200)]


def test_a_child_that_takes_too_long_is_killed_and_said():
    with pytest.raises(DrawingError, match="not drawn within"):
        draw_charts(one(), time_limit=0.01)


def test_a_child_that_fails_is_said(monkeypatch):
    monkeypatch.setattr(_svg, "CHILD", "clientela.render._no_such_child")
    with pytest.raises(DrawingError, match="could not be drawn"):
        draw_charts(one())


def test_a_changed_library_is_refused(monkeypatch, tmp_path):
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "echarts.min.js").write_bytes(echarts_path().read_bytes() + b" ")
    monkeypatch.setattr(_svg.resources, "files", lambda _: tmp_path)
    with pytest.raises(DrawingError, match="not the known ECharts"):
        echarts_path()
    assert check_echarts() is not None
    assert charts_module.check_echarts() is not None


def test_the_installed_library_is_the_known_one():
    assert check_echarts() is None
