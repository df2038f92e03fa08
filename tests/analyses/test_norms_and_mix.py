"""Norms, budgets, engagement and the mix in one small company, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.errors import SettingsError
from clientela.base.scope import Scope
from clientela.base.service_rules import SERVICE_RULES, read_service_rules
from clientela.base.settings import Settings, restore_settings
from clientela.workspace import fields_of
from conftest import line, table
from service_files import by_customer, company

SELLERS = {"A1": "E1", "B1": "E1", "C1": "E2", "C2": "E2", "C3": "E2"}
SIZES = {"A1": 10_000, "B1": 1500, "C1": 300, "C2": 200, "C3": 100}


def sales():
    rows = []
    for number, size in SIZES.items():
        about = {
            "salesperson": SELLERS[number],
            "area": "N",
            "segment": "Trade",
            "product_number": "P1",
            "family": "F1",
            "quantity": 1,
        }
        for year, level in ((2024, 1.2), (2025, 1.0)):
            rows += [
                line(number, date(year, month, 10), round(size / 4 * level, 2), cost_amount=round(size / 4 * level * 0.6, 2), **about)
                for month in (2, 5, 8, 11)
            ]  # fmt: skip
    rows.append(line("B1", date(2024, 3, 1), 300, product_number="P2", family="F2", quantity=1, cost_amount=200, salesperson="E1", area="N", segment="Trade"))  # fmt: skip
    return rows


FILES = {
    "customers": (
        "customer_id,customer_name,customer_type,city,tax_id,seller_id\nA1,Alpha,wholesaler,Rome,IT1,E1\nB1,Beta,end user,Bari,,E1\n"
        "C1,Gamma,end user,,,E2\nC2,Delta,end user,,,E2\nC3,,end user,,,\n"
    ),
    "interactions": (
        "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\n"
        "V1,A1,E1,2025-12-01,60,visit,us\nV2,B1,E1,2025-06-24,60,visit,us\nV3,C1,E2,2025-12-20,120,visit,us\nV4,C1,E2,2025-12-21,120,visit,us\n"
        "V5,C1,E2,2025-12-22,120,visit,us\nV6,A1,E1,2024-12-01,60,visit,us\n"
    ),
    "decision_unit_members": "customer_id,person_id,role,our_owner_id\nA1,P1,decider,E1\nA1,P2,user,E1\nA1,P3,user,\nB1,P4,decider,\n",
    "relation_levels": "customer_id,assessed_on,level_met,level_possible\nA1,2025-03-01,3,4\nA1,2024-03-01,1,4\nA1,2026-03-01,4,4\n",
    "observations": (
        "observation_id,subject_type,subject_id,measure_code,value,unit,as_of_on,source_class,status\n"
        "O1,customer,A1,response_hours,6,hours,2025-06-01,measured,known\nO2,customer,A1,response_hours,2,hours,2024-06-01,measured,known\n"
    ),
    "deliveries": (
        "delivery_id,customer_id,ordered_on,requested_on,delivered_on,ordered_quantity,delivered_quantity\n"
        "D1,A1,2025-05-01,2025-05-10,2025-05-10,1,1\nD2,A1,2025-06-01,2025-06-10,2025-06-12,1,1\nD3,B1,2025-05-01,2025-05-10,2025-05-10,1,1\n"
        "D4,A1,2024-05-01,2024-05-10,2024-05-10,1,1\n"
    ),
    "rebates": "customer_id,year,rebate_amount,currency\nA1,2025,500,EUR\nB1,2025,10,EUR\n",
}  # fmt: skip
SETTINGS = """
[abc]
value_cuts = [0.80, 0.95]
[cost_to_serve]
visit_hour_amount = 60
[service]
data_depth_targets = [0.8, 0.6, 0.5]
[[service_rules]]
name = "wholesalers"
customer_type = "wholesaler"
on_time_in_full = 0.9
contacts_a_year = 2
minimum_order_amount = 3000
[[service_rules]]
name = "the others"
potential = "unknown"
contacts_a_year = 1
most_serve_share = 0.5
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return company(tmp_path_factory.mktemp("norms"), sales(), FILES, SETTINGS)


def test_what_is_known_is_counted_against_the_sheet_of_the_class(run) -> None:
    """S3-04: the data depth of each class is checked, and who falls short is a task."""
    known = by_customer(run, "data_depth")
    alpha = {n.removeprefix("knows_") for n, v in known["A1"].items() if n.startswith("knows_") and v}
    assert alpha == {
        "called",
        "place",
        "tax",
        "owner",
        "kind",
        "pattern",
        "contribution",
        "contact",
        "people",
        "deciders",
        "level",
    }
    assert known["A1"]["depth_a_share"] == pytest.approx(11 / 13)
    assert known["C3"]["depth_c_share"] == pytest.approx(
        2 / 5
    )  # the name and the sales person on the invoices
    checks = {(r["abc_part"], r["check_code"]): r for r in table(run, "policy_checks")}
    a, c = checks["A", "data_depth"], checks["C", "data_depth"]
    assert (a["check_state"], a["target_value"], a["breach_count"]) == ("met", 0.8, 0)
    assert (c["check_state"], c["target_value"]) == ("breach", 0.5)
    tasks = {(r["customer_id"], r["check_code"]) for r in table(run, "policy_breaches")}
    assert ("C3", "data_depth") in tasks
    assert ("A1", "data_depth") not in tasks
    items = {(r["abc_part"], r["item_code"]): r for r in table(run, "depth_items")}
    assert (items["A", "level"]["known_share"], items["C", "level"]["known_share"]) == (1, 0)


def test_what_class_a_is_given_and_how_fast_it_is_answered(run) -> None:
    """S3-05: discounts and rebates of A above those of B are a breach, and so is an answer after more than four hours."""
    checks = {(r["abc_part"], r["check_code"]): r for r in table(run, "policy_checks")}
    promotion = checks["A", "promotion_guard"]
    assert promotion["actual_value"] == pytest.approx(500 / 10_000)
    assert promotion["target_value"] == pytest.approx(10 / 1500)
    assert promotion["check_state"] == "breach"
    response = checks["A", "response"]  # the newest observation counts
    assert (response["actual_value"], response["target_value"], response["check_state"]) == (6, 4, "breach")


def test_an_answer_nobody_measured_is_unknown(tiny) -> None:
    states = {r["check_code"]: r["check_state"] for r in table(tiny, "policy_checks") if r["abc_part"] == "A"}
    assert (states["response"], states["promotion_guard"]) == ("unknown", "unknown")


def test_the_channel_of_class_c_pays_for_its_hours(run) -> None:
    """S3-11: serving C is held against its share, and visits that leave less than an hour costs are a breach."""
    checks = {(r["abc_part"], r["check_code"]): r for r in table(run, "policy_checks")}
    serve = checks["C", "serve_share"]  # six hours of C1 at 60 over the 600 of C1 to C3; target 10 %
    assert (serve["check_state"], serve["target_value"]) == ("breach", pytest.approx(0.1))
    assert serve["actual_value"] == pytest.approx(360 / 600)
    hour = checks["C", "field_hour"]  # 300 x 0.4 is left before the visits, in six hours
    assert hour["actual_value"] == pytest.approx(120 / 6)
    assert (hour["target_value"], hour["check_state"], hour["customers_count"]) == (60, "breach", 1)


def test_the_weakest_item_has_a_reason_and_a_play(run) -> None:
    """S3-09: of what is known the lowest score is named with its value and what would be in order."""
    found = by_customer(run, "engagement")
    alpha = found[
        "A1"
    ]  # delivered 1 of 2 on time: .5 / .95; people 2 of 2; level 3 of 4; contact 30 days ago
    assert alpha["engagement_service_score"] == pytest.approx(0.5 / 0.95)
    assert (
        alpha["engagement_deciders_score"],
        alpha["engagement_level_score"],
        alpha["engagement_contact_score"],
    ) == (1, 0.75, 1)
    assert (alpha["weakest_item_class"], alpha["weakest_value"], alpha["weakest_norm"]) == (
        "service",
        0.5,
        0.95,
    )
    beta = found["B1"]  # nobody of ours knows who decides there
    assert (beta["weakest_item_class"], beta["weakest_score"], beta["weakest_norm"]) == ("deciders", 0, 2)
    assert beta["engagement_level_score"] is None  # not assessed is not weak
    assert found["C2"]["weakest_item_class"] == "contact"
    assert found["C2"]["weakest_value"] is None
    (play,) = table(run, "engagement_plays")
    assert (play["customer_id"], play["weakest_item_class"]) == ("B1", "deciders")


def test_the_first_rule_that_fits_potential_and_type_holds(run) -> None:
    """S2-14: the table of service by potential and customer type, and whom it is not kept for."""
    found = by_customer(run, "service_norms")
    assert {n: r["rule_name"] for n, r in found.items()} == {"A1": "wholesalers", "B1": "the others", "C1": "the others", "C2": "the others", "C3": "the others"}  # fmt: skip
    alpha = found["A1"]
    assert (alpha["norm_otif_value"], alpha["actual_otif_value"]) == (0.9, 0.5)
    assert (float(alpha["norm_order_amount"]), float(alpha["actual_order_amount"])) == (3000, 2500)
    assert (alpha["norms_known_count"], alpha["norms_broken_count"]) == (3, 3)  # one contact of two as well
    rules = {r["rule_name"]: r for r in table(run, "service_rule_table")}
    others = rules["the others"]
    assert (others["customers_count"], others["broken_contacts_count"], others["broken_serve_count"]) == (
        4,
        2,
        1,
    )
    assert others["norm_lead_time_value"] is None
    breaks = {r["customer_id"] for r in table(run, "service_rule_breaks")}
    assert breaks == {"A1", "C1", "C2", "C3"}
    assert sum(r["customers_count"] for r in rules.values()) == 5


def test_a_customer_without_a_rule_stands_apart(tmp_path) -> None:
    run = company(
        tmp_path,
        sales(),
        {},
        '[[service_rules]]\nname = "only"\ncustomer_type = "dealer"\ncontacts_a_year = 1\n',
    )
    (row,) = table(run, "service_rule_table")
    assert (row["rule_name"], row["customers_count"], row["norm_contacts_value"]) == (None, 5, None)
    assert table(run, "service_rule_breaks") == []


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"potential": "high"}, "name"),
        ({"name": "x", "potential": "medium"}, "high, low, unknown"),
        ({"name": "x", "on_time_in_full": 98}, "on_time_in_full"),
        ({"name": "x", "contacts": 3}, "contacts_a_year"),
    ],
)
def test_a_wrong_rule_is_a_sentence(tmp_path, entry, named) -> None:
    with pytest.raises(SettingsError, match=named):
        read_service_rules([entry], tmp_path / "c.toml")


def test_rules_survive_the_manifest(tmp_path) -> None:
    own = read_service_rules(
        [{"name": " a ", "customer_type": "Dealer", "contacts_a_year": 3}], tmp_path / "c.toml"
    )
    assert (own[0].name, own[0].customer_type, own[0].contacts_a_year) == ("a", "dealer", 3.0)
    assert (
        restore_settings({"service_rules": [{"name": "a", "contacts_a_year": 3.0}]})
        .service_rules[0]
        .contacts_a_year
        == 3.0
    )
    assert restore_settings({}).service_rules == SERVICE_RULES == Settings().service_rules


def test_norms_differ_by_class_and_are_tracked_over_two_years(run) -> None:
    """S1-10 and S3-16: each class and cell has its norms, held against this year and the year before."""
    rows = {(r["dimension"], r["part"], r["norm_code"]): r for r in table(run, "norm_tracking")}
    a = rows["abc_value_class", "A", "service"]
    assert (a["norm_value"], a["actual_value"], a["prior_value"]) == (0.98, 0.5, 1.0)
    assert (a["norm_state"], a["trend_state"]) == ("breach", "worse")
    contacts = {c: rows["abc_value_class", c, "contacts"] for c in "ABC"}
    assert [contacts[c]["norm_value"] for c in "ABC"] == [24, 12, 2]
    assert [contacts[c]["actual_value"] for c in "ABC"] == [
        1,
        1,
        1,
    ]  # three visits of C1 over three customers
    assert (contacts["A"]["prior_value"], contacts["A"]["trend_state"]) == (1, "same")
    assert rows["abc_value_class", "A", "serve"]["norm_state"] == "no_norm"
    assert rows["abc_value_class", "C", "serve"]["norm_state"] == "breach"


def potential_world():
    """Twenty customers of one kind with stated wallets: potential is known, half of it large."""
    rows, facts = (
        [],
        ["observation_id,subject_type,subject_id,measure_code,value,unit,as_of_on,source_class,status"],
    )
    for i in range(20):
        size = 1000 + 100 * i
        for month in (2, 5, 8, 11):
            net = size / 4
            # the last one is sold to at half the price
            gross = net * (2 if i == 19 else 1.05)
            rows.append(line(f"N{i:02d}", date(2025, month, 5), round(net, 2), cost_amount=round(net * 0.6, 2), segment="Trade", product_number="P1", quantity=1, family="F1", salesperson="S1", area="N") | {"gross": round(gross, 2)})  # fmt: skip
        facts.append(
            f"W{i},customer,N{i:02d},wallet,{size * (6 if i % 2 else 1.05):.0f},EUR,2025-06-01,declared,known"
        )
    return rows, "\n".join(facts) + "\n"


def test_what_is_spent_beyond_serving_has_a_ceiling_and_a_kind(tmp_path) -> None:
    """S2-18 and S3-16: over and under the norm are flagged, and spending of the wrong kind for the cell."""
    rows, facts = potential_world()
    for row in rows:
        row.pop("gross")
    visits = [f"V{i},N19,E1,2025-{1 + i % 12:02d}-20,60,visit,us" for i in range(30)] + [
        "W1,N01,E1,2025-06-20,60,visit,us"
    ]
    costs = "customer_id,year,month,ladder_step,cost_amount,method,currency\nN00,2025,,investment,400,direct,EUR\nN19,2025,,investment,1,direct,EUR\n"
    files = {
        "observations": facts, "customer_costs": costs,
        "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\n" + "\n".join(visits) + "\n",
    }  # fmt: skip
    run = company(tmp_path, rows, files, "[cost_to_serve]\nvisit_hour_amount = 10\n")
    found, cells = by_customer(run, "budget_norms"), by_customer(run, "profitability_cells")
    potential = by_customer(run, "customer_potential")
    assert cells["N00"]["profit_cell_class"] in ("developed", "undesirable")
    first = found["N00"]
    assert (float(first["ceiling_amount"]), float(first["spent_investment_amount"])) == (0, 400)
    assert (first["budget_state"], first["largest_kind_class"], first["budget_fit_class"]) == (
        "over",
        "investment",
        "misfit",
    )
    last = found["N19"]
    assert cells["N19"]["profit_cell_class"] in ("desirable", "undeveloped")
    assert float(last["ceiling_amount"]) == pytest.approx(
        float(potential["N19"]["potential_margin_amount"]) * 0.1, abs=0.0002
    )
    wanted = {"A": 24, "B": 12, "C": 2}[by_customer(run, "customers")["N19"]["abc_value_class"]]
    assert float(last["spent_contact_amount"]) == (30 - wanted) * 10
    assert float(last["spent_amount"]) == float(last["spent_contact_amount"]) + 1
    assert last["budget_fit_class"] == "fits"
    second = found["N17"]  # potential, contacts wanted, nothing spent
    assert (second["budget_state"], float(second["spent_amount"])) == ("under", 0)
    # S3-16: the norms of the cells are held against what was done this year and the year before
    tracked = {
        (r["part"], r["norm_code"]): r
        for r in table(run, "norm_tracking")
        if r["dimension"] == "profit_cell_class"
    }
    grown = tracked["desirable", "investment"]
    inside = [n for n, r in cells.items() if r["profit_cell_class"] == "desirable"]
    assert grown["norm_value"] == 0.1
    spent = sum(float(found[n]["spent_investment_amount"] or 0) for n in inside)
    room = sum(
        float(potential[n]["potential_margin_amount"])
        for n in inside
        if found[n]["spent_investment_amount"] is not None
    )
    assert grown["actual_value"] == pytest.approx(spent / room)
    assert {tracked[c, "contacts"]["prior_value"] for c in {p for p, _ in tracked}} == {
        None
    }  # nobody bought the year before
    assert tracked["developed", "investment"]["norm_value"] == 0
    flags = {r["customer_id"]: r["budget_state"] for r in table(run, "budget_flags")}
    assert (flags["N00"], flags["N17"]) == ("over", "under")
    parts = table(run, "budget_table")
    assert sum(r["customers_count"] for r in parts) == len(found) == 20
    assert sum(r["spent_amount"] for r in parts) == sum(r["spent_amount"] for r in found.values())


def test_without_a_potential_there_is_no_ceiling(tiny) -> None:
    rows = table(tiny, "budget_norms")
    assert rows
    assert {r["ceiling_amount"] for r in rows} == {None}
    assert {r["budget_state"] for r in rows} == {"unknown"}


def test_the_mix_of_a_customer_and_of_a_category(run) -> None:
    """S2-17: product, price, place and promotion with a suggestion each; a category shows what most of its customers carry."""
    found = by_customer(run, "customer_mix")
    assert found["B1"]["mix_product_class"] == "win_back"  # bought family F2 the year before
    assert found["A1"]["mix_place_class"] == "mend"
    assert found["C2"]["mix_place_class"] == "bundle"  # orders of 50, below the 100 of a small order
    assert (found["A1"]["mix_promotion_class"], found["B1"]["mix_promotion_class"]) == ("keep", "visit")
    assert {r["mix_price_class"] for r in found.values()} <= {c for c, _ in next(f for f in fields_of("customer_mix") if f.name == "mix_price_class").codes}  # fmt: skip
    sheet = [r for r in table(run, "mix_sheet") if r["dimension"] == "abc_value_class"]
    (totals,) = table(run, "totals")
    assert sum(r["revenue_12m_amount"] for r in sheet) == totals["revenue_12m_amount"]
    assert sum(r["customers_count"] for r in sheet) == 5
    for r in sheet:  # each category has its strategy: a suggestion in most of the four elements, or it is said to be unknown
        told = [r[f"mix_{name}_class"] for name in ("product", "price", "place", "promotion")]
        assert None not in told
        assert len([t for t in told if t != "unknown"]) >= 3, (r["part"], told)
    assert (
        len({tuple(r[f"mix_{name}_class"] for name in ("product", "place", "promotion")) for r in sheet}) > 1
    )
    c = next(r for r in sheet if r["part"] == "C")
    assert (c["mix_place_class"], c["mix_place_count"]) == ("bundle", 3)
    own = table(run, "mix_customers", scope=Scope("seller_id", ("E1",)))
    assert {r["customer_id"] for r in own} == {"A1", "B1"}


def test_what_is_not_known_is_suggested_nothing_for(tiny) -> None:
    rows = table(tiny, "customer_mix")
    assert {r["mix_promotion_class"] for r in rows} == {"unknown"}
    assert {r["otif_share"] for r in rows} == {None}


def test_the_report_and_the_pages_say_it(run) -> None:
    sections = {s.name: s for s in run.report(name="economics").sections}
    names = {b.name for s in ("norms", "mix", "policy") for b in sections[s].blocks if hasattr(b, "name")}
    assert {
        "norm_tracking",
        "service_rule_table",
        "depth_items",
        "mix_customers",
        "engagement_plays",
        "policy_checks",
    } <= names
    assert sections["norms"].lead is not None
