"""Are the largest customers the most loyal? The claim and its opposite, tried on the company's own last two years."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

VERDICTS = (
    ("more", msg("Class A is more loyal")),
    ("less", msg("Class A is less loyal")),
    ("not_shown", msg("No difference is shown")),
    ("too_few", msg("Too few customers to say")),
)
GROUPS = (("A", msg("Class A")), ("other", msg("Classes B and C")))
_Z = 1.959963984540054
_LEAST = 20
"""Customers each group needs for a verdict."""


def _wilson(sign: str) -> str:
    """Return an end of the 95 % interval of stayed / customers (Wilson 1927)."""
    z2 = _Z * _Z
    return f"(stayed + {z2 / 2!r} {sign} {_Z!r} * sqrt(stayed * (customers - stayed) / nullif(customers, 0) + {z2 / 4!r})) / nullif(customers + {z2!r}, 0)"


@step(
    title=msg("Loyalty by class"),
    inputs=("customers",),
    fields=(
        Field("loyalty_group", msg("Class a year ago"), "class", msg("the class by revenue of the year before, so that nobody is in class A for having stayed"), codes=GROUPS),
        Field("customers_count", msg("Customers a year ago"), "count"),
        Field("stayed_count", msg("Of these bought again"), "count", msg("with an order in the last 12 months")),
        Field("stayed_share", msg("Stayed"), "share"),
        Field("stayed_low_share", msg("at least"), "share", msg("lower end of the 95 % interval"), "Wilson 1927"),
        Field("stayed_high_share", msg("at most"), "share", msg("upper end of the 95 % interval"), "Wilson 1927"),
        Field("kept_revenue_share", msg("Revenue kept"), "share", msg("revenue of the last 12 months of these customers / their revenue of the year before")),
        Field("loyalty_verdict", msg("Verdict"), "class", msg("a difference is shown when the intervals of the two groups do not meet; each needs 20 customers"), codes=VERDICTS),
    ),
)  # fmt: skip
def class_loyalty(params: dict[str, Any]) -> str:
    """Compare the customers that were class A a year ago with the others: both claims can come out false."""
    del params
    rows = (
        "select case when abc_prior_class = 'A' then 'A' else 'other' end as loyalty_group, count(*) as customers_count, "
        "count(case when orders_12m_count > 0 then 1 end) as stayed_count, cast(sum(revenue_12m_amount) as double) as revenue, cast(sum(revenue_prior_12m_amount) as double) as prior "
        "from customers where abc_prior_class is not null and orders_prior_12m_count > 0 group by case when abc_prior_class = 'A' then 'A' else 'other' end"
    )
    ends = f"select g.*, {_wilson('-')} as low, {_wilson('+')} as high from (select grouped.*, cast(customers_count as double) as customers, cast(stayed_count as double) as stayed from ({rows}) as grouped) as g"
    both = (
        "select min(customers_count) as least_count, count(*) as groups_count, max(case when loyalty_group = 'A' then low end) as a_low, max(case when loyalty_group = 'A' then high end) as a_high, "
        "max(case when loyalty_group = 'other' then low end) as other_low, max(case when loyalty_group = 'other' then high end) as other_high from ends"
    )
    return (
        f"with ends as ({ends}), judged as ({both}) select e.loyalty_group, e.customers_count, e.stayed_count, e.stayed / nullif(e.customers, 0) as stayed_share, e.low as stayed_low_share, e.high as stayed_high_share, "
        "case when e.prior > 0 then e.revenue end / nullif(case when e.prior > 0 then e.prior else cast(1 as double) end, 0) as kept_revenue_share, "
        f"case when j.groups_count < 2 or j.least_count < {_LEAST} then 'too_few' when j.a_low > j.other_high then 'more' when j.a_high < j.other_low then 'less' else 'not_shown' end as loyalty_verdict "
        "from ends as e cross join judged as j"
    )
