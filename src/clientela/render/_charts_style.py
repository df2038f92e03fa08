"""Colours, sizes and the measuring of text for charts; shared by the browser, the page and the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clientela.base.i18n import translate
from clientela.base.units import MISSING, format_value

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.base.units import Unit

Theme = Literal["light", "dark"]
Width = Literal["wide", "phone", "print"]

LIGHT = {
    "blue": "#0072b2", "orange": "#d55e00", "green": "#00876a", "purple": "#a8558a", "sky": "#4ba3d4",
    "amber": "#c98a00", "past": "#a9b4c2", "ink": "#1b2430", "soft": "#586474", "line": "#c6cdd6",
    "grid": "#e7eaee", "paper": "#ffffff", "step1": "#00507d", "step2": "#2277ad", "step3": "#5b9fcb",
    "step4": "#97c4e0", "step5": "#c2dcec",
}  # fmt: skip
"""Okabe and Ito's palette, the paler ones darkened to three to one on white."""
DARK = {
    "blue": "#56b4e9", "orange": "#f08a4b", "green": "#3ecf9f", "purple": "#e299cb", "sky": "#8fd0f5",
    "amber": "#f0c24b", "past": "#6b7889", "ink": "#e8ecf1", "soft": "#a3aebb", "line": "#465261",
    "grid": "#2a333e", "paper": "#161c24", "step1": "#a9daf7", "step2": "#7cc3ee", "step3": "#4c9fd3",
    "step4": "#35789f", "step5": "#28536e",
}  # fmt: skip
SERIES = ("blue", "orange", "green", "purple", "amber", "sky")
STEPS = ("step1", "step2", "step3", "step4", "step5")
PIXELS: dict[Width, int] = {"wide": 860, "phone": 350, "print": 680}
NAME_LENGTH: dict[Width, int] = {"wide": 28, "phone": 15, "print": 28}
FONT_SIZE = 12
FONT = "Noto Sans, system-ui, sans-serif"
"""ECharts measures the labels of an axis without the font of the whole, so each axis names it again."""
_PAST = ("year_ago", "year_before", "prior", "before")
_WIDTHS = {" ": 0.27, ".": 0.27, ",": 0.27, "i": 0.27, "l": 0.27, "m": 0.93, "w": 0.78, "M": 0.9, "W": 0.93,
           "ш": 0.85, "щ": 0.87, "ж": 0.8, "ю": 0.85, "м": 0.72, "€": 0.57, "%": 0.83, "\u00a0": 0.27}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom a chart is drawn."""

    language: str
    theme: Theme
    width: Width

    @property
    def colours(self) -> dict[str, str]:
        """Hex colours by role."""
        return LIGHT if self.theme == "light" else DARK

    @property
    def pixels(self) -> int:
        """How wide the drawing is."""
        return PIXELS[self.width]

    def text(self, message: Message | str) -> str:
        """Return the words in the reader's language, safe inside a template of ECharts."""
        return plain(translate(message, language=self.language))

    def name(self, message: Message | str) -> str:
        """Return the words, cut to what fits beside an axis."""
        return shorten(self.text(message), NAME_LENGTH[self.width]) or MISSING

    def value(self, value: Any, unit: Unit, currency: str | None) -> str:
        """Return the full value as a reader writes it."""
        return format_value(
            value, unit, language=self.language, currency=currency if unit == "money" else None
        )


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Estimate the width of a line in the units of `size`, a little generously (Noto Sans)."""
    return size * sum(_WIDTHS.get(c, 0.66 if c.isupper() else 0.57) for c in text)


def shorten(text: str, length: int) -> str:
    """Cut a text to `length` characters, the last of them an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Return one line without braces: ECharts reads `{b}` and `{style|…}` in labels as templates."""
    return " ".join(text.replace("{", "(").replace("}", ")").split(" ")).replace("\n", " ")


def number(value: Any) -> float | None:
    """Return what can be drawn; missing stays missing."""
    if value is None or isinstance(value, (str, bool)):
        return None
    as_float = float(value)
    return None if as_float != as_float else as_float  # noqa: PLR0124 - NaN is not equal to itself


def series_role(name: str, place: int) -> str:
    """Return the colour role of a series; what lies a year back is grey."""
    return "past" if any(word in name for word in _PAST) else SERIES[place % len(SERIES)]


def base_option(frame: Frame, label: str, top: float, right: float = 16) -> dict[str, Any]:
    """Return what all charts share: calm type, tooltips that need no style attribute, a description."""
    c = frame.colours
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": FONT, "fontSize": FONT_SIZE, "color": c["ink"]},
        "aria": {"enabled": True, "label": {"description": label}},
        "grid": {"left": 8, "right": right, "top": top, "bottom": 8, "containLabel": True},
        "tooltip": {
            "trigger": "item",
            "renderMode": "richText",
            "confine": True,
            "backgroundColor": c["paper"],
            "borderColor": c["line"],
            "borderWidth": 1,
            "textStyle": {"color": c["ink"], "fontFamily": FONT, "fontSize": FONT_SIZE},
        },
    }  # fmt: skip


def legend(frame: Frame, names: list[str]) -> tuple[dict[str, Any], int]:
    """Return the legend above the drawing and the height it takes, however many rows it needs."""
    rows, used = 1, 0.0
    for name in names:
        wide = text_width(name) * 1.06 + 46
        if used and used + wide > frame.pixels - 8:
            rows, used = rows + 1, 0.0
        used += wide
    option = {
        "show": True,
        "data": names,
        "left": 4,
        "top": 0,
        "itemGap": 20,
        "itemWidth": 16,
        "itemHeight": 9,
        "selectedMode": False,
        "textStyle": {"color": frame.colours["soft"], "fontFamily": FONT, "fontSize": FONT_SIZE},
    }
    return option, 28 + 31 * (rows - 1)


def heading(frame: Frame, text: str, top: float, side: str = "left") -> dict[str, Any]:
    """Return small grey words above the drawing, such as the name of the upright axis."""
    return {
        "text": text, side: 6, "top": top, "padding": 0,
        "textStyle": {"color": frame.colours["soft"], "fontFamily": FONT, "fontSize": 11, "fontWeight": "normal"},
    }  # fmt: skip


__all__ = ["DARK", "FONT_SIZE", "LIGHT", "MISSING", "STEPS", "Frame", "Theme", "Width"]
