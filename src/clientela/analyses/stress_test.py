"""What a shock would take, in money: the largest customers gone, a crisis of a segment, a buyer or an account manager leaving."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

SCENARIOS = (
    ("top_three", msg("The three largest customers are lost")),
    ("segment", msg("A crisis of the largest segment")),
    ("buyer", msg("The only buyer we know leaves")),
    ("manager", msg("An account manager of ours leaves")),
)
RESTS_ON = (
    ("money", msg("measured money, all of it gone")),
    ("setting", msg("measured money, and a share that the settings assume")),
)
_TOP, _MANAGERS = 3, 5


def _sums(share: str) -> str:
    """Return the sums of a group of customers: what they bring, and the part of it that goes."""
    parts = [
        "count(*) as customers_count",
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount",
        f"cast(floor(cast(sum(revenue_12m_amount) as double) * {share} + 0.5) as bigint) as lost_revenue_amount",
    ]
    for name, column in (("margin", "margin_12m_amount"), ("contribution", "cm3_12m_amount")):
        parts += [
            f"count({column}) as {name}_known_count",
            f"cast(floor(cast(sum({column}) as double) * {share} + 0.5) as bigint) as lost_{name}_amount",
        ]
    return ", ".join(parts)


@step(
    title=msg("Stress test"),
    inputs=("customers", "relation_facts"),
    fields=(
        Field("scenario_class", msg("What happens"), "class", codes=SCENARIOS),
        Field("subject", msg("To whom"), "text", msg("the segment, the account manager, or the customer whose buyer leaves; none for several")),
        Field("place_number", msg("Place"), "number", msg("by the revenue concerned")),
        Field("customers_count", msg("Customers concerned"), "count"),
        Field("revenue_12m_amount", msg("Their revenue, last 12 months"), "money"),
        Field("loss_share", msg("Share that goes"), "share", msg("all of it where customers are lost, else what `[dynamics]` assumes: no history of ours says it")),
        Field("lost_revenue_amount", msg("Revenue gone"), "money", msg("revenue of the last 12 months x share")),
        Field("lost_margin_amount", msg("Margin gone"), "money", msg("of the customers whose margin is known")),
        Field("lost_contribution_amount", msg("Contribution 3 gone"), "money", msg("of the customers whose cost to serve is known; what is not saved of the cost to serve is not in it")),
        Field("margin_unknown_count", msg("Margin not known"), "count", msg("customers concerned")),
        Field("contribution_unknown_count", msg("Contribution not known"), "count"),
        Field("company_share", msg("Part of the revenue"), "share", msg("revenue gone / revenue of the last 12 months of all")),
        Field("rests_on_class", msg("Rests on"), "class", codes=RESTS_ON),
        Field("not_known_count", msg("Customers of whom it is not known"), "count", msg("with revenue, of whom nobody wrote down who buys, who looks after them or what segment they are of")),
    ),
)  # fmt: skip
def stress_test(params: dict[str, Any]) -> str:
    """Say in money what each shock would take, what that rests on, and of how many customers it cannot be said.

    The account managers are the five with most revenue; the buyer is that of the largest customer of whom one person is known, and
    below it of all such customers together.
    """
    rules = params["dynamics"]
    base = (
        "select c.customer_key, c.customer_id, c.customer_name, c.segment_id, c.seller_id, c.revenue_12m_amount, c.margin_12m_amount, c.cm3_12m_amount, f.people_count, f.deciders_count, "
        "row_number() over (order by c.revenue_12m_amount desc, c.customer_id, c.customer_key) as place from customers as c "
        "left join relation_facts as f on f.customer_key = c.customer_key where c.lines_12m_count > 0 and c.revenue_12m_amount > 0"
    )
    known = "coalesce(nullif(deciders_count, 0), people_count)"
    single = f"select held.*, row_number() over (order by revenue_12m_amount desc, customer_id, customer_key) as single_place from held where {known} = 1"

    def ranked(column: str) -> str:
        return (
            f"select {column}, row_number() over (order by sum(revenue_12m_amount) desc, {column}) as nth from held "
            f"where {column} is not null group by {column}"
        )

    def missing(test: str) -> str:
        return f"(select count(*) from held where {test})"

    def part(
        scenario: str, subject: str, place: str, share: float, source: str, unknown: str, group: str = ""
    ) -> str:
        rests = "money" if share == 1 else "setting"
        return (
            f"select '{scenario}' as scenario_class, {subject} as subject, {place} as place_number, cast({share!r} as double) as loss_share, {_sums(repr(float(share)))}, "
            f"'{rests}' as rests_on_class, {unknown} as not_known_count from {source}{f' group by {group}' if group else ''}"
        )

    nobody = "cast(null as varchar)"
    no_buyer = missing(f"{known} is null or {known} = 0")
    rows = [
        part("top_three", nobody, "1", 1.0, f"held where place <= {_TOP}", "0"),
        part("segment", "max(h.segment_id)", "1", rules.segment_shock_share, "held as h join (" + ranked("segment_id") + ") as s on s.segment_id = h.segment_id and s.nth = 1", missing("segment_id is null")),
        part("buyer", "max(coalesce(customer_name, customer_id))", "1", rules.buyer_loss_share, "single where single_place = 1", no_buyer),
        part("buyer", nobody, "2", rules.buyer_loss_share, "single", no_buyer),
        part("manager", "h.seller_id", "max(s.nth)", rules.manager_loss_share, f"held as h join ({ranked('seller_id')}) as s on s.seller_id = h.seller_id and s.nth <= {_MANAGERS}", missing("seller_id is null"), "h.seller_id"),
    ]  # fmt: skip
    listed = " union all ".join(rows)
    return (
        f"with held as ({base}), single as ({single}), shocks as ({listed}) select scenario_class, subject, cast(place_number as integer) as place_number, customers_count, revenue_12m_amount, loss_share, "
        "lost_revenue_amount, lost_margin_amount, lost_contribution_amount, customers_count - margin_known_count as margin_unknown_count, customers_count - contribution_known_count as contribution_unknown_count, "
        "cast(lost_revenue_amount as double) / nullif(cast((select sum(revenue_12m_amount) from held) as double), 0) as company_share, rests_on_class, not_known_count from shocks where customers_count > 0"
    )
