"""Question 3: what binds us to the customers with a future (dossier 5.5, 11; row S0-30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from scipy.stats import fisher_exact

from clientela.analyses.bonds_of_customers import bond_kinds, exact_probability
from clientela.answers.bonds_of_the_future import answer_bonds
from clientela.base.settings import Settings


@dataclass
class _Given:
    tables: dict
    settings: Settings
    as_of: date = date(2025, 12, 31)
    currency: str = "EUR"


def _row(key, future="likely", bonds=1, money=100, **more):
    return {"customer_key": key, "customer_id": f"C{key}", "customer_name": f"C{key}", "future_class": future, "bonds_count": bonds, "strength_number": 6.0 * bonds or None, "structural_share": 0.5 if bonds else None, "personal_share": 0.5 if bonds else None, "cm3_12m_amount": money, "revenue_12m_amount": money * 3, **more}  # fmt: skip


KIND = {"bond_kind": "legal", "likely_count": 1, "likely_known_count": 1, "likely_share": 1.0, "uncertain_count": 0, "uncertain_known_count": 0, "uncertain_share": None, "strength_mean": 6.0, "chance_probability": None}  # fmt: skip


def _answer(rows, kinds=(KIND,), ending=()):
    return answer_bonds(_Given({"bonds_of_customers": rows, "bond_kinds": list(kinds), "bonds_ending": list(ending)}, Settings()))  # fmt: skip


def test_below_sixty_per_cent_of_the_money_the_answer_is_partial():
    thin = _answer([_row(1, money=59), _row(2, bonds=0, money=41)])
    assert thin.status == "partial"
    assert thin.coverage == pytest.approx(0.59)
    assert [t.name for t in thin.blocks] == ["bond_kinds", "bonds_to_ask"]
    assert _answer([_row(1, money=60), _row(2, bonds=0, money=40)]).status == "answered"


def test_without_bonds_or_a_future_there_is_no_answer():
    assert _answer([]).status == "not_answerable"
    assert _answer([_row(1, bonds=0)]).status == "not_answerable"
    assert _answer([_row(1, future="uncertain")]).status == "not_answerable"


def test_the_shares_weigh_the_bonds():
    rows = [
        _row(1, strength_number=9.0, structural_share=1.0),
        _row(2, strength_number=1.0, structural_share=0.0),
    ]
    assert _answer(rows).figures[0].value == pytest.approx(0.9)


@pytest.mark.parametrize("table", [(8, 10, 1, 9), (3, 7, 3, 7), (0, 6, 5, 5), (12, 20, 5, 30)])
def test_the_exact_test_is_that_of_the_books(table):
    a, n, b, m = table
    assert exact_probability(a, n, b, m) == pytest.approx(fisher_exact([[a, n - a], [b, m - b]]).pvalue)


def test_kinds_are_counted_among_customers_with_any_bond():
    keys = np.arange(1, 15)
    futures = np.array(["likely"] * 7 + ["uncertain"] * 7, dtype=object)
    bonds = {"customer_key": keys, "future_class": futures, "bonds_count": np.array([1] * 6 + [0] + [1] * 7)}
    items = {
        "customer_key": np.array([*range(1, 7), *range(8, 15), 1]),
        "switching_side": np.array(["theirs"] * 13 + ["ours"], dtype=object),
        "bond_kind": np.array(["legal"] * 6 + ["social"] * 7 + ["social"], dtype=object),
        "strength": np.array([5.0, 7.0] + [6.0] * 12),
    }
    found = bond_kinds.build({}, {"bonds_of_customers": bonds, "switching_items": items})
    rows = {name: {k: v[i] for k, v in found.items()} for i, name in enumerate(found["bond_kind"])}
    legal, social = rows["legal"], rows["social"]
    assert (legal["likely_count"], legal["likely_known_count"], legal["uncertain_count"], legal["uncertain_known_count"]) == (6, 6, 0, 7)  # fmt: skip
    assert (social["likely_count"], social["uncertain_count"]) == (0, 7)
    assert legal["strength_mean"] == pytest.approx(6)
    assert legal["chance_probability"] == pytest.approx(fisher_exact([[6, 0], [0, 7]]).pvalue)
