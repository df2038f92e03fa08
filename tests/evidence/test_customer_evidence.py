"""Statements about customers: which one rules, what is too old, what contradicts what, and what is never scored."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.evidence.stated_values import read_stated
from conftest import AS_OF, NOON, import_rows, line, open_workspace, run_at, table
from portfolio_files import build, judged, said

ROWS = [
    # the strongest class rules, within it the newest; a judgement stands beside the facts
    said("A", "switching_weeks", "8", "O", on="2025-12-01"), said("A", "switching_weeks", "10", on="2025-06-01"), said("A", "switching_weeks", "9", on="2025-11-01"),
    judged("A", "switching_weeks", "30", on="2025-12-15"),
    # half-life of what a customer declares: one year
    said("A", "openness", "6", on="2024-12-31"),
    # expired: 0.5 * 0.5^(2 half-lives)
    judged("A", "strategic_fit", "0.9", on="2024-12-20"),
    # contradiction by class, points and share
    said("B", "openness", "9", on="2025-12-01"), said("B", "openness", "6", "O", on="2025-12-01"),
    said("B", "customer_growth", "10 %", "X", on="2025-12-01"), said("B", "customer_growth", "25 %", on="2025-12-01"),
    said("C", "openness", "8", on="2025-12-01"), said("C", "openness", "7", "O", on="2025-12-01"),
    # kinds of not knowing
    said("C", "supplier_rank", None, status="refused"), said("C", "suppliers_count", None, status="unknown_asked"), said("C", "switching_weeks", None, status="unknown_not_asked"),
    said("C", "formal_status", None, status="not_applicable", on="2025-12-01"), said("C", "formal_status", "preferred", "C", on="2025-01-01"),
    # a bare opinion, a judgement without a reason, a statement without a day
    said("D", "openness", "7", "J0"), said("D", "strategic_fit", "0.7", "J", author_id="E1"), said("D", "reference_value", "local", on=""),
    # raters: two that agree, two that do not
    judged("E", "openness", "6", "E1", on="2025-12-31"), judged("E", "openness", "7", "E2", on="2025-12-31"), judged("E", "openness", "2", "E1", on="2025-06-01"),
    judged("E", "strategic_fit", "0.2", "E1", on="2025-12-31"), judged("E", "strategic_fit", "0.8", "E2", on="2025-12-31"),
    # replaced, and a replacement learned later
    said("F", "openness", "3", observation_id="OLD", on="2025-12-01"), said("F", "openness", "8", observation_id="NEW", supersedes_id="OLD", on="2025-11-01"),
    said("F", "switching_weeks", "4", observation_id="KEPT", on="2025-11-01"), said("F", "switching_weeks", "40", observation_id="LATE", supersedes_id="KEPT", on="2026-01-02"),
    said("F", "reference_value", "sector leader", "O", on="2025-11-01", recorded_at="2026-01-05 10:00:00"),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    lines = [line(name, date(2025, 3, 1), 100) for name in "ABCDEF"]
    run = build(tmp_path_factory.mktemp("evidence"), lines, {"observations": ROWS})
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {(numbers[r["customer_key"]], r["measure_code"]): r for r in table(run, "customer_evidence")}


def test_the_strongest_class_and_in_it_the_newest_rules(found):
    row = found["A", "switching_weeks"]
    assert (row["value"], row["source_class"], row["as_of_on"], row["status_class"]) == (
        9,
        "D",
        date(2025, 11, 1),
        "known",
    )
    assert (row["judged_value"], row["raters_count"], row["observations_count"]) == (30, 1, 4)
    assert (row["value_low"], row["value_high"]) == (9, 9)


def test_confidence_is_halved_with_every_half_life(found):
    row = found["A", "openness"]
    days = (AS_OF - date(2024, 12, 31)).days
    assert row["confidence"] == pytest.approx(0.8 * 0.5 ** (days / 365), abs=1e-12)
    assert found["A", "strategic_fit"]["status_class"] == "expired"
    assert found["A", "strategic_fit"]["value"] is None


def test_facts_that_contradict_each_other_keep_their_interval(found):
    row = found["B", "openness"]
    assert (row["status_class"], row["value"], row["value_low"], row["value_high"]) == (
        "conflicting",
        9,
        6,
        9,
    )
    share = found["B", "customer_growth"]
    assert (share["status_class"], share["value"]) == (
        "known",
        0.25,
    )  # 15 points of a hundred: inside two of ten
    near = found["C", "openness"]
    assert (near["status_class"], near["value"], near["value_low"]) == ("known", 8, 8)


def test_not_knowing_has_kinds_and_no_value(found):
    for measure, status in (
        ("supplier_rank", "refused"),
        ("suppliers_count", "unknown_asked"),
        ("switching_weeks", "unknown_not_asked"),
        ("formal_status", "not_applicable"),
    ):
        row = found["C", measure]
        assert row["status_class"] == status
        assert row["value"] is row["value_low"] is row["source_class"] is row["confidence"] is None


def test_an_opinion_is_a_note_and_never_a_value(found):
    for measure in ("openness", "strategic_fit", "reference_value"):
        row = found["D", measure]
        assert (row["status_class"], row["value"], row["notes_count"]) == ("unknown_not_asked", None, 1)
        assert row["judged_value"] is None


def test_raters_give_a_mean_with_its_ends(found):
    agreed = found["E", "openness"]
    assert (agreed["value"], agreed["value_low"], agreed["value_high"], agreed["raters_count"]) == (
        6.5,
        6,
        7,
        2,
    )
    assert (agreed["status_class"], agreed["confidence"]) == ("known", pytest.approx(0.6))
    apart = found["E", "strategic_fit"]
    assert (apart["status_class"], apart["value_low"], apart["value_high"], apart["confidence"]) == (
        "conflicting",
        0.2,
        0.8,
        pytest.approx(0.5),
    )


def test_what_is_replaced_is_gone_and_what_is_learned_later_is_not_known(found):
    assert found["F", "openness"]["value"] == 8
    assert found["F", "switching_weeks"]["value"] == 4
    assert ("F", "reference_value") not in found


@pytest.mark.parametrize(
    ("measure", "text", "number"),
    [
        ("share_of_wallet", "35 %", 0.35), ("share_of_wallet", "35", 0.35), ("share_of_wallet", "0,35", 0.35), ("switching_weeks", "12,5", 12.5),
        ("switching_weeks", "1 200", 1200), ("switching_weeks", "1,200", None), ("openness", "tender only", 0), ("openness", "Mixed", 5), ("forecast_shared", "sì", 1),
        ("forecast_shared", "нет", 0), ("formal_status", "sole_source", 10), ("credit_rating", "BB", None), ("something_own", "7", 7), ("reference_value", "yes", 4),
    ],
)  # fmt: skip
def test_what_people_write_is_read_as_one_number_or_none(measure, text, number):
    assert read_stated(measure, text) == number


def test_what_goes_out_comes_back_with_its_status(tmp_path):
    """Dossier 2.4 v: statements of every status, source and day, exported and imported into an empty company, give the same evidence and scores."""
    sales = [line(name, date(2025, 3, 1), 100) for name in "ABCDEF"]
    more = [said("D", "supplier_rank", "2", status="conflicting"), said("D", "access_level", "buyer", status="expired")]  # fmt: skip
    first = build(tmp_path / "first", sales, {"observations": [*ROWS, *more]})
    path = tmp_path / "out.xlsx"
    first.workspace.export_tables(["observations"], path, language="it")
    second = open_workspace(tmp_path / "second")
    import_rows(second, sales)
    (intake,) = second.import_files([path], imported_at=NOON).files
    assert (intake.role, intake.lines_rejected, intake.lines_excluded) == ("observations", 0, 0)
    again = run_at(second)
    states = set()
    for name in ("customer_evidence", "customer_scores"):
        sides = []
        for run in (first, again):
            ids = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
            rows = [{**r, "customer_key": ids[r["customer_key"]]} for r in table(run, name)]
            sides.append(sorted((tuple(r.items()) for r in rows), key=str))
            states |= {r.get("status_class") for r in rows}
        assert sides[0] == sides[1], name
    assert states >= {"known", "unknown_not_asked", "unknown_asked", "refused", "not_applicable", "conflicting", "expired"}  # fmt: skip
