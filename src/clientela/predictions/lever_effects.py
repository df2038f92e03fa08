"""What the actions that were done brought, lever by lever: measured, where the company has recorded three cases or more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.predictions._past import READ, USES, panel_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._lever_effects import LeverEffect
    from clientela.predictions._matched import Effect

FINDINGS = (
    ("brings", msg("brings something")),
    ("harms", msg("costs margin")),
    ("none", msg("no effect seen")),
    ("few", msg("fewer than three cases to compare")),
)
_SOURCE = "Heckman, Ichimura & Todd 1997"
_NO_DAY = -(10**9)
_USED = ("customer_key", "lever_text", "done_on")


@step(
    title=msg("Actions that were done"),
    inputs=("actions", "customer_keys", "customer_map"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("lever_text", msg("Lever"), "text", msg("without capital letters and spaces at its ends; empty where none is named")),
        Field("done_on", msg("Done on"), "date", msg("the day it was due where no other is stated; none where neither is, or where the action is still running")),
    ),
)  # fmt: skip
def lever_uses(params: dict[str, Any]) -> str:
    """List the actions that are done up to `as_of` or running, of customers that are known; one that names no lever or no day is an action all the same."""
    as_of, day = params["as_of"], "case when a.status = 'done' then coalesce(a.done_on, a.due_on) end"
    return (
        f"select {KEY_OF} as customer_key, coalesce(lower(trim(a.lever)), '') as lever_text, {day} as done_on from actions as a {join_customer('a', as_of)}"
        f"where {KEY_OF} <> 0 and a.status in ('done', 'running') and ({day} is null or {day} <= {as_of})"
    )


def _finding(share: Effect, money: Effect) -> str:
    """Say what both views of an effect agree on: one large customer decides the money, and a small one the share."""
    if np.isnan(money.mean):
        return "few"
    return (
        "brings" if min(share.low, money.low) > 0 else "harms" if max(share.high, money.high) < 0 else "none"
    )


def _masked(values: list[float], *, is_money: bool = False) -> Any:
    held = np.array(values, dtype=np.float64)
    plain = np.nan_to_num(held)
    return np.ma.masked_array(np.round(plain * SCALE).astype(np.int64) if is_money else plain, np.isnan(held))


@step(
    title=msg("What levers brought"),
    inputs=(*READ, "lever_uses"),
    fields=(
        Field("lever_text", msg("Lever"), "text"),
        Field("done_count", msg("Done"), "count"),
        Field("cases_count", msg("of which compared"), "count", msg("with a year of months before and after, no other action within it, known margins that were above zero before, and three customers like it without an action")),
        Field("gain_share", msg("Change of margin"), "share", msg("mean of (12 months after - 12 before) / 12 before, less the same of three matched customers each; none below three cases"), _SOURCE),
        Field("gain_low_share", msg("at least"), "share", msg("95 % interval")),
        Field("gain_high_share", msg("at most"), "share"),
        Field("gain_amount", msg("Margin a year, each"), "money", msg("mean of margin after - margin before x (1 + mean change of the matched customers); before visits, service and what the action cost"), _SOURCE),
        Field("gain_low_amount", msg("at least"), "money", msg("95 % interval")),
        Field("gain_high_amount", msg("at most"), "money"),
        Field("gain_class", msg("Answer"), "class", msg("where the intervals of share and money agree"), codes=FINDINGS),
    ),
    uses=USES,
    form="arrays",
    columns={**READ, "lever_uses": _USED},
)  # fmt: skip
def lever_effects(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per lever that was used: what it brought against customers like those, as far as past cases can say (dossier 5.7, 11)."""
    _, panel = panel_of(params, frames)
    from clientela.predictions._lever_effects import Uses, study_levers  # noqa: PLC0415 - loads SciPy
    from clientela.predictions._panel import day_numbers, places  # noqa: PLC0415 - see above

    used = frames["lever_uses"]
    levers, number = np.unique(np.asarray(used["lever_text"]).astype(str), return_inverse=True)
    who = places(panel.keys, np.asarray(used["customer_key"]).astype(np.int64))
    day = day_numbers(used["done_on"], _NO_DAY)
    known, dated = who >= 0, day != _NO_DAY
    uses = Uses(who[known & dated], day[known & dated], number[known & dated], who[known & ~dated])
    found = study_levers(panel, uses, len(levers)) if len(levers) else []
    named = [i for i, lever in enumerate(levers.tolist()) if lever and found[i].done]
    return _rows(levers[named].tolist(), [found[i] for i in named])


def _rows(levers: list[str], found: list[LeverEffect]) -> Frame:
    shares, amounts = [e.share for e in found], [e.money for e in found]
    return {
        "lever_text": np.array(levers, dtype=object), "done_count": np.array([e.done for e in found], dtype=np.int64),
        "cases_count": np.array([e.changes for e in amounts], dtype=np.int64),
        "gain_share": _masked([e.mean for e in shares]), "gain_low_share": _masked([e.low for e in shares]), "gain_high_share": _masked([e.high for e in shares]),
        "gain_amount": _masked([e.mean for e in amounts], is_money=True), "gain_low_amount": _masked([e.low for e in amounts], is_money=True),
        "gain_high_amount": _masked([e.high for e in amounts], is_money=True),
        "gain_class": np.array([_finding(e.share, e.money) for e in found], dtype=object),
    }  # fmt: skip
