"""Pages and fragments: well formed, escaped, without style or script, in three languages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from clientela.base.i18n import msg
from clientela.blocks import Column, Table
from clientela.render import _html_blocks
from clientela.render._svg import DrawingError
from clientela.render.html import render_blocks_html, render_html, report_css
from render.sample import EVIL, charts, nasty_document, tables

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Checker(HTMLParser):
    """Follows the nesting and gathers what matters."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.ids = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, k, v) for k, v in attrs]
        self.ids += [v for k, v in attrs if k == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, k, v) for k, v in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert not any(k == "style" or k.startswith("on") for _, k, _ in checker.attributes)
    return checker


@pytest.fixture(scope="module")
def whole():
    return render_html(nasty_document(), language="en")


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_a_page_stands_alone_in_each_language(language):
    html = render_html(nasty_document(), language=language)
    checker = check(html)
    assert f'<html lang="{language}">' in html
    assert "script" not in checker.tags
    assert checker.tags.count("style") == 1
    outside = [
        v for _, k, v in checker.attributes if k in ("src", "href", "xlink:href") and not v.startswith("#")
    ]
    assert outside == []
    assert "http" not in report_css()
    assert EVIL not in html


def test_every_chart_has_a_drawing_for_page_and_phone_a_label_and_a_twin(whole):
    drawable = len(charts()) - 1  # one is empty: its table stands in its place
    assert whole.count('<div class="chart-wide" role="img" aria-label="') == drawable
    assert whole.count('<div class="chart-phone" role="img"') == drawable
    assert whole.count("<summary>Show as table</summary>") == drawable


def test_tables_have_captions_scopes_limits_and_totals(whole):
    assert "<caption>Many rows</caption>" in whole
    assert '<th scope="col" class="num">Revenue, last 12 months, EUR</th>' in whole
    assert '<th scope="row">000001</th>' in whole
    assert "and 260 more in the workbook" in whole
    assert '<tr class="total">' in whole
    assert "Nothing to show" in whole
    assert 'title="As the invoices say"' in whole


def test_a_missing_value_is_a_dash():
    html = render_blocks_html(tables()[:1], language="en")
    assert '<th scope="row">000000</th>' in html
    assert '<td class="num">—</td>' in html


def test_fragments_for_the_browser_carry_json_that_cannot_end_its_script():
    html = render_blocks_html(charts(), language="it", charts="client")
    found = re.findall(r'<script type="application/json" data-chart-options>(.*?)</script>', html)
    assert len(found) == len(charts()) - 1
    for text in found:
        assert "<" not in text
        data = json.loads(text)
        assert {(t, w) for t, o in data["options"].items() for w in o} == {
            ("light", "wide"), ("light", "phone"), ("dark", "wide"), ("dark", "phone"),
        }  # fmt: skip
        assert data["heights"]["phone"] > 0
    check(html)


def test_without_a_drawing_the_table_stands_in_its_place(monkeypatch):
    def fail(*_args, **_kwargs):
        raise DrawingError("no")

    monkeypatch.setattr(_html_blocks, "draw_charts", fail)
    html = render_blocks_html(charts()[:2], language="en")
    check(html)
    assert "<svg" not in html
    assert html.count("could not be drawn") == 2
    assert html.count("<table") == 2


def test_a_time_limit_never_breaks_a_page():
    assert "could not be drawn" in render_blocks_html(charts()[:1], language="en", time_limit=0.01)


def test_the_style_sheet_knows_every_class(whole):
    css = report_css()
    for names in set(re.findall(r'class="([^"]+)"', whole)):
        for name in names.split():
            assert f".{name}" in css, name


def test_a_column_of_large_sums_shows_no_cents():
    table = Table("t", msg("T"), (Column("a", msg("A"), "money"),), ((0,), (123_456.78,)))
    html = render_blocks_html([table], language="en")
    assert ">0<" in html
    assert ">123,457<" in html
