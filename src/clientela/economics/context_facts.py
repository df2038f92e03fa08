"""What the context indicators are made from: channels and families by year, offers against rivals, spending on customers."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics._fiscal import fiscal_year
from clientela.measures.passes import KEY, costed_lines
from clientela.tables._rates import converted, join_rates

PARTS = (("channel", msg("Channel")), ("family", msg("Product family")))
OUTCOMES = (
    ("won", msg("won")),
    ("lost", msg("lost")),
    ("open", msg("open")),
    ("withdrawn", msg("withdrawn")),
)
KINDS = (("acquire", msg("winning customers")), ("retain", msg("keeping customers")))
_WORDS = {
    "acquire": (
        "acqui",
        "new customer",
        "prospect",
        "nuovi clienti",
        "привлеч",
        "новые клиенты",
        "новых клиентов",
        "neukunden",
    ),
    "retain": (
        "retention",
        "retain",
        "loyal",
        "fideli",
        "mantenimento",
        "удержан",
        "лояльн",
        "kundenbindung",
    ),
}
"""How budget lines name what is spent on winning and on keeping customers."""
_MOST_STRETCHES = 8


def fiscal_year_of(day: str, params: dict[str, Any]) -> str:
    """Return the SQL of the fiscal year of a day, named by the calendar year in which it ends."""
    first = params["fiscal_start_month"]
    year = f"cast(extract(year from {day}) as integer)"
    return (
        year if first == 1 else f"{year} + case when extract(month from {day}) >= {first} then 1 else 0 end"
    )


@step(
    title=msg("Channels and families by year"),
    inputs=("identified_lines", "product_costs", "customer_terms", "product_register"),
    fields=(
        KEY,
        Field("fiscal_year", msg("Year"), "id"),
        Field("part_kind", msg("Seen by"), "class", codes=PARTS),
        Field("part", msg("Part"), "text", msg("none where the line states none")),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("invoiced_lines_count", msg("Lines of invoices above zero"), "count"),
    ),
)  # fmt: skip
def customer_year_parts(params: dict[str, Any]) -> str:
    """Sum the lines of each customer and fiscal year by channel of the document and by product family; each adds up to the ledger.

    Families are summed by stretches of years: one sum over all years would hold a row for each customer, family and year at a time.
    """
    year = fiscal_year_of("l.document_on", params)
    lines = costed_lines(params, "terms_key", "product_key")
    sums = (
        "cast(sum(l.net_amount) as bigint) as revenue_amount, "
        "count(case when not l.is_credit and l.net_amount > 0 then 1 end) as invoiced_lines_count"
    )
    # the documents of a customer have few terms: they are summed first, and looked up for the sums instead of for each line
    by_terms = f"select l.customer_key, {year} as fiscal_year, l.terms_key, {sums} from ({lines}) as l group by l.customer_key, {year}, l.terms_key"
    channels = (
        "select s.customer_key, s.fiscal_year, 'channel' as part_kind, t.channel as part, cast(sum(s.revenue_amount) as bigint) as revenue_amount, "
        f"cast(sum(s.invoiced_lines_count) as bigint) as invoiced_lines_count from ({by_terms}) as s "
        "left join customer_terms as t on t.terms_key = s.terms_key group by s.customer_key, s.fiscal_year, t.channel"
    )
    families = [
        f"select l.customer_key, {year} as fiscal_year, 'family' as part_kind, r.product_family as part, {sums} from ({lines}) as l "
        f"left join product_register as r on r.product_key = l.product_key{where} group by l.customer_key, {year}, r.product_family"
        for where in _stretches(params)
    ]
    return " union all ".join((channels, *families))


def _stretches(params: dict[str, Any]) -> list[str]:
    """Return the conditions that divide the lines by fiscal years, the latest first, so many to a stretch that there are few stretches."""
    start, first = fiscal_year(params).start, date.fromisoformat(params["first_on"])
    years = -(-((start.year - first.year) * 12 + start.month - first.month) // 12)
    each = -(-years // _MOST_STRETCHES)
    limits = [f"date '{add_months(start, -12 * n).isoformat()}'" for n in range(0, years, max(each, 1))]
    found, until = [], ""
    for limit in limits:
        found.append(f" where l.document_on >= {limit}{until}")
        until = f" and l.document_on < {limit}"
    # the earliest one has no beginning: nothing is lost, whatever the first day is
    return [*found, until.replace(" and", " where", 1)]


@step(
    title=msg("Offers by customer"),
    inputs=("offers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("offer_id", msg("Offer number"), "text"),
        Field("opened_on", msg("Opened on"), "date"),
        Field("closed_on", msg("Closed on"), "date", msg("unknown before that day")),
        Field("fiscal_year", msg("Year"), "id"),
        Field("offer_outcome", msg("Outcome"), "class", msg("open until the day on which it was closed"), codes=OUTCOMES),
        Field("competitor_id", msg("Competitor"), "text"),
        Field("product_family", msg("Product family"), "text"),
        Field("offer_amount", msg("Amount of the offer"), "money"),
        Field("reason_code", msg("Reason for the outcome"), "class"),
    ),
)  # fmt: skip
def customer_offers(params: dict[str, Any]) -> str:
    """List the offers opened up to `as_of`, each with the outcome known on that day; in a run about one unit nobody says whose they are."""
    opened = "coalesce(o.opened_on, o.closed_on)"
    known = f"(o.closed_on is null or o.closed_on <= {params['as_of']})"
    none = " and false" if params["bu"] else ""
    rows = f"select o.*, {opened} as day from offers as o where {opened} <= {params['as_of']}{none}"
    return (
        f"select {KEY_OF} as customer_key, o.offer_id, o.opened_on, case when {known} then o.closed_on end as closed_on, {fiscal_year_of('o.day', params)} as fiscal_year, "
        f"case when o.stage in ('won', 'lost', 'withdrawn') and {known} then o.stage else 'open' end as offer_outcome, o.competitor_id, o.product_family, "
        f"{converted('amount', params, row='o', name='x')} as offer_amount, case when {known} then o.reason_code end as reason_code "
        f"from ({rows}) as o {join_rates(params, row='o', day='day', name='x')}{join_customer('o', 'o.day')}"
    )


@step(
    title=msg("Spending on winning and keeping customers"),
    inputs=("budgets",),
    fields=(
        KEY,
        Field("fiscal_year", msg("Year"), "id"),
        Field("spend_kind", msg("Spent on"), "class", msg("by the words of the budget line or its measure: acquisition, new customers, prospects; retention, loyalty"), codes=KINDS),
        Field("planned_amount", msg("Planned"), "money"),
        Field("actual_amount", msg("Spent"), "money", msg("unknown when one of the lines states none")),
        Field("lines_count", msg("Budget lines"), "count"),
    ),
)  # fmt: skip
def relation_spend(params: dict[str, Any]) -> str:
    """Sum the budget lines about winning and about keeping customers by year, as far as the year or month had ended on `as_of`.

    They are the company's: key 0. A year without a month is the fiscal year of that name.
    """
    text = "lower(coalesce(b.budget_line, '') || ' ' || coalesce(b.measure_code, ''))"
    tests = {name: " or ".join(f"{text} like '%{word}%'" for word in words) for name, words in _WORDS.items()}
    kind = " ".join(f"when {test} then '{name}'" for name, test in tests.items())
    first = params["fiscal_start_month"]
    year = (
        "b.year"
        if first == 1
        else f"case when b.month is not null and b.month >= {first} then b.year + 1 else b.year end"
    )
    last = f"b.year * 12 + {10 + first if first == 1 else first - 2}"
    ended = f"case when b.month is not null then b.year * 12 + b.month - 1 else {last} end <= {params['last_full_month']}"
    rows = f"select b.*, case {kind} end as spend_kind, cast({year} as integer) as fiscal_year, {params['as_of']} as day from budgets as b where {ended}"
    money = {c: converted(c, params, row="b", name="x") for c in ("budget_amount", "actual_amount")}
    return (
        "select cast(0 as bigint) as customer_key, fiscal_year, spend_kind, case when count(*) = count(planned) then cast(sum(planned) as bigint) end as planned_amount, "
        "case when count(*) = count(spent) then cast(sum(spent) as bigint) end as actual_amount, count(*) as lines_count from ("
        f"select b.fiscal_year, b.spend_kind, {money['budget_amount']} as planned, {money['actual_amount']} as spent from ({rows}) as b "
        f"{join_rates(params, row='b', day='day', name='x')}where b.spend_kind is not null) as listed group by fiscal_year, spend_kind"
    )


@step(
    title=msg("Replacement purchases as stated"),
    inputs=("observed_numbers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("fiscal_year", msg("Year"), "id"),
        Field("value_number", msg("Share of replacement purchases"), "number", msg("observation of the measure replacement_share of a customer, a fraction of 1")),
        Field("known_on", msg("Known on"), "date"),
        Field("source_text", msg("Source"), "text"),
        Field("newest_number", msg("Newest"), "id", msg("1 for the newest of the customer and year")),
    ),
)  # fmt: skip
def replacement_views(params: dict[str, Any]) -> str:
    """List what customers say of their purchases by year; without a date and a source it is no indicator, and is left out."""
    year = fiscal_year_of("o.as_of_on", params)
    rows = (
        f"select {KEY_OF} as customer_key, {year} as fiscal_year, o.value_number, o.as_of_on as known_on, coalesce(o.source_ref, o.source_kind) as source_text, o.observation_id "
        "from (select source, subject_id as customer_id, value_number, as_of_on, source_ref, source_kind, observation_id from observed_numbers where subject_type = 'customer' "
        "and measure_code = 'replacement_share' and as_of_on is not null and coalesce(source_ref, source_kind) is not null and value_number between 0 and 1) as o "
        f"{join_customer('o', 'o.as_of_on')}"
    )
    return (
        "select customer_key, fiscal_year, value_number, known_on, source_text, case when row_number() over (partition by customer_key, fiscal_year order by known_on desc, observation_id, value_number) = 1 "
        f"then 1 else 0 end as newest_number from ({rows}) as listed where customer_key <> 0"
    )
