"""Observations whose value is a number, as numbers: the passage from what people wrote to what can be computed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(%?)")
_TEXTS = (
    "source",
    "observation_id",
    "subject_type",
    "subject_id",
    "measure_code",
    "source_class",
    "source_ref",
)
_PERCENT = 100


def read_number(text: str) -> float | None:
    """Read a written number: `0.35`, `35 %`, `1 200`, `12,5`. None for anything else, also for `1,200` and `1.200,5`, which mean two things."""
    plain = re.sub(r"[\s\u00a0]", "", text)
    if plain.count(",") == 1 and "." not in plain:
        if re.search(r"^-?[1-9]\d{0,2},\d{3}%?$", plain):
            return None
        plain = plain.replace(",", ".")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    return float(found.group(1)) / (_PERCENT if found.group(2) else 1)


@step(
    title=msg("Observations in numbers"),
    inputs=("observations",),
    columns={"observations": (*_TEXTS, "value", "as_of_on", "recorded_at", "status", "supersedes_id", "batch_number", "row_number")},
    fields=(
        Field("source", msg("Source of the file"), "text"),
        Field("observation_id", msg("Observation number"), "text"),
        Field("subject_type", msg("Kind of subject"), "text", msg("customer where nobody says")),
        Field("subject_id", msg("Number of the subject"), "text"),
        Field("measure_code", msg("Measure"), "text", msg("in small letters")),
        Field("value_number", msg("Value"), "number", msg("per cent as a fraction of 1")),
        Field("as_of_on", msg("As of"), "date"),
        Field("source_kind", msg("Source class"), "text"),
        Field("source_ref", msg("Source"), "text"),
    ),
    uses=("as_of_day",),
    form="arrays",
)  # fmt: skip
def observed_numbers(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List the numbers known on `as_of`: said to be known, not replaced by a later observation, dated and recorded up to that day.

    An observation without a date has no age: it is taken as known. What is no number is left out.
    """
    rows = frames["observations"]
    count = len(rows["subject_id"])
    day = np.datetime64(params["as_of_day"])

    def texts(name: str) -> list[str | None]:
        column = rows[name]
        mask = np.ma.getmaskarray(column)
        return [None if mask[i] or column[i] is None else str(column[i]) for i in range(count)]

    def known_by(name: str) -> np.ndarray[Any, Any]:
        column = rows[name]
        mask = np.ma.getmaskarray(column)
        return mask | (np.ma.getdata(column).astype("datetime64[D]") <= day)

    cells = {name: texts(name) for name in (*_TEXTS, "value", "status", "supersedes_id")}
    on_time = known_by("as_of_on") & known_by("recorded_at")
    replaced = {
        (cells["source"][i], cells["supersedes_id"][i])
        for i in range(count)
        if on_time[i] and cells["supersedes_id"][i]
    }
    numbers = [read_number(v) if v is not None else None for v in cells["value"]]
    kept = [
        i for i in np.lexsort((rows["row_number"], rows["batch_number"]))
        if on_time[i] and numbers[i] is not None and cells["status"][i] in (None, "known") and cells["measure_code"][i] and cells["subject_id"][i]
        and (cells["source"][i], cells["observation_id"][i]) not in replaced
    ]  # fmt: skip
    found: Frame = {}
    for name in _TEXTS:
        chosen = [cells[name][i] for i in kept]
        if name == "subject_type":
            chosen = [v or "customer" for v in chosen]
        if name == "measure_code":
            chosen = [str(v).strip().lower() for v in chosen]
        found[name] = np.ma.masked_array(
            np.array([v or "" for v in chosen], dtype=object), [v is None for v in chosen]
        )
    order = ("source", "observation_id", "subject_type", "subject_id", "measure_code")
    result: Frame = {name: found[name] for name in order}
    result["value_number"] = np.array([numbers[i] for i in kept], dtype=np.float64)
    dates = rows["as_of_on"]
    result["as_of_on"] = np.ma.masked_array(
        np.ma.getdata(dates).astype("datetime64[D]")[kept], np.ma.getmaskarray(dates)[kept]
    )
    result["source_kind"], result["source_ref"] = found["source_class"], found["source_ref"]
    return result
