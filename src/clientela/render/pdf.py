"""Documents as PDF by typst: the same on every machine, tagged, with the data passed as JSON."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.render._pdf_data import document_data
from clientela.render._svg import TIME_LIMIT

if TYPE_CHECKING:
    from datetime import datetime

    from clientela.blocks import Document

_STANDARDS: tuple[Literal["ua-1", "a-2b"] | None, ...] = ("ua-1", "a-2b", None)


class PdfError(ClientelaError):
    """The PDF could not be made."""


def _font_folder() -> str:
    """Return the folder of the Noto fonts in the wheel that carries them."""
    try:
        return str(resources.files("manimgx_fonts"))
    except ModuleNotFoundError as error:
        raise PdfError(
            msg("The fonts of PDF reports are not installed. Install Clientela with its extra `report`.")
        ) from error


def _compile(root: Path, created: datetime | None) -> bytes:
    try:
        import typst  # noqa: PLC0415 - slow import
    except ModuleNotFoundError as error:
        raise PdfError(msg("PDF reports need typst. Install Clientela with its extra `report`.")) from error
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_font_folder()])
    failure: Exception | None = None
    for standard in _STANDARDS:
        try:
            return typst.compile(
                str(root / "report.typ"),
                root=str(root),
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[standard] if standard else [],
                timestamp=created or 0,
            )
        except RuntimeError as error:  # a standard that this document cannot meet: the next one asks less
            failure = error
    raise PdfError(msg("The PDF could not be made: {reason}", reason=str(failure))) from failure


def render_pdf(
    document: Document,
    *,
    language: str,
    path: Path,
    created: datetime | None = None,
    time_limit: float = TIME_LIMIT,
) -> None:
    """Write the document as a PDF; equal documents give equal bytes when `created` is None.

    Errors: PdfError when typst or the fonts are not installed or the template fails.
    """
    data = document_data(document, language=language, time_limit=time_limit)
    data["dated"] = created is not None
    template = resources.files("clientela.render").joinpath("report.typ").read_bytes()
    with tempfile.TemporaryDirectory(prefix="clientela-pdf-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(template)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        made = _compile(root, created)
    with writing(path) as temporary:
        temporary.write_bytes(made)
