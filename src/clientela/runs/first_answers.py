"""Computes what a list of customers or their yearly turnover says, without a run: there are no documents to run on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.concentration import concentration, pareto_curve
from clientela.base.i18n import Message, msg
from clientela.base.money import SCALE
from clientela.classes.abc import abc
from clientela.classes.pyramid import pyramid
from clientela.reports._levels import levels_of
from clientela.reports.first_answers import FirstInputs
from clientela.runs.quality import find_faults

if TYPE_CHECKING:
    from datetime import date

    from clientela.base.settings import Settings
    from clientela.engine.connect import Engine

_ATTRIBUTES: tuple[tuple[str, Message], ...] = (
    ("segment_id", msg("Segment")), ("area_id", msg("Area")), ("seller_id", msg("Sales person")), ("country", msg("Country")),
)  # fmt: skip
_FIELDS: tuple[tuple[str, Message], ...] = (
    ("customer_name", msg("Customer")), *_ATTRIBUTES, ("city", msg("Town")), ("tax_id", msg("Tax number")),
)  # fmt: skip
_COLUMNS = ("customer_name", "segment_id", "area_id", "seller_id", "country", "city", "tax_id")
_DOUBLES = ("customers_with_one_name", "customers_with_one_tax_number")


def _name_customers(engine: Engine) -> None:
    """Make the table `first_customers`: everybody in the customer list or with a turnover; the list goes first."""
    stated = ", ".join(f"max({c}) as {c}" for c in _COLUMNS)
    of_turnover = set(engine.columns("yearly_turnover"))
    own = ", ".join(c if c in of_turnover else f"cast(null as varchar) as {c}" for c in _COLUMNS)
    either = ", ".join(f"coalesce(l.{c}, t.{c}) as {c}" for c in _COLUMNS)
    engine.execute(
        f"create or replace temp table first_customers as select coalesce(l.source, t.source) as source, "
        f"coalesce(l.customer_id, t.customer_id) as customer_id, {either} from stated_customers as l full join "
        f"(select source, customer_id, {stated} from (select source, customer_id, {own} from yearly_turnover) "
        "where customer_id is not null group by source, customer_id) as t on t.source = l.source and t.customer_id = l.customer_id"
    )


def _composition(engine: Engine) -> list[tuple[Message, list[tuple[str | None, int]]]]:
    found = []
    for name, title in _ATTRIBUTES:
        values = engine.fetch(
            f"select {name}, count(*) as n from first_customers group by 1 order by n desc, 1 nulls last"
        )
        if any(value is not None for value, _ in values):
            found.append((title, [(value, int(n)) for value, n in values]))
    return found


def _measures_of_turnover(engine: Engine, year: int) -> None:
    """Make the table `customer_measures` that the class rules read: the year stands for the last twelve months."""
    engine.execute(
        "create or replace temp table customer_measures as select cast(row_number() over (order by source, customer_id) as integer) as customer_key, source, customer_id, "
        f"cast(sum(case when year = {year} then turnover_amount end) as bigint) as revenue_12m_amount, "
        f"cast(sum(case when year = {year - 1} then turnover_amount end) as bigint) as revenue_prior_12m_amount, "
        f"count(case when year = {year} then turnover_amount end) as lines_12m_count, count(case when year = {year - 1} then turnover_amount end) as lines_prior_12m_count, "
        f"nullif(count(distinct case when year = {year} then product_family end), 0) as families_12m_count, "
        "cast(null as bigint) as margin_12m_amount, cast(null as bigint) as orders_12m_count "
        f"from yearly_turnover where year in ({year}, {year - 1}) and customer_id is not null group by source, customer_id"
    )


def _turnover(
    engine: Engine, params: dict[str, Any], year: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    _measures_of_turnover(engine, year)
    engine.execute(
        "create or replace temp table customer_ladder as select customer_key, cast(null as bigint) as cm3_12m_amount from customer_measures"
    )
    engine.execute(f"create or replace temp table abc as {abc.build(params)}")
    engine.execute(f"create or replace temp table pyramid as {pyramid.build(params)}")
    engine.execute("create or replace temp view customers as select * from customer_measures")
    ranked = engine.fetch_records(
        "select m.customer_id, l.customer_name, m.revenue_12m_amount, m.revenue_prior_12m_amount, a.abc_value_class, p.pyramid_revenue_layer "
        "from customer_measures as m join abc as a on a.customer_key = m.customer_key join pyramid as p on p.customer_key = m.customer_key "
        "left join first_customers as l on l.source = m.source and l.customer_id = m.customer_id "
        "order by m.revenue_12m_amount desc nulls last, m.revenue_prior_12m_amount desc nulls last, m.customer_id",
    )
    for row in ranked:
        for name in ("revenue_12m_amount", "revenue_prior_12m_amount"):
            row[name] = None if row[name] is None else row[name] / SCALE
    curve = engine.fetch_records(pareto_curve.build(params))
    figures = engine.fetch_records(concentration.build(params))
    return ranked, curve, figures[0]


def read_first_inputs(
    engine: Engine,
    *,
    settings: Settings,
    params: dict[str, Any],
    as_of: date,
    present: frozenset[str],
) -> FirstInputs:
    """Compute the inputs of the answer page; `engine` shows the facts.

    Formula: the classes of `classes/abc.py` and `classes/pyramid.py` on the turnover of the last stated year up to `as_of`.
    """
    _name_customers(engine)
    doubles = [f for f in find_faults(engine, params, present=present) if f.check.name in _DOUBLES]
    count = int(engine.fetch_one("select count(*) from first_customers")[0])
    year = (
        engine.fetch_one(
            f"select max(year) from yearly_turnover where year <= {as_of.year} and turnover_amount is not null"
        )[0]
        if "yearly_turnover" in present
        else None
    )
    composition = _composition(engine)
    complete = [
        (title, int(engine.fetch_one(f"select count({name}) from first_customers")[0]))
        for name, title in _FIELDS
    ]
    ranked, curve, figures = _turnover(engine, params, int(year)) if year is not None else ([], [], {})
    return FirstInputs(
        company=settings.company.name, currency=settings.company.currency, as_of=as_of, customers_count=count, composition=composition,
        completeness=complete, doubles=doubles, year=None if year is None else int(year), ranked=ranked, curve=curve,
        concentration=figures, levels=levels_of(present | {"customers"} if count else present),
    )  # fmt: skip
