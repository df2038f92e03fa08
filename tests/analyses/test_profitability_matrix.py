"""The matrix, the tiers, the keep test and dependence on one company that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from clientela.base.scope import Scope
from clientela.reports._dependence import dependence_section
from clientela.reports._inputs import Inputs
from clientela.reports._matrix import TABLES as MATRIX_TABLES
from clientela.reports._matrix import matrix_section
from clientela.reports._potential import TABLES as POTENTIAL_TABLES
from clientela.reports._potential import potential_section, profile_section
from conftest import customers, line, table
from service_files import by_customer, company

REVENUE = {
    "A1": 40_000,
    "A2": 30_000,
    "B1": 20_000,
    "B2": 16_000,
    "C1": 4000,
    "C2": 3000,
    "C3": 2400,
    "C4": 2000,
    "C5": 1600,
    "C6": 1200,
    "C7": 800,
}
"""Sold in the last year by customer, in four documents each, at a cost of 60 per cent."""
WALLETS = {"A1": 42_000, "A2": 100_000, "B1": 80_000, "C1": 4200, "C2": 90_000, "C3": 2500}
VISITS = {"B1": 10, "B2": 10, "C1": 1, "C3": 12, "C4": 12, "C5": 24, "C6": 12, "C7": 60}
"""Hours of visits by customer."""
SETTINGS = "[cost_to_serve]\norder_amount = 10\nvisit_hour_amount = 60\n[economics]\nfixed_cost_amount = 20000\n[potential]\nrechannel_saving_share = 0.5\n"


def rows():
    found = [
        line(c, date(2025, 2, 1) + timedelta(days=60 * m), revenue / 4, number=f"{c}-{m}", line_number=1, cost_amount=0.15 * revenue, segment="Makers",
             product_number="P1", product_name="P", family="F1", quantity=revenue / 4, salesperson="S1" if c < "C" else "S2")
        for c, revenue in REVENUE.items() for m in range(4)
    ]  # fmt: skip
    found += [
        line(
            c,
            date(2023, 1, 10),
            100,
            number=f"{c}-0",
            line_number=1,
            cost_amount=60,
            salesperson="S1" if c < "C" else "S2",
        )
        for c in REVENUE
        if c != "C7"
    ]
    prior = {"A1": 1000, "B1": 150, "C3": 50}
    found += [
        line(
            c,
            date(2024, 6, 10),
            net,
            number=f"{c}-p",
            line_number=1,
            cost_amount=0.6 * net,
            salesperson="S1" if c < "C" else "S2",
        )
        for c, net in prior.items()
    ]
    found.append(
        line(
            "C3",
            date(2025, 9, 9),
            -40,
            number="N1",
            line_number=1,
            cost_amount=-24,
            invoice_type="credit note",
            salesperson="S2",
        )
    )
    found += [
        line(None, date(2025, 5, 5), 333, number="X", line_number=1),
        line("C9", date(2025, 5, 6), 500, number="C9-1", line_number=1, salesperson="S2"),
    ]
    return found


def files():
    observed = "observation_id,subject_type,subject_id,measure_code,value,unit,as_of_on,source_class,source_ref,status\n"
    facts = [(c, "wallet", w) for c, w in WALLETS.items()] + [("C5", "reference_value", "yes")]
    observed += "".join(
        f"{n},customer,{c},{m},{v},,2025-12-01,D,talk,known\n" for n, (c, m, v) in enumerate(facts)
    )
    visits = "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,purpose\n"
    visits += "".join(f"V{c},{c},E1,2025-06-06,{60 * h},visit,offer\n" for c, h in VISITS.items())
    return {"observations": observed, "interactions": visits}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(tmp_path_factory.mktemp("matrix"), rows(), files(), SETTINGS)


def inputs_of(run, names, scope_name="", **reading):
    with run.reading(**reading) as reader:
        tables = {name: reader.rows(name) for name in names}
    return Inputs(
        tables=tables, customers=[], settings=run.workspace.settings, as_of=date(2025, 12, 31), run_id="r", first_on=None,
        is_last_month_partial=False, scope_name=scope_name, listed_only_count=0,
    )  # fmt: skip


def test_contribution_is_after_serving(run) -> None:
    cells = by_customer(run, "profitability_cells")
    assert float(cells["B1"]["contribution_12m_amount"]) == 8000 - 40 - 600
    assert float(cells["C7"]["contribution_12m_amount"]) == 320 - 40 - 3600
    assert cells["B1"]["contribution_basis_class"] == "cm3"
    assert cells["C9"]["contribution_12m_amount"] is None


def test_every_cell_by_hand(run) -> None:
    """S3-15: x0 is the median of A1 15,960; A2 11,960; B1 7,360; B2 5,760; C2 1,160; C1 1,500; ...: the sixth of eleven, 1,160.

    The shares of the six wallets are .952, .3, .25, .952, .033, .944; the 80th percentile is .952 (place 4 of 0..5). So C2 could buy
    82,714 more, A2 65,238, B1 56,190, C3 21; A1 and C1 nothing. y0 lies half way between B1 and A2.
    """
    cells = by_customer(run, "profitability_cells")
    found = {c: cells[c]["profit_cell_class"] for c in [*REVENUE, "C9"]}
    lines = cells["A1"]
    assert float(lines["contribution_line_amount"]) == 1160
    potential = by_customer(run, "customer_potential")
    y = {c: float(potential[c]["potential_margin_amount"]) for c in WALLETS}
    assert float(lines["potential_line_amount"]) == pytest.approx((y["B1"] + y["A2"]) / 2, abs=1e-3)
    assert y["C3"] > 0
    assert found == {
        "A1": "developed", "A2": "desirable", "B1": "developed", "B2": "current_high", "C1": "developed", "C2": "desirable",
        "C3": "undesirable", "C4": "current_low", "C5": "current_low", "C6": "current_low", "C7": "current_low", "C9": "unscored",
    }  # fmt: skip
    assert float(potential["A2"]["potential_revenue_amount"]) == pytest.approx(
        100_000 * (40_000 / 42_000) - 30_000, abs=0.01
    )


def test_a_place_is_certain_only_with_its_whole_interval(run) -> None:
    """S3-14: the interval of the potential decides whether a place is certain."""
    cells, potential = by_customer(run, "profitability_cells"), by_customer(run, "customer_potential")
    for c in WALLETS:
        y0 = cells[c]["potential_line_amount"]
        low, high = potential[c]["potential_low_amount"], potential[c]["potential_high_amount"]
        assert low <= potential[c]["potential_margin_amount"] <= high
        one_side = low >= y0 or high < y0
        assert cells[c]["cell_certainty_class"] == (
            "certain" if one_side and not cells[c]["is_new"] else "provisional"
        ), c
    assert cells["B2"]["cell_certainty_class"] == "open"
    assert (cells["C7"]["is_new"], cells["A1"]["is_new"]) == (1, 0)


def test_both_axes_tie_to_the_ledger(run) -> None:
    """S3-25: Everything sold in the year, the lines without a customer and the credit note among it, to the cent."""
    ledger = sum(REVENUE.values()) - 40 + 333 + 500
    matrix = table(run, "profitability_matrix")
    for axis in ("contribution", "revenue"):
        cells = [r for r in matrix if r["axis_class"] == axis]
        assert sum(r["revenue_12m_amount"] for r in cells) == Decimal(ledger)
        assert sum(r["customers_count"] for r in cells) == 12
        known = [r["contribution_12m_amount"] for r in customers_known(run)]
        assert sum(r["contribution_12m_amount"] or 0 for r in cells) == sum(known)
    (nobody,) = [r for r in matrix if r["axis_class"] == "revenue" and r["cell_class"] == "not_stated"]
    assert (nobody["customers_count"], nobody["revenue_12m_amount"], nobody["potential_margin_amount"]) == (
        0,
        333,
        None,
    )


def customers_known(run):
    return [
        r
        for r in table(run, "profitability_cells")
        if r["contribution_12m_amount"] is not None and r["profit_cell_class"] is not None
    ]


def test_an_unknown_wallet_is_no_point(run) -> None:
    """S3-14: an unknown wallet is not plotted, let alone as zero."""
    points = {r["customer_id"] for r in table(run, "matrix_customers")}
    assert points == set(WALLETS)
    for r in table(run, "profitability_matrix"):
        if r["cell_class"] in ("current_high", "current_low", "unscored"):
            assert r["potential_margin_amount"] is None


def test_norms_and_what_was_done(run) -> None:
    """S3-16: each cell has its norm of investment and service."""
    rows_ = {
        r["cell_class"]: r for r in table(run, "profitability_matrix") if r["axis_class"] == "contribution"
    }
    grow = rows_["desirable"]
    assert float(grow["investment_norm_amount"]) == pytest.approx(
        0.1 * float(grow["potential_margin_amount"]), abs=0.001
    )
    assert (rows_["developed"]["investment_norm_amount"], rows_["current_low"]["investment_norm_amount"]) == (
        0,
        None,
    )
    assert [rows_[c]["service_norm_share"] for c in ("desirable", "undesirable")] == [0.98, 0.90]
    assert (grow["invested_class"], grow["service_share"]) == (None, None)  # nobody brought either
    assert (grow["contact_hours"], rows_["developed"]["contact_hours"]) == (0, 11)


def test_the_keep_test_gives_a_decision_and_its_reason(run) -> None:
    """S3-12: each customer of the keep test has a decision and its reason."""
    found = by_customer(run, "keep_decisions")
    told = {c: (r["keep_class"], r["keep_reason_class"]) for c, r in found.items()}
    assert told["C1"] == ("keep", "earns")
    assert told["C3"] == ("keep", "earns")  # 944 - 40 - 720
    assert told["C4"] == ("keep", "earns")  # 800 - 40 - 720
    assert told["C6"] == (
        "rechannel",
        "selling_saved",
    )  # 480 - 40 - 720 is below zero, with half of the visits it is not
    assert told["C5"] == ("keep", "reference")  # 640 - 40 - 720 = -120 after half of the visits
    assert told["C7"] == ("wait", "new")
    assert told["C9"] == ("unknown", "contribution_unknown")
    assert float(found["C6"]["rechannelled_amount"]) == 480 - 40 - 360
    assert float(found["C5"]["rechannelled_amount"]) == -120
    assert found["C5"]["price_rise_share"] == pytest.approx(120 / 1600)
    assert {r["customer_id"] for r in table(run, "keep_test")} == {"C5", "C6"}


@pytest.mark.parametrize(
    ("rise", "expected"), [(0.05, ("let_go", "gap_too_large")), (0.08, ("reprice", "price_rise"))]
)
def test_a_small_price_rise_comes_before_letting_go(tmp_path, rise: float, expected: tuple[str, str]) -> None:
    brought = files()
    brought["observations"] = brought["observations"].replace("reference_value,yes", "reference_value,no")
    run = company(tmp_path, rows(), brought, SETTINGS + f"most_price_rise_share = {rise}\n")
    c5 = by_customer(run, "keep_decisions")["C5"]
    assert (c5["keep_class"], c5["keep_reason_class"]) == expected


def test_the_hours_on_class_c_in_money(run) -> None:
    """S3-13: 12 customers by count: A is 1, B the next 3, C the rest. Unwanted hours: C6 12 (C3, undesirable, 12; C5 is a reference, C7 new)."""
    (found,) = table(run, "class_c_hours")
    classes = {c: r["abc_count_class"] for c, r in customers(run).items()}
    b = [c for c, k in classes.items() if k == "B"]
    hours = sum(VISITS.get(c, 0) for c in b)
    cells = by_customer(run, "profitability_cells")
    amount = sum(float(cells[c]["contribution_12m_amount"]) for c in b)
    assert found["class_b_hours"] == hours
    assert float(found["class_b_amount"]) == amount
    assert (found["unwanted_hours"], found["unwanted_count"]) == (24, 2)
    assert float(found["forgone_amount"]) == pytest.approx(24 * amount / hours, abs=0.001)


def test_without_contacts_the_hours_are_unknown(tmp_path) -> None:
    run = company(tmp_path, rows(), {"observations": files()["observations"]})
    assert table(run, "class_c_hours") == []
    section = matrix_section(inputs_of(run, MATRIX_TABLES))
    assert "table of visits" in " ".join(str(getattr(b, "text", "")) for b in section.blocks)
    assert {r["keep_reason_class"] for r in table(run, "keep_decisions")} == {
        "serving_unknown",
        "contribution_unknown",
    }
    assert {r["profit_tier_class"] for r in table(run, "profit_tier_table")} == {None}


def test_tiers_by_hand(run) -> None:
    """Above zero: 15,960 + 11,960 + 7,360 + 5,760 + 1,500 + 1,160 + 184 + 40 = 43,924; before A2 lies 36 %, before B1 64 %, before B2 80.3 %."""
    tiers = by_customer(run, "profit_tiers")
    found = {c: tiers[c]["profit_tier_class"] for c in [*REVENUE, "C9"]}
    assert found == {
        "A1": "platinum", "A2": "gold", "B1": "gold", "B2": "iron", "C1": "iron", "C2": "iron", "C3": "iron", "C4": "iron",
        "C5": "lead_watch", "C6": "lead_watch", "C7": "new", "C9": None,
    }  # fmt: skip
    assert tiers["A2"]["profit_share_before"] == pytest.approx(15_960 / 43_924)
    assert tiers["A1"]["profit_tier_open_class"] is None  # 95 per cent of its wallet, at the price of all
    rows_ = table(run, "profit_tier_table")
    assert sum(r["revenue_12m_amount"] for r in rows_) == Decimal(sum(REVENUE.values()) - 40 + 500)


def test_dependence_both_ways(run) -> None:
    (found,) = table(run, "dependence")
    x = sorted((float(r["contribution_12m_amount"]) for r in customers_known(run)), reverse=True)
    assert float(found["total_amount"]) == pytest.approx(sum(x))
    for n in (1, 3, 5):
        assert float(found[f"without_{n}_amount"]) == pytest.approx(sum(x[n:]))
        assert found[f"covered_without_{n}_share"] == pytest.approx(sum(x[n:]) / 20_000)
    up = [v for v in x if v > 0]
    assert found["effective_number"] == pytest.approx(sum(up) ** 2 / sum(v * v for v in up))
    side = {r["customer_id"]: r["dependence_class"] for r in table(run, "dependence_customers")}
    assert (side["A1"], side["A2"], side["B2"], side["C1"], side["C2"]) == (
        "both",
        "we",
        "unknown",
        "they",
        "neither",
    )


def test_the_way_up_and_moving_up(run) -> None:
    """S1-38, S3-10: what one moved up a layer brings, the wallets by layer, and the share of class B that reached class A."""
    (found,) = table(run, "class_conversion")
    # last year A1 1,000, B1 150, C3 50: B1 was class B, and is class A now
    assert [found[f"{n}_count"] for n in ("class_b", "became_a", "stayed_b", "became_c", "stopped")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    assert found["conversion_low_share"] == pytest.approx(1 / (1 + 1.959964**2))
    assert found["conversion_high_share"] == 1.0
    layers = table(run, "pyramid_uplift")
    means = [float(r["revenue_12m_amount"]) / r["customers_count"] for r in layers]
    for place, r in enumerate(layers):
        if place == 0:
            assert r["one_up_revenue_amount"] is None
        else:
            assert float(r["one_up_revenue_amount"]) == pytest.approx(
                means[place - 1] - means[place], abs=0.001
            )
            assert float(r["scenario_revenue_amount"]) == pytest.approx(
                r["moved_up_count"] * (means[place - 1] - means[place]), abs=0.01
            )
    elsewhere = {c: w - REVENUE[c] + (40 if c == "C3" else 0) for c, w in WALLETS.items()}  # a credit note
    placed = {c: r["pyramid_revenue_layer"] for c, r in customers(run).items()}
    for r in layers:
        inside = [elsewhere[c] for c in WALLETS if placed[c] == r["layer"]]
        assert r["wallet_known_count"] == len(inside)
        assert r["open_wallet_amount"] == (sum(inside) if inside else None)
    (rising,) = table(run, "rising_customers")  # C1 and C3 are class B too, with little potential
    assert (rising["customer_id"], rising["missing_to_a_amount"], rising["reaches_a"]) == ("C2", 13_000, 1)


def test_the_profile_adds_up(run) -> None:
    """S2-09: distributions of the base that add up, and how much of it is known."""
    profile = table(run, "base_profile")
    for dimension in {r["dimension"] for r in profile}:
        parts = [r for r in profile if r["dimension"] == dimension]
        assert sum(r["customers_count"] for r in parts) == 12
        assert sum(r["revenue_12m_amount"] for r in parts) == Decimal(sum(REVENUE.values()) - 40 + 500)
    coverage = {r["known_fact"]: r for r in table(run, "base_coverage")}
    assert (
        coverage["wallet"]["known_count"],
        coverage["contribution_1"]["known_count"],
        coverage["size"]["known_count"],
    ) == (6, 11, 0)


def test_best_customers_show_what_they_spend_elsewhere(run) -> None:
    """S2-01: the best customers by what they spend elsewhere."""
    rows_ = table(run, "best_customers")
    assert [r["customer_id"] for r in rows_[:3]] == ["C2", "A2", "B1"]
    assert [r["open_wallet_amount"] for r in rows_[:3]] == [87_000, 70_000, 60_000]
    assert (rows_[0]["paid_late_share"], rows_[0]["turnover_amount"]) == (None, None)


def test_under_a_scope_only_its_customers_speak(run) -> None:
    scope = Scope("seller_id", ("S2",))
    with run.reading(scope=scope) as reader:
        cells = reader.rows("profitability_matrix")
        assert sum(r["customers_count"] for r in cells if r["axis_class"] == "contribution") == 8
        assert not any(r["cell_class"] == "not_stated" for r in cells)
        assert {r["customer_id"] for r in reader.rows("matrix_customers")} == {"C1", "C2", "C3"}
        line_ = reader.rows("profitability_cells")[0]["contribution_line_amount"]
    assert line_ == 1160  # the line is that of the company


def test_the_sections_say_it(run) -> None:
    inputs = inputs_of(run, {*MATRIX_TABLES, *POTENTIAL_TABLES, "dependence", "dependence_customers"})
    sections = [
        build(inputs) for build in (potential_section, matrix_section, dependence_section, profile_section)
    ]
    assert [s.name for s in sections] == ["potential", "matrix", "dependence", "base_profile"]
    for section in sections:
        for block in section.blocks:
            str(getattr(block, "title", "") or getattr(block, "text", ""))
            for row in getattr(block, "rows", ()):
                assert len(row) == len(block.columns)
    potential = str(sections[0].lead)
    assert potential.startswith("6 customers spend")
    names = [getattr(b, "name", "") for b in sections[1].blocks]
    assert names.index("profitability_matrix_contribution") < names.index("profitability_matrix_revenue")


def test_the_switch_of_the_axis(run) -> None:
    """S3-25: the matrix by revenue comes first where the setting says so."""
    inputs = inputs_of(run, MATRIX_TABLES)
    settings = run.workspace.settings
    switched = replace(
        inputs, settings=replace(settings, potential=replace(settings.potential, matrix_axis="revenue"))
    )
    names = [getattr(b, "name", "") for b in matrix_section(switched).blocks]
    assert names.index("profitability_matrix_revenue") < names.index("profitability_matrix_contribution")
