"""Assessing by workbook: what is open goes out, what is filled in comes back, and every kind of not knowing survives (dossier 2.4 v)."""

from __future__ import annotations

from datetime import date
from zipfile import ZipFile

import pytest

from clientela.base.i18n import translate
from clientela.evidence.kam_readiness import FACTORS
from clientela.render.template import write_template
from clientela.runs.assessing import AssessmentError
from clientela.tables.assessments import assessments
from clientela.tables.observations import observations
from conftest import AS_OF, NOON, import_rows, open_workspace, run_at, table
from mini_case import lines

calamine = pytest.importorskip("python_calamine")
STATES = (
    "known",
    "unknown_not_asked",
    "unknown_asked",
    "refused",
    "not_applicable",
    "conflicting",
    "expired",
)
NAMES = [c.name for c in observations.columns]


@pytest.fixture
def workspace(tmp_path):
    made = open_workspace(tmp_path / "workspace")
    import_rows(made, lines())
    return made


def _rows(path):
    book = calamine.CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_filled_in_comes_back_with_its_status(workspace, tmp_path, language):
    run = run_at(workspace, AS_OF)
    path = tmp_path / "open.xlsx"
    count = run.write_assessment(path, language=language, customers=["K01"])
    assert count > len(STATES)
    # a person fills in the sheet: one row of each state
    sheet = next(rows for rows in _rows(path) if len(rows) == count + 1)
    measures = [row[NAMES.index("measure_code")] for row in sheet[1:]]
    assert len(set(measures)) == count
    filled = []
    for place, measure in enumerate(measures):
        row = dict.fromkeys(NAMES)
        state = STATES[place] if place < len(STATES) else "unknown_not_asked"
        row |= {
            "observation_id": f"K01/{measure}/{AS_OF.isoformat()}",
            "subject_type": "customer",
            "subject_id": "K01",
            "measure_code": measure,
            "status": state,
        }
        if state != "unknown_not_asked":
            row |= {"as_of_on": date(2025, 12, 1), "source_class": "D", "author_id": "E1"}
        if state in ("known", "conflicting", "expired"):
            row["value"] = "7"
        filled.append(tuple(row.values()))
    write_template([observations], path, language=language, rows={"observations": filled})
    for _ in range(2):  # a workbook imported twice counts once
        workspace.import_files([path], imported_at=NOON)
    later = run_at(workspace, AS_OF)
    key = {r["customer_id"]: r["customer_key"] for r in table(later, "customers")}["K01"]
    stored = {r["measure_code"]: r for r in table(later, "customer_evidence") if r["customer_key"] == key}
    assert {m: stored[m]["status_class"] for m in measures[: len(STATES)]} == dict(zip(measures, STATES, strict=False))  # fmt: skip
    assert all(r["observations_count"] == 1 for r in stored.values())
    assert stored[measures[0]]["source_class"] == "D"


def test_the_statuses_are_offered_as_a_list_and_strangers_are_refused(workspace, tmp_path):
    path = tmp_path / "all.xlsx"
    run = run_at(workspace, AS_OF)
    assert run.write_assessment(path, language="en") > 0
    with ZipFile(path) as book:
        sheets = "".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/"))
        words = book.read("xl/sharedStrings.xml").decode()
    # whoever judges is blind: a question shows whom and what to ask, and no figure or class of the customer
    asked = next(rows for rows in _rows(path) if len(rows) > 1 and len(rows[0]) == len(NAMES))
    shown = {NAMES[place] for row in asked[1:] for place, cell in enumerate(row) if cell not in ("", None)}
    assert shown == {"observation_id", "subject_type", "subject_id", "measure_code", "status"}
    assert all(isinstance(cell, str) for row in asked[1:] for cell in row)
    assert 'type="list"' in sheets
    column = observations.column("status")
    assert tuple(code.value for code in column.codes) == STATES
    assert all(code.title.id in words for code in column.codes)
    with pytest.raises(AssessmentError):
        run.write_assessment(tmp_path / "x.xlsx", language="en", customers=["nobody"])
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_workbook_of_all_asks_how_ready_we_are_and_an_untouched_question_is_no_answer(workspace, tmp_path, language):  # fmt: skip
    run, path = run_at(workspace, AS_OF), tmp_path / "all.xlsx"
    run.write_assessment(path, language=language)
    sheet = next(rows for rows in _rows(path) if any("readiness6" in row for row in rows))
    place = {c.name: n for n, c in enumerate(assessments.columns)}
    assert [row[place["measure_code"]] for row in sheet[1:]] == [code for code, _, _ in FACTORS]
    with ZipFile(path) as book:  # what 0, 3 and 5 mean stands beside each
        comments = " ".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/comments"))
    assert translate(FACTORS[0][2][1], language=language) in comments
    # untouched: nothing comes in, and nothing is refused
    (outcome,) = [
        f for f in workspace.import_files([path], imported_at=NOON).files if f.role == "assessments"
    ]
    assert (outcome.lines_accepted, outcome.lines_rejected) == (0, 0)
    assert table(run_at(workspace, AS_OF), "kam_readiness") == []
    # one is answered, one has a score without a day, one a day without a score
    blank = dict.fromkeys(place)
    day = date(2025, 12, 1)
    answers = [{"measure_code": "people", "score": 2.0, "assessed_on": day}, {"measure_code": "selection", "score": 3.0}, {"measure_code": "rewards", "assessed_on": day}, {"measure_code": "sponsorship"}]  # fmt: skip
    rows = [tuple({**blank, "kind": "readiness6", **answer}.values()) for answer in answers]
    write_template([assessments], path, language=language, rows={"assessments": rows})
    (outcome,) = [
        f for f in workspace.import_files([path], imported_at=NOON).files if f.role == "assessments"
    ]
    assert (outcome.lines_accepted, outcome.lines_rejected) == (1, 2)
    found = {r["factor_class"]: r for r in table(run_at(workspace, AS_OF), "kam_readiness")}
    assert (found["people"]["score_low"], found["people"]["raters_count"]) == (2.0, 1)
    assert {found[n]["factor_state"] for n in ("selection", "rewards", "sponsorship")} == {"unknown"}
    later = run_at(workspace, AS_OF)
    later.write_assessment(path, language=language)
    sheet = next(rows for rows in _rows(path) if any("readiness6" in row for row in rows))
    assert "people" not in [row[place["measure_code"]] for row in sheet[1:]]  # below 3 nothing is to be shown
