"""Classes in numbers: what each brings, and who moved between them."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes._states import STATES
from clientela.classes.abc import CODES as ABC_CODES
from clientela.classes.pyramid import BASES, LAYERS
from clientela.classes.rfm import CODES as RFM_CODES
from clientela.classes.xyz import CELLS

_VALUES = (
    "count(*) as customers_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, "
    "cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, cast(sum(margin_known_12m_amount) as bigint) as margin_known_12m_amount, "
    "cast(sum(orders_12m_count) as bigint) as orders_12m_count"
)
_FIELDS = (
    Field("customers_count", msg("Customers"), "count"),
    Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    Field("margin_known_12m_amount", msg("Margin, last 12 months, known part"), "money"),
    Field("orders_12m_count", msg("Orders, last 12 months"), "count"),
)
ABC_SCHEMES = (
    "abc_value_class",
    "abc_count_class",
    "abc_margin_class",
    "abc_orders_class",
    "abc_value_held_class",
    "abc_double_class",
    "abc_breaks_class",
)


@step(
    title=msg("ABC classes in numbers"),
    inputs=("customers",),
    fields=(
        Field("scheme", msg("Scheme"), "text"),
        Field("class_code", msg("Class"), "class", codes=ABC_CODES),
        *_FIELDS,
    ),
)
def abc_table(params: dict[str, Any]) -> str:
    """Count and sum each class of each scheme; the customers without a class stand apart, so that all add up."""
    return " union all ".join(
        f"select '{scheme}' as scheme, {scheme} as class_code, {_VALUES} from customers where lines_count > 0 group by {scheme}"
        for scheme in ABC_SCHEMES
    )


@step(
    title=msg("ABC/XYZ in numbers"),
    inputs=("customers",),
    fields=(
        Field("abc_xyz_class", msg("ABC/XYZ class"), "class", codes=CELLS),
        *_FIELDS,
    ),
)
def abc_xyz_table(params: dict[str, Any]) -> str:
    """Count and sum the nine cells; the customers without one of the two classes stand apart, so that all add up."""
    return f"select abc_xyz_class, {_VALUES} from customers where lines_count > 0 group by abc_xyz_class"


@step(
    title=msg("RFM groups in numbers"),
    inputs=("customers",),
    fields=(
        Field("rfm_group", msg("RFM group"), "class", codes=RFM_CODES),
        *_FIELDS,
    ),
)
def rfm_table(params: dict[str, Any]) -> str:
    """Count and sum the groups of scores; the customers without scores stand apart, so that all add up."""
    return f"select rfm_group, {_VALUES} from customers where lines_count > 0 group by rfm_group"


@step(
    title=msg("ABC moves"),
    inputs=("customers",),
    fields=(
        Field("from_class", msg("A year ago"), "class", codes=ABC_CODES),
        Field("to_class", msg("Now"), "class", codes=ABC_CODES),
        *_FIELDS,
    ),
)
def abc_moves(params: dict[str, Any]) -> str:
    """Cross the class of a year ago with the class now; no class means no purchase in that year."""
    return (
        f"select abc_prior_class as from_class, abc_value_class as to_class, {_VALUES} from customers where lines_count > 0 "
        "and (abc_prior_class is not null or abc_value_class is not null) group by abc_prior_class, abc_value_class"
    )


@step(
    title=msg("Who changed class, and why"),
    inputs=("customers",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("from_class", msg("A year ago"), "class", codes=ABC_CODES),
        Field("to_class", msg("Now"), "class", codes=ABC_CODES),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_amount", msg("Change"), "money"),
        Field("reason_code", msg("Why"), "class", codes=(
            ("started", msg("started to buy")),
            ("stopped", msg("stopped buying")),
            ("own_growth", msg("own revenue grew past the old limit")),
            ("own_fall", msg("own revenue fell below the old limit")),
            ("limit_rose", msg("the limit rose: the others grew")),
            ("limit_fell", msg("the limit fell: the others shrank")),
        )),
    ),
)  # fmt: skip
def abc_movers(params: dict[str, Any]) -> str:
    """List the customers whose class differs from a year ago, with what moved them.

    Rule: the limit between two classes is the company's smallest revenue inside the better one. Whoever is on the new side of last
    year's limit too moved by own revenue; else the limit moved.
    """
    old_limit = "case when abc_prior_class = 'A' or abc_value_class = 'A' then abc_prior_limit_a_amount else abc_prior_limit_b_amount end"
    up = "abc_value_class < abc_prior_class"
    return (
        "select customer_key, customer_id, customer_name, abc_prior_class as from_class, abc_value_class as to_class, revenue_prior_12m_amount, "
        "revenue_12m_amount, revenue_change_amount, case when abc_prior_class is null then 'started' when abc_value_class is null then 'stopped' "
        f"when {up} and revenue_12m_amount >= {old_limit} then 'own_growth' when {up} then 'limit_fell' "
        f"when revenue_12m_amount < {old_limit} then 'own_fall' else 'limit_rose' end as reason_code "
        "from customers where abc_prior_class is distinct from abc_value_class "
        "order by abs(revenue_change_amount) desc, customer_key"
    )


@step(
    title=msg("Pyramid in numbers"),
    inputs=("customers",),
    fields=(
        Field("basis", msg("Variable"), "text"),
        Field("layer", msg("Layer"), "class", codes=LAYERS),
        Field("value", msg("Value"), "number"),
        *_FIELDS,
    ),
)
def pyramid_table(params: dict[str, Any]) -> str:
    """Count and sum each layer of each pyramid."""
    return " union all ".join(
        f"select '{name}' as basis, pyramid_{name}_layer as layer, cast(sum({basis}) as bigint) as value, {_VALUES} "
        f"from customers where pyramid_{name}_layer is not null group by pyramid_{name}_layer"
        for name, basis, _ in BASES
    )


@step(
    title=msg("Pyramid moves"),
    inputs=("customers",),
    fields=(
        Field("from_layer", msg("A year ago"), "class", codes=LAYERS),
        Field("to_layer", msg("Now"), "class", codes=LAYERS),
        *_FIELDS,
    ),
)
def pyramid_moves(params: dict[str, Any]) -> str:
    """Cross the layer of a year ago with the layer now, by revenue."""
    return (
        f"select pyramid_prior_layer as from_layer, pyramid_revenue_layer as to_layer, {_VALUES} from customers "
        "where pyramid_prior_layer is not null or pyramid_revenue_layer is not null group by pyramid_prior_layer, pyramid_revenue_layer"
    )


@step(
    title=msg("Lifecycle in numbers"),
    inputs=("customers",),
    fields=(
        Field("state", msg("State"), "class", codes=STATES),
        Field("year_ago_count", msg("A year ago"), "count"),
        *_FIELDS,
    ),
)
def lifecycle_table(params: dict[str, Any]) -> str:
    """Count and sum each state, now and a year ago."""
    return (
        f"select coalesce(n.state, y.state) as state, coalesce(y.year_ago_count, 0) as year_ago_count, coalesce(n.customers_count, 0) as customers_count, "
        "coalesce(n.revenue_12m_amount, 0) as revenue_12m_amount, coalesce(n.revenue_prior_12m_amount, 0) as revenue_prior_12m_amount, "
        "n.margin_known_12m_amount, coalesce(n.orders_12m_count, 0) as orders_12m_count "
        f"from (select lifecycle_state as state, {_VALUES} from customers group by lifecycle_state) as n full join "
        "(select lifecycle_state_year_ago as state, count(*) as year_ago_count from customers where lifecycle_state_year_ago is not null "
        "group by lifecycle_state_year_ago) as y on y.state = n.state"
    )


@step(
    title=msg("Lifecycle moves"),
    inputs=("customers",),
    fields=(
        Field("from_state", msg("A year ago"), "class", codes=STATES),
        Field("to_state", msg("Now"), "class", codes=STATES),
        *_FIELDS,
    ),
)
def lifecycle_moves(params: dict[str, Any]) -> str:
    """Cross the state of a year ago with the state now."""
    return (
        f"select lifecycle_state_year_ago as from_state, lifecycle_state as to_state, {_VALUES} from customers "
        "where lifecycle_state <> 'P' or lifecycle_state_year_ago is not null group by lifecycle_state_year_ago, lifecycle_state"
    )


@step(
    title=msg("What became of last year's states"),
    inputs=("customers",),
    fields=(
        Field("state", msg("State a year ago"), "class", codes=STATES),
        Field("customers_count", msg("Customers"), "count"),
        Field("reordered_count", msg("Ordered again within 12 months"), "count"),
        Field("reorder_share", msg("Share that ordered again"), "share"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)
def lifecycle_reorders(params: dict[str, Any]) -> str:
    """Follow the customers of each state of a year ago: did they order in the twelve months since?

    Formula: customers with an order in the last 12 months / customers in the state a year ago. The states of a year ago were
    decided with what was known then, so this is a test of them, not a restatement.
    """
    again = "case when orders_12m_count > 0 then 1 end"
    return (
        f"select lifecycle_state_year_ago as state, count(*) as customers_count, count({again}) as reordered_count, "
        f"cast(count({again}) as double) / count(*) as reorder_share, cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount from customers "
        "where lifecycle_state_year_ago is not null group by lifecycle_state_year_ago"
    )
