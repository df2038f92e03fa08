"""The chart library: found in its wheel, and refused when its content is not the one that was tested."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg

PACKAGE = "xlsx2echarts"
FILE = "static/echarts.min.js"
SHA256 = "bf4a223524e40b77c304bec67e1222cf551f14880cf42c69dc046558e11c07b1"
"""ECharts 5.6.0, the same bytes as the project's own release."""


class ChartLibraryError(ClientelaError):
    """The chart library is missing, or not the file that was tested."""


def find_echarts() -> Path:
    """Return the library's file after checking it.

    Errors: ChartLibraryError when it is missing or its SHA-256 differs.
    """
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).parent / FILE if spec is not None and spec.origin else None
    if path is None or not path.exists():
        raise ChartLibraryError(msg("The chart library is not installed."))
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise ChartLibraryError(
            msg("The chart library is not the file that was tested: {file}", file=str(path))
        )
    return path


def check_echarts() -> Message | None:
    """Say what is wrong with the chart library, or nothing."""
    try:
        find_echarts()
    except ChartLibraryError as error:
        return error.message
    return None
