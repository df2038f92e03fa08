"""Guards a bridge that does not arrive: effects that lose or double money when customers are joined, read back, or seen later."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.settings import Structure
from clientela.economics._bridge_effects import EFFECTS, MARGIN_EFFECTS
from clientela.workspace import Statement
from conftest import AS_OF, NOON, line, noon, table, tiny_rows

CODES = [e.code for e in EFFECTS]
MARGIN_CODES = [e.code for e in MARGIN_EFFECTS]


def company(run):
    """The bridge of revenue, after every customer and every family has been seen to arrive."""
    ends = ("revenue_prior_12m_amount", "revenue_12m_amount")
    margins = ("margin_costed_prior_12m_amount", "margin_costed_12m_amount")
    for row in table(run, "customer_bridge"):
        assert sum(row[f"{c}_amount"] for c in CODES) == row[ends[1]] - row[ends[0]]
        if row[margins[0]] is not None:
            assert sum(row[f"margin_{c}_amount"] for c in MARGIN_CODES) == row[margins[1]] - row[margins[0]]
    total = {row["basis"]: row for row in table(run, "bridge_total")}
    families = table(run, "bridge_families")
    for name in ("start_amount", "end_amount"):
        assert sum(row[name] for row in families) == total["revenue"][name]
    return total


@pytest.fixture
def linked(made):
    """The tiny company with chains of links that begin, end and cross inside the two years."""
    whole = made(tiny_rows())
    chain = [
        Statement("002", "001", "legal", from_on=date(2024, 3, 5)),
        Statement("003", "002", "legal", to_on=date(2025, 2, 1)),
        Statement("003", "004", "legal", from_on=date(2025, 2, 2)),
        Statement("001", "005", "group", from_on=date(2025, 7, 1)),
        Statement("020", "021", "legal", scenario="plan"),
    ]
    whole.workspace.link(chain, stated_by="Anna", stated_at=NOON)
    return whole


@pytest.mark.parametrize(
    ("view", "level"), [("as_was", "legal"), ("as_was", "group"), ("as_is", "group"), ("as_if", "legal")]
)
def test_joined_customers_count_once_and_the_money_is_that_of_the_ledger(linked, view, level):
    structure = Structure(view=view, level=level, scenario="plan")
    run = linked.workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, structure=structure)
    before, after = company(linked), company(run)
    for basis in ("revenue", "margin"):
        for name in ("start_amount", "end_amount", "change_amount", "perimeter_amount"):
            assert after[basis][name] == before[basis][name], name
    assert after["revenue"]["perimeter_amount"] == 0
    moved = [row["perimeter_amount"] for row in table(run, "customer_bridge")]
    assert any(moved) == (view == "as_was")
    figures = {row["customer_key"]: row for row in table(run, "customers")}
    for row in table(run, "customer_bridge"):
        if row["customer_key"]:
            for name in ("revenue_12m_amount", "revenue_prior_12m_amount"):
                assert row[name] == figures[row["customer_key"]][name]


def test_what_comes_after_the_day_of_the_run_changes_no_effect(made):
    later = [
        line("003", date(2026, 1, 5), 9999, "L1", product_number="P1", quantity=3, cost_amount=1),
        line("new", date(2026, 2, 1), 500, "L2", product_number="P9", quantity=1),
    ]
    first, second = made(tiny_rows()), made([*tiny_rows(), *later])
    for name in ("bridge_total", "bridge_families", "bridge_movers", "class_reasons"):
        rows, others = (
            [{k: v for k, v in r.items() if k != "customer_key"} for r in table(run, name)]
            for run in (first, second)
        )
        assert rows == others, name


def test_money_times_a_hundred_is_every_effect_times_a_hundred(made):
    rows = tiny_rows()
    for row in rows:
        for name in ("net_amount", "cost_amount"):
            if row.get(name) is not None:
                row[name] = round(row[name] * 100, 2)
    small, large = company(made(tiny_rows())), company(made(rows))
    for basis, codes in (("revenue", CODES), ("margin", MARGIN_CODES)):
        for code in codes:
            # half a unit of 1/10,000 per pair of the smaller one
            assert float(large[basis][f"{code}_amount"]) == pytest.approx(
                float(small[basis][f"{code}_amount"]) * 100, abs=1
            ), code
