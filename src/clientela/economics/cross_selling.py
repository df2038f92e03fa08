"""What a customer could buy besides: three families each, and how often such lists were right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._adoption import chances, open_to, train
from clientela.economics._features import WINDOW, learn
from clientela.economics._hits import difference, interval, judge, top
from clientela.economics._lookalikes import SHOWN, lookalikes, reasons
from clientela.economics._ranges import fitting, read_offer, texts
from clientela.economics.family_breadth import FAMILY
from clientela.measures.passes import KEY

if TYPE_CHECKING:
    from clientela.economics._hits import Hits
    from clientela.economics._ranges import Offer
    from clientela.engine.frames import Array, Frame

METHODS = (
    ("popular", msg("most bought by all")),
    ("kind", msg("most bought by customers of the kind")),
    ("similar", msg("likest to what the customer buys")),
    ("together", msg("follows from all that the customer buys")),
    ("learned", msg("learned from earlier first purchases")),
)
PURCHASES = (
    ("new", msg("families not bought for twelve months")),
    ("first", msg("families never bought in the years looked at")),
)
VERDICTS = (
    ("better", msg("better than the most bought")),
    ("not_better", msg("not shown to be better than the most bought")),
    ("baseline", msg("what the others are compared with")),
)
ROLES = (
    ("baseline", msg("what the others are compared with")),
    ("chosen", msg("chosen by the half year before")),
    ("other", msg("tried")),
)
CONTRIBUTIONS = (
    ("below_zero", msg("contribution below zero: mend that first")),
    ("not_below_zero", msg("contribution not below zero")),
)
LEAST_LIFT = 1.2
_LEAST_JUDGED = 30
_UNTRIED = "together"
"""The way that is tested where no earlier half year can choose one."""
_VARIABLES = {
    "popular": ("penetration",),
    "kind": ("kind_penetration",),
    "similar": ("similar",),
    "together": ("together",),
}
_NAN = float("nan")
_FRAMES = ("customer_families", "offer_families", "customer_peers", "eligible_families")
_COLUMNS = {
    "customer_families": ("customer_key", "family_key", "half_number", "revenue_amount"),
    "offer_families": ("product_family", "family_key"),
    "customer_peers": ("customer_key", "peer_kind"),
    "eligible_families": ("segment_id", "product_family", "is_eligible"),
}


def _scores(offer: Offer, half: int, fits: Array) -> dict[str, Array]:
    """Return the score of each way at the end of half year `half`; the learned one only where there was enough to learn from."""
    seen = offer.seen
    known = learn(seen, half)
    owned = seen.owned(half).astype(np.float32)
    found = {
        "popular": np.broadcast_to(known.penetration, owned.shape),
        "kind": known.kind_penetration[seen.kind],
        "similar": owned @ known.similar.astype(np.float32),
        "together": owned @ known.together.astype(np.float32),
    }
    model = train(seen, half, fits)
    if model is not None:
        found["learned"] = chances(seen, known, half, model)
    return found


def _judged(offer: Offer, half: int, frames: dict[str, Frame], rules: Any) -> dict[str, dict[str, Hits]]:
    """Judge every way by what was newly bought in half year `half`, with nothing learned from it: all new families, then first ones."""
    before = half + 1
    if offer.seen.halves_known < before + WINDOW or not len(offer.families):
        return {}
    fits = fitting(offer, frames, before, rules)
    open_ = open_to(offer.seen, before, fits)
    scores = _scores(offer, before, fits)
    opened = {"new": open_, "first": open_ & ~offer.seen.bought[before + WINDOW :].any(axis=0)}
    return {
        kind: {
            way: judge(
                top(score, table, rules.suggestions_count), offer.seen.bought[half] & table, offer.money[half]
            )
            for way, score in scores.items()
        }
        for kind, table in opened.items()
    }


def _choose(earlier: dict[str, Hits], now: dict[str, Hits]) -> str:
    """Return the way that hit most customers a half year earlier, among those that can be tested now."""
    tried = {way: int(hits.hit.sum()) for way, hits in earlier.items() if way in now and way != "popular"}
    return max(tried, key=lambda way: (tried[way], way)) if any(tried.values()) else _UNTRIED


@step(
    title=msg("How often the suggestions are right"),
    inputs=_FRAMES,
    fields=(
        Field("purchase_class", msg("Judged by"), "class", codes=PURCHASES),
        Field("method", msg("Way of suggesting"), "class", codes=METHODS),
        Field("judged_count", msg("Customers judged"), "count", msg("that began to buy at least one family in the last six months that was open to them six months ago")),
        Field("hits_count", msg("Customers hit"), "count", msg("that began to buy one of the families suggested")),
        Field("hit_share", msg("Hit rate"), "share", msg("customers hit / customers judged")),
        Field("hit_low_share", msg("At least"), "share", msg("lower end of the 95 per cent interval"), "Wilson 1927"),
        Field("hit_high_share", msg("At most"), "share", msg("upper end of the 95 per cent interval"), "Wilson 1927"),
        Field("gain_low_number", msg("Better by at least"), "number", msg("lower end of the 95 per cent interval of the difference to the most bought, over the same customers"), "McNemar 1947"),
        Field("gain_high_number", msg("Better by at most"), "number"),
        Field("earlier_hit_share", msg("Hit rate a half year earlier"), "share", msg("the same, judged by the half year before: by it the way is chosen")),
        Field("caught_amount", msg("First purchases named"), "money", msg("six months' revenue of the new families that were suggested")),
        Field("opened_amount", msg("All first purchases"), "money"),
        Field("verdict", msg("Verdict"), "class", msg("better: the whole interval of the difference is above zero, with at least 30 customers judged"), codes=VERDICTS),
        Field("role", msg("Role"), "class", msg("chosen: hit most customers a half year earlier; it is used when the last half year, which had no part in the choice, shows it to be better"), codes=ROLES),
    ),
    uses=("offer", "as_of_day", "first_on"),
    form="arrays",
    columns=_COLUMNS,
)  # fmt: skip
def cross_selling_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Judge each way of suggesting by what customers really began to buy in the last six months.

    Everything is learned from data up to six months before `as_of`; a family counts as new when it was not bought in the twelve
    months before that day. A customer that began to buy nothing new judges no list. Without 18 months of data there are no rows.
    """
    rules = params["offer"]
    offer = read_offer(params, frames, half=1)
    found, earlier = _judged(offer, 0, frames, rules), _judged(offer, 1, frames, rules)
    chosen = _choose(earlier.get("new", {}), found.get("new", {}))
    rows: list[tuple[Any, ...]] = []
    for kind, way, hits in ((kind, way, hits) for kind, ways in found.items() for way, hits in ways.items()):
        count, right = len(hits.hit), int(hits.hit.sum())
        gain = difference(hits.hit, found[kind]["popular"].hit)
        is_base = way == "popular"
        is_better = count >= _LEAST_JUDGED and gain[0] > 0
        past = earlier[kind][way].hit if kind in earlier and way in earlier[kind] else ()
        rows.append((
            kind, way, count, right, right / count if count else _NAN, *interval(right, count), *((_NAN, _NAN) if is_base else gain),
            float(np.mean(past)) if len(past) else _NAN, hits.caught, hits.bought,
            "baseline" if is_base else "better" if is_better else "not_better",
            "baseline" if is_base else "chosen" if way == chosen else "other",
        ))  # fmt: skip
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(_PROOF_TYPES)
    return {
        name: np.array(column, dtype=kind)
        for (name, kind), column in zip(_PROOF_TYPES.items(), columns, strict=True)
    }


_PROOF_TYPES: dict[str, Any] = {
    "purchase_class": object, "method": object, "judged_count": np.int64, "hits_count": np.int64, "hit_share": np.float64, "hit_low_share": np.float64,
    "hit_high_share": np.float64, "gain_low_number": np.float64, "gain_high_number": np.float64, "earlier_hit_share": np.float64,
    "caught_amount": np.int64, "opened_amount": np.int64, "verdict": object, "role": object,
}  # fmt: skip


def used_method(proof: Frame) -> str:
    """Return the way used for the suggestions: the chosen one where it was shown to be better, else the most bought."""
    columns = [texts(proof[name]) for name in ("method", "purchase_class", "verdict", "role")]
    used = (str(way) for way, *rest in zip(*columns, strict=True) if rest == ["new", "better", "chosen"])
    return next(used, "popular")


def _lookup(frame: Frame, value: str, *names: str) -> dict[tuple[Any, ...], float]:
    """Return the known values of a small table by its key."""
    known = ~np.ma.getmaskarray(frame[value])
    columns = [texts(frame[n]) if frame[n].dtype.kind in "OU" else np.ma.filled(frame[n], -1) for n in names]
    data = np.ma.filled(frame[value], 0)
    return {
        tuple(c[i] for c in columns): float(data[i]) for i in np.flatnonzero(known)
    }  # fmt: skip


@step(
    title=msg("Suggestions"),
    inputs=(*_FRAMES, "cross_selling_proof", "family_reach", "peer_spend", "family_worth", "customer_ladder"),
    fields=(
        KEY,
        Field("suggestion_place", msg("Place"), "id"),
        FAMILY,
        Field("method", msg("Way of suggesting"), "class", msg("the one chosen by an earlier half year, only where it was better than the most bought in the last six months"), codes=METHODS),
        Field("chance_share", msg("Chance"), "share", msg("chance that the customer begins to buy it within six months: logistic regression, learned from the first purchases of the last twelve months; unknown below a hundred of them"), "Knott, Hayes & Neslin 2002"),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money", msg("of the same kind and size band, of the kind where they are too few")),
        Field("expected_12m_amount", msg("Expected revenue"), "money", msg("chance x median spend of those that buy it")),
        Field("family_margin_share", msg("Margin of the family"), "share"),
        Field("expected_margin_12m_amount", msg("Expected margin"), "money", msg("expected revenue x margin of the family; unknown without costs")),
        Field("because_family", msg("Goes with"), "text", msg("the family the customer buys that is bought together with this one most above chance")),
        Field("lift_number", msg("Lift"), "number", msg("how many times more often both are bought together than by chance; rules of at least five customers and above 1.2"), "Agrawal, Imielinski & Swami 1993"),
        Field("lapsed_number", msg("Bought it before"), "number", msg("1 where it was bought in the four years looked at, though not in the last 12 months")),
        Field("contribution_class", msg("Contribution of the customer"), "class", msg("contribution 3, contribution 1 where cost to serve is not known; unknown without costs"), "Shah & Kumar 2012", CONTRIBUTIONS),
        *(Field(f"peer_{n}_key", msg("Customer alike that buys it"), "id") for n in range(1, SHOWN + 1)),
    ),
    uses=("offer", "as_of_day", "first_on"),
    form="arrays",
    columns={
        **_COLUMNS,
        "customer_peers": ("customer_key", "peer_kind", "size_fifth"),
        "cross_selling_proof": ("method", "purchase_class", "verdict", "role"),
        "family_reach": ("peer_kind", "product_family", "spend_12m_amount"),
        "peer_spend": ("peer_kind", "size_fifth", "product_family", "spend_12m_amount"),
        "family_worth": ("product_family", "family_margin_share"),
        "customer_ladder": ("customer_key", "cm1_12m_amount", "cm3_12m_amount"),
    },
)  # fmt: skip
def cross_selling(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Suggest to each buying customer the eligible families it is most likely to begin to buy, with what they would be worth.

    Formula: expected margin = P(begins to buy) x median spend of similar buyers x margin of the family. The list is in the order of
    the chance: in the order of the money it was right less often. A family that does not fit the kind is never in it.
    """
    rules = params["offer"]
    offer = read_offer(params, frames, half=0)
    count = len(offer.keys)
    if not count or not len(offer.families):
        return _described(
            offer,
            frames,
            np.empty((count, 0), dtype=np.int64),
            chance=None,
            method="popular",
            least=rules.least_peers,
        )
    fits = fitting(offer, frames, 0, rules)
    scores = _scores(offer, 0, fits)
    method = used_method(frames["cross_selling_proof"])
    method = method if method in scores else "popular"
    picked = top(scores[method], open_to(offer.seen, 0, fits), rules.suggestions_count)
    chance = scores.get("learned") if method == "learned" else None
    if chance is None:
        model = train(offer.seen, 0, fits, _VARIABLES[method])
        chance = None if model is None else chances(offer.seen, learn(offer.seen, 0), 0, model)
    return _described(offer, frames, picked, chance=chance, method=method, least=rules.least_peers)


def _described(
    offer: Offer, frames: dict[str, Frame], picked: Array, *, chance: Array | None, method: str, least: int
) -> Frame:
    """Say of each family picked, (customers, places) with -1 for none, what it is worth, why it is there and who is alike."""
    who, place = np.nonzero(picked >= 0)
    what, owned = picked[who, place], offer.seen.owned(0)
    likely = np.full(len(who), _NAN) if chance is None else chance[who, what].astype(np.float64)
    keys, peers = offer.keys, frames["customer_peers"]
    fifth = np.ma.filled(peers["size_fifth"], -1)[np.argsort(peers["customer_key"])]
    near = _lookup(frames["peer_spend"], "spend_12m_amount", "peer_kind", "size_fifth", "product_family")
    wide = _lookup(frames["family_reach"], "spend_12m_amount", "peer_kind", "product_family")
    worth = _lookup(frames["family_worth"], "family_margin_share", "product_family")
    kinds, names = (
        offer.kinds[offer.seen.kind[who]] if len(who) else np.empty(0, dtype=str),
        offer.families[what],
    )
    spend = np.array(
        [near.get((k, f, n), wide.get((k, n), _NAN)) for k, f, n in zip(kinds, fifth[who], names, strict=True)], dtype=float
    )  # fmt: skip
    margin = np.array([worth.get((n,), _NAN) for n in names], dtype=float)
    because, lift = (
        reasons(who, what, owned, least=least, least_lift=LEAST_LIFT)
        if len(who)
        else (np.empty(0, dtype=np.int64), np.empty(0))
    )
    alike = (
        lookalikes(who, what, owned, offer.seen.kind, offer.money.sum(axis=0))
        if len(who)
        else np.empty((0, SHOWN), dtype=np.int64)
    )
    contribution = _contribution(frames["customer_ladder"], keys)[who]
    losing = np.where(contribution < 0, CONTRIBUTIONS[0][0], CONTRIBUTIONS[1][0]).astype(object)

    def money(values: Array) -> Array:
        return np.ma.masked_array(np.nan_to_num(np.round(values)).astype(np.int64), np.isnan(values))

    return {
        "customer_key": keys[who],
        "suggestion_place": place.astype(np.int64) + 1,
        "product_family": names.astype(object),
        "method": np.full(len(who), method, dtype=object),
        "chance_share": np.round(likely, 6),
        "spend_12m_amount": money(spend),
        "expected_12m_amount": money(likely * spend),
        "family_margin_share": margin,
        "expected_margin_12m_amount": money(likely * spend * margin),
        "because_family": np.ma.masked_array(
            offer.families[np.maximum(because, 0)].astype(object) if len(offer.families) else names.astype(object), because < 0
        ),
        "lift_number": np.where(because >= 0, lift, _NAN),
        "lapsed_number": np.asarray(offer.seen.bought[WINDOW:].any(axis=0))[who, what].astype(np.int64),
        "contribution_class": np.ma.masked_array(losing, np.isnan(contribution)),
        **{
            f"peer_{n + 1}_key": np.ma.masked_array(keys[np.maximum(alike[:, n], 0)] if len(keys) else alike[:, n], alike[:, n] < 0)
            for n in range(SHOWN)
        },
    }  # fmt: skip


def _contribution(ladder: Frame, keys: Array) -> Array:
    """Return the contribution of each customer, NaN where it is not known."""
    found = np.full(len(keys), np.nan)
    place = np.searchsorted(keys, ladder["customer_key"])
    inside = (
        (place < len(keys)) & (keys[np.minimum(place, len(keys) - 1)] == ladder["customer_key"])
        if len(keys)
        else np.zeros(len(place), dtype=bool)
    )
    cm1, cm3 = (
        np.ma.filled(ladder[name].astype(np.float64), np.nan) for name in ("cm1_12m_amount", "cm3_12m_amount")
    )
    found[place[inside]] = np.where(np.isnan(cm3), cm1, cm3)[inside]
    return found
