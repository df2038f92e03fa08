"""The marketing mix of each customer on one line: product, price, place, promotion, with what the data suggest for each."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._peers import usual
from clientela.measures.passes import KEY

PRODUCT = (
    ("win_back", msg("win back the families lost")),
    ("widen", msg("offer a family it does not buy")),
    ("keep", msg("keep the range")),
    ("unknown", msg("not known")),
)
PRICE = (
    ("close_leak", msg("bring the discount back into the corridor")),
    ("raise", msg("raise towards what others pay")),
    ("protect", msg("protect the price")),
    ("keep", msg("keep the price")),
    ("unknown", msg("not known")),
)
PLACE = (
    ("mend", msg("mend the deliveries")),
    ("bundle", msg("fewer and larger orders")),
    ("keep", msg("keep the service")),
    ("unknown", msg("not known")),
)
PROMOTION = (
    ("visit", msg("take up contact again")),
    ("less", msg("fewer contacts, or through a cheaper channel")),
    ("keep", msg("keep the contacts")),
    ("unknown", msg("not known")),
)
ELEMENTS = (("product", PRODUCT), ("price", PRICE), ("place", PLACE), ("promotion", PROMOTION))
TITLES = {
    "product": msg("Product: what to do"),
    "price": msg("Price: what to do"),
    "place": msg("Place: what to do"),
    "promotion": msg("Promotion: what to do"),
}
LOW_INDEX, HIGH_INDEX = 0.97, 1.0
"""A price index below the first is to be raised, from the second it is to be protected (Zeithaml, Rust & Lemon 2001 tell platinum by 0.97)."""
SILENT_DAYS = 90
MUCH = 2.0
"""So many times the contacts of its peers are too many for a customer that leaves nothing."""
_SOURCE = "the four elements: McCarthy 1960; rules: own proposal"


def _suggestions(params: dict[str, Any]) -> dict[str, str]:
    """Return the SQL of the suggestion of each element; what is not known is suggested nothing for."""
    otif, small = params["service"].on_time_in_full_targets[2], params["cost_to_serve"].small_order_below
    least = params["prices"].least_coverage_share
    return {
        "product": "case when families_lost_count > 0 then 'win_back' when missing_families_count > 0 then 'widen' when missing_families_count = 0 then 'keep' else 'unknown' end",
        "price": f"case when discount_leak_amount > 0 then 'close_leak' when price_index is null or price_coverage_share < cast({least!r} as double) then 'unknown' when price_index < cast({LOW_INDEX!r} as double) then 'raise' when price_index >= cast({HIGH_INDEX!r} as double) then 'protect' else 'keep' end",
        "place": f"case when otif_share < cast({otif!r} as double) then 'mend' when cast(order_mean_amount as double) < cast({small!r} as double) * 10000 then 'bundle' when otif_share is not null then 'keep' else 'unknown' end",
        "promotion": f"case when contacts_12m_count is null then 'unknown' when cm3_12m_amount < 0 and usual_contacts > 0 and contacts_12m_count > cast({MUCH!r} as double) * usual_contacts then 'less' "
        f"when contact_recency_days > {SILENT_DAYS} or contact_recency_days is null then 'visit' else 'keep' end",
    }


@step(
    title=msg("Marketing mix by customer"),
    inputs=(
        "customer_measures", "family_breadth", "white_cells", "price_realisation", "customer_service", "customer_contacts", "customer_peers", "customer_ladder", "customer_year_parts",
    ),
    fields=(
        KEY,
        Field("eligible_count", msg("Eligible families"), "count"),
        Field("missing_families_count", msg("Families it does not buy"), "count", msg("eligible families that enough customers of its kind buy, and it does not")),
        Field("white_space_amount", msg("White space"), "money", msg("sum of the median spend of similar customers on these families")),
        Field("white_margin_amount", msg("Margin of the white space"), "money", msg("the same x margin of each family; unknown where one of them is")),
        Field("families_lost_count", msg("Families lost"), "count"),
        Field("price_index", msg("Price index"), "number", source="Shapiro, Rangan, Moriarty & Ross 1987"),
        Field("price_coverage_share", msg("Coverage of the price index"), "share"),
        Field("price_gap_amount", msg("Above or below reference prices"), "money"),
        Field("discount_leak_amount", msg("Discount leak"), "money"),
        Field("otif_share", msg("On time and in full"), "share", msg("against the requested day, else against the confirmed one")),
        Field("order_mean_amount", msg("Mean order"), "money", msg("revenue / orders, last 12 months")),
        Field("channels_count", msg("Channels it buys through"), "count", msg("of the documents of the current fiscal year and the one before; none where no document states one")),
        Field("contacts_12m_count", msg("Contacts, last 12 months"), "count"),
        Field("usual_contacts", msg("Contacts of the peers"), "number", msg("median of the customers of its kind and size")),
        Field("contact_recency_days", msg("Days since the last contact"), "days"),
        *(Field(f"mix_{name}_class", TITLES[name], "class", source=_SOURCE, codes=codes) for name, codes in ELEMENTS),
        Field("mix_first_class", msg("Where most money lies"), "class", msg("price: leak, or what reference prices would bring; product: margin of the white space; the larger one, where one of the two is known and above zero"), _SOURCE, (("product", msg("product")), ("price", msg("price")))),
        Field("mix_first_amount", msg("Money it is about"), "money"),
    ),
)  # fmt: skip
def customer_mix(params: dict[str, Any]) -> str:
    """Put product, price, place and promotion of each active customer on one line, with a suggestion for each element that the data carry.

    Nothing is suggested for what is not known. Money is a measure of room, not a forecast. Customers without a purchase in 12 months have no row.
    """
    year = params["as_of_day"][:4]
    white = (
        "select customer_key, count(*) as missing_count, cast(sum(spend_12m_amount) as bigint) as white_amount, "
        "case when count(*) = count(family_margin_share) then cast(round(sum(cast(spend_12m_amount as double) * family_margin_share)) as bigint) end as white_margin from white_cells group by customer_key"
    )
    channels = (
        "select customer_key, count(distinct part) as channels_count from customer_year_parts where part_kind = 'channel' and part is not null and invoiced_lines_count > 0 "
        f"and fiscal_year >= {int(year) - 1} group by customer_key"
    )
    cells = (
        "select m.customer_key, p.peer_kind, p.size_fifth, b.eligible_count, case when b.eligible_count > 0 then coalesce(w.missing_count, 0) end as missing_families_count, "
        "w.white_amount as white_space_amount, w.white_margin as white_margin_amount, b.families_lost_count, r.price_index, r.price_coverage_share, r.price_gap_amount, r.discount_leak_amount, "
        "coalesce(s.otif_requested_share, s.otif_confirmed_share) as otif_share, case when m.orders_12m_count > 0 then cast(round(cast(m.revenue_12m_amount as double) / nullif(m.orders_12m_count, 0)) as bigint) end as order_mean_amount, "
        "h.channels_count, k.contacts_12m_count, k.contact_recency_days, l.cm3_12m_amount from customer_measures as m "
        "left join customer_peers as p on p.customer_key = m.customer_key left join family_breadth as b on b.customer_key = m.customer_key "
        f"left join ({white}) as w on w.customer_key = m.customer_key left join price_realisation as r on r.customer_key = m.customer_key "
        "left join customer_service as s on s.customer_key = m.customer_key left join customer_contacts as k on k.customer_key = m.customer_key "
        f"left join customer_ladder as l on l.customer_key = m.customer_key left join ({channels}) as h on h.customer_key = m.customer_key where m.lines_12m_count > 0"
    )
    suggested = ", ".join(f"{sql} as mix_{name}_class" for name, sql in _suggestions(params).items())
    least = params["prices"].least_coverage_share
    gap = f"case when price_coverage_share >= cast({least!r} as double) and price_gap_amount < 0 then -price_gap_amount else 0 end"
    money = f"select *, greatest(coalesce(discount_leak_amount, 0), {gap}) as price_money, greatest(coalesce(white_margin_amount, 0), 0) as product_money, {suggested} from joined"
    columns = (
        "customer_key, eligible_count, missing_families_count, white_space_amount, white_margin_amount, families_lost_count, price_index, price_coverage_share, price_gap_amount, discount_leak_amount, "
        "otif_share, order_mean_amount, channels_count, contacts_12m_count, usual_contacts, contact_recency_days"
    )
    return (
        f"with cells as ({cells}), usual as ({usual('cells', ('contacts_12m_count',), params['prices'].corridor_peers)}), "
        "joined as (select c.*, u.usual_contacts_12m_count as usual_contacts from cells as c left join usual as u on u.customer_key = c.customer_key), suggested as "
        f"({money}) select {columns}, {', '.join(f'mix_{n}_class' for n, _ in ELEMENTS)}, "
        "case when price_money > 0 and price_money >= product_money then 'price' when product_money > 0 then 'product' end as mix_first_class, "
        "cast(case when greatest(price_money, product_money) > 0 then greatest(price_money, product_money) end as bigint) as mix_first_amount from suggested"
    )
