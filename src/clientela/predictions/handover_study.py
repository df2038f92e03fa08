"""If the people who look after a customer change, does the relation? The company's own handovers, and what a further one would risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._past import READ, USES, panel_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._handover import HandoverStudy
    from clientela.predictions._matched import Effect
    from clientela.predictions._panel import Panel

OUTCOMES = (
    ("revenue", msg("Revenue")),
    ("orders", msg("Days with an order")),
    ("margin", msg("Margin")),
    ("stays", msg("Still orders 7 to 12 months later")),
)
SPLITS = (
    ("all", msg("all handovers")),
    ("personal", msg("over 70 % of the contact through one person")),
    ("shared", msg("contact shared by several")),
    ("planned", msg("30 days or more of overlap")),
    ("abrupt", msg("less overlap")),
)
VERDICTS = (
    ("loss", msg("the customers lose by it")),
    ("gain", msg("the customers gain by it")),
    ("none", msg("no effect seen")),
    ("few", msg("not estimable: fewer than eight handovers to compare")),
)
_LAST: dict[str, tuple[Panel, HandoverStudy]] = {}
SECOND_PERSON = 0.25
"""Part of the risk that a second person of ours in contact takes away; own definition."""


def _study(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[Panel, HandoverStudy]:
    name, panel = panel_of(params, frames)
    if name not in _LAST:
        from clientela.predictions._handover import study_handovers  # noqa: PLC0415 - loads SciPy

        _LAST.clear()
        _LAST[name] = (panel, study_handovers(panel))
    return _LAST[name]


def _optional(values: Any) -> Any:
    held = np.array(values, dtype=np.float64)
    return np.ma.masked_array(np.nan_to_num(held), np.isnan(held))


def _verdict(effect: Effect) -> str:
    if np.isnan(effect.mean):
        return "few"
    return "loss" if effect.high < 0 else "gain" if effect.low > 0 else "none"


@step(
    title=msg("Handovers of the past"),
    inputs=tuple(READ),
    fields=(
        Field("outcome_class", msg("What was looked at"), "class", codes=OUTCOMES),
        Field("split_class", msg("Handovers"), "class", codes=SPLITS),
        Field("known_count", msg("Handovers known"), "count"),
        Field("handovers_count", msg("of which compared"), "count", msg("with a year of months before and after, no other within it, and three customers like it that kept their person")),
        Field("people_count", msg("Persons who gave customers away"), "count"),
        Field("effect_share", msg("Effect"), "share", msg("mean of (12 months after - 12 before) / 12 before, less the same of three matched customers each; none below eight handovers"), "Palmatier, Scheer & Steenkamp 2007; Heckman, Ichimura & Todd 1997"),
        Field("effect_low", msg("at least"), "share", msg("95 % interval, handovers of one person taken together"), "Cameron & Miller 2015"),
        Field("effect_high", msg("at most"), "share"),
        Field("trend_share", msg("The same before the handover"), "share", msg("second half of the year before against its first; far from zero, those who were handed over were different before")),
        Field("trend_low", msg("at least"), "share"),
        Field("trend_high", msg("at most"), "share"),
        Field("handover_verdict", msg("Answer"), "class", codes=VERDICTS),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def handover_study(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Estimate what changes of the person in charge did, by outcome and kind; no row without a change known.

    Changes whose reason names performance are left out: there the customer was the cause.
    """
    _, found = _study(params, frames)
    from clientela.predictions._handover import OUTCOMES as NAMES  # noqa: PLC0415 - loads SciPy
    from clientela.predictions._handover import SPLITS as PARTS  # noqa: PLC0415 - see above

    rows = [(o, s) for o in NAMES for s in PARTS] if found.effects else []
    effects = [found.effects[row] for row in rows]
    trends = [found.trend[outcome] for outcome, _ in rows]
    verdicts = [_verdict(e) for e in effects]
    return {
        "outcome_class": np.array([o for o, _ in rows], dtype=object),
        "split_class": np.array([s for _, s in rows], dtype=object),
        "known_count": np.full(len(rows), found.seen, dtype=np.int64),
        "handovers_count": np.array([e.changes for e in effects], dtype=np.int64),
        "people_count": np.array([e.people for e in effects], dtype=np.int64),
        "effect_share": _optional([e.mean for e in effects]),
        "effect_low": _optional([e.low for e in effects]), "effect_high": _optional([e.high for e in effects]),
        "trend_share": _optional([t.mean for t in trends]),
        "trend_low": _optional([t.low for t in trends]), "trend_high": _optional([t.high for t in trends]),
        "handover_verdict": np.array(verdicts, dtype=object),
    }  # fmt: skip


@step(
    title=msg("Revenue around a handover"),
    inputs=tuple(READ),
    fields=(
        Field("months_after", msg("Months after the handover"), "number", msg("below zero before it")),
        Field("handovers_count", msg("Handovers compared"), "count"),
        Field("effect_share", msg("Revenue against the matched customers"), "share", msg("month / mean month of the year before, less the same of the matched customers")),
        Field("effect_low", msg("at least"), "share", msg("95 % interval")),
        Field("effect_high", msg("at most"), "share"),
    ),
    uses=USES,
    form="arrays",
    columns=READ,
)  # fmt: skip
def handover_months(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Show the course of the revenue from a year before to a year after handovers; no row below eight of them."""
    _, found = _study(params, frames)
    rows = [(place, effect) for place, effect in found.months if not np.isnan(effect.mean)]
    return {
        "months_after": np.array([float(place) for place, _ in rows], dtype=np.float64),
        "handovers_count": np.array([e.changes for _, e in rows], dtype=np.int64),
        "effect_share": _optional([e.mean for _, e in rows]),
        "effect_low": _optional([e.low for _, e in rows]), "effect_high": _optional([e.high for _, e in rows]),
    }  # fmt: skip


_OUTLOOK = ("customer_key", "stake_12m_amount")


@step(
    title=msg("What a handover would risk"),
    inputs=(*READ, "customer_outlook"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("personal_share", msg("Contact through one person"), "share", msg("largest share of the contact minutes of 12 months with one person of ours"), "dossier 7.6"),
        Field("people_in_contact_count", msg("Our people in contact"), "count"),
        Field("handover_effect_share", msg("Expected effect"), "share", msg("effect of past handovers on revenue + what a more personal relation adds; none below eight handovers")),
        Field("handover_risk_amount", msg("At risk by a handover"), "money", msg("at stake x expected fall x (1 - .25 with a second person of ours in contact)"), "own definition after Palmatier, Scheer & Steenkamp 2007"),
        Field("handover_risk_high_amount", msg("at most"), "money", msg("the same with the lower end of the effect")),
    ),
    uses=USES,
    form="arrays",
    columns={**READ, "customer_outlook": _OUTLOOK},
)  # fmt: skip
def handover_risk(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Say of each customer in contact with us how personal the relation is, and what is at risk if its person changed."""
    panel, found = _study(params, frames)
    from clientela.predictions._handover import personal_share  # noqa: PLC0415 - loads SciPy

    outlook = frames["customer_outlook"]
    own = dict(zip(np.asarray(outlook["customer_key"]).astype(np.int64).tolist(), np.ma.filled(np.ma.asarray(outlook["stake_12m_amount"]).astype(np.float64), np.nan).tolist(), strict=True))  # fmt: skip
    everyone = np.arange(panel.customers)
    share = personal_share(panel, everyone, np.full(panel.customers, panel.as_of))
    known = np.flatnonzero(np.isfinite(share))
    people = np.zeros(panel.customers, dtype=np.int64)
    contacts = panel.facts.get("contact")
    if contacts is not None and len(contacts.start):
        recent = (contacts.start > panel.as_of - 364) & (contacts.person >= 0)
        pairs = np.unique(np.column_stack([contacts.customer[recent], contacts.person[recent]]), axis=0)
        people = np.bincount(pairs[:, 0], minlength=panel.customers).astype(np.int64)
    base = found.effects.get(("revenue", "all"))
    mean = base.mean if base is not None else float("nan")
    low = base.low if base is not None else float("nan")
    more = np.zeros(len(known))
    if np.isfinite(found.slope.mean) and found.slope.high < 0:  # only what was found counts
        more = found.slope.mean * (share[known] - found.mean_personal)
    effect = np.clip(mean + more, -1, 1)
    worst = np.clip(low + more, -1, 1)
    stake = np.array([own.get(int(k), float("nan")) for k in panel.keys[known]], dtype=np.float64)
    left = np.where(people[known] > 1, 1 - SECOND_PERSON, 1.0)

    def money(values: Any) -> Any:
        return np.ma.masked_array(np.rint(np.nan_to_num(values)).astype(np.int64), np.isnan(values))

    return {
        "customer_key": panel.keys[known].astype(np.int64),
        "personal_share": share[known],
        "people_in_contact_count": people[known],
        "handover_effect_share": _optional(effect),
        "handover_risk_amount": money(stake * np.maximum(-effect, 0) * left),
        "handover_risk_high_amount": money(stake * np.maximum(-worst, 0) * left),
    }
