"""The minutes of each driver, and the time equations that name other drivers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_NUMBER = r"\d+(?:[.,]\d+)?"
_TERM = re.compile(
    rf"(?:(?P<minutes>{_NUMBER})\s*\*\s*)?(?P<name>[^\W\d][\w .\-]*?)(?:\s*\*\s*(?P<after>{_NUMBER}))?$"
)


def read_equation(text: str) -> dict[str, float] | None:
    """Read a time equation such as `4 + 1.5 * new_customer`: minutes by driver, under "" those of the driver itself.

    None when a part is neither a number nor a driver with its minutes. Source: Kaplan & Anderson, 2004.
    """
    found: dict[str, float] = {}
    for part in (p.strip() for p in text.split("+")):
        if re.fullmatch(_NUMBER, part):
            name, minutes = "", float(part.replace(",", "."))
        else:
            term = _TERM.match(part)
            if term is None or (term["minutes"] and term["after"]):
                return None
            name = term["name"].strip()
            minutes = float((term["minutes"] or term["after"] or "1").replace(",", "."))
        found[name] = found.get(name, 0.0) + minutes
    return found


@step(
    title=msg("Minutes of activities"),
    inputs=("activity_drivers",),
    form="arrays",
    columns={"activity_drivers": ("source", "driver_id", "pool_id", "unit_minutes", "time_equation")},
    fields=(
        Field("source", msg("Source"), "text"),
        Field("counted_driver_id", msg("Driver whose volume counts"), "text"),
        Field("pool_id", msg("Pool"), "text"),
        Field("minutes", msg("Minutes for one"), "number"),
    ),
)
def activity_minutes(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List how many minutes of which pool one unit of each driver's volume takes.

    Formula: the minutes of the driver, else its time equation b0 + sum of b_j x_j, where x_j is the volume of another driver of the
    same customer and period. A driver without either, or with an equation that cannot be read, is left out: its cost is unknown.
    """
    del params
    drivers = frames["activity_drivers"]
    rows: list[tuple[str, str, str, float]] = []
    cells = zip(
        *(drivers[n] for n in ("source", "driver_id", "pool_id", "unit_minutes", "time_equation")),
        strict=True,
    )
    for source, driver, pool, minutes, equation in cells:
        stated = minutes is not None and not np.ma.is_masked(minutes) and not np.isnan(float(minutes))
        terms = {"": float(minutes)} if stated else read_equation(equation) if equation else None
        rows += [(str(source), str(name or driver), str(pool), each) for name, each in (terms or {}).items()]
    columns: list[list[Any]] = [list(c) for c in zip(*rows, strict=True)] if rows else [[], [], [], []]
    return {
        "source": np.array(columns[0], dtype=object),
        "counted_driver_id": np.array(columns[1], dtype=object),
        "pool_id": np.array(columns[2], dtype=object),
        "minutes": np.array(columns[3], dtype=np.float64),
    }
