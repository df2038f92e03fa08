"""The wallet of each customer: what it spends on what we sell, with whom it may be, and what of it we could reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import join_customer
from clientela.economics._wallet_evidence import Estimate, Fact, Known, combine, read_facts
from clientela.economics._wallet_peers import peer_quantiles
from clientela.economics._wallet_rules import ERRORS, EVIDENCE, FACTS
from clientela.economics._wallet_statements import statements
from clientela.measures.passes import KEY

if TYPE_CHECKING:
    from clientela.base.economics_settings import Potential
    from clientela.engine.frames import Array, Frame

_PERLICH = "Perlich, Rosset, Lawrence & Zadrozny 2007"
_LADDER = "Glady & Croux 2009; evidence ladder: own proposal"
SOURCES = (
    ("M", msg("Measured")),
    ("C", msg("Contract or document held")),
    ("D", msg("Declared by the customer")),
    ("X", msg("From a third party")),
    ("O", msg("Observed event")),
    ("E", msg("Estimated by a model")),
    ("J", msg("Judged by an expert")),
)
STATES = (
    ("stated", msg("stated: measured, under contract or declared")),
    ("estimated", msg("estimated")),
    ("conflicting", msg("statements contradict each other")),
    ("contradicted", msg("stated below what the customer buys from us")),
    ("unknown", msg("unknown")),
)
_SPREAD = 0.7571506
"""Distance of the 70th and the 90th percentile of a normal distribution, in standard deviations."""


@step(
    title=msg("Statements about wallets"),
    inputs=("observations", "competitor_shares", "opportunities", "customer_keys", "customer_map", "customer_register", "customer_measures", "customer_products"),
    fields=(
        KEY,
        Field("number_key", msg("Key of the number it was stated for"), "id"),
        Field("fact_class", msg("What is stated"), "class", codes=FACTS),
        Field("source_class", msg("Source class"), "class", codes=SOURCES),
        Field("value_text", msg("Value as stated"), "text"),
        Field("unit_text", msg("Unit as stated"), "text"),
        Field("unit_rate", msg("Rate of the currency"), "number", msg("by the rate of the day; none where the unit is no currency with a rate")),
        Field("stated_amount", msg("Amount"), "money"),
        Field("stated_share", msg("Our share"), "share", msg("1 - shares of the competitors; by family where these are stated so")),
        Field("known_on", msg("Known since"), "date"),
        Field("confidence_number", msg("Confidence as stated"), "number"),
    ),
)  # fmt: skip
def wallet_facts(params: dict[str, Any]) -> str:
    """List what was stated about the wallets of customers and was known on `as_of`, whatever it is worth."""
    return statements(params)


@step(
    title=msg("Size of the customers' firms"),
    inputs=("customer_register", "stated_customers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("size_band", msg("Size"), "text", msg("as the list of customers states it")),
        Field("employees_count", msg("Employees at the customer"), "count"),
        Field("turnover_amount", msg("Own turnover of the customer"), "money"),
    ),
)  # fmt: skip
def customer_size(params: dict[str, Any]) -> str:
    """Say how large the firm of each customer is; of several numbers that are one customer the largest statement."""
    largest = (
        "select coalesce(m.to_key, k.customer_key) as customer_key, max(s.size_band) as size_band, max(s.employees_count) as employees_count, "
        f"max(s.turnover_amount) as turnover_amount from stated_customers as s {join_customer('s', params['as_of'])}"
        "group by coalesce(m.to_key, k.customer_key)"
    )
    return (
        "select r.customer_key, s.size_band, cast(s.employees_count as bigint) as employees_count, cast(s.turnover_amount as bigint) as turnover_amount "
        f"from customer_register as r left join ({largest}) as s on s.customer_key = r.customer_key"
    )


def _texts(column: Array) -> Array:
    return np.ma.filled(column.astype(object), "")


def _numbers(column: Array) -> Array:
    return np.ma.filled(column.astype(float), np.nan)


def _size_of(frame: Frame) -> Array:
    """Return the measure of size that most customers state: turnover, else employees."""
    turnover, people = _numbers(frame["turnover_amount"]), _numbers(frame["employees_count"])
    chosen = turnover if np.isfinite(turnover).sum() >= np.isfinite(people).sum() else people
    return np.where(chosen > 0, chosen, np.nan)


def _modelled(kind: Array, band: Array, size: Array, revenue: Array, rules: Potential) -> tuple[Array, Array]:
    """Return the quantiles of what similar buying customers spend, (customers, 3), and how many these are.

    Similar: of the same kind and stated size; of the kind alone where those are too few. A customer of which neither kind nor size is
    stated is like nobody.
    """
    cuts = (rules.wallet_quantiles[0], rules.wallet_quantile, rules.wallet_quantiles[1])
    found, counts = np.full((len(kind), 3), np.nan), np.zeros(len(kind), dtype=np.int64)
    buys = revenue > 0
    with_band = np.array([f"{k}\x1f{b}" if b else "" for k, b in zip(kind, band, strict=True)], dtype=object)
    for label, known in ((with_band, with_band != ""), (kind, (kind != "") | np.isfinite(size))):
        inside = np.flatnonzero(buys & known)
        if len(inside):
            values, numbers = peer_quantiles(
                revenue[inside],
                label[inside].astype(str),
                size[inside],
                cuts=cuts,
                least=rules.least_neighbours,
            )
            open_ = counts[inside] == 0
            found[inside[open_]], counts[inside[open_]] = values[open_], numbers[open_]
    return found, counts


def _fact(frame: dict[str, list[Any]], place: int, as_of: date) -> tuple[int, Fact]:
    day = frame["known_on"][place]
    return frame["customer_key"][place], Fact(
        kind=frame["fact_class"][place], evidence=frame["source_class"][place], number_key=frame["number_key"][place],
        text=frame["value_text"][place] or "", unit=frame["unit_text"][place] or "", rate=frame["unit_rate"][place],
        amount=frame["stated_amount"][place], share=frame["stated_share"][place],
        age_days=None if day is None else float((as_of - day).days), confidence=frame["confidence_number"][place],
    )  # fmt: skip


def _stated(
    frame: Frame, revenue: dict[int, float], single: dict[int, bool], params: dict[str, Any]
) -> dict[int, Known]:
    """Return what the statements come to, by customer."""
    columns = {name: frame[name].tolist() for name in _FACT_COLUMNS}
    as_of = date.fromisoformat(params["as_of_day"])
    by_customer: dict[int, list[Fact]] = {}
    for place in range(len(columns["customer_key"])):
        key, fact = _fact(columns, place, as_of)
        by_customer.setdefault(key, []).append(fact)
    is_group = params["structure"].level == "group"
    return {
        key: read_facts(
            facts,
            revenue[key],
            usual_cap=params["potential"].dual_source_share,
            is_group=is_group,
            is_single=single[key],
        )
        for key, facts in by_customer.items()
        if key in revenue
    }


def attainable(shares: Array, kind: Array, *, cut: float, least: int) -> Array:
    """Return for each customer the quantile of the shares held at customers of its kind, of all where those are too few; NaN below `least`.

    `shares`: (customers,), NaN where it is not known. Source: own definition.
    """
    known = np.isfinite(shares)
    whole = float(np.quantile(shares[known], cut)) if known.sum() >= least else np.nan
    found = np.full(len(shares), whole)
    for name in np.unique(kind[kind != ""].astype(str)):
        own = kind == name
        if (own & known).sum() >= least:
            found[own] = np.quantile(shares[own & known], cut)
    return found


_FACT_COLUMNS = ("customer_key", "number_key", "fact_class", "source_class", "value_text", "unit_text", "unit_rate", "stated_amount", "stated_share", "known_on", "confidence_number")  # fmt: skip
_COLUMNS = {
    "customer_register": ("customer_key", "segment_id", "customer_type", "numbers_count"),
    "customer_measures": ("customer_key", "revenue_12m_amount"),
    "customer_size": ("customer_key", "size_band", "employees_count", "turnover_amount"),
    "wallet_facts": _FACT_COLUMNS,
}


@step(
    title=msg("Wallet and share of wallet"),
    inputs=tuple(_COLUMNS),
    fields=(
        KEY,
        Field("wallet_kind", msg("Compared with customers of"), "text", msg("the segment, the customer type where no segment is stated")),
        Field("wallet_amount", msg("Wallet"), "money", msg("yearly spend on what we sell, with all suppliers: the precision-weighted mean, on the logarithm, of what is known; measured, contract and declared statements are never mixed with weaker ones; never below own revenue"), _LADDER),
        Field("wallet_low_amount", msg("Wallet, at least"), "money", msg("lower end: of one estimate its own (80 per cent; the lower quantile of the model), of several by their precision")),
        Field("wallet_high_amount", msg("Wallet, at most"), "money"),
        Field("wallet_evidence_class", msg("Wallet rests on"), "class", msg("the strongest evidence used"), _LADDER, EVIDENCE),
        Field("wallet_state", msg("State of the wallet"), "class", codes=STATES),
        Field("wallet_sources_count", msg("Estimates combined"), "count"),
        Field("wallet_unused_count", msg("Statements not used"), "count", msg("too old, without a day, or not to be read")),
        Field("wallet_contradicted_count", msg("Statements below own revenue"), "count", msg("even at their upper end; they speak of something else and are not used")),
        Field("share_of_wallet_share", msg("Share of wallet"), "share", msg("revenue of the last 12 months / wallet"), "Glady & Croux 2009"),
        Field("attainable_share", msg("Attainable share of wallet"), "share", msg("80th percentile of the shares held at comparable customers whose wallet is known in the same way, no more than a rule of several suppliers leaves to one"), "own definition"),
        Field("sourcing_cap_share", msg("Largest share of one supplier"), "share", msg("where the customer has a rule of several suppliers")),
        Field("extra_12m_amount", msg("Attainable extra revenue"), "money", msg("max(0, attainable share x wallet - revenue)")),
        Field("extra_low_12m_amount", msg("Attainable extra revenue, at least"), "money", msg("the same with the lower end of the wallet")),
        Field("extra_high_12m_amount", msg("Attainable extra revenue, at most"), "money"),
        Field("peer_low_amount", msg("Similar customers, lower quantile"), "money", msg("quantile of what the nearest others spend with us, the customer itself left out"), _PERLICH),
        Field("peer_amount", msg("Similar customers, wallet quantile"), "money", source=_PERLICH),
        Field("peer_high_amount", msg("Similar customers, upper quantile"), "money", source=_PERLICH),
        Field("wallet_peers_count", msg("Similar customers"), "count"),
        Field("is_reference", msg("Documented worth as a reference"), "id", msg("1 where an observation states it")),
    ),
    uses=("potential", "as_of_day", "structure"),
    form="arrays",
    columns=_COLUMNS,
)  # fmt: skip
def customer_wallet(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per customer of the register: its wallet by the best evidence there is, and what of it we could reach.

    Evidence, best first: measured, contract, declared; then third party, observed, driver x need, rank among suppliers (Keiningham and
    others 2011), what similar customers spend (Perlich and others 2007), judged by sales. Without any, everything is unknown.
    """
    rules: Potential = params["potential"]
    frame: dict[str, Array] = {}
    for name in ("customer_register", "customer_measures", "customer_size"):
        order = np.argsort(np.asarray(frames[name]["customer_key"]), kind="stable")
        frame |= {column: frames[name][column][order] for column in _COLUMNS[name]}
    keys = np.asarray(frame["customer_key"])
    segment, type_ = _texts(frame["segment_id"]), _texts(frame["customer_type"])
    kind = np.where(segment != "", segment, type_)
    revenue = np.nan_to_num(_numbers(frame["revenue_12m_amount"]))
    peers, counts = _modelled(kind, _texts(frame["size_band"]), _size_of(frame), revenue, rules)
    numbers = np.ma.filled(frame["numbers_count"], 1)
    stated = _stated(
        frames["wallet_facts"],
        dict(zip(keys.tolist(), revenue.tolist(), strict=True)),
        dict(zip(keys.tolist(), (numbers <= 1).tolist(), strict=True)),
        params,
    )
    wallets = [
        _wallet(stated.get(key), own, *row)
        for key, own, row in zip(keys.tolist(), revenue.tolist(), peers.tolist(), strict=True)
    ]
    value = {
        name: np.array([np.nan if w is None else w[name] for w in wallets], dtype=float)
        for name in ("wallet", "low", "high", "count")
    }
    label = np.array([None if w is None else w["label"] for w in wallets], dtype=object)
    none = [Known()] * len(keys)
    knowns = [stated.get(key, empty) for key, empty in zip(keys.tolist(), none, strict=True)]
    cap = np.array([np.nan if k.sourcing is None else k.sourcing for k in knowns], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where((value["wallet"] > 0) & (revenue >= 0), revenue / value["wallet"], np.nan)
    is_model = label == "model"
    reach = np.full(len(keys), np.nan)
    for own in (is_model, ~is_model & np.isfinite(value["wallet"])):
        reach[own] = attainable(
            np.where(own, share, np.nan), kind, cut=rules.attainable_quantile, least=rules.least_shares
        )[own]
    reach = np.fmin(reach, cap, where=np.isfinite(reach), out=reach.copy())
    extra = {
        name: np.maximum(0.0, reach * value[name] - np.maximum(revenue, 0.0))
        for name in ("wallet", "low", "high")
    }
    return {
        "customer_key": keys,
        "wallet_kind": np.array([k or None for k in kind], dtype=object),
        **{f"wallet{end}_amount": _money(value[name]) for end, name in (("", "wallet"), ("_low", "low"), ("_high", "high"))},
        "wallet_evidence_class": label,
        "wallet_state": np.array([_state(w, k) for w, k in zip(wallets, knowns, strict=True)], dtype=object),
        "wallet_sources_count": np.nan_to_num(value["count"]).astype(np.int64),
        "wallet_unused_count": np.array([k.unused for k in knowns], dtype=np.int64),
        "wallet_contradicted_count": np.array([k.contradicted for k in knowns], dtype=np.int64),
        "share_of_wallet_share": share,
        "attainable_share": reach,
        "sourcing_cap_share": cap,
        **{f"extra{end}_12m_amount": _money(extra[name]) for end, name in (("", "wallet"), ("_low", "low"), ("_high", "high"))},
        **{f"peer{end}_amount": _money(peers[:, place]) for place, end in enumerate(("_low", "", "_high"))},
        "wallet_peers_count": counts,
        "is_reference": np.ma.masked_array(np.ones(len(keys), dtype=np.int64), [not k.is_reference for k in knowns]),
    }  # fmt: skip


def _money(values: Array) -> Array:
    known = np.isfinite(values)
    return np.ma.masked_array(np.round(np.where(known, values, 0.0)).astype(np.int64), ~known)


def _wallet(
    known: Known | None, revenue: float, low: float, middle: float, high: float
) -> dict[str, Any] | None:
    """Combine what was stated with what similar customers spend."""
    estimates = [] if known is None else list(known.estimates)
    if middle > 0 and low > 0:
        error = max(ERRORS["E"], float(np.log(high / low)) / _SPREAD)
        floor = max(revenue, 0.0)
        estimates.append(Estimate("model", max(middle, floor), max(low, floor), max(high, floor), error))
    return combine(estimates, revenue)


def _state(wallet: dict[str, Any] | None, known: Known) -> str:
    if wallet is None:
        return "contradicted" if known.contradicted else "unknown"
    if wallet["is_conflicting"]:
        return "conflicting"
    return "stated" if wallet["label"] in ("M", "C", "D") else "estimated"
