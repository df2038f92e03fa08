"""The place of every customer in the classic matrices, today and a year ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios import _matrix_look as look_
from clientela.portfolios import _matrix_rules as rules_
from clientela.portfolios._matrix_places import (
    OPENS,
    ORDER,
    Placed,
    leave_out,
    levels_of,
    only_of,
    place_matrix,
    score_of,
    shown,
)
from clientela.scores._matrices import Factor
from clientela.scores._matrix_axes import POWER
from clientela.scores._matrix_krapfel import MODES
from clientela.scores._matrix_list import CELL_CODES, MATRICES, MATRIX_CODES
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
_AXES = {axis.code: axis for matrix in MATRICES for axis in matrix.axes()}
_EXTRA = ("strategic_resources", "customer_growth", "demand_growth", "management_mode")
_LEVELS = ("customer_key", "relationship_level_met", "relationship_level_possible", "stated_level_number")
_DIGITS = 9


def _measures(params: dict[str, Any]) -> list[str]:
    """Return the measures of observations that the factors of this run read."""
    found = [
        c.measure or c.code
        for axis in _AXES.values()
        for c in axis.criteria(params)
        if not (isinstance(c, Factor) and c.taken[0])
    ]
    return [*found, *_EXTRA]


def _read_look(params: dict[str, Any], frames: dict[str, Frame], keys: Array, *, is_back: bool) -> look_.Look:
    suffix = "_before" if is_back else ""
    criteria = frames[f"customer_criteria{suffix}"]
    axes = ("attractiveness", "importance", *(() if is_back else ("relative_strength",)))
    return look_.Look(
        keys, look_.read_taken(criteria, params, axes, keys), look_.read_told(frames[f"customer_evidence{suffix}"], _measures(params), keys),
        look_.read_facts(params, frames, keys, is_back=is_back), params["evidence"].measured_confidence,
    )  # fmt: skip


def _place_all(
    params: dict[str, Any], frames: dict[str, Frame], look: look_.Look, *, is_back: bool
) -> tuple[dict[str, Placed], dict[str, Any]]:
    """Return the places by matrix, and what is shown beside them: the scores, the fit, the ways to manage."""
    threshold = params["portfolio"].threshold
    scored = {code: score_of(axis, look, params) for code, axis in _AXES.items()}
    life, fit = rules_.place_life_cycle(look)
    market = rules_.growth_of_markets(look, frames["customer_register"], frames["segment_facts"])
    if is_back:  # nobody can say of which day the growth of a market a year ago was known
        market = np.full(len(look.keys), np.nan)
    own = {
        "campbell": life,
        "campbell_key": rules_.place_position(look, None if is_back else frames["customer_wallet"], market),
        "johnson_selnes": rules_.place_closeness(
            look, frames["relation_levels_before" if is_back else "relation_levels_met"]
        ),
    }
    found: dict[str, Placed] = {}
    for matrix in MATRICES:
        placed = place_matrix(matrix, scored, threshold) if matrix.table else own[matrix.code]
        first, allowed = matrix.only_cells
        if first:
            names = {
                cell.code: number for m in MATRICES if m.code == first for number, cell in enumerate(m.cells)
            }
            placed = only_of(placed, found[first], tuple(names[name] for name in allowed))
        found[matrix.code] = placed
    ways = rules_.ways_to_manage(look, found["krapfel"], scored[POWER.code], POWER.levels(threshold))
    return found, {"scored": scored, "fit": fit, "ways": ways, "threshold": threshold}


def _words(places: Array, names: list[str]) -> np.ma.MaskedArray[Any, Any]:
    return np.ma.masked_array(np.array([*names, ""], dtype=object)[places], places < 0)


def _rows(matrix: Any, now: Placed, then: Placed, more: dict[str, Any], keys: Array) -> Frame:
    count = len(keys)
    none = np.full(count, np.nan)
    names = [cell.code for cell in matrix.cells]
    third, level = none, none
    if matrix.third is not None:
        scores, judged = more["scored"][matrix.third.code]
        third = shown(scores).value
        levels = levels_of(scores, matrix.third.levels(more["threshold"]), judged)
        level = np.where(levels.is_known & (levels.point >= 0), levels.point, np.nan)
    is_krapfel = matrix.code == "krapfel"
    ways = [
        _words(way if is_krapfel else np.full(count, -1), [name for name, _ in MODES]) for way in more["ways"]
    ]
    found: Frame = {
        "customer_key": keys, "matrix_code": np.full(count, matrix.code, dtype=object), "matrix_cell_class": _words(now.cell, names),
        "matrix_certainty": np.array(ORDER, dtype=object)[now.certainty], "open_class": np.ma.masked_array(now.open_class, now.cell >= 0),
        **{f"{axis}_{part}": np.round(getattr(values, column), _DIGITS) for axis, values in (("upright", now.upright), ("lying", now.lying)) for part, column in (("value", "value"), ("low", "low"), ("high", "high"), ("coverage", "coverage"))},
        "third_value": np.round(third, _DIGITS), "third_level": level, "fit_number": more["fit"] if matrix.code == "campbell" else none,
        "mode_class": ways[0], "used_mode_class": ways[1],
        "matrix_cell_before": _words(then.cell, names), "matrix_certainty_before": np.array(ORDER, dtype=object)[then.certainty],
    }  # fmt: skip
    known = (now.certainty < len(ORDER) - 1) | (then.certainty < len(ORDER) - 1)
    kept = known | np.isin(now.open_class.astype(str), ("not_key", "excluded"))
    return {name: column[kept] for name, column in found.items()}


def _together(columns: list[Any]) -> np.ma.MaskedArray[Any, Any]:
    missing = np.concatenate([np.ma.getmaskarray(column) for column in columns])
    return np.ma.masked_array(np.concatenate([np.ma.getdata(column) for column in columns]), missing)


@step(
    title=msg("Places in the classic matrices"),
    inputs=(
        "customer_register", "customer_criteria", "customer_criteria_before", "customer_evidence", "customer_evidence_before", "customer_measures", "customer_ladder",
        "customer_contacts", "rival_shares", "customer_wallet", "relation_levels_met", "relation_levels_before", "segment_facts", "knock_outs",
    ),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("matrix_code", msg("Matrix"), "class", codes=MATRIX_CODES),
        Field("matrix_cell_class", msg("Cell"), "class", msg("of the levels of both axes, or by the rule of the matrix; none where it is open"), codes=CELL_CODES),
        Field("matrix_certainty", msg("Certainty"), "class", msg("sharp: every level the bounds allow leads to the cell; provisional: by what is known; never sharp where we judged what the customer should say"), "Manski 2003", CERTAINTIES),
        Field("open_class", msg("What is open"), "class", codes=OPENS),
        *(
            Field(f"{axis}_{part}", title, unit)  # type: ignore[arg-type]
            for axis, whole in (("upright", msg("Upright axis")), ("lying", msg("Lying axis")))
            for part, title, unit in (("value", whole, "number"), ("low", msg("{what}, at least", what=whole), "number"), ("high", msg("{what}, at most", what=whole), "number"), ("coverage", msg("Part of the weight known"), "share"))
        ),
        Field("third_value", msg("Third axis"), "number", msg("balance of power (Krapfel), growth potential (Ritter & Andersen)")),
        Field("third_level", msg("Level of the third axis"), "number", msg("0 low, then rising")),
        Field("fit_number", msg("Criteria that differ"), "number", msg("Hamming distance of the known criteria to the profile of the class"), "Campbell & Cunningham 1983; thirds and distance: own proposal"),
        Field("mode_class", msg("Way to manage it"), "class", msg("by type and balance of power"), "Krapfel, Salmond & Spekman 1991; own proposal", MODES),
        Field("used_mode_class", msg("Way in use"), "class", msg("observation management_mode"), codes=MODES),
        Field("matrix_cell_before", msg("Cell a year ago"), "class", msg("by what was known then, with the factors of today"), codes=CELL_CODES),
        Field("matrix_certainty_before", msg("Certainty a year ago"), "class", codes=CERTAINTIES),
    ),
    uses=("portfolio", "portfolio_criteria", "evidence", "bu", "as_of_day"),
    form="arrays",
    columns={
        "customer_register": ("customer_key", "segment_id"),
        "customer_criteria": look_.CRITERIA_COLUMNS, "customer_criteria_before": look_.CRITERIA_COLUMNS,
        "customer_evidence": look_.EVIDENCE_COLUMNS, "customer_evidence_before": look_.EVIDENCE_COLUMNS,
        "customer_measures": look_.MEASURE_COLUMNS, "customer_ladder": look_.LADDER_COLUMNS, "customer_contacts": look_.CONTACT_COLUMNS,
        "rival_shares": look_.RIVAL_COLUMNS, "customer_wallet": ("customer_key", "wallet_low_amount", "wallet_high_amount"),
        "knock_outs": ("customer_key",), "relation_levels_met": _LEVELS, "relation_levels_before": _LEVELS, "segment_facts": ("segment_id", "measure_code", "value_number", "newest_number"),
    },
)  # fmt: skip
def matrix_places(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer and matrix of which anything is known, today or a year ago; who is not there is not placed."""
    keys = np.sort(np.asarray(frames["customer_register"]["customer_key"]).astype(np.int64))
    places = []
    for is_back in (False, True):
        look = _read_look(params, frames, keys, is_back=is_back)
        places.append(_place_all(params, frames, look, is_back=is_back))
    (now, more), (then, _) = places
    out = np.isin(keys, np.asarray(frames["knock_outs"]["customer_key"]).astype(np.int64))
    now = {code: leave_out(placed, out) for code, placed in now.items()}
    rows = [_rows(matrix, now[matrix.code], then[matrix.code], more, keys) for matrix in MATRICES]
    order = np.argsort(np.concatenate([np.asarray(r["customer_key"]) for r in rows]), kind="stable")
    return {name: _together([r[name] for r in rows])[order] for name in rows[0]}
