"""What each customer orders of each product family, and when and for how much it will next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.measures.passes import KEY, costed_lines
from clientela.predictions._looking import day_number

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

FAMILY = Field(
    "product_family",
    msg("Product family"),
    "text",
    msg("empty where families are not stated: then of all that the customer buys"),
)
LEAST_ORDERS = 6
"""Order days of a pair from which its rhythm is known: five gaps."""
MOST_PAIRS = 100_000
"""Pairs looked at: those of the highest revenue; alarms go by what is at stake."""
_MONTHS = 36
_AHEAD_DAYS = 4 * 366
_READ = ("customer_key", "product_family", "document_on", "revenue_amount")
_EPOCH = np.datetime64("1970-01-01")


@step(
    title=msg("Order days by customer and family"),
    inputs=("identified_lines", "product_costs", "product_register"),
    fields=(
        KEY,
        FAMILY,
        Field("document_on", msg("Date"), "date"),
        Field("revenue_amount", msg("Revenue"), "money", msg("net amounts of the day, credit notes left out: they say nothing of the rhythm")),
        Field("margin_known_amount", msg("Margin, known part"), "money"),
        Field("costed_amount", msg("Revenue with a cost"), "money"),
    ),
)  # fmt: skip
def family_days(params: dict[str, Any]) -> str:
    """List the order days of the last three years of each customer and family with a rhythm; the 100,000 pairs of the highest revenue."""
    since = f"date '{add_months(date.fromisoformat(params['as_of_day']), -_MONTHS).isoformat()}'"
    family = "coalesce(p.product_family, '')"
    known = "l.cost_amount is not null"
    days = (
        f"select l.customer_key, {family} as product_family, l.document_on, cast(sum(l.net_amount) as bigint) as revenue_amount, "
        f"cast(sum(case when {known} then l.net_amount - l.cost_amount end) as bigint) as margin_known_amount, cast(sum(case when {known} then l.net_amount else 0 end) as bigint) as costed_amount "
        f"from ({costed_lines(params, 'product_key')}) as l left join product_register as p on p.product_key = l.product_key "
        f"where l.customer_key <> 0 and l.document_on > {since} and not l.is_credit group by l.customer_key, {family}, l.document_on having sum(l.net_amount) > 0"
    )
    pairs = (
        "select customer_key, product_family, row_number() over (order by revenue desc, customer_key, product_family) as place from ("
        "select customer_key, product_family, sum(revenue_amount) as revenue from days group by customer_key, product_family "
        f"having count(*) >= {LEAST_ORDERS} and max(document_on) > {params['since_24m']}) as summed"
    )
    return (
        f"with days as ({days}), pairs as ({pairs}) select d.customer_key, nullif(d.product_family, '') as product_family, d.document_on, d.revenue_amount, d.margin_known_amount, d.costed_amount "
        f"from days as d join pairs as p on p.customer_key = d.customer_key and p.product_family = d.product_family where p.place <= {MOST_PAIRS}"
    )


@step(
    title=msg("Rhythm by customer and family"),
    inputs=("family_days",),
    fields=(
        KEY,
        FAMILY,
        Field("order_days_count", msg("Order days"), "count", msg("of the last three years")),
        Field("last_order_on", msg("Last order"), "date"),
        Field("usual_gap_days", msg("Usual gap"), "days", msg("mean of the last twelve gaps, a day of a month in which the family is ordered half as often counting half")),
        Field("expected_on", msg("Next order expected on"), "date", msg("day by which the next order has come in half of the cases, by its season")),
        Field("limit_on", msg("Silence unusual from"), "date", msg("day from which a silence is as unlikely as an alarm needs; unknown where too few gaps are at hand to say")),
        Field("silence_probability", msg("Probability of such a silence"), "share", msg("share of the gaps alike that ended and were as long, each measured by what was known before it"), "own definition; Reutterer, Platzer & Schröder 2020"),
        Field("expected_basket_amount", msg("Expected basket"), "money", msg("geometric mean of the last twelve baskets, on the level of the month in which the next order is due")),
        Field("recent_basket_share", msg("Last two baskets against the usual one"), "share", msg("geometric mean of the last two over that of those before, seasons taken off")),
        Field("fall_probability", msg("Probability of such a fall of the basket"), "share", msg("share of past moments of all pairs at which two baskets had fallen so far; unknown with fewer than six orders")),
    ),
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"family_days": _READ},
)  # fmt: skip
def family_rhythm(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Describe the rhythm of each customer and family from its order days; no row where nobody orders often enough."""
    frame = frames["family_days"]
    key = np.asarray(frame["customer_key"]).astype(np.int64)
    names = np.ma.filled(np.ma.asarray(frame["product_family"]).astype(object), "").astype(str)
    day = np.asarray(frame["document_on"]).astype("datetime64[D]").astype(np.int64)
    if not len(key):
        kinds = {
            "id": np.int64,
            "count": np.int64,
            "money": np.int64,
            "date": "datetime64[D]",
            "text": object,
        }
        return {f.name: np.zeros(0, dtype=kinds.get(f.unit, np.float64)) for f in family_rhythm.fields}
    from clientela.predictions._rhythm import rhythms  # noqa: PLC0415 - loads SciPy

    families, family = np.unique(names, return_inverse=True)
    order = np.lexsort((day, family, key))
    key, family, day = key[order], family[order], day[order]
    revenue = np.asarray(frame["revenue_amount"])[order].astype(np.float64)
    starts = np.concatenate([[True], (key[1:] != key[:-1]) | (family[1:] != family[:-1])])
    pair = np.cumsum(starts) - 1
    as_of = day_number(date.fromisoformat(params["as_of_day"]))
    first = int(day.min())
    calendar = _EPOCH + np.arange(first, as_of + _AHEAD_DAYS)
    months = calendar.astype("datetime64[M]").astype(np.int64) % 12
    found = rhythms(
        pair, family, day, revenue, month_of_day=months, first=first, as_of=as_of, share=params["outlook"].alarm_share
    )  # fmt: skip
    far = found.limit >= as_of + _AHEAD_DAYS
    texts = families[family[starts]].astype(object)

    def on(days: Any) -> Any:
        return (_EPOCH + np.minimum(days, as_of + _AHEAD_DAYS)).astype("datetime64[D]")

    return {
        "customer_key": key[starts],
        "product_family": np.ma.masked_array(texts, texts == ""),
        "order_days_count": found.orders,
        "last_order_on": on(found.last),
        "usual_gap_days": found.usual_gap,
        "expected_on": on(found.expected),
        "limit_on": np.ma.masked_array(on(found.limit), far),
        "silence_probability": found.silence,
        "expected_basket_amount": np.asarray(np.rint(found.basket), dtype=np.int64),
        "recent_basket_share": found.recent,
        "fall_probability": found.fall,
    }
