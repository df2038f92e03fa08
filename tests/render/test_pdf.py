"""PDF: pages, words in every script, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from clientela.render._pdf_tables import LANDSCAPE, PORTRAIT, breakable, table_data
from clientela.render.pdf import render_pdf
from render.sample import LONG_IT, nasty_document, tables


def words(path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", " ") for page in document]


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_the_nasty_sample_prints(language, tmp_path):
    path = tmp_path / "report.pdf"
    render_pdf(nasty_document(), language=language, path=path)
    pages = words(path)
    text = " ".join(pages)
    assert len(pages) > 4
    assert "Общество с ограниченной ответственностью" in text
    assert "<script>" in text
    assert "#let" in text
    assert {"en": f"Page 2 of {len(pages)}", "it": f"2 di {len(pages)}", "ru": f"2 из {len(pages)}"}[
        language
    ] in text
    assert [p.name for p in tmp_path.iterdir()] == ["report.pdf"]


def test_equal_documents_give_equal_bytes_and_a_date_is_kept(tmp_path):
    document = replace(nasty_document(), sections=nasty_document().sections[:2])
    first, second, dated = (tmp_path / n for n in ("a.pdf", "b.pdf", "c.pdf"))
    render_pdf(document, language="en", path=first)
    render_pdf(document, language="en", path=second)
    assert first.read_bytes() == second.read_bytes()
    assert b"/CreationDate" not in first.read_bytes()
    render_pdf(document, language="en", path=dated, created=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    assert b"D:20260304" in dated.read_bytes()


def test_a_pdf_is_tagged_and_says_its_title_and_language(tmp_path):
    path = tmp_path / "report.pdf"
    render_pdf(replace(nasty_document(), company="Acme", sections=()), language="it", path=path)
    raw = path.read_bytes()
    assert b"pdfuaid" in raw
    assert b"/Lang" in raw
    with pypdfium2.PdfDocument(path) as document:
        assert document.get_metadata_value("Title").endswith("· Acme")


def test_charts_that_cannot_be_drawn_print_as_tables(tmp_path):
    path = tmp_path / "report.pdf"
    render_pdf(nasty_document(), language="en", path=path, time_limit=0.01)
    assert "could not be drawn" in " ".join(words(path))


def test_columns_fill_the_page_and_never_more():
    for table in tables():
        for is_landscape, room in ((False, PORTRAIT), (True, LANDSCAPE)):
            data = table_data(table, language="ru", is_landscape=is_landscape)
            assert sum(data["widths"]) == pytest.approx(room, abs=0.1)
            assert all(w > 0 for w in data["widths"])


def test_a_long_word_may_break_and_loses_nothing():
    assert breakable(LONG_IT) == LONG_IT
    assert breakable("x" * 40).replace("\u200b", "") == "x" * 40
    assert "\u200b" in breakable("revenue_prior_12m_amount")
