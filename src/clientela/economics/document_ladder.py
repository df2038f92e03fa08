"""The contribution ladder of each document: what it left, and what of the customer's ladder belongs to no document."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._document_costs import COUNTED, counted_costs, named_costs
from clientela.economics._rungs import RUNGS
from clientela.measures.passes import KEY, costed_lines

_ABC = (
    "Cooper & Kaplan 1991; hierarchy of costs: what a document causes is its own, the rest is the customer's"
)
_OWN = ("freight", "handling", "service", "credit")
_NAMES = dict(RUNGS)


@step(
    title=msg("Contribution of documents"),
    inputs=(
        "identified_lines", "product_costs", "customer_days", "customer_ladder", "cost_items", "deliveries", "complaints", "receivable_items", "customer_keys", "customer_map",
    ),
    is_kept=False,
    fields=(
        KEY,
        Field("document_on", msg("Date"), "date"),
        Field("document_series", msg("Document series"), "text"),
        Field("document_id", msg("Document number"), "text", msg("none: all lines of the customer on that day that name no document")),
        Field("lines_count", msg("Lines"), "count"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("goods_amount", msg("Cost of goods sold"), "money", msg("cost of the lines; lines without a cost at the rate of the customer's other lines, as in its ladder; unknown where that is")),
        Field("extrapolated_amount", msg("Contribution taken over from other lines"), "money"),
        *(Field(f"{rung}_amount", _NAMES[rung], "money", msg("items of this step that name the document or are counted on it"), _ABC) for rung in _OWN),
        Field("document_cm_amount", msg("What the document leaves"), "money", msg("revenue - cost of goods - what serving the document cost"), _ABC),
    ),
)  # fmt: skip
def document_ladder(params: dict[str, Any]) -> str:
    """One row per document of the last 12 months: revenue, cost of goods, and the costs of serving that the document caused.

    What belongs to the customer as a whole, such as visits or a yearly rebate, is on no document and is never spread over them: see `document_rest`.
    """
    lines = costed_lines(params, "document_series", "document_id", "product_key", "quantity")
    documents = (
        "select customer_key, document_on, document_series, coalesce(document_id, '') as document_key, max(month_number) as month_number, count(*) as lines, "
        "cast(sum(net_amount) as bigint) as revenue, cast(sum(case when cost_amount is null then net_amount else 0 end) as bigint) as uncosted_revenue, "
        "count(case when cost_amount is null then 1 end) as uncosted, cast(coalesce(sum(cost_amount), 0) as bigint) as cost, "
        "sum(cast(is_first_line as integer)) as orders, sum(case when not is_credit then net_amount else 0 end) as sold, "
        "sum(case when is_credit then 0 else 1 end) as sold_lines, sum(case when is_credit then 1 else 0 end) as credit_lines "
        f"from ({lines}) as l where document_on > {params['since_12m']} group by customer_key, document_on, document_series, coalesce(document_id, '')"
    )
    rates = (
        "select customer_key, sum(cast(coalesce(margin_known_amount, 0) + coalesce(margin_estimated_amount, 0) as double)) as margin, "
        "sum(cast(coalesce(known_revenue_amount, 0) + coalesce(estimated_revenue_amount, 0) as double)) as costed "
        f"from customer_days where document_on > {params['since_12m']} group by customer_key"
    )
    month = "extract(year from happened_on) * 12 + extract(month from happened_on) - 1"
    held = (
        f"select customer_key, {month} as month_number, "
        + ", ".join(f"max(case when item = '{item}' then 1 else 0 end) as held_{item}" for item in COUNTED)
        + f" from cost_items where evidence = 'assumed' and happened_on > {params['since_12m']} group by customer_key, {month}"
    )
    single = "select customer_key, document_key from documents where document_key <> '' group by customer_key, document_key having count(*) = 1"
    beyond = "cast(round(cast(uncosted_revenue as double) * margin / nullif(costed, 0)) as bigint)"
    counted = counted_costs(params)
    rows = (
        "select d.*, r.margin, r.costed, l.cm1_12m_amount, coalesce(n.freight, 0) as freight, coalesce(n.service, 0) as named_service, coalesce(n.credit, 0) as credit, "
        + ", ".join(f"coalesce(h.held_{item}, 0) as held_{item}" for item in COUNTED)
        + f" from documents as d left join ({rates}) as r on r.customer_key = d.customer_key left join customer_ladder as l on l.customer_key = d.customer_key "
        f"left join ({held}) as h on h.customer_key = d.customer_key and h.month_number = d.month_number "
        f"left join ({single}) as s on s.customer_key = d.customer_key and s.document_key = d.document_key "
        f"left join ({named_costs(params)}) as n on n.customer_key = s.customer_key and n.document_id = s.document_key"
    )
    valued = (
        "select customer_key, document_on, document_series, nullif(document_key, '') as document_id, lines as lines_count, revenue as revenue_amount, "
        f"case when uncosted = 0 then cost when cm1_12m_amount is not null then cost + uncosted_revenue - {beyond} end as goods_amount, "
        f"case when uncosted = 0 then 0 when cm1_12m_amount is not null then {beyond} end as extrapolated_amount, freight as freight_amount, "
        f"{counted['handling']} as handling_amount, named_service + {counted['service']} as service_amount, credit as credit_amount from ({rows}) as costed"
    )
    names = ("goods_amount", "extrapolated_amount", *(f"{r}_amount" for r in _OWN))
    taken = " - ".join(("revenue_amount", "goods_amount", *(f"{r}_amount" for r in _OWN)))
    return (
        f"with documents as ({documents}) select customer_key, document_on, document_series, document_id, lines_count, revenue_amount, "
        f"{', '.join(f'cast({n} as bigint) as {n}' for n in names)}, cast({taken} as bigint) as document_cm_amount from ({valued}) as valued"
    )


_LADDER = {
    "revenue": "coalesce(m.revenue_12m_amount, 0)", "rebates": "l.rebates_12m_amount", "goods": "l.goods_12m_amount", "freight": "l.freight_12m_amount", "handling": "l.handling_12m_amount",
    "selling": "l.selling_12m_amount", "service": "l.service_12m_amount", "credit": "l.credit_12m_amount",
}  # fmt: skip
"""The steps of the customer's ladder to contribution 3, as SQL on ladder and measures."""
_TITLES = {**_NAMES, "revenue": msg("Revenue"), "goods": msg("Cost of goods sold")}


@step(
    title=msg("Of the customer and no document"),
    inputs=("customer_ladder", "customer_measures", "document_ladder"),
    is_kept=False,
    fields=(
        KEY,
        Field("documents_count", msg("Documents, last 12 months"), "count"),
        *(Field(f"rest_{step_name}_amount", _TITLES[step_name], "money", msg("the customer's ladder - the sum of its documents")) for step_name in _LADDER),
        Field("documents_cm_amount", msg("What its documents leave"), "money", msg("sum over its documents; unknown where that of one is")),
        Field("rest_cm_amount", msg("Of the customer and no document"), "money", msg("contribution of the customer - what its documents leave")),
        Field("customer_cm_amount", msg("Contribution of the customer"), "money", msg("contribution 3; contribution 1 where nothing is known of serving it"), _ABC),
    ),
)  # fmt: skip
def document_rest(params: dict[str, Any]) -> str:
    """Say for each customer with a document in 12 months what of its ladder no document carries, so that documents + rest = ladder, to the last unit."""
    del params
    own = ("revenue", "goods", *_OWN)
    sums = ", ".join(
        f"case when count(*) = count({n}_amount) then cast(sum({n}_amount) as bigint) end as {n}"
        for n in (*own, "document_cm")
    )
    rest = ", ".join(
        f"cast({sql} - d.{name} as bigint) as rest_{name}_amount"
        if name in own
        else f"cast({sql} as bigint) as rest_{name}_amount"
        for name, sql in _LADDER.items()
    )
    whole = "coalesce(l.cm3_12m_amount, l.cm1_12m_amount)"
    return (
        f"select l.customer_key, d.documents_count, {rest}, d.document_cm as documents_cm_amount, cast({whole} - d.document_cm as bigint) as rest_cm_amount, {whole} as customer_cm_amount "
        "from customer_ladder as l join customer_measures as m on m.customer_key = l.customer_key "
        f"join (select customer_key, count(*) as documents_count, {sums} from document_ladder group by customer_key) as d on d.customer_key = l.customer_key"
    )
