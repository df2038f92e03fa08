"""Growth that brings profit, stability and new possibilities, and growth that does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from clientela.base.control_settings import Growth
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics._peers import usual
from clientela.measures.passes import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWERS = (("yes", msg("yes")), ("no", msg("no")), ("unknown", msg("not known")))
BASES = (("cm3", msg("Contribution 3")), ("cm1", msg("Contribution 1")))
STATES = (
    ("without_profit", msg("growth without profit")),
    ("without_stability", msg("growth that is less stable")),
    ("without_opportunity", msg("growth with profit, and nothing new")),
    ("sound", msg("sound growth")),
    ("unknown", msg("growth, profit not known")),
    ("not_growing", msg("no growth that counts")),
)
_SEED = "customer-base literature: orientation to gross sales; rule: own definition"
_HALF = 0.5
_MONTHS = 12


def growth_rules(params: Mapping[str, Any]) -> Growth:
    """Return the settings of growth, the packaged ones where a run has none."""
    rules: Growth = params.get("growth", Growth())
    return rules


def _bought(params: dict[str, Any]) -> str:
    """Sum returns, discounts and months with an order of the two years by customer."""
    now, before = f"document_on > {params['since_12m']}", f"document_on <= {params['since_12m']}"
    sums = []
    for name, test in (("12m", now), ("prior_12m", before)):
        sums += [
            f"cast(coalesce(sum(case when {test} then revenue_amount end), 0) as double) as revenue_{name}",
            f"cast(coalesce(sum(case when {test} then returns_amount end), 0) as double) as returns_{name}",
            f"cast(sum(case when {test} then discount_amount end) as double) as discount_{name}",
            f"cast(sum(case when {test} then gross_amount end) as double) as gross_{name}",
            f"count(distinct case when {test} and orders_count > 0 then month_number end) as months_{name}",
        ]
    return f"select customer_key, {', '.join(sums)} from customer_days where document_on > {params['since_24m']} and customer_key <> 0 group by customer_key"


def _terms(params: dict[str, Any]) -> str:
    """Return the mean days to pay that each customer was given in the last 12 months, by money."""
    return (
        "select customer_key, sum(cast(due_amount as double) * datediff('day', issued_on, due_on)) / nullif(sum(cast(due_amount as double)), 0) as terms_days "
        f"from receivable_items where due_amount > 0 and due_on is not null and issued_on > {params['since_12m']} group by customer_key"
    )


def _effort() -> str:
    """Return the hours of contact up to a year after the first order, as far as contacts are kept: the last two years."""
    return (
        "select c.customer_key, sum(c.contact_minutes) / 60.0 as acquisition_hours, sum(c.contacts_count) as acquisition_contacts_count "
        "from contact_days as c join customer_measures as m on m.customer_key = c.customer_key where datediff('day', m.first_order_on, c.contact_on) <= 365 group by c.customer_key"
    )


def _possibilities(params: dict[str, Any]) -> str:
    return (
        f"select {KEY_OF} as customer_key, count(*) as opportunities_count from opportunities as o {join_customer('o', params['as_of'])}"
        f"where o.noted_on > {params['since_12m']} and o.noted_on <= {params['as_of']} group by {KEY_OF}"
    )


def _answers(rules: Growth, params: dict[str, Any]) -> dict[str, str]:
    """Return the three answers and what growth is, each from the columns of the one before."""
    worse = {
        f"payment_delay_change_days > {rules.worse_delay_days!r}": "payment_delay_change_days is not null",
        f"is_won = 0 and months_prior_12m - months_12m >= {rules.worse_months}": "is_won = 0",
        f"returns_12m_share - coalesce(returns_prior_12m_share, usual_returns_12m_share, 0) > {rules.worse_returns_share!r}": "returns_12m_share is not null",
        f"is_won = 1 and paid_late_share > {_HALF}": "is_won = 1 and paid_late_share is not null",
    }
    known = " or ".join(worse.values())
    listed = "1 = 1" if "opportunities" in params["tables"] else "1 = 0"
    return {
        "profit_answer": f"case when contribution_change_amount is null then 'unknown' when cast(contribution_change_amount as double) > {rules.least_profit_ratio!r} * greatest(coalesce(norm_share, 0), 0) * growth_amount then 'yes' else 'no' end",
        "stability_answer": f"case when {' or '.join(f'({w})' for w in worse)} then 'no' when {known} then 'yes' else 'unknown' end",
        "opportunity_answer": f"case when opportunities_count > 0 or families_added_count > 0 and is_won = 0 or is_won = 1 and families_now_count > 1 then 'yes' when families_now_count is not null or {listed} then 'no' else 'unknown' end",
    }


@step(
    title=msg("Quality of growth"),
    inputs=(
        "customer_register", "customer_measures", "customer_ladder", "customer_days", "customer_payments", "customer_contacts", "customer_peers", "family_breadth",
        "contact_days", "receivable_items", "opportunities", "customer_keys", "customer_map",
    ),
    fields=(
        KEY,
        Field("is_won", msg("Won in the last months"), "id", msg("1 when the first order is younger than `economics.new_customer_months`")),
        Field("growth_amount", msg("More revenue than a year ago"), "money", msg("revenue of the last 12 months - that of the 12 before")),
        Field("contribution_basis", msg("Profit looked at"), "class", msg("contribution 3 where both years are known, else contribution 1"), codes=BASES),
        Field("contribution_12m_amount", msg("Contribution, last 12 months"), "money"),
        Field("contribution_prior_12m_amount", msg("Contribution, 12 months before"), "money"),
        Field("contribution_change_amount", msg("More contribution than a year ago"), "money", msg("contribution of the last 12 months - that of the 12 before")),
        Field("growth_margin_share", msg("What the growth earns"), "share", msg("more contribution / more revenue")),
        Field("norm_share", msg("What revenue earns in the company"), "share", msg("contribution / revenue of all customers whose contribution is known on the same basis")),
        Field("months_12m", msg("Months with an order, last 12 months"), "number"),
        Field("months_prior_12m", msg("Months with an order, 12 months before"), "number"),
        Field("returns_12m_share", msg("Returns, last 12 months"), "share", msg("returns / (revenue + returns)")),
        Field("returns_prior_12m_share", msg("Returns, 12 months before"), "share"),
        Field("usual_returns_12m_share", msg("Returns of the peers"), "share", msg("median of customers of the same kind and size")),
        Field("payment_delay_change_days", msg("Change of the payment delay"), "days"),
        Field("paid_late_share", msg("Share paid late"), "share"),
        Field("discount_12m_share", msg("Discount, last 12 months"), "share", msg("discount / amount before discount, over the lines that state both")),
        Field("discount_prior_12m_share", msg("Discount, 12 months before"), "share"),
        Field("usual_discount_12m_share", msg("Discount of the peers"), "share", msg("median of customers of the same kind and size")),
        Field("concession_amount", msg("Discount beyond that of the peers"), "money", msg("(discount - that of the peers) x amount before discount, where it lies above it by more than `growth.concession_share`; 0 below")),
        Field("terms_days", msg("Days to pay"), "days", msg("mean days from issue to due day of the last 12 months, by money")),
        Field("usual_terms_days", msg("Days to pay of the peers"), "days"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("usual_contact_hours", msg("Hours of contact of the peers"), "number"),
        Field("acquisition_hours", msg("Hours of contact to win the customer"), "number", msg("hours of contact up to a year after the first order; contacts are kept for two years, so only customers won in the last months have it")),
        Field("acquisition_contacts_count", msg("Contacts to win the customer"), "count"),
        Field("families_now_count", msg("Families, last 12 months"), "count"),
        Field("families_added_count", msg("Families added"), "count"),
        Field("opportunities_count", msg("Possibilities noted in the last 12 months"), "count"),
        Field("profit_answer", msg("Does the growth bring profit?"), "class", msg("asked of customers that grow or were won; no when more contribution is at most `growth.least_profit_ratio` x what revenue earns in the company x more revenue"), _SEED, ANSWERS),
        Field("stability_answer", msg("Is it stable?"), "class", msg("no when the payment delay grew, the months with an order fell, returns grew, or a won customer pays most of its money late, beyond the limits of [growth]; not known when none of these is"), _SEED, ANSWERS),
        Field("opportunity_answer", msg("Does it open something new?"), "class", msg("yes with a family added (a won customer: more than one family) or a possibility noted in the year"), _SEED, ANSWERS),
        Field("growth_state", msg("Kind of growth"), "class", msg("growth counts from `growth.least_growth_share` of the year before and `growth.least_company_share` of the company's revenue on; the first of profit, stability and new possibilities that is answered no"), _SEED, STATES),
    ),
)  # fmt: skip
def growth_quality(params: dict[str, Any]) -> str:
    """Ask the three questions of each customer that grows or was won: profit, stability, new possibilities; and what was conceded for it."""
    rules = growth_rules(params)
    new = params["economics"].new_customer_months
    since = add_months(date.fromisoformat(params["as_of_day"]), -new).isoformat()
    won = f"case when m.first_order_on > date '{since}' then 1 else 0 end"
    zero = 0 if "opportunities" in params["tables"] else "null"
    cells = (
        f"select r.customer_key, p.peer_kind, p.size_fifth, {won} as is_won, cast(m.revenue_12m_amount as double) as revenue_12m, cast(m.revenue_prior_12m_amount as double) as revenue_prior_12m, "
        "m.revenue_12m_amount - m.revenue_prior_12m_amount as growth_amount, case when l.cm3_12m_amount is not null and l.cm3_prior_12m_amount is not null then 'cm3' "
        "when l.cm1_12m_amount is not null and l.cm1_prior_12m_amount is not null then 'cm1' end as contribution_basis, "
        "l.cm1_12m_amount, l.cm1_prior_12m_amount, l.cm3_12m_amount, l.cm3_prior_12m_amount, b.months_12m, b.months_prior_12m, b.gross_12m, "
        "case when b.revenue_12m + b.returns_12m > 0 then b.returns_12m / nullif(b.revenue_12m + b.returns_12m, 0) end as returns_12m_share, "
        "case when b.revenue_prior_12m + b.returns_prior_12m > 0 then b.returns_prior_12m / nullif(b.revenue_prior_12m + b.returns_prior_12m, 0) end as returns_prior_12m_share, "
        "case when b.gross_12m > 0 then b.discount_12m / nullif(b.gross_12m, 0) end as discount_12m_share, case when b.gross_prior_12m > 0 then b.discount_prior_12m / nullif(b.gross_prior_12m, 0) end as discount_prior_12m_share, "
        "y.payment_delay_change_days, y.paid_late_share, t.terms_days, c.contact_hours, e.acquisition_hours, e.acquisition_contacts_count, "
        f"f.families_now_count, f.families_added_count, coalesce(o.opportunities_count, {zero}) as opportunities_count "
        "from customer_register as r join customer_measures as m on m.customer_key = r.customer_key join customer_ladder as l on l.customer_key = r.customer_key "
        "left join customer_peers as p on p.customer_key = r.customer_key left join customer_payments as y on y.customer_key = r.customer_key "
        "left join customer_contacts as c on c.customer_key = r.customer_key left join family_breadth as f on f.customer_key = r.customer_key "
        f"left join ({_bought(params)}) as b on b.customer_key = r.customer_key left join ({_terms(params)}) as t on t.customer_key = r.customer_key "
        f"left join ({_effort()}) as e on e.customer_key = r.customer_key left join ({_possibilities(params)}) as o on o.customer_key = r.customer_key "
        "where m.lines_12m_count > 0 or m.lines_prior_12m_count > 0"
    )
    norm = (
        "select sum(revenue_12m) as company_revenue, sum(case when contribution_basis = 'cm3' then cast(cm3_12m_amount as double) end) / nullif(sum(case when contribution_basis = 'cm3' then revenue_12m end), 0) as cm3_norm, "
        "sum(case when contribution_basis is not null then cast(cm1_12m_amount as double) end) / nullif(sum(case when contribution_basis is not null then revenue_12m end), 0) as cm1_norm from cells"
    )
    basis = {
        c: f"case when contribution_basis = 'cm3' then cm3_{c}_amount when contribution_basis = 'cm1' then cm1_{c}_amount end"
        for c in ("12m", "prior_12m")
    }
    own = "returns_12m_share", "discount_12m_share", "terms_days", "contact_hours"
    joined = (
        f"select x.*, {basis['12m']} as contribution_12m_amount, {basis['prior_12m']} as contribution_prior_12m_amount, {basis['12m']} - ({basis['prior_12m']}) as contribution_change_amount, "
        "case when contribution_basis = 'cm3' then n.cm3_norm when contribution_basis = 'cm1' then n.cm1_norm end as norm_share, n.company_revenue, "
        f"{', '.join(f'u.usual_{c}' for c in own)} from cells as x cross join norm as n join usual as u on u.customer_key = x.customer_key"
    )
    answers = ", ".join(f"{sql} as {name}" for name, sql in _answers(rules, params).items())
    counts = f"growth_amount > 0 and cast(growth_amount as double) >= {rules.least_growth_share!r} * revenue_prior_12m and cast(growth_amount as double) >= {rules.least_company_share!r} * company_revenue"
    states = (
        f"case when not ({counts}) then 'not_growing' when profit_answer = 'no' then 'without_profit' when stability_answer = 'no' then 'without_stability' "
        "when profit_answer = 'unknown' then 'unknown' when opportunity_answer = 'no' then 'without_opportunity' else 'sound' end"
    )
    beyond = "discount_12m_share - usual_discount_12m_share"
    concession = f"case when {beyond} > {rules.concession_share!r} then cast(round(({beyond}) * gross_12m) as bigint) when usual_discount_12m_share is not null and discount_12m_share is not null then 0 end"
    asked = ", ".join(
        f"case when ({counts}) or is_won = 1 then {a} end as {a}"
        for a in ("profit_answer", "stability_answer", "opportunity_answer")
    )
    growing = f"case when {counts} then cast(contribution_change_amount as double) / nullif(cast(growth_amount as double), 0) end"
    return (
        f"with cells as ({cells}), norm as ({norm}), usual as ({usual('cells', own, params['prices'].corridor_peers)}), joined as ({joined}), answered as (select *, {answers} from joined) "
        f"select customer_key, is_won, growth_amount, contribution_basis, contribution_12m_amount, contribution_prior_12m_amount, contribution_change_amount, {growing} as growth_margin_share, norm_share, "
        "cast(months_12m as double) as months_12m, cast(months_prior_12m as double) as months_prior_12m, returns_12m_share, returns_prior_12m_share, usual_returns_12m_share, payment_delay_change_days, paid_late_share, "
        f"discount_12m_share, discount_prior_12m_share, usual_discount_12m_share, {concession} as concession_amount, terms_days, usual_terms_days, contact_hours, usual_contact_hours, "
        "case when is_won = 1 then acquisition_hours end as acquisition_hours, cast(case when is_won = 1 then acquisition_contacts_count end as bigint) as acquisition_contacts_count, families_now_count, families_added_count, cast(opportunities_count as bigint) as opportunities_count, "
        f"{asked}, {states} as growth_state from answered"
    )
