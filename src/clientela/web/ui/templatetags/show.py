"""Tags and filters: messages and values in the reader's language, and blocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from clientela.base.i18n import Message, translate
from clientela.base.structure import describe_structure
from clientela.base.units import Amount, format_value
from clientela.blocks import Kpis, Note, Table, Text
from clientela.render.charts import CHARTS
from clientela.web.ui.blocks import customer_address, twin_of, view_table
from clientela.web.ui.charts import chart_label, chart_spec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

register = template.Library()


def reader_language() -> str:
    """Return the language of the page."""
    return (translation.get_language() or "en")[:2]


@register.filter
def say(message: Any) -> str:
    """Write a message of the core in the reader's language."""
    if isinstance(message, Message):
        return translate(message, language=reader_language())
    if isinstance(message, Amount):
        return format_value(
            message.value,
            message.unit,
            language=reader_language(),
            currency=message.currency,
            digits=message.digits,
        )
    return "" if message is None else str(message)


@register.simple_tag
def value(given: Any, unit: str = "text", currency: str | None = None, digits: int | None = None) -> str:
    """Write a value in the reader's form; missing is a dash."""
    if isinstance(given, Message):
        return translate(given, language=reader_language())
    return format_value(given, unit, language=reader_language(), currency=currency, digits=digits)  # type: ignore[arg-type]  # units are written in our templates


@register.filter
def as_url(customer_id: str) -> str:
    """Return the address of a customer's page."""
    return customer_address(customer_id)


def _draw(shown: Any, heading: int, links: dict[str, str] | None) -> SafeString:
    language = reader_language()
    if isinstance(shown, Table):
        return render_to_string(
            "ui/blocks/table.html", {"table": view_table(shown, language=language), "heading": heading}
        )
    if isinstance(shown, CHARTS):
        twin = view_table(twin_of(shown), language=language)
        return render_to_string(
            "ui/blocks/chart.html",
            {
                "chart": shown,
                "label": chart_label(shown, language),
                "spec": chart_spec(shown, language=language),
                "twin": twin,
                "heading": heading,
            },
        )
    names = {Kpis: "kpis", Note: "note", Text: "text"}
    return render_to_string(
        f"ui/blocks/{names[type(shown)]}.html", {"block": shown, "heading": heading, "links": links or {}}
    )


@register.simple_tag(takes_context=True)
def block_of(context: Any, shown: Any, heading: int = 2, links: dict[str, str] | None = None) -> SafeString:
    """Write a block of a document; `links` gives figures an address by name.

    What a run says does not change: its blocks are written once for each language and kept with the open run.
    """
    run = getattr(context.get("request"), "open_run", None)
    if run is None or not run.holds(shown):
        return _draw(shown, heading, links)
    key = (id(shown), heading, reader_language(), tuple(links or ()))
    written: SafeString = run.once(key, lambda _: _draw(shown, heading, links))
    return written


@register.simple_tag(takes_context=True)
def blocks_of(context: Any, blocks: Iterable[Any], heading: int = 2) -> SafeString:
    """Write the blocks of a section: charts and tables on cards, figures and notes between them."""
    parts = []
    for shown in blocks:
        drawn = block_of(context, shown, heading)
        parts.append(
            format_html('<section class="card">{}</section>', drawn)
            if isinstance(shown, (Table, *CHARTS))
            else drawn
        )
    return mark_safe("".join(parts))  # noqa: S308 - each part comes from a template that escapes


@register.filter
def item(mapping: dict[str, Any], name: str) -> Any:
    """Return a value of a dictionary by a name that the template holds."""
    return mapping.get(name)


@register.filter
def structure_of(manifest: Any) -> Message | None:
    """Say by which structure a run counts; None for the usual one."""
    return describe_structure(manifest.read_settings().structure)


@register.filter
def instant(text: str | None) -> datetime | None:
    """Read an instant that a manifest keeps as text."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def day(text: str | None) -> date | None:
    """Read a date that a manifest keeps as text."""
    return date.fromisoformat(text) if text else None
