"""Drivers of losses, coded: what was stated of each customer, and of the expected loss what is in our hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY
from clientela.predictions._drivers import TITLES, read_reasons

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

TOLD_BY = (
    ("review", msg("review of the loss")),
    ("event", msg("event on the way out")),
    ("known", msg("known event")),
)
BASES = (
    ("own", msg("stated of the customer")),
    ("past", msg("usual drivers of past losses")),
    ("unknown", msg("no drivers known")),
)
LEAST_PAST = 8
"""Losses with coded drivers from which the company's usual mix of drivers is shown for customers without their own."""
SWING = 0.2
"""The part in our hands is a judgement: bounds are shown at .2 less and more (dossier 11, question 5)."""
_TEXTS = ("customer_key", "told_on", "told_by", "reasons_text", "could_avoid_number")
_MOVES = ("customer_key", "on_day", "to_state")
_YEAR = 365


@step(
    title=msg("Reasons of losses in full"),
    inputs=("loss_reviews", "defection_events", "customer_events", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("told_on", msg("Told on"), "date"),
        Field("told_by", msg("Told by"), "class", codes=TOLD_BY),
        Field("reasons_text", msg("Reasons"), "text"),
        Field("could_avoid_number", msg("Could have been avoided"), "number", msg("1 yes, 0 no; none where nobody says")),
    ),
)  # fmt: skip
def loss_texts(params: dict[str, Any]) -> str:
    """List what was written on or before `as_of` of why customers left or may leave: reviews, causes of events, closures and insolvencies."""
    as_of = params["as_of"]
    avoided = "case when t.is_controllable then cast(1.0 as double) when not t.is_controllable then cast(0.0 as double) end"
    rows = (
        (f"select {KEY_OF} as customer_key, t.reviewed_on as told_on, 'review' as told_by, t.reasons as reasons_text, {avoided} as could_avoid_number "
        f"from loss_reviews as t {join_customer('t', as_of)}where t.reviewed_on <= {as_of} and t.reasons is not null"),
        (f"select {KEY_OF} as customer_key, t.happened_on as told_on, 'event' as told_by, t.cause as reasons_text, cast(null as double) as could_avoid_number "
        f"from defection_events as t {join_customer('t', as_of)}where t.happened_on <= {as_of} and t.cause is not null and t.kind <> 'returned'"),
        ("select customer_key, event_known_on as told_on, 'known' as told_by, known_event_class as reasons_text, cast(null as double) as could_avoid_number "
        "from customer_events where known_event_class in ('closure', 'insolvency')"),
    )  # fmt: skip
    every = " union all ".join(f"select * from ({part}) as part" for part in rows)
    return f"select customer_key, told_on, told_by, reasons_text, could_avoid_number from ({every}) as told where customer_key <> 0"


def _coded(frame: Frame) -> dict[int, tuple[Any, str, dict[str, tuple[float, float]]]]:
    """Return of each customer what counts: a known event, else its newest review, else its newest event, with the coded drivers."""
    keys = np.asarray(frame["customer_key"]).astype(np.int64).tolist()
    days = np.ma.getdata(np.ma.asarray(frame["told_on"])).astype("datetime64[D]")
    by = np.ma.filled(np.ma.asarray(frame["told_by"]).astype(object), "").tolist()
    texts = np.ma.filled(np.ma.asarray(frame["reasons_text"]).astype(object), "").tolist()
    avoid = np.ma.filled(np.ma.asarray(frame["could_avoid_number"]).astype(np.float64), np.nan).tolist()
    strength = {"known": 2, "review": 1, "event": 0}
    found: dict[int, tuple[Any, str, dict[str, tuple[float, float]]]] = {}
    best: dict[int, tuple[int, Any, str]] = {}
    for key, day, told, text, avoidable in zip(keys, days.tolist(), by, texts, avoid, strict=True):
        drivers = read_reasons(str(text), avoidable=avoidable)
        rank = (strength[told], day, str(text))
        if drivers and (key not in best or rank > best[key]):
            best[key] = rank
            found[key] = (np.datetime64(day), told, drivers)
    return found


@step(
    title=msg("Drivers of losses"),
    inputs=("loss_texts",),
    fields=(
        KEY,
        Field("driver_class", msg("Driver"), "class", codes=TITLES),
        Field("driver_share", msg("Share of the driver"), "share", msg("as written, else equal shares of the reasons stated")),
        Field("controllable_share", msg("In our hands"), "share", msg("closure, insolvency and regulation 0, decisions elsewhere .25, fewer suppliers or a new buyer .5, competitors and our person .75, our service and neglect 1; something else as the review says"), "own definition"),
        Field("told_on", msg("Told on"), "date"),
        Field("told_by", msg("Told by"), "class", codes=TOLD_BY),
    ),
    form="arrays",
    columns={"loss_texts": _TEXTS},
)  # fmt: skip
def loss_drivers(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Code the reasons stated of each customer into drivers; what cannot be read is left out, which leaves the driver unknown."""
    rows = [
        (key, name, share, control, day, told)
        for key, (day, told, drivers) in sorted(_coded(frames["loss_texts"]).items())
        for name, (share, control) in sorted(drivers.items())
    ]
    kinds = (np.int64, object, np.float64, np.float64, "datetime64[D]", object)
    names = ("customer_key", "driver_class", "driver_share", "controllable_share", "told_on", "told_by")
    return {name: np.array([r[i] for r in rows], dtype=kinds[i]) for i, name in enumerate(names)}


def rescue_rate(frame: Frame, as_of: Any) -> float:
    """Return the share of customers fallen asleep a year or more ago that ordered again within a year; NaN below eight of them.

    Whoever fell asleep and was not lost within a year was won back, whoever did it.
    """
    keys = np.asarray(frame["customer_key"]).astype(np.int64)
    days = np.ma.getdata(np.ma.asarray(frame["on_day"])).astype("datetime64[D]").astype(np.int64)
    states = np.ma.filled(np.ma.asarray(frame["to_state"]).astype(object), "").astype(str)
    order = np.lexsort((days, keys))
    keys, days, states = keys[order], days[order], states[order]
    asleep = np.flatnonzero((states == "S") & (days <= as_of - _YEAR))
    back = 0
    awake = ~np.isin(states, ["S", "L", "X", "P"])
    for at in asleep.tolist():
        later = at + 1
        while later < len(keys) and keys[later] == keys[at] and days[later] - days[at] <= _YEAR:
            if awake[later]:
                back += 1
                break
            later += 1
    return back / len(asleep) if len(asleep) >= LEAST_PAST else float("nan")


_OUTLOOK = (
    "customer_key",
    "stake_12m_amount",
    "expected_loss_amount",
    "active_12m_probability",
    "active_24m_probability",
    "active_36m_probability",
)
_DRIVERS = ("customer_key", "driver_class", "driver_share", "controllable_share", "told_by")


@step(
    title=msg("Expected loss in and out of our hands"),
    inputs=("customer_outlook", "loss_drivers", "lifecycle_transitions"),
    fields=(
        KEY,
        Field("driver_basis_class", msg("Drivers"), "class", codes=BASES),
        Field("main_driver_class", msg("Main driver"), "class", msg("with the largest share of what was stated of the customer"), codes=TITLES),
        Field("controllable_share", msg("In our hands"), "share", msg("sum over drivers of share x part in our hands")),
        Field("expected_loss_amount", msg("Expected loss"), "money", msg("at stake x probability of no order in a year")),
        Field("irremediable_loss_amount", msg("Loss out of our hands"), "money", msg("expected loss x sum over drivers of share x (1 - part in our hands); none without drivers")),
        Field("irremediable_low_amount", msg("at least"), "money", msg("the customer's own drivers: the part in our hands .2 more; else 0")),
        Field("irremediable_high_amount", msg("at most"), "money", msg("the customer's own drivers: the part in our hands .2 less; else the whole expected loss")),
        Field("remediable_loss_amount", msg("Loss in our hands"), "money", msg("expected loss - loss out of our hands")),
        Field("unsaved_loss_amount", msg("of it expected to stay unsaved"), "money", msg("loss in our hands x (1 - share of sleeping customers that came back)")),
        Field("rescue_share", msg("Sleeping customers that came back"), "share", msg("of those that fell asleep a year or more ago, within a year; none below eight")),
        Field("expected_loss_36m_amount", msg("Expected loss, three years"), "money", msg("sum over the three years of at stake x probability of no order in that year, undiscounted")),
        Field("irremediable_loss_36m_amount", msg("Loss out of our hands, three years"), "money"),
    ),
    uses=("as_of_day",),
    form="arrays",
    columns={"customer_outlook": _OUTLOOK, "loss_drivers": _DRIVERS, "lifecycle_transitions": _MOVES},
)  # fmt: skip
def expected_loss_split(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Split each expected loss into what we could prevent and what not, with bounds; the two parts are the expected loss, to the cent.

    Of a customer of which no driver is stated the part lies anywhere between nothing and all; where eight losses of the past are coded
    their usual drivers are shown within these bounds.
    """
    outlook, drivers = frames["customer_outlook"], frames["loss_drivers"]
    keys = np.asarray(outlook["customer_key"]).astype(np.int64)
    own, names, told = _own_drivers(drivers)
    past = [own[key] for key, by in told.items() if by == "review"]
    usual = float(np.mean(past)) if len(past) >= LEAST_PAST else float("nan")
    control = np.array([own.get(k, usual) for k in keys.tolist()], dtype=np.float64)
    is_own = np.array([k in own for k in keys.tolist()], dtype=bool)
    lost, stake = _numbers(outlook["expected_loss_amount"]), _numbers(outlook["stake_12m_amount"])
    years = sum(1 - _numbers(outlook[f"active_{12 * y}m_probability"]) for y in (1, 2, 3))
    three = np.rint(stake * years)
    rescue = rescue_rate(
        frames["lifecycle_transitions"], int(np.datetime64(params["as_of_day"]).astype(np.int64))
    )
    gone = np.rint(lost * (1 - control))
    saved = lost - gone
    basis = np.where(is_own, "own", np.where(np.isfinite(control), "past", "unknown")).astype(object)
    main = [names.get(k, "") for k in keys.tolist()]
    return {
        "customer_key": keys,
        "driver_basis_class": basis,
        "main_driver_class": np.ma.masked_array(np.array(main, dtype=object), [not m for m in main]),
        "controllable_share": np.ma.masked_array(np.nan_to_num(control), np.isnan(control)),
        "expected_loss_amount": _money(lost),
        "irremediable_loss_amount": _money(gone),
        "irremediable_low_amount": _money(np.where(is_own, np.rint(lost * (1 - np.minimum(control + SWING, 1))), 0 * lost)),
        "irremediable_high_amount": _money(np.where(is_own, np.rint(lost * (1 - np.maximum(control - SWING, 0))), lost)),
        "remediable_loss_amount": _money(saved),
        "unsaved_loss_amount": _money(np.rint(saved * (1 - rescue))),
        "rescue_share": np.ma.masked_array(np.full(len(keys), np.nan_to_num(rescue)), np.full(len(keys), np.isnan(rescue))),
        "expected_loss_36m_amount": _money(three),
        "irremediable_loss_36m_amount": _money(np.rint(three * (1 - control))),
    }  # fmt: skip


def _own_drivers(drivers: Frame) -> tuple[dict[int, float], dict[int, str], dict[int, str]]:
    """Return of each customer the part in our hands, its main driver, and who told it."""
    own: dict[int, float] = {}
    main: dict[int, tuple[float, str]] = {}
    told: dict[int, str] = {}
    kinds = np.ma.filled(np.ma.asarray(drivers["driver_class"]).astype(object), "").tolist()
    by = np.ma.filled(np.ma.asarray(drivers["told_by"]).astype(object), "").tolist()
    for key, kind, share, control, who in zip(
        np.asarray(drivers["customer_key"]).astype(np.int64).tolist(), kinds, _numbers(drivers["driver_share"]).tolist(),
        _numbers(drivers["controllable_share"]).tolist(), by, strict=True,
    ):  # fmt: skip
        own[key] = own.get(key, 0.0) + share * control
        main[key] = max(main.get(key, (0.0, "")), (share, str(kind)))
        told[key] = str(who)
    return own, {key: name for key, (_, name) in main.items()}, told


def _numbers(column: Any) -> Any:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def _money(values: Any) -> Any:
    return np.ma.masked_array(np.rint(np.nan_to_num(values)).astype(np.int64), np.isnan(values))
