"""What a step may say so that every engine can say the same; no server is needed to see it."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from clientela.runs.graph import all_steps

STEPS = [name for name, step in all_steps().items() if step.form == "sql"]

NEVER_ZERO = {
    "EXP(": "an exponential is above zero",
    "(COALESCE(gaps_count, 0) + ": "a count and a weight, which is above zero",
    "COUNT(*)": "a group has a row",
    "SUM(parts_count) OVER (": "a part that is listed has a customer",
    "SUM(COUNT(*)) OVER (": "a group has a row",
    "SUM(x) OVER ()": "every x is positive",
    "n": "the number of the rows it stands in",
    "total": "a sum of positive values",
}
"""How divisors without `nullif` and without a condition before them begin, and why they are never zero."""

OUTSIDE = (
    exp.Qualify,
    exp.Filter,
    exp.List,
    exp.Array,
    exp.Lambda,
    exp.Pivot,
    exp.Unnest,
    exp.AnyValue,
    exp.Median,
)
"""What only some engines know."""


@pytest.fixture(scope="module")
def trees(nasty):
    with nasty.run.reading() as reader:
        return {
            name: sqlglot.parse_one(all_steps()[name].build(reader.params), read="duckdb") for name in STEPS
        }


def is_guarded(node: exp.Expression) -> bool:
    """Whether a condition stands before it: `case when x > 0 then y / x end`."""
    above = node
    while above.parent is not None:
        if isinstance(above.parent, exp.If) and above.arg_key == "true":
            return True
        above = above.parent
    return False


@pytest.mark.parametrize("name", STEPS)
def test_a_divisor_that_may_be_zero_becomes_missing(trees, name):
    for node in trees[name].find_all(exp.Div):
        divisor = node.expression
        if isinstance(divisor, exp.Nullif) or (isinstance(divisor, exp.Literal) and float(divisor.name)):
            continue
        text = divisor.sql("duckdb")
        assert is_guarded(node) or any(
            text == known or text.startswith(known) for known in NEVER_ZERO if len(known) > 1 or text == known
        ), text


@pytest.mark.parametrize("name", STEPS)
def test_a_step_stays_in_what_all_engines_know(trees, name):
    assert [node.sql("duckdb") for node in trees[name].find_all(*OUTSIDE)] == []


@pytest.mark.parametrize("name", STEPS)
def test_a_place_is_decided_by_an_order(trees, name):
    """The first of equals is another one on every engine: a number of a row needs an order."""
    for window in trees[name].find_all(exp.Window):
        if isinstance(window.this, (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)):
            assert window.args.get("order"), window.sql("duckdb")
