"""The context by hand: every indicator with its source or unknown, segments with bounds, competitors, switching costs."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from clientela.analyses._scoring import kernel_sql, score_sql
from clientela.base.control_settings import (
    SEGMENT_CRITERIA,
    SegmentCriterion,
    read_segment_criteria,
    restore_criteria,
)
from clientela.base.errors import SettingsError
from clientela.economics.observed_numbers import read_number
from clientela.reports._context import context_section
from clientela.reports._control import control_section
from clientela.reports._growth import growth_section
from conftest import line, table
from service_files import by_customer, company

FILES = {
    "observations": (
        "observation_id,subject_type,subject_id,measure_code,value,as_of_on,source_class,source_ref,status,supersedes_id\n"
        "O1,customer,A,replacement_share,80%,2025-03-01,D,visit 1,known,\nO2,customer,B,replacement_share,0.2,2025-04-01,D,visit 2,known,\n"
        "O3,customer,A,replacement_share,0.1,2026-03-01,D,visit 3,known,\nO4,customer,B,replacement_share,0.9,2025-05-01,,,known,\n"
        "O5,segment,Builders,market_growth,0.01,2025-06-01,X,chamber,known,\nO6,segment,Builders,replacement_share,0.7,2025-06-01,X,chamber,known,\n"
        "O7,segment,Builders,suppliers_count,6,2025-06-01,X,chamber,known,\nO8,segment,Builders,access,8,2025-06-01,J,sales,known,\n"
        "O9,customer,A,rival_saving,1000,2025-06-01,D,offer,known,\nO10,customer,B,rival_saving,9000,2025-06-01,D,offer,known,\nO11,segment,Builders,access,3,2025-07-01,J,sales,known,\nO12,segment,Builders,access,5,2025-08-01,J,sales,known,O11\n"
    ),
    "bonds": (
        "bond_id,customer_id,kind,direction,strength,owner_kind,expires_on,reversal_cost_amount,reversal_weeks,evidence\n"
        "B1,A,technological,theirs,6,firm,,1500,8,EDI\nB2,A,social,both,6,person,,500,2,trust\nB3,A,legal,theirs,6,firm,2025-01-31,9000,2,old contract\nB4,B,legal,theirs,6,firm,,3000,4,contract\nB5,C,legal,ours,6,firm,,,4,stock for them\n"
    ),
    "offers": (
        "offer_id,customer_id,opened_on,closed_on,stage,amount,reason_code,competitor_id,currency\n"
        "F1,A,2025-02-01,2025-03-01,lost,100,price,Rival,EUR\nF2,B,2025-02-01,2025-03-01,won,100,,Rival,EUR\nF3,B,2025-02-01,2025-03-01,lost,50,price,Rival,EUR\nF4,C,2025-02-01,2025-03-01,won,10,,,EUR\nF5,C,2024-02-01,2024-03-01,won,10,,Rival,EUR\nF6,C,2025-11-01,2026-02-01,lost,10,price,Other,EUR\n"
    ),
    "competitor_events": "competitor_id,happened_on,kind,text,source_ref\nRival,2025-05-01,price cut,5 percent,price list\nRival,2025-06-01,hiring,two people,\nRival,2026-02-01,price cut,later,price list\n",
    "competitor_shares": "customer_id,competitor_id,share,known_on,source_class,source_ref\nA,Rival,0.4,2025-05-01,D,visit\nA,Rival,0.2,2024-05-01,D,visit\nB,Rival,0.2,2025-05-01,D,visit\n",
    "budgets": "scope,budget_line,year,month,budget_amount,actual_amount,currency\nSales,Customer acquisition fairs,2024,,900,800,EUR\nSales,Loyalty programme,2025,,100,90,EUR\nSales,Office,2024,,900,800,EUR\nSales,Customer acquisition fairs,2026,,900,800,EUR\n",
    "market_segments": "segment_id,segment_name,market_amount,customers_count\nBuilders,Builders of all kinds,20000,10\nShops,Shops,5000000,1000\n",
}  # fmt: skip


def sold() -> list[dict[str, object]]:
    rows = []
    for number, segment, first in (
        ("A", "Builders", 2023),
        ("B", "Builders", 2023),
        ("C", "Shops", 2024),
        ("D", "Shops", 2024),
    ):
        for year in range(first, 2026):
            for month in (2, 8) if number != "D" else (2,):
                if number == "D" and year > 2024:
                    continue
                rows.append(
                    line(
                        number,
                        date(year, month, 10),
                        1000 if number == "A" else 500,
                        f"{number}{year}{month}",
                        cost_amount=600 if number == "A" else 300,
                        segment=segment,
                        family=f"F{month}",
                        product_number=f"P{month}",
                    )
                )
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(tmp_path_factory.mktemp("context"), sold(), FILES)


def test_each_indicator_by_hand(run):
    """S1-02, S1-04, S1-06, S1-50: each indicator with its source; the cost of winning counts customers with a second order."""
    found = {(r["indicator"], r["fiscal_year"]): r for r in table(run, "context_indicators")}
    replaced = found["replacement_share", 2025]
    assert replaced["value"] == pytest.approx((2000 * 0.8 + 1000 * 0.2) / 3000)
    assert (replaced["basis_count"], replaced["evidence_class"], replaced["source_text"]) == (
        2,
        "observed",
        "visit 2",
    )
    cost = found["acquisition_cost", 2024]  # C bought twice, D once only
    assert (cost["value"], cost["basis_count"], cost["evidence_class"]) == (800, 1, "defined")
    assert found["payback_months", 2024]["value"] == pytest.approx(800 / (2 * 200 / 12))
    assert found["retention_cost", 2025]["value"] == pytest.approx(90 / 3)
    assert found["families_per_customer", 2024]["value"] == pytest.approx((2 + 2 + 2 + 1) / 4)
    assert found["rival_requests", 2025]["value"] == pytest.approx(4 / 5)
    assert found["rival_requests", 2024]["value"] == 1
    assert found["exposed_customers", 2025]["value"] == pytest.approx(1 / 2)
    assert found["channels", None]["evidence_class"] == "unknown"
    assert found["channels", None]["value"] is None


def test_without_files_every_indicator_that_needs_one_is_unknown(tiny):
    """S1-02, S1-50: without a source an indicator is unknown, not zero."""
    rows = table(tiny, "context_indicators")
    unknown = {r["indicator"] for r in rows if r["evidence_class"] == "unknown"}
    assert unknown >= {
        "replacement_share",
        "acquisition_cost",
        "payback_months",
        "retention_cost",
        "rival_requests",
        "exposed_customers",
    }
    assert all(r["value"] is None for r in rows if r["evidence_class"] == "unknown")
    assert len({r["indicator"] for r in rows}) == 11


def test_channels_add_up_to_the_ledger(run):
    """S1-03: the mix of channels of each year is the revenue of the year."""
    rows = table(run, "channel_mix")
    years = {r["fiscal_year"]: r["revenue_amount"] for r in table(run, "revenue_by_year")}
    assert {y: sum(r["revenue_amount"] for r in rows if r["fiscal_year"] == y) for y in years} == years


def test_the_barrier_can_be_computed_again_from_its_items(run):
    """S1-05: the barrier follows from its items, of both sides."""
    sheets, items = by_customer(run, "switching_sheet"), table(run, "switching_items")
    keys = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    for number, sheet in sheets.items():
        own = [i for i in items if keys[i["customer_key"]] == number]
        for side, column in (("theirs", "their_known_amount"), ("ours", "our_known_amount")):
            known = [
                i["switching_amount"]
                for i in own
                if i["switching_side"] == side and i["switching_amount"] is not None
            ]
            assert sheet[column] == (sum(known) if known else None)
    a, b, c = sheets["A"], sheets["B"], sheets["C"]
    assert (float(a["their_cost_amount"]), a["barrier_index"], a["barrier_class"]) == (
        2000,
        2.0,
        "held",
    )  # B3 has expired
    assert (float(a["our_known_amount"]), a["their_weeks"], a["person_held_share"]) == (500, 8, 0.5)
    assert (b["barrier_index"], b["barrier_class"]) == (pytest.approx(1 / 3), "exposed")
    assert (c["their_items_count"], c["our_items_count"], c["our_cost_amount"], c["barrier_class"]) == (
        0,
        1,
        None,
        "unknown",
    )


def test_competitors_by_hand(run):
    """S1-16: shares, offers won and lost, and events: one without a source is left out and counted."""
    (rival, other) = table(run, "competitors")
    assert (rival["competitor_id"], rival["offers_count"], rival["won_count"], rival["lost_count"]) == (
        "Rival",
        3,
        1,
        2,
    )
    assert (
        rival["win_share"],
        rival["win_prior_share"],
        float(rival["lost_amount"]),
        rival["lost_reason"],
    ) == (pytest.approx(1 / 3), 1, 150, "price")
    assert (rival["customers_count"], rival["mean_share"], float(rival["their_revenue_amount"])) == (
        2,
        pytest.approx(0.3),
        3000,
    )
    assert rival["events_count"] == 1
    assert (other["competitor_id"], other["lost_count"], other["win_share"]) == (
        "Other",
        0,
        None,
    )  # the loss is of next year
    (event,) = table(run, "competitor_news")
    assert (event["event_kind"], event["source_text"], event["left_out_count"]) == (
        "price cut",
        "price list",
        1,
    )


def test_segments_have_bounds_and_no_point_without_observations(run):
    """S1-15: segments have bounds, and no point where too little is known."""
    scores = {(r["segment_id"], r["criterion"]): r for r in table(run, "segment_scores")}
    assert scores["Builders", "access"]["value"] == 5  # the newest, which replaced one
    assert scores["Builders", "access"]["evidence_class"] == "observed"
    assert scores["Shops", "access"]["criterion_score"] is None
    rows = {r["segment_id"]: r for r in table(run, "segment_attractiveness")}
    builders = rows["Builders"]
    share = scores["Builders", "market_share"]
    assert share["value"] == pytest.approx(3000 / 20000)
    assert share["criterion_score"] == pytest.approx(10 * 0.15 / 0.40)
    assert (
        builders["attractiveness_low"] <= builders["attractiveness_point"] <= builders["attractiveness_high"]
    )
    assert builders["attractiveness_coverage_share"] == pytest.approx(0.85)
    for row in rows.values():
        for axis in ("attractiveness", "position"):
            assert (row[f"{axis}_point"] is None) == (row[f"{axis}_coverage_share"] < 0.60)
            width = row[f"{axis}_high"] - row[f"{axis}_low"]
            assert width == pytest.approx(10 * (1 - row[f"{axis}_coverage_share"]))


def test_maturity_needs_two_signs(run):
    """S1-51: maturity of each segment by year, with its source."""
    found = {(r["segment_id"], r["fiscal_year"]): r for r in table(run, "segment_maturity")}
    assert (
        found["Builders", 2025]["maturity_class"],
        found["Builders", 2025]["signs_count"],
        found["Builders", 2025]["source_text"],
    ) == ("mature", 3, "chamber")
    assert (found["Builders", 2024]["maturity_class"], found["Builders", 2024]["growth_share"]) == (
        "not_known",
        0,
    )
    assert found["Shops", 2025]["maturity_class"] == "not_known"


def test_the_golden_vector_of_the_kernel():
    scores = [(25, 8), (15, 6), (15, None), (15, 7), (10, None), (10, 9), (5, None), (5, 5)]
    values = ", ".join(f"('x', cast({w} as double), {'null' if s is None else float(s)})" for w, s in scores)
    rows = f"select * from (values {values}) as t(k, weight, score)"
    names = ["k", "point", "low", "high", "coverage", "missing", "class"]
    found = dict(zip(names, duckdb.sql(kernel_sql(rows, "k")).fetchall()[0], strict=True))
    assert (found["point"], found["coverage"]) == (pytest.approx(7.2857, abs=5e-5), pytest.approx(0.70))
    assert (found["low"], found["high"], found["class"]) == (pytest.approx(5.10), pytest.approx(8.10), "high")


@pytest.mark.parametrize(
    ("value", "score"), [("0.0", 0), ("5.0", 5), ("12.0", 10), ("-3.0", 0), ("null", None)]
)
def test_scores_lie_between_their_anchors(value, score):
    assert duckdb.sql(f"select {score_sql(value, '0.0', '10.0')}").fetchall()[0][0] == score
    assert duckdb.sql(f"select {score_sql(value, '10.0', '0.0')}").fetchall()[0][0] == (
        None if score is None else 10 - score
    )


def test_criteria_are_edited_and_checked(tmp_path):
    """S1-15: the criteria of segments can be edited."""
    path = tmp_path / "clientela.toml"
    assert read_segment_criteria([], path) == SEGMENT_CRITERIA
    own = read_segment_criteria([{"name": "Fit", "weight": 3}], path)
    assert own == (SegmentCriterion("fit", weight=3.0),)
    assert restore_criteria([{"name": "fit", "weight": 3.0}]) == own
    wrong = [
        ({"name": "a b"}, "letters"),
        ({"weight": 1}, "name"),
        ({"name": "a", "axis": "x"}, "one of"),
        ({"name": "a", "weight": 0}, "above zero"),
        ({"name": "a", "worst": 1, "best": 1}, "differ"),
        ({"name": "a", "colour": 1}, "no colour"),
    ]
    for entry, words in wrong:
        with pytest.raises(SettingsError, match=words):
            read_segment_criteria([entry], path)
    with pytest.raises(SettingsError, match="twice"):
        read_segment_criteria([{"name": "a"}, {"name": "A"}], path)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35 %", 0.35),
        ("0.35", 0.35),
        ("12,5", 12.5),
        ("1 200", 1200),
        ("1,200", None),
        ("1.200,5", None),
        ("8/10", None),
        ("-2", -2),
        ("", None),
        ("nan", None),
        ("1e5", None),
    ],
)
def test_numbers_as_people_write_them(text, value):
    assert read_number(text) == value


def test_the_sections_say_what_is_known_and_what_is_not(run):
    """S1-25, S2-12: each indicator on the page has an owner, a decision, a formula and a period."""
    with run.reading() as reader:

        class Tables(dict):
            def __missing__(self, name: str):
                self[name] = reader.rows(name)
                return self[name]

        inputs = SimpleNamespace(tables=Tables(), currency="EUR", settings=run.manifest.read_settings())
        control, growth, context = control_section(inputs), growth_section(inputs), context_section(inputs)
    names = {getattr(b, "name", b.__class__.__name__) for b in (*control.blocks, *context.blocks)}
    assert names >= {
        "kpi_list",
        "kpi_purpose",
        "kpi_formulas",
        "kpi_needs",
        "year_to_date",
        "context_indicators",
        "competitors",
        "competitor_news",
        "switching_list",
        "segment_attractiveness",
        "segment_maturity",
        "Note",
    }
    assert growth is None or growth.name == "growth"
    tables = {getattr(b, "name", ""): b for b in control.blocks}
    listed = [row[0] for row in tables["kpi_list"].rows]
    for name, musts in (("kpi_purpose", ("owner", "decision")), ("kpi_formulas", ("period", "formula"))):
        columns = [c.name for c in tables[name].columns]
        assert [row[0] for row in tables[name].rows] == listed
        for row in tables[name].rows:
            assert all(row[columns.index(must)] for must in musts), (row[0], musts)
    told = next(b for b in context.blocks if getattr(b, "name", "") == "context_indicators")
    for row in told.rows:
        has_value = any(v is not None for v in row[1:-2])
        assert has_value or row[-1] is not None, "an indicator without a value says what would bring it"
