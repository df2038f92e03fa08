"""S3-10: the classes of each year, and how many of class B reach class A, cohort by cohort."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.scope import Scope
from conftest import AS_OF, build_workspace, customers, line, table

CUTS = [0.8, 0.99]
YEARS = {
    "A": (2100, 2100, 1500, 1500),
    "UP": (95, 150, 900, 900),  # B, B, A, A
    "STAY": (100, 100, 280, 290),  # B, B, B, B
    "DOWN": (90, 5, 10, 10),  # B, C, C, C
    "GONE": (60, 0, 0, 0),  # B, nothing
    "TINY": (5, 10, 5, 10),
}


def _rows(**more):
    found = [
        line(name, date(2022 + place, 3, 5), amount, f"{name}{place}", salesperson="S1" if name == "UP" else "S2")
        for name, amounts in YEARS.items() for place, amount in enumerate(amounts) if amount
    ]  # fmt: skip
    return [line("A", "2022-01-01", 1, "first", salesperson="S2"), *found, *more.get("extra", [])]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_workspace(tmp_path_factory.mktemp("years"), _rows(), abc_value_cuts=CUTS)


def _classes(run):
    names = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {
        (names[r["customer_key"]], r["years_ago_count"]): r["abc_class"] for r in table(run, "class_years")
    }


def test_the_rule_of_each_year_is_that_of_abc(run):
    found, now = _classes(run), customers(run)
    assert {n: found.get((n, 0)) for n in YEARS} == {n: c["abc_value_class"] for n, c in now.items()}
    assert {n: found.get((n, 1)) for n in YEARS} == {n: c["abc_prior_class"] for n, c in now.items()}
    assert [found[n, 3] for n in ("A", "UP", "STAY", "DOWN")] == ["A", "B", "B", "B"]
    assert ("GONE", 2) not in found


def test_the_rate_is_followed_cohort_by_cohort(run):
    found = {
        r["years_ago_count"]: [
            r[f"{n}_count"] for n in ("class_b", "became_a", "stayed_b", "became_c", "stopped")
        ]
        for r in table(run, "class_conversion")
    }
    classes = _classes(run)
    for ago, counts in found.items():
        cohort = [n for n in YEARS if classes.get((n, ago)) == "B"]
        later = [classes.get((n, ago - 1)) for n in cohort]
        assert counts == [
            len(cohort),
            later.count("A"),
            later.count("B"),
            later.count("C"),
            later.count(None),
        ]
    assert set(found) == {1, 2, 3}
    assert found[2][:2] == [2, 1]  # UP and STAY in 2023; UP was class A in 2024
    assert found[3][4] == 1  # GONE bought nothing in 2023
    (second,) = (r for r in table(run, "class_conversion") if r["years_ago_count"] == 2)
    z2, n, p = 1.959964**2, 2, 0.5
    half = 1.959964 * (p * (1 - p) / n + z2 / (4 * n * n)) ** 0.5
    assert second["conversion_low_share"] == pytest.approx((p + z2 / (2 * n) - half) / (1 + z2 / n))


def test_a_year_that_the_data_do_not_hold_whole_is_no_cohort(tmp_path):
    short = [row for row in _rows() if row["invoice_date"] > "2022-01-01"]
    run = build_workspace(tmp_path, short, abc_value_cuts=CUTS)
    assert {r["years_ago_count"] for r in table(run, "class_years")} == {0, 1, 2}


def test_later_lines_change_no_class_of_a_year(run, tmp_path):
    later = build_workspace(
        tmp_path, _rows(extra=[line("TINY", "2025-12-30", 90000, "late")]), abc_value_cuts=CUTS
    )
    before, after = _classes(run), _classes(later)
    assert before["STAY", 0] == "B"
    assert after["STAY", 0] == "C"
    assert {k: v for k, v in before.items() if k[1]} == {k: v for k, v in after.items() if k[1]}


def test_a_part_of_the_company_sees_its_own_customers_with_the_classes_of_the_whole(run):
    with run.reading(scope=Scope("seller_id", ("S1",))) as reader:
        found = {r["years_ago_count"]: r["class_b_count"] for r in reader.rows("class_conversion")}
    assert found == {2: 1, 3: 1}


def test_the_report_shows_the_rate_year_by_year(run):
    report = run.report(name="economics")
    blocks = [b for s in report.sections for b in s.blocks if getattr(b, "name", "") == "class_conversion"]
    assert [row[0] for row in blocks[0].rows] == [date(AS_OF.year - k, 12, 31) for k in (1, 2, 3)]
