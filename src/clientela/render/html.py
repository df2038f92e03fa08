"""Documents and blocks as HTML: a page that stands alone, and fragments for the web pages."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from clientela.base.i18n import msg, translate
from clientela.render._html_blocks import Charts, Page, block_html, draw_blocks
from clientela.render._svg import TIME_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.blocks import Block, Document, Section


def report_css() -> str:
    """Return the style sheet of reports."""
    return resources.files("clientela.render").joinpath("report.css").read_text(encoding="utf-8")


def render_blocks_html(
    blocks: Sequence[Block],
    *,
    language: str,
    heading_level: int = 2,
    charts: Charts = "svg",
    time_limit: float = TIME_LIMIT,
) -> str:
    """Return blocks as a fragment for a page under a strict Content-Security-Policy.

    Only classes (named at the top of `report.css`). With `charts="client"` each chart carries its options
    as JSON (`options[theme][width]` for light and dark, wide and phone, and `heights[width]`); with "svg" it is drawn here.
    """
    page = Page(language, charts, heading_level)
    if charts == "svg":
        draw_blocks(page, blocks, time_limit=time_limit)
    return "\n".join(block_html(page, block) for block in blocks)


def _section(page: Page, section: Section) -> str:
    lead = f'<p class="lead">{page.text(section.lead)}</p>' if section.lead else ""
    name = escape(section.name, quote=True)
    parts = "\n".join(block_html(page, block) for block in section.blocks)
    return (
        f'<section class="card" id="{name}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{page.text(section.title)}</h2>{lead}\n{parts}\n</section>'
    )


def render_html(document: Document, *, language: str, time_limit: float = TIME_LIMIT) -> str:
    """Return the document as one page without any outside request and without script.

    Charts are drawn once and follow light or dark by the style sheet.
    """
    page = Page(language, "svg", 2)
    draw_blocks(page, [b for s in document.sections for b in s.blocks], time_limit=time_limit)
    title = page.text(document.title)
    company = escape(document.company)
    links = "".join(
        f'<li><a href="#{escape(s.name, quote=True)}">{page.text(s.title)}</a></li>'
        for s in document.sections
    )
    contents = escape(translate(msg("Contents"), language=language), quote=True)
    sections = "\n".join(_section(page, s) for s in document.sections)
    named = f"{title} · {company}" if company else title
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Clientela">
<title>{named}</title>
<style>
{report_css()}</style>
</head>
<body class="report">
<header class="report-head">
<p class="report-company">{company}</p>
<h1>{title}</h1>
<p class="report-subtitle">{page.text(document.subtitle)}</p>
</header>
<nav class="report-toc" aria-label="{contents}"><ul>{links}</ul></nav>
<main>
{sections}
</main>
<footer class="report-foot"><p>{page.text(document.footer)}</p></footer>
</body>
</html>
"""
