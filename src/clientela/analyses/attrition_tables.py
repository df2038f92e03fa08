"""Who may leave and why, what of it is out of our hands, and what is known to happen, by name and in sums."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._drivers import TITLES
from clientela.predictions.attrition_hazard import NAMES, WAYS
from clientela.predictions.customer_events import EVENTS
from clientela.predictions.loss_drivers import BASES

_CHANCES = tuple(
    Field(f"leave_{months}m_{end}", title, "share")
    for months in (12, 24, 36)
    for end, title in (
        ("probability", msg("Leaves within {number} months", number=months)), ("low", msg("at least")), ("high", msg("at most")),
    )
)  # fmt: skip
_REASONS = tuple(
    field
    for place in ("first", "second")
    for field in (
        Field(f"{place}_factor_class", msg("Reason"), "class", codes=NAMES),
        Field(f"{place}_points", msg("Points of probability"), "share"),
        Field(f"{place}_reason_amount", msg("In money"), "money"),
    )
)
_LEAVING = (*NAMED, Field("abc_value_class", msg("ABC by revenue"), "class"), Field("attrition_method", msg("Leaving rests on"), "class", codes=WAYS), *_CHANCES,
            Field("orders_alone_probability", msg("Leaves within a year, by the orders alone"), "share"), Field("leave_loss_amount", msg("Expected loss by leaving"), "money"), *_REASONS)  # fmt: skip


@step(
    title=msg("Customers that may leave"),
    inputs=("attrition_hazard", "attrition_reasons", "customers"),
    fields=_LEAVING,
)
def attrition_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the largest expected loss by leaving, with the two strongest reasons that raise their probability."""
    del params
    chances = ", ".join(f"a.{f.name}" for f in _CHANCES)
    rows = (
        f"select c.customer_key, c.customer_id, c.customer_name, c.abc_value_class, a.attrition_method, {chances}, a.orders_alone_probability, a.leave_loss_amount, "
        "f.factor_class as first_factor_class, f.reason_points as first_points, f.reason_amount as first_reason_amount, "
        "s.factor_class as second_factor_class, s.reason_points as second_points, s.reason_amount as second_reason_amount "
        "from attrition_hazard as a join customers as c on c.customer_key = a.customer_key "
        "left join attrition_reasons as f on f.customer_key = a.customer_key and f.reason_rank = 1 and f.reason_points > 0 "
        "left join attrition_reasons as s on s.customer_key = a.customer_key and s.reason_rank = 2 and s.reason_points > 0 where a.leave_loss_amount > 0"
    )
    return first_rows(rows, ", ".join(f.name for f in _LEAVING), "leave_loss_amount desc, customer_key")


@step(
    title=msg("Leaving, by class"),
    inputs=("attrition_hazard", "customers"),
    fields=(
        Field("attrition_method", msg("Leaving rests on"), "class", codes=WAYS),
        Field("class_at_risk", msg("Class by revenue of 52 weeks"), "class"),
        Field("customers_count", msg("Customers"), "count", msg("that ordered in the last 52 weeks")),
        Field("leave_mean_number", msg("Expected to leave within a year"), "number", msg("sum of the probabilities, over the customers whose probability is known")),
        Field("known_count", msg("with a known probability"), "count"),
        Field("leave_loss_amount", msg("Expected loss by leaving"), "money"),
        Field("losses_count", msg("Losses learned from"), "count"),
    ),
)  # fmt: skip
def attrition_classes(params: dict[str, Any]) -> str:
    """Sum the probabilities of leaving by class."""
    del params
    return (
        "select a.attrition_method, a.class_at_risk, count(*) as customers_count, sum(a.leave_12m_probability) as leave_mean_number, count(a.leave_12m_probability) as known_count, "
        "cast(sum(a.leave_loss_amount) as bigint) as leave_loss_amount, max(a.losses_count) as losses_count "
        "from attrition_hazard as a join customers as c on c.customer_key = a.customer_key group by a.attrition_method, a.class_at_risk"
    )


_SPLIT = (
    Field("expected_loss_amount", msg("Expected loss"), "money"),
    Field("irremediable_loss_amount", msg("Loss out of our hands"), "money"),
    Field("irremediable_low_amount", msg("at least"), "money"),
    Field("irremediable_high_amount", msg("at most"), "money"),
    Field("remediable_loss_amount", msg("Loss in our hands"), "money"),
    Field("unsaved_loss_amount", msg("of it expected to stay unsaved"), "money"),
    Field("expected_loss_36m_amount", msg("Expected loss, three years"), "money"),
    Field("irremediable_loss_36m_amount", msg("Loss out of our hands, three years"), "money"),
)


@step(
    title=msg("Loss in and out of our hands"),
    inputs=("expected_loss_split", "customers"),
    fields=(
        Field("driver_basis_class", msg("Drivers"), "class", codes=BASES),
        Field("customers_count", msg("Customers"), "count", msg("with an expected loss above zero")),
        *_SPLIT,
        Field("rescue_share", msg("Sleeping customers that came back"), "share"),
    ),
)
def irremediable_loss(params: dict[str, Any]) -> str:
    """Sum the expected loss by how its drivers are known; without drivers the part out of our hands lies between nothing and all."""
    del params
    sums = ", ".join(f"cast(sum(s.{f.name}) as bigint) as {f.name}" for f in _SPLIT)
    return (
        f"select s.driver_basis_class, count(*) as customers_count, {sums}, max(s.rescue_share) as rescue_share from expected_loss_split as s "
        "join customers as c on c.customer_key = s.customer_key where s.expected_loss_amount > 0 group by s.driver_basis_class"
    )


_LOSSES = (*NAMED, Field("driver_basis_class", msg("Drivers"), "class", codes=BASES), Field("main_driver_class", msg("Main driver"), "class", codes=TITLES),
           Field("controllable_share", msg("In our hands"), "share"), *_SPLIT)  # fmt: skip


@step(
    title=msg("Losses out of our hands"),
    inputs=("expected_loss_split", "customers"),
    fields=_LOSSES,
)
def irremediable_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the largest loss out of our hands, those with stated drivers first."""
    del params
    columns = ", ".join(f"s.{f.name}" for f in _LOSSES[3:])
    rows = (
        f"select c.customer_key, c.customer_id, c.customer_name, {columns}, case when s.driver_basis_class = 'own' then 0 else 1 end as basis_place "
        "from expected_loss_split as s join customers as c on c.customer_key = s.customer_key where s.irremediable_high_amount > 0"
    )
    return first_rows(
        rows, ", ".join(f.name for f in _LOSSES), "basis_place, irremediable_high_amount desc, customer_key"
    )


@step(
    title=msg("Drivers stated"),
    inputs=("loss_drivers", "customers"),
    fields=(
        Field("driver_class", msg("Driver"), "class", codes=TITLES),
        Field("customers_count", msg("Customers"), "count"),
        Field(
            "weight_number",
            msg("Weight"),
            "number",
            msg("sum of the shares of the driver; one customer weighs one"),
        ),
        Field("controllable_share", msg("In our hands"), "share"),
    ),
)
def driver_mix(params: dict[str, Any]) -> str:
    """Sum up the drivers stated of customers lost or leaving."""
    del params
    return (
        "select d.driver_class, count(*) as customers_count, sum(d.driver_share) as weight_number, "
        "case when sum(d.driver_share) > 0 then sum(d.driver_share * d.controllable_share) / nullif(case when sum(d.driver_share) > 0 then sum(d.driver_share) end, 0) end as controllable_share "
        "from loss_drivers as d join customers as c on c.customer_key = d.customer_key group by d.driver_class"
    )


_DECIDED = (*NAMED, Field("known_event_class", msg("Known event"), "class", codes=EVENTS), Field("event_effective_on", msg("Takes effect on"), "date"), Field("event_until_on", msg("Bound until"), "date"),
            Field("learned_probability", msg("Probability by the orders alone"), "share", msg("of an order in the first year")), Field("active_probability", msg("Probability of an order"), "share"),
            Field("revenue_36m_mean_amount", msg("Expected revenue, three years"), "money"))  # fmt: skip


@step(
    title=msg("What is known to happen"),
    inputs=("customer_forecast", "customer_events", "customers"),
    fields=_DECIDED,
)
def known_event_list(params: dict[str, Any]) -> str:
    """List the customers whose forecast follows a known event, with what the orders alone would say."""
    del params
    years = "select customer_key, cast(sum(revenue_mean_amount) as bigint) as revenue_36m_mean_amount from customer_forecast group by customer_key"
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, e.known_event_class, e.event_effective_on, e.event_until_on, f.learned_probability, f.active_probability, "
        f"y.revenue_36m_mean_amount, c.revenue_12m_amount from customer_events as e join customers as c on c.customer_key = e.customer_key "
        f"join customer_forecast as f on f.customer_key = e.customer_key and f.year_ahead = 1 join ({years}) as y on y.customer_key = e.customer_key"
    )
    return first_rows(rows, ", ".join(f.name for f in _DECIDED), "revenue_12m_amount desc, customer_key")
