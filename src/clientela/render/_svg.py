"""Charts drawn on the server: ECharts in a child process, cleaned for a strict Content-Security-Policy."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.render._charts_style import LIGHT

ECHARTS_SHA256 = "bf4a223524e40b77c304bec67e1222cf551f14880cf42c69dc046558e11c07b1"
"""ECharts 5.6.0, the same file as npm's."""
TIME_LIMIT = 60.0
CHILD = "clientela.render._svg_child"


class DrawingError(ClientelaError):
    """The charts could not be drawn; the tables can be shown in their place."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart to be drawn: the name makes its ids unique."""

    name: str
    option: dict[str, Any]
    width: int
    height: int


def echarts_path() -> Path:
    """Return the chart library out of the wheel that carries it.

    Errors: DrawingError when the wheel is absent or the file is not the one we know.
    """
    try:
        path = Path(str(resources.files("xlsx2echarts"))) / "static" / "echarts.min.js"
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (ModuleNotFoundError, OSError) as error:
        raise DrawingError(
            msg("The chart library is not installed. Install Clientela with its extra `report`.")
        ) from error
    if found != ECHARTS_SHA256:
        raise DrawingError(
            msg(
                "The chart library {path} is not the known ECharts 5.6.0 (SHA-256 {found}). Install excel-chart-echarts 1.0.2 again.",
                path=str(path),
                found=found,
            )
        )
    return path


def draw_charts(drawings: list[Drawing], *, time_limit: float = TIME_LIMIT) -> list[str]:
    """Draw all charts of a document in one child process and return clean SVG, in order.

    Errors: DrawingError when the child fails, says nonsense or takes longer than `time_limit` seconds.
    """
    if not drawings:
        return []
    jobs = json.dumps([{"option": d.option, "width": d.width, "height": d.height} for d in drawings])
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", CHILD, str(echarts_path())],
            input=jobs.encode(),
            capture_output=True,
            timeout=time_limit,
            check=True,
        )
        drawn = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise DrawingError(
            msg("The charts were not drawn within {limit} seconds.", limit=time_limit)
        ) from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise DrawingError(msg("The charts could not be drawn: {reason}", reason=" ".join(last))) from error
    except (OSError, ValueError) as error:
        raise DrawingError(msg("The charts could not be drawn: {reason}", reason=str(error))) from error
    if not isinstance(drawn, list) or len(drawn) != len(drawings):
        raise DrawingError(
            msg("The charts could not be drawn: {reason}", reason="the child answered something else")
        )
    return [clean_svg(svg, name=d.name) for svg, d in zip(drawn, drawings, strict=True)]


_STYLE_BLOCK = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'\sclass="[^"]*"')
_DATA = re.compile(r'\s(?:ecmeta_[a-z_]+|data-[a-z-]+)="[^"]*"')
_ID = re.compile(r'(\sid="|url\(#|href="#)')
_PRESENTED = re.compile(
    r"^(fill|stroke|opacity|font|text-anchor|dominant-baseline|letter-spacing|paint-order)"
)


def _as_attributes(match: re.Match[str]) -> str:
    attributes = ""
    for part in match.group(1).split(";"):
        key, _, value = part.partition(":")
        key, value = key.strip(), value.strip()
        if value and _PRESENTED.match(key) and key != "font":
            attributes += f' {key}="{value}"'
    return attributes


def clean_svg(svg: str, *, name: str) -> str:
    """Return the drawing without styles and scripts, with ids that begin with `name`."""
    svg = _STYLE_BLOCK.sub("", svg)
    svg = _DATA.sub("", _CLASS.sub("", svg))
    svg = _STYLE.sub(_as_attributes, svg)
    return _ID.sub(lambda m: m.group(1) + name + "-", svg)


_PAINT = re.compile(r'\s(fill|stroke)="(#[0-9a-fA-F]{6})"')
_TAG = re.compile(r"<(?:path|text|rect|circle|g|line|polyline|polygon|tspan)\b[^>]*>")
_ROLES = {colour: role for role, colour in LIGHT.items()}


def _classed(match: re.Match[str]) -> str:
    tag = match.group(0)
    classes = " ".join(
        f"{'cf' if kind == 'fill' else 'cs'}-{_ROLES[colour.lower()]}"
        for kind, colour in _PAINT.findall(tag)
        if colour.lower() in _ROLES
    )
    if not classes:
        return tag
    end = -2 if tag.endswith("/>") else -1
    return f'{tag[:end]} class="{classes}"{tag[end:]}'


def themed_svg(svg: str) -> str:
    """Return a light drawing whose colours have class names, so that a style sheet can darken it.

    The width and the height give way to the view box: the page says how wide it is.
    """
    head, _, rest = svg.partition(">")
    head = re.sub(r'\s(?:width|height)="[^"]*"', "", head)
    return head + ">" + _TAG.sub(_classed, rest)
