"""A document as a file: the one place where the pages meet the renderers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.blocks import Document


def write_document(document: Document, path: Path, *, form: str, language: str) -> None:
    """Write a document to `path` as xlsx, pdf or html."""
    if form == "xlsx":
        from clientela.render.excel import render_excel

        render_excel(document, language=language, path=path)
    elif form == "pdf":
        from clientela.render.pdf import render_pdf

        render_pdf(document, language=language, path=path)
    else:
        from clientela.render.html import render_html

        write_text(path, render_html(document, language=language))
