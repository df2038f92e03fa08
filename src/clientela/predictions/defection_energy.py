"""Which customers are about to leave by what happened to them, whatever they still buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY
from clientela.predictions._energy import best_limit, event_energy

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

    Array = np.ndarray[Any, Any]

LIMITS = (("own", msg("own losses")), ("setting", msg("setting")))
STATES = (
    ("over", msg("over the limit")),
    ("below", msg("below the limit")),
    ("unrated", msg("events without a severity")),
)
_LEAST_LOSSES = 20
"""Customers with events that were lost, and that were kept, from which the own past sets the limit."""
_COLUMNS = {
    "defection_facts": ("customer_key", "happened_on", "resolved_on", "severity_number"),
    "customer_years": ("customer_key", "years_ago", "year_end_on", "orders_count"),
}  # fmt: skip


@step(
    title=msg("Events on the way out"),
    inputs=("defection_events", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("happened_on", msg("Happened on"), "date"),
        Field("event_kind", msg("Kind of event"), "text"),
        Field("event_origin", msg("Where it comes from"), "text"),
        Field("severity_number", msg("Severity"), "number", msg("-5 good to +5 bad; unknown where nobody says")),
        Field("resolved_on", msg("Put right on"), "date", msg("as far as it was by the day looked from")),
    ),
)  # fmt: skip
def defection_facts(params: dict[str, Any]) -> str:
    """List the events on the way out that were known on `as_of`, under the customer they count for."""
    as_of = params["as_of"]
    return (
        f"select {KEY_OF} as customer_key, t.happened_on, t.kind as event_kind, t.origin as event_origin, cast(t.severity_score as double) as severity_number, "
        f"case when t.resolved_on <= {as_of} then t.resolved_on end as resolved_on from defection_events as t {join_customer('t', as_of)}where t.happened_on <= {as_of}"
    )


@step(
    title=msg("Defection energy"),
    inputs=("defection_facts", "customer_years"),
    columns=_COLUMNS,
    fields=(
        KEY,
        Field("events_count", msg("Events"), "count"),
        Field("unrated_count", msg("Of these without a severity"), "count", msg("they are in no sum")),
        Field("last_event_on", msg("Last event"), "date"),
        Field("energy_number", msg("Defection energy"), "number", msg("sum of severity x 0.5^(age / 180 days), from the day an event was put right by 90 days; unknown where no event has a severity"), "after Hollmann, Jarvis & Bitner 2015; formula: own definition"),
        Field("energy_limit_number", msg("Limit"), "number", msg("energy that best told lost from kept customers at past year ends, with 20 of each; else 8, unless set otherwise"), "Youden 1950"),
        Field("energy_limit_class", msg("Limit from"), "class", codes=LIMITS),
        Field("energy_state", msg("Against the limit"), "class", codes=STATES),
    ),
    uses=("as_of_day", "dynamics"),
    form="arrays",
)  # fmt: skip
def defection_energy(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Sum up for each customer with an event what still weighs on the relation, and compare it with what losses showed."""
    rules, rows = params["dynamics"], frames["defection_facts"]
    key = np.asarray(rows["customer_key"]).astype(np.int64)
    keys, place = np.unique(key, return_inverse=True)
    happened = _days(rows["happened_on"])
    resolved = _days(rows["resolved_on"])
    severity = np.ma.filled(np.ma.asarray(rows["severity_number"]).astype(np.float64), np.nan)
    today = float(np.datetime64(params["as_of_day"], "D").astype(np.int64))

    def energy(day: float) -> tuple[Array, Array]:
        """Return the energy of each customer on a day by what had happened then, and of how many rated events."""
        use = (happened <= day) & ~np.isnan(severity)
        since = np.where(resolved[use] <= day, day - resolved[use], np.nan)
        weight = event_energy(
            severity[use], day - happened[use], since, half_days=rules.energy_half_days, resolved_days=rules.energy_resolved_days
        )  # fmt: skip
        return (
            np.bincount(place[use], weights=weight, minlength=len(keys)),
            np.bincount(place[use], minlength=len(keys)),
        )

    limit, source = _limit(frames["customer_years"], keys, energy, rules.energy_limit)
    now, rated = energy(today)
    events = np.bincount(place, minlength=len(keys))
    last = np.full(len(keys), -np.inf)
    np.maximum.at(last, place, happened)
    none = rated == 0
    state = np.where(none, "unrated", np.where(now >= limit, "over", "below"))
    return {
        "customer_key": keys,
        "events_count": events.astype(np.int64),
        "unrated_count": (events - rated).astype(np.int64),
        "last_event_on": last.astype(np.int64).astype("datetime64[D]"),
        "energy_number": np.where(none, np.nan, now),
        "energy_limit_number": np.full(len(keys), limit),
        "energy_limit_class": np.array([source] * len(keys), dtype=object),
        "energy_state": state.astype(object),
    }


def _days(column: Any) -> Array:
    """Return days since 1970, NaN where there is none."""
    held = np.ma.asarray(column)
    days = np.ma.getdata(held).astype("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(np.ma.getmaskarray(held), np.nan, days)


def _limit(years: Frame, keys: Array, energy: Any, default: float) -> tuple[float, str]:
    """Return the limit the own losses show at past year ends, else that of the settings."""
    key, ago = np.asarray(years["customer_key"]).astype(np.int64), np.asarray(years["years_ago"])
    ends, orders = _days(years["year_end_on"]), np.asarray(years["orders_count"])
    energies, losses = [], []
    for past in np.unique(ago[ago > 0]):
        then, after = ago == past, ago == past - 1
        bought = set(key[after & (orders > 0)].tolist())
        active = key[then & (orders > 0)]
        built, rated = energy(float(ends[then][0]))
        place = np.searchsorted(keys, active)
        inside = np.zeros(len(active), dtype=bool)
        fits = place < len(keys)
        inside[fits] = (keys[place[fits]] == active[fits]) & (rated[place[fits]] > 0)
        energies.append(built[place[inside]])
        losses.append(np.array([k not in bought for k in active[inside].tolist()], dtype=bool))
    if energies:
        all_energies, is_lost = np.concatenate(energies), np.concatenate(losses)
        if min(int(is_lost.sum()), int((~is_lost).sum())) >= _LEAST_LOSSES:
            found = best_limit(all_energies, is_lost)
            if not np.isnan(found):
                return found, "own"
    return default, "setting"
