"""Which small or undesirable customers can stay, at what change, and what the hours spent on the others would bring elsewhere."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.abc import CODES
from clientela.economics.profitability_cells import CELLS

DECISIONS = (
    ("keep", msg("keep")),
    ("wait", msg("keep, decide later")),
    ("rechannel", msg("keep through a cheaper channel")),
    ("reprice", msg("raise the price")),
    ("mend", msg("try the first lever")),
    ("let_go", msg("let go")),
    ("unknown", msg("not to be decided")),
)
REASONS = (
    ("earns", msg("it leaves something after being served")),
    ("new", msg("its first year says little")),
    ("selling_saved", msg("it does without part of the selling cost")),
    ("reference", msg("it is documented as worth having as a reference")),
    ("lever", msg("one lever alone would close the gap")),
    ("price_rise", msg("a small rise of the price is enough")),
    ("gap_too_large", msg("neither a cheaper channel nor a small rise of the price is enough")),
    ("serving_unknown", msg("it is not known what serving it costs")),
    ("contribution_unknown", msg("its cost of goods is not known")),
)
_CLASS = "coalesce(c.abc_count_class, c.abc_value_class)"
_FIELDS = (
    Field("keep_abc_class", msg("Class"), "class", msg("ABC by count, by revenue in a base too small for it"), codes=CODES),
    Field("profit_cell_class", msg("Profitability matrix"), "class", codes=CELLS),
    Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    Field("contribution_12m_amount", msg("Contribution now"), "money"),
    Field("rechannelled_amount", msg("Contribution through a cheaper channel"), "money", msg("contribution 3 + share of the selling cost saved (setting `rechannel_saving_share`)")),
    Field("price_rise_share", msg("Price rise needed"), "share", msg("what is missing to zero through the cheaper channel / net-net revenue")),
    Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
    Field("keep_class", msg("Decision"), "class", source="own definition", codes=DECISIONS),
    Field("keep_reason_class", msg("Why"), "class", codes=REASONS),
)  # fmt: skip
_NAMES = ", ".join(f.name for f in _FIELDS)


@step(
    title=msg("Keep test by customer"),
    inputs=("profitability_cells", "customers", "customer_wallet", "customer_contacts", "repair_levers"),
    fields=(NAMED[0], *_FIELDS),
)
def keep_decisions(params: dict[str, Any]) -> str:
    """Decide on each active customer of class C or in the undesirable cell, with the reason. What is not known decides nothing.

    In this order: what earns stays; a new one waits; one that earns without part of its selling cost stays through a cheaper channel; a
    documented reference stays; where one lever alone would close the gap it comes first (`repair_levers`); one that a price rise of no more than a limit brings to zero is repriced; the others are let go.
    The chance that it grows is not looked at yet.
    """
    rules = params["potential"]
    saved = f"c.cm3_12m_amount + cast(round({rules.rechannel_saving_share!r} * cast(coalesce(c.selling_12m_amount, 0) as double)) as bigint)"
    rows = (
        f"select c.customer_key, {_CLASS} as keep_abc_class, p.profit_cell_class, c.revenue_12m_amount, p.contribution_12m_amount, "
        "c.cm1_12m_amount, c.cm3_12m_amount, c.net_net_12m_amount, p.is_new, w.is_reference, k.contact_hours, l.repair_lever, "
        f"coalesce({saved}, case when c.cm1_12m_amount < 0 then c.cm1_12m_amount end) as rechannelled_amount from profitability_cells as p "
        "join customers as c on c.customer_key = p.customer_key join customer_wallet as w on w.customer_key = p.customer_key "
        "left join customer_contacts as k on k.customer_key = p.customer_key left join repair_levers as l on l.customer_key = p.customer_key "
        f"where (c.lines_12m_count > 0 or c.serve_12m_amount > 0) and ({_CLASS} = 'C' or p.profit_cell_class = 'undesirable')"
    )
    needed = "case when rechannelled_amount < 0 and net_net_12m_amount > 0 then cast(-rechannelled_amount as double) / nullif(net_net_12m_amount, 0) end"
    why = (
        "case when cm3_12m_amount >= 0 then 'earns' when cm1_12m_amount is null then 'contribution_unknown' "
        "when rechannelled_amount is null then 'serving_unknown' when is_new = 1 then 'new' "
        "when cm3_12m_amount is not null and rechannelled_amount >= 0 then 'selling_saved' when is_reference = 1 then 'reference' "
        "when repair_lever not in ('price', 'several') then 'lever' "
        f"when price_rise_share <= {rules.most_price_rise_share!r} then 'price_rise' else 'gap_too_large' end"
    )
    decision = (
        "case keep_reason_class when 'earns' then 'keep' when 'reference' then 'keep' when 'new' then 'wait' when 'selling_saved' then 'rechannel' when 'lever' then 'mend' "
        "when 'price_rise' then 'reprice' when 'gap_too_large' then 'let_go' else 'unknown' end"
    )
    return (
        f"select customer_key, keep_abc_class, profit_cell_class, revenue_12m_amount, contribution_12m_amount, rechannelled_amount, price_rise_share, contact_hours, {decision} as keep_class, "
        f"keep_reason_class from (select *, {why} as keep_reason_class from (select *, {needed} as price_rise_share from ({rows}) as rows_) as needed) as reasoned"
    )


@step(
    title=msg("Customers that do not pass the keep test"),
    inputs=("keep_decisions", "customers"),
    fields=(*NAMED, *_FIELDS),
)
def keep_test(params: dict[str, Any]) -> str:
    """List the 200 customers that cost most among those to serve otherwise, to reprice or to let go, and those kept as a reference."""
    del params
    return first_rows(
        "select c.customer_id, c.customer_name, d.* from keep_decisions as d join customers as c on c.customer_key = d.customer_key "
        "where d.keep_class in ('rechannel', 'reprice', 'let_go') or d.keep_reason_class = 'reference'",
        f"customer_key, customer_id, customer_name, {_NAMES}",
        "contribution_12m_amount, customer_id",
    )


@step(
    title=msg("Keep test in numbers"),
    inputs=("keep_decisions",),
    fields=(
        Field("keep_class", msg("Decision"), "class", codes=DECISIONS),
        Field("keep_reason_class", msg("Why"), "class", codes=REASONS),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("rechannelled_amount", msg("Contribution through a cheaper channel"), "money"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
    ),
)  # fmt: skip
def keep_totals(params: dict[str, Any]) -> str:
    """Count and sum the decisions."""
    del params
    return (
        "select keep_class, keep_reason_class, count(*) as customers_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, "
        "cast(sum(contribution_12m_amount) as bigint) as contribution_12m_amount, cast(sum(rechannelled_amount) as bigint) as rechannelled_amount, "
        "sum(contact_hours) as contact_hours from keep_decisions group by keep_class, keep_reason_class"
    )


@step(
    title=msg("What the hours on class C would bring in class B"),
    inputs=("keep_decisions", "customers", "customer_contacts", "profitability_cells"),
    fields=(
        Field("class_c_hours", msg("Hours on class C"), "number"),
        Field("unwanted_hours", msg("of which on customers that are undesirable or do not pass the keep test"), "number"),
        Field("unwanted_count", msg("These customers"), "count"),
        Field("class_b_hours", msg("Hours on class B"), "number"),
        Field("class_b_amount", msg("Contribution of class B"), "money", msg("of its customers whose contribution is known")),
        Field("class_b_hour_amount", msg("Contribution of an hour on class B"), "money", msg("contribution / hours of contact: an average; the next hour brings less")),
        Field("forgone_amount", msg("Opportunity cost of these hours"), "money", msg("hours on customers of class C that are undesirable or do not pass the keep test x contribution of an hour on class B"), "own definition"),
    ),
)  # fmt: skip
def class_c_hours(params: dict[str, Any]) -> str:
    """One row where contacts are known: what class B would bring in the hours that customers of class C take which need not stay."""
    del params
    rows = (
        f"select {_CLASS} as abc, k.contact_hours as hours, p.contribution_12m_amount as x, "
        "case when d.keep_class in ('rechannel', 'reprice', 'let_go') or (d.profit_cell_class = 'undesirable' and d.keep_reason_class not in ('new', 'reference')) then 1 else 0 end as is_unwanted "
        "from customers as c join customer_contacts as k on k.customer_key = c.customer_key join profitability_cells as p on p.customer_key = c.customer_key "
        "left join keep_decisions as d on d.customer_key = c.customer_key where k.contact_hours is not null"
    )
    sums = (
        "select sum(case when abc = 'C' then hours end) as class_c_hours, sum(case when abc = 'C' and is_unwanted = 1 then hours end) as unwanted_hours, "
        "count(case when abc = 'C' and is_unwanted = 1 then 1 end) as unwanted_count, sum(case when abc = 'B' and x is not null then hours end) as class_b_hours, "
        f"cast(sum(case when abc = 'B' then x end) as bigint) as class_b_amount from ({rows}) as timed having count(*) > 0"
    )
    hour = "cast(class_b_amount as double) / nullif(class_b_hours, 0)"
    return (
        f"select class_c_hours, unwanted_hours, unwanted_count, class_b_hours, class_b_amount, cast(round({hour}) as bigint) as class_b_hour_amount, "
        f"cast(round(unwanted_hours * ({hour})) as bigint) as forgone_amount from ({sums}) as summed"
    )
