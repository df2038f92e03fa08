"""Totals of the base and their tie to the ledger."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures._compose import all_measures

_SUMS = (
    "revenue_amount", "known_revenue_amount", "estimated_revenue_amount", "margin_known_amount", "margin_estimated_amount",
    "moved_amount", "moved_known_amount", "uncosted_lines_count", "lines_count", "orders_count", "returns_amount",
)  # fmt: skip
_WINDOWS = (
    "revenue_12m_amount", "revenue_prior_12m_amount", "margin_known_12m_amount", "margin_estimated_12m_amount", "uncosted_lines_12m_count",
    "lines_12m_count", "orders_12m_count", "orders_prior_12m_count", "returns_12m_amount",
)  # fmt: skip


def _measured(names: tuple[str, ...]) -> tuple[Field, ...]:
    """Describe sums by the measures they are sums of."""
    measures = all_measures()
    return tuple(Field(n, measures[n].title, measures[n].unit, measures[n].formula) for n in names)


@step(
    title=msg("Totals"),
    inputs=("customers", "customer_months"),
    fields=(
        Field("customers_count", msg("Customers with an accepted line"), "count"),
        Field("active_count", msg("Active customers, last 12 months"), "count"),
        Field("active_prior_count", msg("Active customers, 12 months before"), "count"),
        Field("new_count", msg("New customers, last 12 months"), "count"),
        *_measured(_SUMS + _WINDOWS),
        Field("not_stated_amount", msg("Customer not stated"), "money"),
        Field("not_stated_lines_count", msg("Lines, customer not stated"), "count"),
    ),
)
def totals(params: dict[str, Any]) -> str:
    """One row for the customers in view; lines without a customer are in the whole-history sums, and apart."""

    def total(column: str) -> str:
        value = f"sum({column})" if column.startswith("margin_") else f"coalesce(sum({column}), 0)"
        return f"cast({value} as bigint) as {column}"

    sums = ", ".join(total(c) for c in _SUMS)
    windows = ", ".join(total(c) for c in _WINDOWS)
    return (
        f"select c.*, m.* from (select count(case when lines_count > 0 then 1 end) as customers_count, "
        "count(case when lines_12m_count > 0 then 1 end) as active_count, count(case when lines_prior_12m_count > 0 then 1 end) as active_prior_count, "
        f"count(case when first_order_on > {params['since_12m']} then 1 end) as new_count, {windows} from customers) as c cross join "
        f"(select {sums}, cast(coalesce(sum(case when customer_key = 0 then revenue_amount end), 0) as bigint) as not_stated_amount, "
        "cast(coalesce(sum(case when customer_key = 0 then lines_count end), 0) as bigint) as not_stated_lines_count from customer_months) as m"
    )


@step(
    title=msg("Revenue by fiscal year"),
    inputs=("customer_months",),
    fields=(
        Field("fiscal_year", msg("Year"), "id"),
        Field("months_count", msg("Months with sales"), "count"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("not_stated_amount", msg("of which customer not stated"), "money"),
        Field("margin_known_amount", msg("Margin, known part"), "money"),
        Field("orders_count", msg("Orders"), "count"),
        Field("customers_count", msg("Active customers"), "count"),
        Field("returns_amount", msg("Returns"), "money"),
    ),
)
def revenue_by_year(params: dict[str, Any]) -> str:
    """Sum the months by fiscal year, named by the calendar year in which it ends."""
    shift = (13 - params["fiscal_start_month"]) % 12
    return (
        f"select cast(floor((month_number + {shift}) / 12) as integer) as fiscal_year, count(distinct month_number) as months_count, "
        "cast(sum(revenue_amount) as bigint) as revenue_amount, cast(sum(case when customer_key = 0 then revenue_amount else 0 end) as bigint) as not_stated_amount, "
        "cast(sum(margin_known_amount) as bigint) as margin_known_amount, cast(sum(orders_count) as bigint) as orders_count, "
        "count(distinct case when customer_key <> 0 then customer_key end) as customers_count, cast(sum(returns_amount) as bigint) as returns_amount "
        "from customer_months group by 1 order by 1"
    )


@step(
    title=msg("Revenue by month"),
    inputs=("customer_months",),
    fields=(
        Field("month_number", msg("Month"), "month"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("margin_known_amount", msg("Margin, known part"), "money"),
        Field("orders_count", msg("Orders"), "count"),
        Field("customers_count", msg("Active customers"), "count"),
    ),
)
def revenue_by_month(params: dict[str, Any]) -> str:
    """Sum the customers by calendar month."""
    return (
        "select month_number, cast(sum(revenue_amount) as bigint) as revenue_amount, cast(sum(margin_known_amount) as bigint) as margin_known_amount, "
        "cast(sum(orders_count) as bigint) as orders_count, count(distinct case when customer_key <> 0 then customer_key end) as customers_count "
        "from customer_months group by month_number order by month_number"
    )


@step(
    title=msg("What each file brought"),
    inputs=("batch_control",),
    fields=(
        Field("file_name", msg("File"), "text"),
        Field("lines_read", msg("Lines read"), "count"),
        Field("lines_accepted", msg("Accepted"), "count"),
        Field("lines_excluded", msg("Excluded by a rule"), "count"),
        Field("lines_rejected", msg("In quarantine"), "count"),
        Field("replaced_lines", msg("Replaced by a later file"), "count"),
        Field("accepted_amount", msg("Accepted money"), "money"),
        Field("excluded_amount", msg("Excluded money"), "money"),
        Field("rejected_amount", msg("Money in quarantine, where readable"), "money"),
        Field("replaced_amount", msg("Replaced money"), "money"),
    ),
)
def file_control(params: dict[str, Any]) -> str:
    """The identity read = accepted + excluded + quarantined, file by file, in document currency."""
    return (
        "select file_name, lines_read, lines_accepted, lines_excluded, lines_rejected, replaced_lines, accepted_amount, excluded_amount, "
        "rejected_amount, replaced_amount from batch_control where role = 'sales_lines' order by batch_number"
    )


@step(
    title=msg("Lines after the day of the run"),
    inputs=("identified_lines",),
    fields=(
        Field("lines_after_count", msg("Lines after the day of the run"), "count"),
        Field("after_amount", msg("Their money, in the currencies of the documents"), "money"),
        Field("first_after_on", msg("The first of them"), "date"),
    ),
)
def after_as_of(params: dict[str, Any]) -> str:
    """Count what is accepted but dated after `as_of`: it is in no figure, and that must be said."""
    return (
        "select count(*) as lines_after_count, cast(sum(net_amount) as bigint) as after_amount, min(document_on) as first_after_on "
        f"from identified_lines where document_on > {params['as_of']}"
    )
