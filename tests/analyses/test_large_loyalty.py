"""S0-31: why those we invoice most are sometimes the least loyal: tests on the own data that can say "it is not so", and the causes E1 to E8."""

from __future__ import annotations

import math

import pytest

from clientela.analyses.large_loyalty import CAUSES
from conftest import line, table
from portfolio_files import build, said

_COUNT = 20


def _sales():
    """Twenty customers; number 19 buys most. The larger ones buy one family only."""
    return [
        line(f"K{i:02d}", on, (200.0 if i > 16 else 100.0) * (i + 1), f"{i}{on}{family}", family=family, product_number=family)
        for i in range(_COUNT) for on in ("2025-02-01", "2025-08-01") for family in (("F1",) if i > 16 else ("F1", "F2"))
    ]  # fmt: skip


def levels_at_most_two(*names):
    """What is said of customers whose relation cannot be above level 2: no joint forecast, by the gate of level 3."""
    return [said(name, "forecast_shared", "no") for name in names]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    wallets = [said(f"K{i:02d}", "share_of_wallet", f"{90 - 4 * i} %") for i in range(_COUNT)]
    open_ = [said(f"K{i:02d}", "openness", ("tender", "mixed", "open")[i % 3]) for i in range(_COUNT)]
    told = [
        said("K19", "suppliers_count", "4"), said("K19", "goods_criticality", "2"), said("K19", "supplier_rank", "5"), said("K19", "access_level", "buyer"),
        said("K18", "suppliers_count", "2"), said("K18", "access_level", "board"), said("K18", "supplier_rank", "1"),
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("large"), _sales(), {"observations": [*wallets, *open_, *told]})


def test_each_sign_is_tried_and_may_come_out_either_way(run):
    found = {r["sign_class"]: r for r in table(run, "loyalty_signs")}
    # the larger, the smaller our part of the wallet: planted without an exception
    wallet = found["wallet_share"]
    assert (wallet["customers_count"], wallet["rank_correlation"], wallet["loyalty_verdict"]) == (
        _COUNT,
        -1.0,
        "less",
    )
    # openness goes round in threes: it says nothing
    assert found["openness"]["loyalty_verdict"] == "not_shown"
    r, reach = found["openness"]["rank_correlation"], 1.959963984540054 * math.sqrt(1.06 / (_COUNT - 3))
    assert found["openness"]["correlation_low"] == pytest.approx(math.tanh(math.atanh(r) - reach))
    assert found["openness"]["correlation_high"] == pytest.approx(math.tanh(math.atanh(r) + reach))


def test_in_these_data_it_is_not_so(tmp_path):
    stated = [said(f"K{i:02d}", "share_of_wallet", f"{10 + 4 * i} %") for i in range(_COUNT)]
    turned = build(tmp_path, _sales(), {"observations": stated})
    found = {r["sign_class"]: r["loyalty_verdict"] for r in table(turned, "loyalty_signs")}
    assert found["wallet_share"] == "more"
    few = build(tmp_path / "few", _sales(), {"observations": stated[:9]})
    found = {r["sign_class"]: r for r in table(few, "loyalty_signs")}
    assert (found["wallet_share"]["loyalty_verdict"], found["wallet_share"]["rank_correlation"]) == (
        "too_few",
        None,
    )


def test_an_estimated_wallet_says_nothing_of_loyalty(tmp_path):
    """What similar customers spend is never below the own revenue: the large would look loyal by construction."""
    run = build(
        tmp_path,
        _sales(),
        {"observations": [said("K00", "openness", "open"), said("K19", "share_of_wallet", "20 %")]},
    )
    states = {r["wallet_state"] for r in table(run, "customer_wallet")}
    assert "estimated" in states or "unknown" in states
    found = {r["sign_class"]: r for r in table(run, "loyalty_signs")}
    assert (found["wallet_share"]["customers_count"], found["wallet_share"]["loyalty_verdict"]) == (
        1,
        "too_few",
    )
    assert [r["customer_id"] for r in table(run, "thin_large_customers")] == ["K19"]


def test_causes_are_seen_not_seen_or_not_known(run):
    found = {r["customer_id"]: r for r in table(run, "thin_large_customers")}
    # the largest fifth are K16 to K19; K16 to K19 have 26, 22, 18 and 14 % of the wallet
    assert list(found) == ["K19", "K18", "K17", "K16"]
    causes = [code for code, _ in CAUSES]
    states = {n: dict(zip(causes, (r[f"{c}_cause"] for c in causes), strict=True)) for n, r in found.items()}
    assert states["K19"] | {"discount": None, "power": None} == {
        "suppliers": "yes", "tender": "no", "discount": None, "leverage": "yes", "small": "yes", "one_family": "yes", "power": None, "buyer_only": "yes",
    }  # fmt: skip
    assert (states["K18"]["leverage"], states["K18"]["small"], states["K18"]["buyer_only"]) == (
        "no",
        "no",
        "no",
    )
    assert states["K18"]["tender"] == "yes"
    # of K16 nobody asked who receives us, nor how critical the goods are: neither a cause nor its absence
    assert (states["K16"]["buyer_only"], states["K16"]["leverage"]) == (None, None)
    assert states["K16"]["one_family"] == "no"
    # more than a quarter of the wallet cannot be the fourth supplier's; less can, while nobody told our rank
    assert (states["K16"]["small"], states["K17"]["small"]) == ("no", None)
    for name, row in found.items():
        assert row["causes_count"] == list(states[name].values()).count("yes")
        assert row["unknown_count"] == list(states[name].values()).count(None)


def test_one_sign_absent_and_the_other_unknown_is_unknown(tmp_path):
    """Two suppliers, and no word on how they share; a rank, and no word on our part: neither says that the cause is absent."""
    stated = [said("K19", "suppliers_count", "2"), said("K19", "supplier_rank", "2"), said("K18", "suppliers_count", "1"), *levels_at_most_two("K19", "K18")]  # fmt: skip
    found = {
        r["customer_id"]: r
        for r in table(build(tmp_path, _sales(), {"observations": stated}), "thin_large_customers")
    }
    assert (found["K19"]["suppliers_cause"], found["K19"]["small_cause"]) == (None, None)
    assert found["K18"]["suppliers_cause"] == "no"


def test_the_answer_names_the_causes(run):
    section = next(s for s in run.report(name="ten_questions").sections if s.name == "loyalty_of_the_largest")
    blocks = {getattr(b, "name", ""): b for b in section.blocks}
    counted = [row[1:] for row in blocks["loyalty_causes"].rows]
    rows = table(run, "thin_large_customers")
    states = [[r[f"{code}_cause"] for r in rows] for code, _ in CAUSES]
    assert counted == [(s.count("yes"), s.count("no"), s.count(None)) for s in states]
    named = blocks["thin_large_customers"].rows
    assert len(named) == sum(max(r["causes_count"], 1) for r in rows)
    assert len(blocks["loyalty_signs"].rows) == 2
