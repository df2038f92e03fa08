"""Matrices with a rule of their own: the two of Campbell & Cunningham, the kinds of Johnson & Selnes, and the ways of Krapfel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.portfolios._campbell import (
    CLASSES,
    CRITERIA,
    LEAST_KNOWN,
    MISSING,
    classify,
    position,
    tercile_levels,
)
from clientela.portfolios._matrix_look import aligned, plain, texts
from clientela.portfolios._matrix_places import (
    Levels,
    Placed,
    Values,
    levels_of,
    open_axis,
    place_levels,
    unknown,
)
from clientela.scores._matrix_campbell import CAMPBELL, CAMPBELL_KEY
from clientela.scores._matrix_krapfel import KRAPFEL, MODE_OF, MODES
from clientela.scores._matrix_levels import JOHNSON_SELNES, SELNES_OF

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.portfolios._matrix_look import Look
    from clientela.scores._kernel import Scores

Array = np.ndarray[Any, Any]
_LEVEL_COLUMNS = (
    "customer_key",
    "relationship_level_met",
    "relationship_level_possible",
    "stated_level_number",
)


def _numbers(matrix: Any) -> dict[str, int]:
    return {cell.code: number for number, cell in enumerate(matrix.cells)}


def _criterion(look: Look, axis: str, code: str) -> tuple[Array, Array, Array, Array]:
    """Return score, ends and value of a criterion of the portfolio; NaN where it is not observed."""
    none = np.full(len(look.keys), np.nan)
    taken = look.taken.get(axis)
    place = None if taken is None else taken.places.get(code)
    if taken is None or place is None:
        return none, none, none, none
    seen = taken.grid.observed[:, place]
    columns = (taken.grid.score, taken.grid.low, taken.grid.high, taken.values)
    score, low, high, value = (np.where(seen, column[:, place], np.nan) for column in columns)
    return score, low, high, value


def place_life_cycle(look: Look) -> tuple[Placed, Array]:
    """Place the customers with a purchase by the nearest of the four profiles; also return how many criteria differ from it.

    Resources: hours of engineers and development as stated, else hours of contact; each is set against the others of its kind.
    A share of which the ends lie in different thirds counts as known for the class, not for its certainty.
    """
    facts = look.facts
    told = look.told.get("strategic_resources")
    stated = np.full(len(look.keys), np.nan) if told is None else told.value
    share, share_low, share_high, _ = _criterion(look, "importance", "wallet_share")
    _, _, _, margin = _criterion(look, "attractiveness", "margin_quality")
    buys = ~np.isnan(facts["sales"])
    columns = {
        "sales": facts["sales"],
        "resources": stated,
        "age": facts["years_bought"],
        "share": share,
        "profitability": margin,
    }
    columns = {name: np.where(buys, column, np.nan) for name, column in columns.items()}
    known = np.column_stack([tercile_levels(columns[name], columns[name]) for name in CRITERIA])
    hours = np.where(buys, facts["contact_hours"], np.nan)
    effort = CRITERIA.index("resources")
    known[:, effort] = np.where(known[:, effort] == MISSING, tercile_levels(hours, hours), known[:, effort])
    sure = known.copy()
    place = CRITERIA.index("share")
    ends = [tercile_levels(np.where(buys, end, np.nan), columns["share"]) for end in (share_low, share_high)]
    sure[ends[0] != ends[1], place] = MISSING
    cell, far, certainty = classify(known, sure, facts["trend"])
    numbers = _numbers(CAMPBELL)
    order = np.array([numbers[name] for name in CLASSES])
    none = unknown(len(look.keys))
    placed = Placed(
        np.where(cell >= 0, order[cell], -1),
        certainty,
        none,
        none,
        np.where(
            cell >= 0, "", np.where((known != MISSING).sum(axis=1) < LEAST_KNOWN, "criteria", "resources")
        ).astype(object),
    )
    return placed, np.where(cell >= 0, far, np.nan).astype(np.float64)


def place_position(look: Look, wallet: Frame | None, market_growth: Array) -> Placed:
    """Place the customers by growth of demand against that of their market, and by our share against the strongest rival's (cut 1).

    Demand: observation demand_growth, else the growth of the customer's own sales; never that of its segment, which is what it is set against.
    """
    count = len(look.keys)
    none = np.full(count, np.nan)
    _, _, _, own = _criterion(look, "importance", "wallet_share")
    low = high = own
    if wallet is not None:
        revenue = look.facts["sales"]
        ends = [
            revenue / np.where(amount > 0, amount, np.nan)
            for amount in (
                aligned(look.keys, wallet, name) for name in ("wallet_high_amount", "wallet_low_amount")
            )
        ]
        low = np.where(np.isnan(ends[0]), own, np.minimum(np.minimum(ends[0], 1.0), own))
        high = np.where(np.isnan(ends[1]), own, np.maximum(np.minimum(ends[1], 1.0), own))
    together = look.facts["rivals_share"]
    sound = np.where(together <= 1, together, np.nan)  # shares beyond all of it say nothing of ours
    point, least, most = position(
        own, low, high, np.where(np.isnan(sound), np.nan, look.facts["rival_share"]), sound
    )
    growth, growth_low, growth_high = none, none, none
    for name in ("customer_growth", "demand_growth"):
        told = look.told.get(name)
        if told is not None:
            stands = ~np.isnan(told.value)
            growth, growth_low, growth_high = (
                np.where(stands, mine, before)
                for mine, before in ((told.value, growth), (told.low, growth_low), (told.high, growth_high))
            )
    numbers = _numbers(CAMPBELL_KEY)
    wide = _levels(point, least, most, np.ones(count))
    upright = _levels(growth, growth_low, growth_high, market_growth)
    table = {(1, 1): "invest_to_hold", (1, 0): "attack", (0, 1): "defend_cost", (0, 0): "minimum"}
    cell, sure = place_levels({place: numbers[name] for place, name in table.items()}, upright, wide)
    sure = np.where((sure == 3) & (upright.is_known | wide.is_known), 2, sure)  # noqa: PLR2004 - half of it is known: it can be asked
    return Placed(
        cell,
        sure,
        Values(growth, growth_low, growth_high, none),
        Values(point, least, most, none),
        open_axis(cell, upright, wide),
    )


def _levels(value: Array, low: Array, high: Array, cut: Array) -> Levels:
    known = ~np.isnan(value) & ~np.isnan(cut)
    least, most, point = (
        np.where(known, (np.nan_to_num(column) >= np.nan_to_num(cut)).astype(np.int64), -1)
        for column in (low, high, value)
    )
    return Levels(
        np.where(known, least, 0), np.where(known, most, 1), point, known, np.zeros(len(value), dtype=bool)
    )


def place_closeness(look: Look, levels: Frame) -> Placed:
    """Place the customers by the level of the relation: sharp where what is met and what is possible are of one kind.

    Where they are not, the level somebody assessed places it provisionally; without one it is undetermined, for what nobody asked is no
    distance. A customer without any relation (level 0) is of no kind.
    """
    met, possible, stated = (aligned(look.keys, levels, name) for name in _LEVEL_COLUMNS[1:])
    numbers = _numbers(JOHNSON_SELNES)
    kinds = np.array([-1, *(numbers[SELNES_OF[level]] for level in sorted(SELNES_OF))])
    kind = [
        np.where(
            np.isnan(column), -1, kinds[np.clip(np.nan_to_num(column), 0, len(kinds) - 1).astype(np.int64)]
        )
        for column in (met, possible, stated)
    ]
    some = kind[0] >= 0
    sharp = some & (kind[0] == kind[1])
    near = some & ~sharp & (stated >= met) & (stated <= possible)
    cell = np.where(sharp, kind[0], np.where(near, kind[2], -1))
    certainty = np.where(sharp, 0, np.where(near, 1, np.where(some, 2, 3)))
    point = np.where(sharp, met, np.where(near, stated, np.nan))
    none = unknown(len(look.keys))
    return Placed(
        cell,
        certainty,
        none,
        Values(point, np.where(some, met, np.nan), np.where(some, possible, np.nan), none.value),
        np.where(cell >= 0, "", "level").astype(object),
    )


def ways_to_manage(
    look: Look, placed: Placed, power: tuple[Scores, Array], cuts: tuple[float, ...]
) -> tuple[Array, Array]:
    """Return the way that type and power ask for, and the one in use as somebody stated it: places in `MODES`, -1 where open."""
    names = [name for name, _ in MODES]
    numbers = _numbers(KRAPFEL)
    table = {(numbers[kind], level): names.index(way) for (kind, level), way in MODE_OF.items()}
    has = placed.cell >= 0
    kind = Levels(placed.cell, placed.cell, placed.cell, has, ~has)
    # what is the same whoever is stronger needs no power to be known
    levels = levels_of(power[0], cuts, power[1])
    way, _ = place_levels(
        table,
        kind,
        Levels(levels.least, levels.most, levels.point, np.ones(len(has), dtype=bool), levels.is_soft),
    )
    told = look.told.get("management_mode")
    used = (
        np.full(len(has), -1)
        if told is None
        else np.where(
            (told.value >= 1) & (told.value <= len(names)), np.nan_to_num(told.value).astype(np.int64) - 1, -1
        )
    )
    return np.where(has, way, -1), used


def growth_of_markets(look: Look, register: Frame, segments: Frame) -> Array:
    """Return the newest stated growth of the market of each customer's segment; NaN where nobody states one."""
    is_growth = (texts(segments["measure_code"]) == "market_growth") & (plain(segments["newest_number"]) == 1)
    growth = dict(
        zip(
            texts(segments["segment_id"])[is_growth].tolist(),
            plain(segments["value_number"])[is_growth].tolist(),
            strict=True,
        )
    )
    mine = [growth.get(name, np.nan) if name else np.nan for name in texts(register["segment_id"]).tolist()]
    return aligned(
        look.keys,
        {"customer_key": register["customer_key"], "growth": np.array(mine, dtype=np.float64)},
        "growth",
    )
