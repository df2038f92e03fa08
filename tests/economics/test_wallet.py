"""Wallets by the evidence there is: worked out by hand, never mixed with weaker statements, never a zero for what is unknown."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, log

import pytest

from clientela.economics._wallet_evidence import Estimate, Fact, combine, read_facts
from clientela.economics._wallet_rules import Z80, confidence_at, read_share, read_sourcing
from conftest import line, table
from service_files import by_customer, company

HEAD = "observation_id,subject_type,subject_id,measure_code,value,unit,as_of_on,recorded_at,source_class,source_ref,confidence,status,rationale,supersedes_id\n"


def seen(
    number,
    customer,
    measure,
    value,
    *,
    unit="",
    on="2025-12-31",
    recorded="",
    source="D",
    status="known",
    instead="",
    kind="customer",
):
    return f"{number},{kind},{customer},{measure},{value},{unit},{on},{recorded},{source},interview,,{status},said,{instead}\n"


def sold(customers=8, **more):
    """Customer Ci buys for 1,000 i in the last year at a cost of 60 per cent, all of one segment."""
    return [
        line(f"C{i}", date(2025, 3, 1) + timedelta(days=7 * m), 250 * i, number=f"I{i}-{m}", line_number=1, cost_amount=150 * i, segment="Makers", product_number="P1", family="F1", quantity=1, **more)
        for i in range(1, customers + 1) for m in range(4)
    ]  # fmt: skip


def wallets(folder, *observations, settings="", rows=None, **files):
    tables = {"observations": HEAD + "".join(observations)} if observations else {}
    run = company(folder, sold() if rows is None else rows, {**tables, **files}, settings)
    return run, by_customer(run, "customer_wallet")


def fact(kind, evidence, *, text="", age=0.0, amount=None, share=None, key=1, rate=1.0):
    return Fact(kind, evidence, key, text, "", rate, amount, share, age, None)


def known(*facts, revenue=10_000.0):
    return read_facts(facts, revenue, usual_cap=0.6, is_group=False, is_single=True)


def test_what_is_declared_is_the_wallet(tmp_path) -> None:
    _, found = wallets(
        tmp_path, seen(1, "C1", "wallet", 4000, unit="EUR"), seen(2, "C2", "share_of_wallet", "25%")
    )
    c1, c2 = found["C1"], found["C2"]
    assert (float(c1["wallet_amount"]), c1["wallet_evidence_class"], c1["wallet_state"]) == (
        4000,
        "D",
        "stated",
    )
    assert c1["share_of_wallet_share"] == pytest.approx(0.25)
    assert float(c1["wallet_low_amount"]) == pytest.approx(4000 * exp(-Z80 * 0.15), abs=1e-3)
    assert float(c1["wallet_high_amount"]) == pytest.approx(4000 * exp(Z80 * 0.15), abs=1e-3)
    assert float(c2["wallet_amount"]) == 8000
    assert found["C3"]["wallet_state"] == "unknown"


def test_an_unknown_wallet_is_unknown_everywhere(tmp_path) -> None:
    run, found = wallets(tmp_path)
    for row in found.values():
        assert row["wallet_state"] == "unknown"
        names = [n for n in row if n.endswith(("_amount", "_share")) or n == "wallet_evidence_class"]
        assert {n: row[n] for n in names} == dict.fromkeys(names)
    assert {r["potential_margin_amount"] for r in table(run, "customer_potential")} == {None}
    assert table(run, "matrix_customers") == []
    assert table(run, "wallet_check") == []


def test_a_declared_wallet_is_never_averaged_with_a_guess(tmp_path) -> None:
    _, found = wallets(
        tmp_path, seen(1, "C1", "wallet", 4000), seen(2, "C1", "wallet", 9000, source="J"), seen(3, "C1", "wallet", 7000, source="X"),
    )  # fmt: skip
    assert (float(found["C1"]["wallet_amount"]), found["C1"]["wallet_sources_count"]) == (4000, 1)


def test_weaker_statements_are_weighed_by_their_precision() -> None:
    one, two = Estimate("X", 8000, 6000, 10_000, 0.25), Estimate("J", 16_000, 8000, 32_000, 0.60)
    found = combine([one, two], 1000.0)
    assert found is not None
    weights = (1 / 0.25**2, 1 / 0.60**2)
    expected = exp((weights[0] * log(8000) + weights[1] * log(16_000)) / sum(weights))
    assert found["wallet"] == pytest.approx(expected)
    assert found["high"] / found["wallet"] == pytest.approx(exp(Z80 / sum(weights) ** 0.5))
    assert (found["label"], found["count"], found["is_conflicting"]) == ("X", 2, False)


def test_strong_statements_that_differ_are_both_shown() -> None:
    found = combine([Estimate("C", 5000, 4400, 5700, 0.1), Estimate("D", 9000, 7400, 10_900, 0.15)], 1000.0)
    assert found is not None
    assert found["is_conflicting"]
    assert found["low"] <= 5000
    assert found["high"] >= 9000
    near = combine([Estimate("C", 5000, 4400, 5700, 0.1), Estimate("D", 6000, 4950, 7270, 0.15)], 1000.0)
    assert near is not None
    assert not near["is_conflicting"]


def test_rank_and_number_of_suppliers_give_a_wallet() -> None:
    found = known(fact("rank", "D", text="2"), fact("suppliers", "D", text="3"), revenue=3000.0).estimates
    assert [e.label for e in found] == ["rank"]
    assert found[0].point == pytest.approx(9000)
    assert (found[0].low, found[0].high) == (
        pytest.approx(3000 / (1 / 3 + 0.2)),
        pytest.approx(3000 / (1 / 3 - 0.2)),
    )
    assert known(fact("rank", "D", text="4"), fact("suppliers", "D", text="3")).unused == 2
    assert known(fact("rank", "D", text="4")).estimates == []


def test_a_driver_and_its_norm_give_a_wallet(tmp_path) -> None:
    _, found = wallets(
        tmp_path,
        seen(1, "C1", "wallet_driver", 30, unit="t"),
        seen(2, "Makers", "wallet_norm", 200, unit="EUR", kind="segment"),
    )
    assert (float(found["C1"]["wallet_amount"]), found["C1"]["wallet_evidence_class"]) == (6000, "driver")
    assert found["C2"]["wallet_amount"] is None  # a norm without a driver says nothing


def test_statements_age_and_expire() -> None:
    assert confidence_at("D", 365, None) == pytest.approx(0.4)
    assert confidence_at("C", 9999, None) == pytest.approx(0.95)
    old, fresh = known(fact("wallet", "D", text="4", age=365)), known(fact("wallet", "D", text="4"))
    width = [k.estimates[0].high / k.estimates[0].low for k in (old, fresh)]
    assert width[0] == pytest.approx(width[1] ** (2**0.5))  # worth half, so the variance doubles
    assert (
        known(fact("wallet", "D", text="4", age=700)).estimates,
        known(fact("wallet", "D", text="4", age=700)).unused,
    ) == ([], 1)
    undated = Fact("wallet", "D", 1, "4", "", 1.0, None, None, None, None)
    assert (known(undated).estimates, known(undated).unused) == ([], 1)


def test_a_wallet_below_own_revenue_contradicts_it(tmp_path) -> None:
    _, found = wallets(tmp_path, seen(1, "C4", "wallet", 1000), seen(2, "C5", "wallet", 4900))
    assert (
        found["C4"]["wallet_state"],
        found["C4"]["wallet_amount"],
        found["C4"]["wallet_contradicted_count"],
    ) == ("contradicted", None, 1)
    assert (float(found["C5"]["wallet_amount"]), found["C5"]["share_of_wallet_share"]) == (5000, 1.0)


def test_what_was_learned_or_superseded_later_is_not_known(tmp_path) -> None:
    _, found = wallets(
        tmp_path,
        seen(1, "C1", "wallet", 4000, on="2026-01-05"), seen(2, "C2", "wallet", 6000, on="2025-11-01", recorded="2026-01-09 10:00:00"),
        seen(3, "C3", "wallet", 8000, on="2025-11-01"), seen(4, "C3", "wallet", 9000, on="2025-10-01", instead="3"),
        seen(5, "C4", "wallet", 9000, source="J0"),
    )  # fmt: skip
    assert [found[c]["wallet_amount"] for c in ("C1", "C2", "C4")] == [None] * 3
    assert float(found["C3"]["wallet_amount"]) == 9000


def test_shares_of_competitors_by_family(tmp_path) -> None:
    """C8 buys 8,000 of F1; rivals hold 30 and 20 per cent of it, so its wallet is 16,000. C7: of a family it does not buy enough of."""
    text = "customer_id,product_family,competitor_id,share,known_on,source_class,source_ref\n"
    text += "C8,F1,Rival,10%,2024-01-01,D,x\nC8,F1,Rival,30%,2025-11-01,D,x\nC8,F1,Other,20%,2025-11-01,D,x\nC7,F9,Rival,50%,2025-11-01,D,x\nC6,,Rival,25%,2025-11-01,D,x\n"
    _, found = wallets(tmp_path, competitor_shares=text)
    assert float(found["C8"]["wallet_amount"]) == pytest.approx(16_000)
    assert found["C7"]["wallet_amount"] is None
    assert float(found["C6"]["wallet_amount"]) == pytest.approx(8000)


def test_potential_by_hand(tmp_path) -> None:
    """Shares of C1..C5 are .10, .20, .30, .40, .50: the 80th percentile is .42; C1 could buy .42 x 10,000 - 1,000 more, at 40 per cent."""
    run, found = wallets(
        tmp_path,
        *(seen(i, f"C{i}", "wallet", 10_000) for i in range(1, 6)),
        seen(9, "C2", "dual_source", "30%"),
    )
    assert found["C1"]["attainable_share"] == pytest.approx(0.42)
    assert float(found["C1"]["extra_12m_amount"]) == pytest.approx(3200)
    assert (found["C2"]["sourcing_cap_share"], found["C2"]["attainable_share"]) == (
        pytest.approx(0.3),
        pytest.approx(0.3),
    )
    assert float(found["C2"]["extra_12m_amount"]) == pytest.approx(1000)
    assert float(found["C5"]["extra_12m_amount"]) == 0
    potential = by_customer(run, "customer_potential")
    assert float(potential["C1"]["potential_margin_amount"]) == pytest.approx(1280)
    assert (
        potential["C1"]["potential_margin_class"],
        potential["C1"]["potential_state"],
        potential["C1"]["extra_serve_amount"],
    ) == ("own", "before_cost_to_serve", None)
    low = 0.42 * 10_000 * exp(-Z80 * 0.15) - 1000
    assert float(potential["C1"]["potential_low_amount"]) == pytest.approx(0.4 * low, abs=0.01)


def test_extra_cost_to_serve_is_that_of_the_others(tmp_path) -> None:
    settings = "[cost_to_serve]\norder_amount = 20\n"
    run, _ = wallets(tmp_path, *(seen(i, f"C{i}", "wallet", 10_000) for i in range(1, 6)), settings=settings)
    potential = by_customer(run, "customer_potential")["C1"]
    rate = 8 * 4 * 20 / 36_000  # 640 of orders on 36,000 of revenue; C1 itself costs 80 on 1,000
    assert float(potential["extra_serve_amount"]) == pytest.approx(3200 * rate, abs=0.01)
    assert float(potential["potential_margin_amount"]) == pytest.approx(3200 * (0.4 - rate), abs=0.01)


def test_too_few_shares_leave_the_attainable_share_open(tmp_path) -> None:
    _, found = wallets(tmp_path, seen(1, "C1", "wallet", 4000))
    assert (found["C1"]["attainable_share"], found["C1"]["extra_12m_amount"]) == (None, None)


def test_similar_customers_need_to_be_enough(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    _, few = wallets(tmp_path / "a", rows=sold(15))
    assert {row["wallet_state"] for row in few.values()} == {"unknown"}
    run, found = wallets(tmp_path / "b", rows=sold(16))
    assert {row["wallet_peers_count"] for row in found.values()} == {15}
    assert all(row["wallet_amount"] >= 1000 * int(c[1:]) for c, row in found.items())
    assert float(found["C1"]["peer_amount"]) == pytest.approx(13_800)  # 2,000 .. 16,000, the 12.8th of 15
    assert float(found["C1"]["wallet_low_amount"]) == pytest.approx(12_200)
    assert found["C16"]["share_of_wallet_share"] == 1.0
    (check,) = table(run, "wallet_check")
    assert (check["modelled_count"], check["middle_norm_share"]) == (16, 0.8)
    assert check["below_middle_share"] == pytest.approx(13 / 16)  # to C14 the others say 12,800


def test_shares_and_rules_as_people_write_them() -> None:
    assert read_share("25", "%") == 0.25
    assert read_share("25", "") == 0.25
    assert read_share("0", "") is None
    assert read_share("many", "") is None
    assert read_sourcing("yes", "", 0.6) == 0.6
    assert read_sourcing("no", "", 0.6) is None
    assert read_sourcing("0.5", "", 0.6) == 0.5


def test_two_currencies_and_units_that_are_none(tmp_path) -> None:
    settings = '[exchange_rates.USD]\n"2020-01-01" = 0.5\n'
    rows = [*sold(), line("C9", date(2025, 5, 1), 100, currency="USD", line_number=1, cost_amount=50)]
    _, found = wallets(
        tmp_path,
        seen(1, "C1", "wallet", 8000, unit="USD"),
        seen(2, "C2", "wallet", 8000, unit="barrels"),
        settings=settings,
        rows=rows,
    )
    assert float(found["C1"]["wallet_amount"]) == 4000
    assert (found["C2"]["wallet_amount"], found["C2"]["wallet_unused_count"]) == (None, 1)
