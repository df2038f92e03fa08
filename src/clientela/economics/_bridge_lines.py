"""The lines of two years under the customer and the product they are compared as, and where each customer stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from clientela.base.periods import add_months
from clientela.economics._bridge_effects import TIMING_DAYS, standing_of
from clientela.identity.identified_lines import is_linked
from clientela.measures.passes import costed_lines
from clientela.tables._rates import join_rates


def reads_history(params: dict[str, Any]) -> bool:
    """Whether numbers may count for one customer at one time and for another later: the history is read as it was."""
    return params["structure"].view == "as_was" and is_linked(params)


def _owners(params: dict[str, Any], row: str) -> str:
    """Join each number with the customer it counts for on the day of the run (`o.to_key`)."""
    day = params["as_of"]
    return (
        f" left join customer_map as o on o.customer_key = {row}.stated_key and o.from_on <= {day} and o.until_on > {day}"
        if reads_history(params)
        else ""
    )


def _owner(params: dict[str, Any], row: str) -> str:
    return f"coalesce(o.to_key, {row}.stated_key)" if reads_history(params) else f"{row}.customer_key"


def old_rates(params: dict[str, Any]) -> dict[str, float]:
    """Return the mean rate of each currency over the days of the 12 months before; none where a day has no rate.

    Units: reporting-currency units per unit of the currency.
    """
    last = add_months(date.fromisoformat(params["as_of_day"]), -12)
    first, day = add_months(date.fromisoformat(params["as_of_day"]), -24), timedelta(days=1)
    known: dict[str, tuple[float, int]] = {}
    for currency, start, end, rate in params["rates"]:
        begun, ended = max(date.fromisoformat(start), first + day), min(date.fromisoformat(end) - day, last)
        days = max((ended - begun).days + 1, 0)
        money, counted = known.get(currency, (0.0, 0))
        known[currency] = money + rate * days, counted + days
    return {
        currency: round(money / counted, 12)
        for currency, (money, counted) in known.items()
        if counted == (last - first).days
    }


def _kind(params: dict[str, Any]) -> str:
    """1: invoiced in the last 12 months, 2: in the 12 before; 3 and 4: given back in them."""
    given = "c.is_credit or c.net_amount < 0"
    recent = f"c.document_on > {params['since_12m']}"
    return f"case when {given} then case when {recent} then 3 else 4 end when {recent} then 1 else 2 end"


def _sum(value: str, kind: int) -> str:
    return f"cast(sum(case when kind = {kind} then {value} else 0 end) as bigint)"


_KINDS = (("sold_12m", 1), ("sold_prior", 2), ("returned_12m", 3), ("returned_prior", 4))
_ADDED = (
    *(f"{name}_amount" for name, _ in _KINDS), "restated_12m_amount", *(f"margin_{name}_amount" for name, _ in _KINDS),
    "measured_12m", "measured_prior", "unmeasured_count", "costed_count", "uncosted_count",
)  # fmt: skip


def _at_old_rates(params: dict[str, Any]) -> str:
    """Return the arms of a case: money in the currency of the document x the mean rate of the days of the 12 months before."""
    return "".join(
        f" when currency = '{currency}' then cast(round(cast(native_12m_amount as double) * cast({rate!r} as double)) as bigint)"
        for currency, rate in old_rates(params).items()
    )


def _restated(params: dict[str, Any]) -> str:
    """Return the SQL of the invoiced money of the last 12 months at the old rate of exchange.

    Formula: money in the currency of the document x the mean rate at which that currency stood in what the pair bought in the 12
    months before; where it bought nothing in that currency, x the mean rate of those days; where there was no rate yet, as it is.
    """
    native = "cast(native_12m_amount as double)"
    own = f"case when native_prior_amount > 0 then cast(round({native} * (cast(sold_prior_amount as double) / nullif(native_prior_amount, 0))) as bigint)"
    return f"{own}{_at_old_rates(params)} else sold_12m_amount end"


def _replaced(params: dict[str, Any], row: str, column: str) -> tuple[str, str]:
    """Return the SQL of the product a line counts as, and the join it needs."""
    if "products" not in params["tables"]:  # nothing else names a successor
        return f"{row}.{column}", ""
    joined = f" left join product_successions as p on p.product_key = {row}.{column}"
    return f"coalesce(p.to_key, {row}.{column})", joined


def _repeated(params: dict[str, Any]) -> str:
    """Return the select of the pairs of customer and product with more than one line in the two years."""
    owner = _owner(params, "l")
    product, joined = _replaced(params, "l", "product_key")
    return (
        f"select {owner} as customer_key, {product} as product_key from identified_lines as l{_owners(params, 'l')}{joined} "
        f"where l.document_on > {params['since_24m']} and l.document_on <= {params['as_of']} group by {owner}, {product} having count(*) > 1"
    )


def _lines(params: dict[str, Any]) -> str:
    """Return the select of the lines of two years with what they count as. The customer is the one of the day of the run."""
    extras = ["product_key as bought_key", "quantity as bought_quantity"]
    native, rates = "", ""
    if params["rates"]:
        extras.append("currency")
        rates = f" {join_rates(params, row='c', day='document_on', name='x')}"
        stated = (
            "coalesce(cast(round(cast(c.net_amount as double) / nullif(x.rate, 0)) as bigint), c.net_amount)"
        )
        native = f", c.currency, {stated} as native_amount"
    if reads_history(params):
        extras.append("stated_key")
    product, joined = _replaced(params, "c", "bought_key")
    costed = "c.is_known + c.is_estimated > 0"
    return (
        f"select {_owner(params, 'c')} as customer_key, {product} as product_key, {_kind(params)} as kind, c.net_amount{native}, "
        f"c.bought_quantity as quantity, case when {costed} then c.net_amount - c.cost_amount end as margin_amount "
        f"from ({costed_lines(params, *extras)}) as c{rates}{_owners(params, 'c')}{joined} where c.document_on > {params['since_24m']}"
    )


def pair_lines(params: dict[str, Any]) -> str:
    """Return the select of the sums of each customer x product (x currency where rates are used) with more than one line in two years."""
    lines = (
        f"select l.* from ({_lines(params)}) as l join ({_repeated(params)}) as r "
        "on r.customer_key = l.customer_key and r.product_key = l.product_key"
    )
    sums = [f"{_sum('net_amount', kind)} as {name}_amount" for name, kind in _KINDS]
    sums += [f"{_sum('coalesce(margin_amount, 0)', kind)} as margin_{name}_amount" for name, kind in _KINDS]
    sums += [
        f"{_sum('coalesce(quantity, 0)', 1)} as measured_12m",
        f"{_sum('coalesce(quantity, 0)', 2)} as measured_prior",
        "cast(sum(case when kind < 3 and quantity is null then 1 else 0 end) as bigint) as unmeasured_count",
        "count(margin_amount) as costed_count",
        "count(*) - count(margin_amount) as uncosted_count",
    ]
    keys = "customer_key, product_key"
    if not params["rates"]:
        return f"select {keys}, {', '.join(sums)}, {_sum('net_amount', 1)} as restated_12m_amount from ({lines}) as lines group by {keys}"
    sums += [
        f"{_sum('native_amount', 1)} as native_12m_amount",
        f"{_sum('native_amount', 2)} as native_prior_amount",
    ]
    by_currency = (
        f"select {keys}, currency, {', '.join(sums)} from ({lines}) as lines group by {keys}, currency"
    )
    added = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in _ADDED)
    return (
        f"select {keys}, {added} from (select *, {_restated(params)} as restated_12m_amount from ({by_currency}) as stated) as restated "
        f"group by {keys}"
    )


def single_lines(params: dict[str, Any]) -> str:
    """Return the select of the lines that are the only one of their customer and product in two years.

    Read beside `bridge_pairs`, in which all others are. What such a pair is to the bridge shows in the line alone (see `part_of`): it has
    one year only, so that no price, volume or mix comes from it.
    """
    arms = _at_old_rates(params) if params["rates"] else ""
    old = f"case{arms} else net_amount end" if arms else "net_amount"
    native = ", l.currency, l.native_amount as native_12m_amount" if params["rates"] else ""
    alone = (
        f"select l.customer_key, l.product_key, l.kind, l.net_amount, l.margin_amount{native} from ({_lines(params)}) as l "
        "left join bridge_pairs as b on b.customer_key = l.customer_key and b.product_key = l.product_key where b.customer_key is null"
    )
    return (
        "select customer_key, product_key, kind, net_amount, margin_amount, case when product_key <> 0 then 1 else 0 end as is_named, "
        "case when kind < 3 and net_amount = 0 then 1 else 0 end as is_free, case when margin_amount is not null then 1 else 0 end as is_costed, "
        f"case when kind = 1 then {old} else 0 end as restated_amount from ({alone}) as alone"
    )


def standings(params: dict[str, Any]) -> str:
    """Return the select of where each customer stands, as a number (`standing_of`): continuing, new, reactivated, lost, timing or credited.

    Formula: by orders in the two years and by the day of the first order, as everywhere; an order overdue by fewer than 60 days of
    the customer's own rhythm is `timing`.
    """
    if reads_history(params):
        first, second = params["since_12m"], params["since_24m"]
        by_number = (
            f"select {_owner(params, 'l')} as customer_key, sum(case when l.document_on > {first} then 1 else 0 end) as recent, "
            f"sum(case when l.document_on > {second} and l.document_on <= {first} then 1 else 0 end) as before, min(l.document_on) as first_order_on, "
            f"max(l.document_on) as last_order_on from identified_lines as l{_owners(params, 'l')} "
            f"where l.is_first_line = 1 and l.document_on <= {params['as_of']} group by {_owner(params, 'l')}"
        )
        known = (
            f"select n.customer_key, n.recent, n.before, n.first_order_on, datediff('day', n.last_order_on, {params['as_of']}) as recency_days, "
            f"m.expected_gap_days from ({by_number}) as n left join customer_measures as m on m.customer_key = n.customer_key"
        )
    else:
        known = "select customer_key, orders_12m_count as recent, orders_prior_12m_count as before, first_order_on, recency_days, expected_gap_days from customer_measures"
    return (
        f"select customer_key, case when recent > 0 and before > 0 then {standing_of('continuing')} "
        f"when recent > 0 and first_order_on > {params['since_12m']} then {standing_of('new')} when recent > 0 then {standing_of('reactivated')} "
        f"when before > 0 and recency_days - expected_gap_days < {TIMING_DAYS} then {standing_of('timing')} when before > 0 then {standing_of('lost')} "
        f"else {standing_of('credited')} end as standing from ({known}) as known"
    )
