"""What people wrote as the value of an observation, as a number: each different text of a measure once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import MEASURES, NO, YES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(%?)")
_MOST = 1e15


def read_stated(measure: str, text: str) -> float | None:
    """Return the number a text stands for; None where it stands for none.

    Per cent is a fraction of 1; yes is 1 and no is 0; a measure may have words of its own. `1,200` and `1.200,5` mean two things and are
    none. A share written as `35` is thirty-five per cent, since no share is above 1.
    """
    told = MEASURES.get(measure)
    word = " ".join(text.lower().replace("_", " ").split())
    if told is not None:
        for known, number in told.words:
            if word == known:
                return number
    if word in YES:
        return 1.0
    if word in NO:
        return 0.0
    plain = re.sub(r"[\s\u00a0]", "", text)
    if plain.count(",") == 1 and "." not in plain:
        if re.search(r"^-?[1-9]\d{0,2},\d{3}%?$", plain):
            return None
        plain = plain.replace(",", ".")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    value = float(found.group(1)) / (100 if found.group(2) else 1)
    if told is not None and told.kind == "share" and abs(value) > 1 and not found.group(2):
        value /= 100
    return value if abs(value) < _MOST else None


@step(
    title=msg("Stated values in numbers"),
    inputs=("observations",),
    columns={"observations": ("measure_code", "value")},
    fields=(
        Field("measure_code", msg("Measure"), "text", msg("in small letters")),
        Field("value_text", msg("Value as stated"), "text"),
        Field("value_number", msg("Value"), "number", msg("per cent as a fraction of 1, yes as 1, no as 0")),
    ),
    form="arrays",
)  # fmt: skip
def stated_values(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List each different text that observations state for a measure and that stands for a number."""
    del params
    rows = frames["observations"]
    codes, texts = rows["measure_code"], rows["value"]
    missing = np.ma.getmaskarray(codes) | np.ma.getmaskarray(texts)
    pairs = {
        (str(code), str(text))
        for code, text, none in zip(np.ma.getdata(codes), np.ma.getdata(texts), missing, strict=True)
        if not none and code is not None and text is not None
    }
    found = sorted(
        {
            (code.strip().lower(), text, number)
            for code, text in pairs
            if (number := read_stated(code.strip().lower(), text)) is not None
        }
    )
    return {
        "measure_code": np.array([f[0] for f in found], dtype=object),
        "value_text": np.array([f[1] for f in found], dtype=object),
        "value_number": np.array([f[2] for f in found], dtype=np.float64),
    }
