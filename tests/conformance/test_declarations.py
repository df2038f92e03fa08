"""Every item of the catalogue says what it is, in the same form; and what it builds is what it says."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import get_args

import pytest
import sqlglot

from clientela.base.economics_settings import CostToServe
from clientela.base.i18n import Message
from clientela.base.settings import VIEWS, Settings, Structure
from clientela.base.units import Unit
from clientela.measures._compose import all_measures
from clientela.runs.graph import FACTS, all_steps
from clientela.runs.params import read_params
from clientela.runs.reporting import all_reports
from clientela.tables._fold_rows import canonical_tables
from conftest import AS_OF, table

STEPS = all_steps()
MEASURES = all_measures()
FIELDS = {(s.name, f.name): f for s in STEPS.values() for f in s.fields}
UNITS = set(get_args(Unit))
ENDINGS = {
    "_amount": {"money"}, "_count": {"count"}, "_share": {"share"}, "_days": {"days"}, "_on": {"date"}, "_at": {"instant"},
    "_key": {"id"}, "_id": {"text"}, "_name": {"text"}, "_class": {"class"}, "_state": {"class"}, "_layer": {"class"},
}  # fmt: skip
"""What an ending promises. `_share_before` is a share too: the share before the customer."""
RATES = (("USD", date(2024, 1, 1), 0.9), ("USD", date(2025, 1, 1), 0.8))
PARAMS = {
    "one currency": read_params(Settings(), as_of=AS_OF, currencies=("EUR",), first_on=date(2023, 1, 1)),
    "two currencies": read_params(
        Settings(exchange_rates=RATES), as_of=AS_OF, currencies=("EUR", "USD"), first_on=date(2023, 1, 1)
    ),
}


def test_there_is_a_catalogue():
    assert len(STEPS) >= 30
    assert len(MEASURES) >= 45


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_it_is(name):
    step = STEPS[name]
    assert isinstance(step.title, Message)
    assert step.title.id.strip()
    assert step.title.id[0].isupper()
    assert step.doc.strip().splitlines()[0].endswith((".", "?"))
    assert step.fields
    assert step.inputs
    assert len({f.name for f in step.fields}) == len(step.fields)
    if step.form == "sql":
        assert not step.uses  # its SQL holds what it depends on
    assert set(step.uses) <= set(PARAMS["one currency"])


@pytest.mark.parametrize(("step", "name"), FIELDS)
def test_a_field_says_what_it_is(step, name):
    field = FIELDS[step, name]
    assert field.title.id.strip()
    assert field.unit in UNITS
    assert name == name.lower()
    for ending, units in ENDINGS.items():
        if name.endswith(ending):
            assert field.unit in units, f"{name} is declared as {field.unit}"
    if field.unit == "money":
        assert name.endswith("_amount"), (
            f"{name} is money: by the law of names the reader turns *_amount into currency units"
        )
    if field.unit == "class":
        assert (
            field.codes
            or step == "gains_and_losses"
            or any(f.codes for (_, n), f in FIELDS.items() if n == name)
        ), f"{name} has no names for its codes"


def test_one_name_one_meaning():
    """A column that occurs in several results has one unit everywhere."""
    units: dict[str, set[str]] = {}
    for (_, name), field in FIELDS.items():
        units.setdefault(name, set()).add(field.unit)
    assert {name: found for name, found in units.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_what_it_is(name):
    measure = MEASURES[name]
    assert measure.title.id.strip()
    assert measure.formula.id.strip()
    assert measure.unit in UNITS
    assert f"measures.{measure.table}" in {
        f"measures.{s}"
        for s in (
            "sales_lines",
            "customer_days",
            "customer_months",
            "customer_products",
            "purchase_gaps",
            "receivable_items",
            "derived",
        )
    }
    assert measure.sql.strip()


def test_a_measure_reads_its_own_table_only():
    """No measure brings a join of its own: that is how rows are multiplied."""
    for measure in MEASURES.values():
        words = measure.sql.lower().split()
        assert not {"join", "select", "from"} & set(words), measure.name


@pytest.mark.parametrize("name", STEPS)
def test_what_is_built_is_what_is_declared(tiny, name):
    step = STEPS[name]
    with tiny.reading() as reader:
        cursor = reader._engine.ask(f'select * from "{name}"')
        columns = {d[0]: str(d[1]) for d in cursor.description}
    assert list(columns) == list(dict.fromkeys(columns))
    declared = {f.name: f for f in step.fields}
    assert set(declared) == set(columns), (
        f"{name}: undeclared {set(columns) - set(declared)}, not built {set(declared) - set(columns)}"
    )
    for column, kind in columns.items():
        unit = declared[column].unit
        if unit in ("money", "count"):
            assert kind in ("BIGINT", "INTEGER"), (column, kind)
        elif unit == "date":
            assert kind == "DATE", (column, kind)
        elif unit in ("text", "class"):
            assert kind == "VARCHAR", (column, kind)
        elif unit == "share":
            assert kind == "DOUBLE", (column, kind)


@pytest.mark.parametrize("name", STEPS)
def test_values_are_of_their_unit(tiny, name):
    kinds = {"money": Decimal, "count": int, "share": float, "date": date, "text": str, "class": str}
    units = {f.name: f for f in STEPS[name].fields}
    rows = table(tiny, name)
    # the tiny company has neither lists nor links
    assert (
        rows
        or name
        in (
            "thin_large_customers",
            "lever_uses",
            "reference_influence",
            "lever_effects",
            "portfolio_history",  # nobody is placed, and nothing was published before
            "portfolio_trail",
            "portfolio_trail_customers",
            "decisions",
            "attitude_pulse",
            "pulse_items",
            "pulse_list",
            "account_plans",
            "entry_tests",
            "key_account_profit",
            "key_account_goals",
            "key_goal_sums",
            "kam_readiness",
            "stated_values",  # ... nor observations
            "bond_kinds",
            "bonds_ending",
            "customer_evidence",
            "customer_evidence_before",
            "knock_outs",
            "perception_gap",
            "pareto_findings",
            "portfolio_list",
            "portfolio_movers",
            "product_costs",
            "receivable_items",
            "activity_minutes",  # ... nor costs
            "cost_items",
            "cost_evidence",
            "ladder_sensitivity",
            "repair_levers",
            "loss_makers",
            "service_lines",  # ... nor deliveries, receivables, contacts or objectives
            "service_promises",
            "contact_days",
            "customer_superiors",
            "objectives",
            "service_by_class",
            "service_by_month",
            "service_watch",
            "payments_by_class",
            "payment_watch",
            "contact_efficiency",
            "contact_coverage",
            "effectiveness",
            "loss_causes",  # ... nor reviews of losses, norms that a customer broke, or customers won
            "budget_flags",
            "engagement_plays",
            "service_rule_breaks",
            "won_customers",
            "winning_effort",
            "visits_left_out",
            "price_cost_points",
            "policy_breaches",
            "product_successions",  # ... nor products with a price, a grade or a successor
            "unit_price_breaks",
            "bridge_losses",
            "bridge_price_breaks",
            "peer_spend",
            "white_cells",
            "offer_outcomes",
            "cross_selling",
            "customer_upgrades",
            "aggressive_customers",
            "discount_leaks",
            "white_space_list",
            "suggestion_list",
            "families_lost",
            "upgrade_list",
            "wallet_facts",  # ... nor wallets, nor enough customers alike
            "wallet_check",
            "best_customers",
            "rising_customers",
            "matrix_customers",
            "matrix_suppliers",
            "keep_test",
            "class_c_hours",
            "customer_offers",  # ... nor a plan, offers, rivals or observations
            "relation_spend",
            "observed_numbers",
            "replacement_views",
            "plan_targets",
            "rival_events",
            "rival_shares",
            "segment_facts",
            "stated_kpis",
            "switching_items",
            "switching_sheet",
            "competitors",
            "competitor_news",
            "switching_list",
            "growth_without_profit",
            "plan_actual",
            "kept_forecasts",  # ... nor forecasts that have come due, alarms or answers to them
            "kept_scores",
            "people_forecasts",
            "people_scores",
            "family_alarms",
            "alarm_list",
            "answered_alarms",
            "alarm_precision",
            "customer_map",
            "group_members",
            "group_figures",
            "duplicate_candidates",
            "dated_facts",  # ... nor contracts, levels, people in charge, known events, reviews of losses, or customers won of late
            "customer_events",
            "known_event_list",
            "attrition_reasons",
            "attrition_proof",
            "handover_study",
            "handover_months",
            "handover_risk",
            "handover_risk_list",
            "first_order_items",
            "first_order_risk",
            "first_order_proof",
            "first_order_list",
            "early_life",
            "early_life_list",
            "loss_texts",
            "loss_drivers",
            "driver_mix",
            "good_relations_lost",
            "good_relations_list",
            "post_mortem",
            "market_mix",  # ... nor a market, nor rules of segments, nor fifty customers to group
            "preference_choices",  # ... nor choices, events, answers on the relation, or two years of quarters
            "customer_liking",
            "liking_raters",
            "liking_list",
            "liking_weights",
            "judged_statements",  # ... nor judgements or comparisons of criteria
            "factor_fit",  # ... nor success factors
            "customer_fit",
            "profile_fits",
            "key_account_list",  # ... nor key accounts
            "key_account_places",
            "without_key_accounts",
            "key_account_profile",
            "key_account_traits",
            "strengths",
            "standing_comparisons",
            "compared_weights",
            "comparison_consistency",
            "rater_agreement",
            "rater_pairs",
            "rater_bias",
            "rater_disagreements",
            "energy_list",
            "defection_facts",
            "defection_energy",
            "relation_evidence",
            "relation_history",
            "mix_frontier",
            "segment_sizes",
            "cluster_profiles",
            "cluster_traits",
        )
    )
    for row in rows:
        for column, value in row.items():
            field = units[column]
            if value is None:
                continue
            assert isinstance(value, kinds.get(field.unit, object)), (column, value)
            assert not isinstance(value, datetime)
            if isinstance(value, float):
                assert value == value  # noqa: PLR0124 - a NaN is a missing value that does not say so
            if field.unit == "count":
                assert value >= 0, column
            if field.codes:
                assert value in dict(field.codes), (column, value)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "clickhouse", "snowflake", "bigquery"])
@pytest.mark.parametrize("name", [n for n, s in STEPS.items() if s.form == "sql"])
def test_sql_can_be_said_to_other_engines(name, dialect):
    sql = STEPS[name].build(PARAMS["two currencies"])
    parsed = sqlglot.parse_one(sql, read="duckdb")
    said = parsed.sql(
        dialect=dialect, unsupported_level=sqlglot.ErrorLevel.IGNORE
    )  # parsed, not run: this is no proof
    again = sqlglot.parse_one(said, read=dialect)
    assert {t.name for t in again.find_all(sqlglot.exp.Table)} >= {
        t.name for t in parsed.find_all(sqlglot.exp.Table)
    }


@pytest.mark.parametrize("name", [n for n, s in STEPS.items() if s.form == "sql"])
def test_sql_reads_what_the_step_says_it_reads(name):
    """An input left out of the declaration would leave an old result in place when it changes."""
    step, read = STEPS[name], set()
    prices = CostToServe(**{f.name: 1.0 for f in fields(CostToServe)})
    for view, unit in product(VIEWS, ("N", "")):  # a structure or a unit reads what another one does not
        params = {
            **PARAMS["two currencies"],
            "structure": Structure(view=view, scenario="Plan"),
            "tables": tuple(canonical_tables()),
            "bu": unit,
            "cost_to_serve": prices,
        }
        parsed = sqlglot.parse_one(step.build(params), read="duckdb")
        named = {cte.alias for cte in parsed.find_all(sqlglot.exp.CTE)}
        read |= {t.name for t in parsed.find_all(sqlglot.exp.Table)} - named
    assert read == set(step.inputs)
    assert read <= {*STEPS, *FACTS}


def test_inputs_come_first():
    seen = set(FACTS)
    for name, step in STEPS.items():
        assert set(step.inputs) <= seen, name
        seen.add(name)


@pytest.mark.parametrize("name", all_reports())
def test_a_part_of_the_company_can_be_reported(name):
    """Under a scope the analyses are computed again, in SQL: those made of arrays are read for the whole company only."""
    analyses = [t for t in all_reports()[name].tables if t in STEPS and STEPS[t].station == "analyses"]
    assert [t for t in analyses if STEPS[t].form != "sql"] == []
