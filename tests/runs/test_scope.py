"""A reader with a scope: only its customers, in every table, down to the lines; and its sums are theirs."""

from __future__ import annotations

from collections import Counter

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.scope import Scope
from clientela.engine.connect import EngineError
from clientela.runs.graph import FACTS, all_steps
from clientela.runs.listing import customer_lines, filter_values, find_customer, list_customers

SCOPES = (Scope("seller_id", ("S1",)), Scope("area_id", ("Area 0",)), Scope("customer_id", ("003", "014")))


@pytest.fixture(scope="module", params=SCOPES, ids=lambda s: str(s.column))
def seen(request, tiny):
    """(what the reader may see, the whole company's customers, a reader with the scope)."""
    scope = request.param
    with tiny.reading() as reader:
        everyone = reader.rows("customers")
    with tiny.reading(scope=scope) as reader:
        yield [r for r in everyone if r[scope.column] in scope.values], everyone, reader


def test_the_scope_is_a_true_part(seen):
    mine, everyone, _ = seen
    assert 0 < len(mine) < len(everyone)


def test_no_table_shows_another_customer(seen):
    mine, everyone, reader = seen
    keys, ids = {r["customer_key"] for r in mine}, {r["customer_id"] for r in mine}
    others = {r["customer_id"] for r in everyone} - ids
    names = {r["customer_name"] for r in everyone if r["customer_id"] in others}
    shown = 0
    for table in (*all_steps(), *FACTS):
        try:
            rows = reader.query(f'select * from "{table}"')
        except Exception:  # noqa: BLE001, S112 - a table that cannot be named shows nothing
            continue
        shown += 1
        for row in rows:
            assert row.get("customer_key", next(iter(keys))) in keys, table
            assert not {str(v) for v in row.values() if isinstance(v, str)} & (others | names), table
    assert shown >= 18


def test_the_customers_are_those_of_the_whole_run(seen):
    mine, _, reader = seen
    by_key = {r["customer_key"]: r for r in reader.rows("customers")}
    assert by_key == {r["customer_key"]: r for r in mine}  # ranks, classes and shares stay company-wide


def test_totals_are_the_sum_of_the_customers(seen):
    mine, _, reader = seen
    totals = reader.one("totals")
    for column in (
        "revenue_amount",
        "revenue_12m_amount",
        "lines_count",
        "orders_count",
        "returns_amount",
        "uncosted_lines_count",
    ):
        assert totals[column] == sum(r[column] for r in mine), column
    assert totals["customers_count"] == len(mine)
    assert totals["not_stated_amount"] == 0
    assert sum(r["revenue_amount"] for r in reader.rows("revenue_by_month")) == totals["revenue_amount"]
    assert sum(r["revenue_amount"] for r in reader.rows("revenue_by_year")) == totals["revenue_amount"]
    (lines,) = reader.query(
        "select count(*) as n, cast(sum(net_amount) as bigint) / 10000.0 as total from sales_lines"
    )
    assert lines["n"] == totals["lines_count"]
    assert lines["total"] == pytest.approx(float(totals["revenue_amount"]))
    for scheme in ("abc_value_class", "abc_value_held_class"):
        found = {
            r["class_code"]: r["customers_count"] for r in reader.rows("abc_table") if r["scheme"] == scheme
        }
        assert found == dict(Counter(r[scheme] for r in mine))
    found = {r["state"]: r["customers_count"] for r in reader.rows("lifecycle_table") if r["customers_count"]}
    assert found == dict(Counter(r["lifecycle_state"] for r in mine))


def test_what_whole_files_brought_is_hidden(seen, tiny):
    _, _, reader = seen
    assert reader.rows("file_control") == []
    with tiny.reading() as whole:
        assert whole.rows("file_control")


def test_lists_and_lines(seen):
    mine, everyone, reader = seen
    assert list_customers(reader).total == len(mine)
    sellers = filter_values(reader).get("seller_id", ())
    assert set(sellers) <= {r["seller_id"] for r in mine}
    own = mine[0]
    assert customer_lines(reader, own["customer_key"]).total == own["lines_count"]
    other = next(r for r in everyone if r["customer_key"] not in {m["customer_key"] for m in mine})
    assert customer_lines(reader, other["customer_key"]).total == 0
    with pytest.raises(ClientelaError, match="among those you may see"):
        find_customer(reader, other["customer_id"])


def test_nobody_sees_nothing(tiny):
    for scope in (Scope("seller_id", ()), Scope("seller_id", ("' or true --",))):
        with tiny.reading(scope=scope) as reader:
            assert reader.rows("customers") == []
            assert reader.one("totals")["revenue_amount"] == 0
            assert reader.rows("sales_lines") == []
        tiny.report(scope=scope)


def test_internal_views_are_not_part_of_the_reader(tiny):
    with (
        tiny.reading(scope=SCOPES[0]) as reader,
        pytest.raises(EngineError, match="customer_measures does not exist"),
    ):
        reader.rows("customer_measures")


def test_the_report_of_a_part(tiny):
    document = tiny.report(scope=SCOPES[0], scope_name="S1")
    text = str(document)
    with tiny.reading() as reader:
        others = [r["customer_name"] for r in reader.rows("customers") if r["seller_id"] != "S1"]
    assert others
    assert not [name for name in others if f"'{name}'" in text]
