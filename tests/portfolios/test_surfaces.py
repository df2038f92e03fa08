"""Nothing that leaves the product gives a class to a customer without observations, or shows as sharp who is not: reports in every form, the terminal, exports (dossier 2.3, 2.4 iv)."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import replace

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console

from certain_case import OPEN, OWN_CELLS, PROVISIONAL, SHARP, UNSEEN, build_certain, check_rows, places_of
from clientela.base.i18n import msg
from clientela.blocks import Table
from clientela.render import text
from clientela.render.excel import render_excel
from clientela.render.html import render_html
from clientela.render.pdf import render_pdf
from clientela.render.text import render_text
from conftest import table
from page_rows import rows_of


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_certain(tmp_path_factory.mktemp("certain"))


@pytest.fixture(scope="module")
def documents(run):
    """Those that name cells; that no table of any other report does is a test of the demo company."""
    return [run.report(name=name) for name in ("portfolio", "key_accounts", "matrices", "ten_questions")]


@pytest.fixture(scope="module")
def places(run):
    return places_of(run)


def _customer_tables(document):
    """The document with nothing but its tables of customers, without titles and notes: what is written in a row is then of its customer."""
    sections = []
    for section in document.sections:
        kept = tuple(
            replace(b, title=msg("List"), note=None)
            for b in section.blocks
            if isinstance(b, Table) and b.columns[0].name == "customer_id" and any(c.name.endswith(("_cell", "_certainty", "certainty")) or c.name == "cell_class" for c in b.columns)
        )  # fmt: skip
        if kept:
            sections.append(replace(section, blocks=kept, lead=None, title=msg("Part")))
    return replace(document, sections=tuple(sections))


def test_each_certainty_is_there(run):
    """What the tests of the surfaces rest on; K03 lies across the line, of the last six nothing was said."""
    names = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    scores = {names[r["customer_key"]]: r for r in table(run, "customer_scores")}
    for result, matrix in (("portfolio_matrix", "portfolio"), ("kaism", "kaism")):
        places = {names[r["customer_key"]]: r for r in table(run, result)}
        assert {n: p[f"{matrix}_cell"] for n, p in places.items() if p[f"{matrix}_cell"]} == {n: c[matrix] for n, c in OWN_CELLS.items()}  # fmt: skip
        sure = {n: p[f"{matrix}_certainty"] for n, p in places.items()}
        assert {sure[n] for n in SHARP} == {"sharp"}
        assert {sure[n] for n in PROVISIONAL} == {"provisional"}
        assert {sure[n] for n in OPEN} <= {"undetermined", "unscored"}
        assert {sure[n] for n in UNSEEN} == {"unscored"}
    assert scores["K03"]["importance_low"] < 5 <= scores["K03"]["importance_high"]
    assert all(scores[n]["importance_count"] == scores[n]["relative_strength_count"] == 0 for n in UNSEEN)


def _html(documents, folder):
    del folder
    return [row for document in documents for row in rows_of(render_html(document, language="en"))]


def _workbook(documents, folder):
    rows = []
    for document in documents:
        path = folder / f"{document.name}.xlsx"
        render_excel(document, language="en", path=path)
        for name in (book := CalamineWorkbook.from_path(path)).sheet_names:
            rows += [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
    return rows


@pytest.mark.parametrize("form", [_html, _workbook])
def test_a_report_as_page_and_as_workbook(documents, places, tmp_path, form):
    check_rows(form(documents, tmp_path), places)


def test_a_report_in_the_terminal(documents, places, monkeypatch):
    monkeypatch.setattr(
        text, "_WIDEST", 1000
    )  # no word is cut: what is written of whom is read, not how it fits
    shown = io.StringIO()
    for document in documents:
        render_text(_customer_tables(document), language="en", console=Console(file=shown, width=1000))
    check_rows(([line] for line in shown.getvalue().splitlines()), places, is_by_cell=False)


def test_a_report_on_paper(documents, places, tmp_path):
    """Rows are cut out of the text of the pages: from the number of a customer to the next."""
    rows = []
    for document in map(_customer_tables, documents):
        if not document.sections:
            continue
        path = tmp_path / f"{document.name}.pdf"
        render_pdf(document, language="en", path=path)
        with pypdfium2.PdfDocument(path) as book:
            said = " ".join(" ".join(page.get_textpage().get_text_range() for page in book).split())
        starts = sorted(
            {*(at for n in range(1, 11) for at in _places(said, f"K{n:02d} Customer")), len(said)}
        )
        rows += [[said[a:b].split(" List ")[0]] for a, b in itertools.pairwise(starts)]
    check_rows(rows, places, is_by_cell=False)


def _places(said, part):
    at = said.find(part)
    while at >= 0:
        yield at
        at = said.find(part, at + 1)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_export(run, tmp_path, form):
    """Codes, not words: a cell never stands without its certainty."""
    path = tmp_path / f"portfolio.{form}"
    assert run.export_portfolio(path, form=form) == 10
    if form == "csv":
        with path.open(encoding="utf-8") as stream:
            found = {r["customer_id"]: {k: v or None for k, v in r.items()} for r in csv.DictReader(stream)}
    else:
        import duckdb  # noqa: PLC0415 - for this form alone

        cursor = duckdb.sql(f"select * from read_parquet('{path}')")
        found = {r[0]: dict(zip(cursor.columns, r, strict=True)) for r in cursor.fetchall()}
    for matrix in ("portfolio", "kaism"):
        cell, sure = f"{matrix}_cell", f"{matrix}_certainty"
        assert {n: r[cell] for n, r in found.items() if r[cell]} == {n: c[matrix] for n, c in OWN_CELLS.items()}  # fmt: skip
        assert {n for n, r in found.items() if r[sure] == "sharp"} == set(SHARP)
        assert {found[n][sure] for n in PROVISIONAL} == {"provisional"}
        assert {found[n][sure] for n in UNSEEN} == {"unscored"}
