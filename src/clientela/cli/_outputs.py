"""Writing a report in the forms people open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.files import write_text
from clientela.base.i18n import msg
from clientela.cli._shared import language, say

if TYPE_CHECKING:
    from clientela.blocks import Document

FORMS = ("xlsx", "pdf", "html")


class FormUnknownError(ClientelaError):
    """A form of report that does not exist."""


def write_report(
    document: Document, folder: Path, *, name: str, forms: tuple[str, ...] = FORMS
) -> dict[str, Path]:
    """Write a document as workbook, PDF and page into `folder`; returns the paths by form."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, Path] = {}
    for form in forms:
        path = folder / f"{name}.{form}"
        if form == "xlsx":
            from clientela.render.excel import render_excel

            render_excel(document, language=language(), path=path)
        elif form == "pdf":
            from clientela.render.pdf import render_pdf

            render_pdf(document, language=language(), path=path)
        elif form == "html":
            from clientela.render.html import render_html

            write_text(path, render_html(document, language=language()))
        else:
            raise FormUnknownError(
                msg("A report has no form {form}. Take some of {forms}.", form=form, forms=", ".join(FORMS))
            )
        written[form] = path
    return written


def show(document: Document) -> None:
    """Show a document in the terminal."""
    from clientela.cli._shared import console
    from clientela.render.text import render_text

    render_text(document, language=language(), console=console)


def show_or_write(document: Document, out: Path | None) -> None:
    """Show a document in the terminal, or write it into a folder and say where."""
    if out is None:
        show(document)
        return
    for path in write_report(document, out, name=document.name).values():
        say(msg("Written: {file}", file=str(path)))
