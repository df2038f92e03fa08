"""Who assesses whom by when: what waits, what runs out, who is to be reminded, and where a second person has to judge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from clientela.cli._app import run as command
from clientela.reports import _campaign
from clientela.runs.assessing import AssessmentError
from clientela.tables.observations import observations
from conftest import AS_OF, line, table
from portfolio_files import build, judged, said


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    sales = [
        line(name, on, amount, cost_amount=amount * 0.6)
        for name, amount in (("A", 9000), ("B", 8000), ("C", 10), ("D", 10))
        for on in ("2025-03-01", "2025-09-01")
    ]  # fmt: skip
    stated = [
        judged("A", "own_importance", 6, "E1"),
        judged("B", "own_importance", 6, "E2"), judged("B", "own_importance", 7, "E5"),
        judged("C", "own_importance", 6, "E1"), said("C", "key_account", 1, "C", on="2025-12-01"),
        said("D", "share_of_wallet", 0.4, on="2023-01-01"), said("D", "suppliers_count", 3, on="2024-06-15"),
    ]  # fmt: skip
    met = [
        {"interaction_id": f"I{n}", "customer_id": customer, "employee_id": person, "interaction_on": on, "channel": "visit"}
        for n, (customer, person, on) in enumerate((("A", "E1", "2025-10-01"), ("A", "E7", "2025-10-02"), ("A", "E8", "2024-02-01")))
    ]  # fmt: skip
    people = [{"employee_id": "E1", "employee_name": "One", "manager_id": "E9"}]
    looked_after = [{"customer_id": c, "employee_id": e, "role": "owner", "from_on": "2024-01-01"} for c, e in (("A", "E1"), ("B", "E2"), ("C", "E1"))]  # fmt: skip
    return build(
        tmp_path_factory.mktemp("campaign"),
        sales,
        {"observations": stated, "interactions": met, "employees": people, "assignments": looked_after},
    )


@pytest.fixture(scope="module")
def rows(run):
    return {r["customer_id"]: r for r in table(run, "assessment_campaign")}


def test_one_person_alone_on_a_large_customer_or_a_key_account_needs_a_second(rows):
    found = {n: (r["raters_count"], r["is_second_needed"], r["second_id"]) for n, r in rows.items()}
    # A: E7 was there this year, E8 long ago; B: two people judged; C: a key account nobody else met, so whom E1 reports to
    assert found == {"A": (1, 1, "E7"), "B": (2, 0, None), "C": (1, 1, "E9"), "D": (0, 0, None)}


def test_each_customer_has_a_person_or_nobody(rows):
    assert {n: r["seller_id"] for n, r in rows.items()} == {"A": "E1", "B": "E2", "C": "E1", "D": None}


def test_what_ran_out_and_what_will_is_counted(rows):
    # half-life of what a customer says: 365 days, from 0.80; it expires after 612 days; the one of 2024-06-15 is 564 days old
    assert (rows["D"]["expired_count"], rows["D"]["expiring_count"]) == (1, 1)
    assert (rows["A"]["expired_count"], rows["A"]["expiring_count"]) == (0, 0)


def test_who_is_silent_is_reminded(rows):
    assert rows["D"]["reminder_class"] == "remind"
    assert rows["D"]["answered_on"] == date(2024, 6, 15)
    assert rows["A"]["reminder_class"] == "fresh"


def test_the_dearest_is_due_first(rows):
    placed = sorted(rows.values(), key=lambda r: r["campaign_place"])
    assert [r["campaign_place"] for r in placed] == list(range(1, len(placed) + 1))
    late = {r["due_on"] for r in placed[1:]}
    assert late == {AS_OF + timedelta(days=30)}
    assert placed[0]["due_on"] == AS_OF + timedelta(days=14)
    assert placed[0]["questions_count"] > 0


def test_the_report_names_the_person_and_the_second(run):
    section = next(s for s in run.report(name="portfolio").sections if s.name == "campaign")
    people, customers = section.blocks
    assert [(str(r[0]), r[1]) for r in people.rows] == [("E1", 2), ("E2", 1), ("nobody", 1)]
    second = {r[1]: r[10] for r in customers.rows}
    assert second == {"A": "E7", "B": None, "C": "E9", "D": None}


def _sheet(path):
    book = CalamineWorkbook.from_path(path)
    names = tuple(column.name for column in observations.columns)
    rows = next(
        r
        for r in (book.get_sheet_by_name(n).to_python() for n in book.sheet_names)
        if len(r[0]) == len(names) and len(r) > 1
    )
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]  # fmt: skip


def test_each_person_has_a_workbook_of_own_customers_and_of_second_opinions(run, tmp_path):
    path = tmp_path / "e1.xlsx"
    mine = run.write_assessment_of(path, person="E1", language="en")
    rows = _sheet(path)
    assert {r["subject_id"] for r in rows} == {"A", "C"}
    assert {r["author_id"] for r in rows} == {"E1"}
    assert (mine.questions, mine.customers, mine.second) == (len(rows), 2, 0)
    due = {r["customer_id"]: r["due_on"] for r in table(run, "assessment_campaign")}
    assert mine.due_on == min(due["A"], due["C"])
    assert [r["subject_id"] for r in rows] == sorted((r["subject_id"] for r in rows), key=lambda c: due[c])
    # E7 looks after nobody: of A he judges what E1 judged alone, and his rows are not those of E1
    other = tmp_path / "e7.xlsx"
    second = run.write_assessment_of(other, person="E7", language="en")
    asked = [(r["subject_id"], r["measure_code"], r["author_id"]) for r in _sheet(other)]
    assert asked == [("A", "own_importance", "E7")]
    assert second.second == 1
    assert not {r["observation_id"] for r in rows} & {r["observation_id"] for r in _sheet(other)}
    with pytest.raises(AssessmentError):
        run.write_assessment_of(tmp_path / "x.xlsx", person="E5", language="en")
    with pytest.raises(AssessmentError):
        run.write_assessment_of(tmp_path / "x.xlsx", person="E1", language="en", customers=["B"])
    assert not (tmp_path / "x.xlsx").exists()


def test_the_command_writes_the_workbook_of_a_person(run, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("CLIENTELA_LANG", "en")
    where = ["-w", str(run.workspace.path), "--out", str(tmp_path / "one.xlsx")]
    assert command(["template", "--person", "E1", *where]) == 0
    whole = capsys.readouterr().out
    asked = _sheet(tmp_path / "one.xlsx")
    assert f"{len(asked)} questions about 2 customers written to" in whole
    assert command(["template", "--assess", "C", "--person", "E1", *where]) == 0
    assert {r["subject_id"] for r in _sheet(tmp_path / "one.xlsx")} == {"C"}
    assert command(["template", "--person", "E7", *where]) == 0
    assert "yours is the second opinion" in capsys.readouterr().out
    assert command(["template", "--person", "E5", *where]) == 1
    assert "E5 has nothing to assess" in capsys.readouterr().err


def test_a_list_that_is_full_does_not_say_how_many_there_are(run, monkeypatch):
    before = next(s for s in run.report(name="portfolio").sections if s.name == "campaign").lead
    assert "may be more" not in before.id
    monkeypatch.setattr(_campaign, "MOST_CUSTOMERS", len(table(run, "assessment_campaign")))
    after = next(s for s in run.report(name="portfolio").sections if s.name == "campaign").lead
    assert "there may be more to assess" in after.id
