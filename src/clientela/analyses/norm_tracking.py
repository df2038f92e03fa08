"""The norms of service, contact, cost and investment by class and by cell, and what was delivered this year and the year before."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._matrix_norms import GROWING, TARGET_OF
from clientela.economics._rounding import rounded

DIMENSIONS = (("abc_value_class", msg("ABC by revenue")), ("profit_cell_class", msg("Profitability matrix")))
NORMS = (
    ("service", msg("Delivered on time and in full")),
    ("contacts", msg("Contacts a year per customer")),
    ("serve", msg("Cost-to-serve in per cent")),
    ("discount", msg("Discount on the documents")),
    ("investment", msg("Investment in per cent of the potential margin")),
)
STATES = (
    ("met", msg("kept")),
    ("breach", msg("not kept")),
    ("unknown", msg("cannot be said")),
    ("no_norm", msg("no norm")),
)
TRENDS = (("better", msg("better than a year ago")), ("worse", msg("worse than a year ago")), ("same", msg("as a year ago")), ("unknown", msg("not known")))  # fmt: skip
_PLACED = ("desirable", "developed", "undeveloped", "undesirable")
_LEAST_CHANGE = 0.005


def _base(params: dict[str, Any]) -> str:
    """Return what each customer got in both years. The class and the cell are those of today."""
    return (
        "select c.customer_key, c.abc_value_class, p.profit_cell_class, s.otif_requested_12m_count as otif_now, s.judged_requested_12m_count as judged_now, "
        "s.otif_requested_prior_12m_share as otif_prior, k.contacts_12m_count, k.contacts_prior_12m_count, c.lines_12m_count, c.lines_prior_12m_count, "
        "l.serve_12m_amount, l.serve_prior_12m_amount, l.net_net_12m_amount, c.revenue_prior_12m_amount, d.discount_now, d.gross_now, d.discount_prior, d.gross_prior, "
        "l.investment_12m_amount, q.potential_margin_amount from customers as c "
        "left join profitability_cells as p on p.customer_key = c.customer_key left join customer_service as s on s.customer_key = c.customer_key "
        "left join customer_contacts as k on k.customer_key = c.customer_key left join customer_ladder as l on l.customer_key = c.customer_key "
        "left join customer_potential as q on q.customer_key = c.customer_key left join (select customer_key, "
        f"sum(case when document_on > {params['since_12m']} then cast(discount_amount as double) end) as discount_now, sum(case when document_on > {params['since_12m']} and discount_amount is not null then cast(gross_amount as double) end) as gross_now, "
        f"sum(case when document_on <= {params['since_12m']} then cast(discount_amount as double) end) as discount_prior, sum(case when document_on <= {params['since_12m']} and discount_amount is not null then cast(gross_amount as double) end) as gross_prior "
        f"from customer_days where document_on > {params['since_24m']} group by customer_key) as d on d.customer_key = c.customer_key where c.abc_value_class is not null"
    )


def _ratio(part: str, whole: str) -> str:
    """Divide the sums of those customers of whom both are known."""
    both = f"({part}) is not null and ({whole}) is not null"
    return (
        f"cast(sum(case when {both} then cast({part} as double) end) as double) / nullif(cast(sum(case when {both} then cast({whole} as double) end) as double), 0)"
    )  # fmt: skip


def _norm_sql(params: dict[str, Any], dimension: str) -> dict[str, str]:
    """Return the SQL of the norm of each measure for a part; none where there is no norm."""
    s, share = params["service"], params["potential"].investment_ceiling_share
    none = "cast(null as double)"
    if dimension == "abc_value_class":
        service = " ".join(
            f"when part = '{c}' then {t!r}" for c, t in zip("ABC", s.on_time_in_full_targets, strict=True)
        )
        contacts = " ".join(
            f"when part = '{c}' then {t!r}" for c, t in zip("ABC", s.contacts_a_year, strict=True)
        )
        return {
            "service": f"case {service} end", "contacts": f"case {contacts} end", "serve": f"case when part = 'C' then {s.class_c_serve_share!r} end",
            "discount": none, "investment": none,
        }  # fmt: skip
    service = " ".join(
        f"when part = '{cell}' then {s.on_time_in_full_targets[place]!r}" for cell, place in TARGET_OF.items()
    )
    contacts = " ".join(
        f"when part = '{cell}' then {s.contacts_a_year[place]!r}" for cell, place in TARGET_OF.items()
    )
    grows = " ".join(f"when part = '{cell}' then {share if cell in GROWING else 0.0!r}" for cell in _PLACED)
    return {
        "service": f"case {service} end",
        "contacts": f"case {contacts} end",
        "serve": none,
        "discount": none,
        "investment": f"case {grows} end",
    }


@step(
    title=msg("Norms and what was delivered"),
    inputs=("customers", "customer_days", "profitability_cells", "customer_service", "customer_contacts", "customer_ladder", "customer_potential"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("norm_code", msg("Norm"), "class", codes=NORMS),
        Field("customers_count", msg("Customers"), "count"),
        Field("norm_value", msg("To be"), "number", msg("share, or contacts a year; none where nothing is asked for")),
        Field("actual_value", msg("Is"), "number", msg("of the last 12 months: sums divided by sums, of the customers of whom both are known")),
        Field("prior_value", msg("12 months before"), "number", msg("the same customers, in the twelve months before; their class and cell are those of today")),
        Field("norm_state", msg("Kept?"), "class", codes=STATES),
        Field("trend_state", msg("Against a year ago"), "class", msg("better: nearer to what the norm asks for, by more than half a point"), codes=TRENDS),
    ),
)  # fmt: skip
def norm_tracking(params: dict[str, Any]) -> str:
    """Hold the norms of each class and cell against what its customers got in the last 12 months and in the 12 before.

    Norms are settings: `on_time_in_full_targets`, `contacts_a_year`, `class_c_serve_share` of [service], `investment_ceiling_share` of [potential]. Of
    service the year before is the mean of the customers. Source: differentiated service and investment, own rules.
    """
    per_customer = "cast(sum(cast({0} as double)) as double) / nullif(cast(count(case when {1} > 0 and {0} is not null then 1 end) as double), 0)"
    actual = {
        "service": (_ratio("otif_now", "nullif(judged_now, 0)"), rounded("avg(otif_prior)")),
        "contacts": (per_customer.format("contacts_12m_count", "lines_12m_count"), per_customer.format("contacts_prior_12m_count", "lines_prior_12m_count")),
        "serve": (_ratio("serve_12m_amount", "net_net_12m_amount"), _ratio("serve_prior_12m_amount", "revenue_prior_12m_amount")),
        "discount": (_ratio("discount_now", "gross_now"), _ratio("discount_prior", "gross_prior")),
        "investment": (_ratio("investment_12m_amount", "case when potential_margin_amount > 0 then potential_margin_amount end"), "cast(null as double)"),
    }  # fmt: skip
    rows = []
    for dimension, _ in DIMENSIONS:
        norms = _norm_sql(params, dimension)
        wanted = (
            "true"
            if dimension == "abc_value_class"
            else f"profit_cell_class in ({', '.join(repr(c) for c in _PLACED)})"
        )
        sums = ", ".join(
            f"{now} as {code}_now, {prior} as {code}_prior" for code, (now, prior) in actual.items()
        )
        grouped = f"select {dimension} as part, count(*) as customers_count, {sums} from base where {wanted} group by {dimension}"
        rows += [
            f"select '{dimension}' as dimension, part, '{code}' as norm_code, customers_count, cast({norms[code]} as double) as norm_value, {code}_now as actual_value, {code}_prior as prior_value "
            f"from ({grouped}) as grouped_{code}"
            for code, _ in NORMS
        ]
    most = "norm_code in ('serve', 'discount', 'investment')"
    state = (
        "case when norm_value is null then 'no_norm' when actual_value is null then 'unknown' "
        f"when {most} then case when actual_value > norm_value then 'breach' else 'met' end when actual_value < norm_value then 'breach' else 'met' end"
    )
    moved = "(actual_value - prior_value)"
    trend = (
        f"case when actual_value is null or prior_value is null then 'unknown' when abs({moved}) <= {_LEAST_CHANGE} then 'same' "
        f"when {most} then case when {moved} < 0 then 'better' else 'worse' end when {moved} > 0 then 'better' else 'worse' end"
    )
    return (
        f"with base as ({_base(params)}) select dimension, part, norm_code, customers_count, norm_value, actual_value, prior_value, {state} as norm_state, {trend} as trend_state "
        f"from ({' union all '.join(rows)}) as tracked"
    )
