"""What the page's script needs to draw a chart: its options for light and dark, for a wide page and for a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.render.charts import Chart, chart_label, chart_option, chart_size

if TYPE_CHECKING:
    from clientela.render._charts_style import Theme, Width

_THEMES: tuple[Theme, ...] = ("light", "dark")
_WIDTHS: tuple[Width, ...] = ("wide", "phone")

__all__ = ["chart_label", "chart_spec"]


def chart_spec(block: Chart, *, language: str) -> dict[str, Any]:
    """Return the options by theme and width, and the heights in pixels by width."""
    return {
        "options": {
            theme: {
                width: chart_option(block, language=language, theme=theme, width=width) for width in _WIDTHS
            }
            for theme in _THEMES
        },
        "heights": {width: chart_size(block, width)[1] for width in _WIDTHS},
    }
