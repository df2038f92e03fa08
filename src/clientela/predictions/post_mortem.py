"""Why did customers leave with whom all seemed well? Each case with its signs, and against matched customers that stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.predictions._past import READ, USES, panel_of
from clientela.predictions._signs import SIGNS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._panel import Panel
    from clientela.predictions._post_mortem import Cases, Sign

VERDICTS = (
    ("more", msg("more often before a loss")),
    ("less", msg("more often of those that stayed")),
    ("none", msg("not told apart")),
    ("few", msg("under five cases: told one by one")),
)
RATED = (("rated", msg("rated before it was lost")), ("believed", msg("by the review of the loss")))
_LAST: dict[str, tuple[Panel, Cases, tuple[Sign, ...]]] = {}


def _study(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Panel, Cases, tuple[Sign, ...]]:
    name, panel = panel_of(params, frames)
    if name not in _LAST:
        from clientela.predictions._post_mortem import examine  # noqa: PLC0415 - loads SciPy

        _LAST.clear()
        _LAST[name] = (panel, *examine(panel))
    return _LAST[name]


def _optional(values: Any) -> Any:
    held = np.array(values, dtype=np.float64)
    return np.ma.masked_array(np.nan_to_num(held), np.isnan(held))


@step(
    title=msg("Lost although well rated"),
    inputs=tuple(READ),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("last_order_on", msg("Last order"), "date"),
        Field("rated_by_class", msg("Good by"), "class", msg("quality 7 or more, or level 3 or more, in the two years before; else what the review of the loss says was thought"), codes=RATED),
        Field("quality_number", msg("Quality of the relation as rated"), "number"),
        Field("level_number", msg("Level of the relation"), "number"),
        Field("year_revenue_amount", msg("Revenue of its last year"), "money"),
        *(Field(f"{name}_sign", title, "number", msg("1 seen, 0 not seen, none: not known")) for name, title in SIGNS),
        Field("signs_count", msg("Signs seen"), "count"),
        Field("signs_known_count", msg("Signs known"), "count"),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def good_relations_lost(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List the customers without an order for a year whose relation was rated good before, with what was known in their last months."""
    panel, cases, _ = _study(params, frames)
    believed_only = cases.believed & ~((cases.quality >= 7) | (cases.level >= 3))  # noqa: PLR2004 - what the field says
    known = np.isfinite(cases.signs)
    return {
        "customer_key": panel.keys[cases.customer].astype(np.int64),
        "last_order_on": cases.last.astype("datetime64[D]"),
        "rated_by_class": np.where(believed_only, "believed", "rated").astype(object),
        "quality_number": _optional(cases.quality), "level_number": _optional(cases.level),
        "year_revenue_amount": np.rint(cases.revenue * SCALE).astype(np.int64),
        **{f"{name}_sign": _optional(cases.signs[:, place]) for place, (name, _) in enumerate(SIGNS)},
        "signs_count": np.nansum(cases.signs, axis=1).astype(np.int64),
        "signs_known_count": known.sum(axis=1).astype(np.int64),
    }  # fmt: skip


@step(
    title=msg("Signs before well rated customers left"),
    inputs=tuple(READ),
    fields=(
        Field("sign_class", msg("Sign"), "class", codes=SIGNS),
        Field("cases_count", msg("Lost, of whom it is known"), "count"),
        Field("cases_with_count", msg("of these with the sign"), "count"),
        Field("stayers_count", msg("Stayed, matched"), "count", msg("up to three for each: rated good in the same month, same class, nearest in revenue")),
        Field("stayers_with_count", msg("of these with the sign"), "count"),
        Field("odds_ratio", msg("Odds of leaving"), "number", msg("with the sign against without, within matched sets; none below five cases"), "Mantel & Haenszel 1959"),
        Field("odds_ratio_low", msg("at least"), "number", msg("95 % interval"), "Robins, Breslow & Greenland 1986"),
        Field("odds_ratio_high", msg("at most"), "number"),
        Field("sign_verdict", msg("Answer"), "class", codes=VERDICTS),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def post_mortem(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Compare the signs of well rated customers that left with those of customers alike that stayed; no row without a case."""
    _, cases, signs = _study(params, frames)
    shown = [s for s in signs if s.cases] if len(cases.customer) else []

    def verdict(sign: Sign) -> str:
        if np.isnan(sign.odds):
            return "few"
        return "more" if sign.low > 1 else "less" if sign.high < 1 else "none"

    counts = {
        "cases_count": "cases",
        "cases_with_count": "cases_with",
        "stayers_count": "stayers",
        "stayers_with_count": "stayers_with",
    }
    return {
        "sign_class": np.array([s.name for s in shown], dtype=object),
        **{name: np.array([getattr(s, own) for s in shown], dtype=np.int64) for name, own in counts.items()},
        "odds_ratio": _optional([s.odds for s in shown]),
        "odds_ratio_low": _optional([s.low for s in shown]), "odds_ratio_high": _optional([s.high for s in shown]),
        "sign_verdict": np.array([verdict(s) for s in shown], dtype=object),
    }  # fmt: skip
