"""The commands about doubles, links, groups and structure."""

from __future__ import annotations

import json
from datetime import date

import pytest

from clientela.cli import link as link_module
from clientela.cli._app import run as command
from clientela.workspace import Workspace
from conftest import line, write_rows

_LIST = (
    "customer_number,customer_name,tax_number,country,town,address,group\n"
    "A,Alpe Impianti srl,IT11111111115,IT,Rome,Via Roma 1,\nB,ALPE IMPIANTI S.R.L.,IT11111111115,IT,Rome,via Roma 1,\n"
    "C,Alpe Impianti s.r.l.,IT11111111115,IT,Rome,Via Roma 1,G1\nD,Etna Forniture,,IT,Catania,Via Etna 2,G1\n"
)


@pytest.fixture
def place(tmp_path):
    rows = [line(number, date(2025, month, day), amount, f"{number}{month}", salesperson="S1", cost_amount=1)
            for number, day, amount in (("A", 9, 100), ("B", 5, 300), ("C", 5, 300), ("D", 7, 50)) for month in (1, 6, 12)]  # fmt: skip
    path = write_rows(tmp_path / "sales.csv", rows)
    listed = tmp_path / "customers.csv"
    listed.write_text(_LIST, encoding="utf-8")
    folder = tmp_path / "w"
    assert command(["import", str(path), str(listed), "-w", str(folder)]) == 0
    assert command(["run", "-w", str(folder)]) == 0
    return folder


@pytest.fixture
def say(place, capsys):
    """Give a command; get code, answer and what went wrong."""
    capsys.readouterr()

    def give(*arguments):
        code = command([*map(str, arguments), "-w", str(place)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return give


def _stated(place):
    return [(r["customer_id"], r["other_id"], r["kind"]) for r in Workspace.open(place).links()]


def test_duplicates_are_listed_with_evidence_and_effect(say):
    code, out, _ = say("duplicates")
    assert code == 0
    assert "1 sure double, 0 to be asked." in out
    assert "Same tax number" in out
    for word in ("A  Alpe Impianti srl", "IT11111111115", "= agrees:", "Joined they would be no. 1, class A"):
        assert word in out, word
    # three times 300 + 300 + 100 of three times 750
    assert "€2,100 in the last 12 months: 93.3% of revenue." in out
    assert "€1,200 of the last 12 months are under their smaller numbers" in out  # all but the largest


def test_duplicates_as_json_and_workbook(say, tmp_path):
    code, out, _ = say("duplicates", "--json")
    (found,) = json.loads(out)
    assert code == 0
    assert [n["customer_id"] for n in found["numbers"]] == [
        "B",
        "C",
        "A",
    ]  # revenue, first order, then number
    assert found["at_stake_amount"] == 1200.0
    assert (found["joined"]["rank"], found["joined"]["abc_class"]) == (1, "A")
    code, out, _ = say("duplicates", "--xlsx", tmp_path / "d.xlsx")
    assert code == 0
    assert (tmp_path / "d.xlsx").stat().st_size > 4000


def test_a_link_is_previewed_stated_counted_and_taken_back(say, place):
    code, out, _ = say("link", "A", "B", "--dry-run")
    assert code == 0
    assert "Joined they would be no. 1" in out
    assert "Nothing was stated." in out
    assert _stated(place) == []
    code, out, err = say("link", "A", "B")
    assert (code, "Say who states the link" in err) == (1, True)
    code, out, _ = say("link", "A", "B", "--by", "Anna", "--evidence", "Visura", "--from", "2025-06-01")
    assert code == 0
    assert "Figures count by it from the next run" in out
    say("run")
    code, out, _ = say("links")
    assert "A > B: Same firm, 01/06/2025 – …  (Anna, " in out
    assert "Visura" in out
    code, out, err = say("unlink", "A", "D", "--by", "Anna")
    assert (code, "No link from A to D is stated" in err) == (1, True)
    code, out, _ = say("unlink", "A", "B", "--by", "Bruno", "--evidence", "A mistake")
    assert (code, _stated(place)) == (0, [])
    code, out, _ = say("links", "--log", "--json")
    assert [(r["is_withdrawn"], r["stated_by"]) for r in json.loads(out)] == [
        (True, "Bruno"),
        (False, "Anna"),
    ]


def test_all_sure_ones_in_one_batch_the_larger_older_smaller_number_stays(say, place):
    code, out, err = say("link", "--sure", "--by", "Anna")
    assert code == 1
    assert "B Alpe" not in err
    assert "B ALPE IMPIANTI S.R.L. < C Alpe Impianti s.r.l. = A Alpe Impianti srl" in out
    assert "2 numbers would count under 1 other; €1,200 of the last 12 months move with them." in out
    assert "repeat with --yes" in err
    assert _stated(place) == []
    code, out, err = say("link", "--sure", "--yes")
    assert (code, "--by NAME" in err) == (1, True)
    code, out, _ = say("link", "--sure", "--by", "Anna", "--yes")
    assert (code, "2 links stated by Anna." in out) == (0, True)
    assert sorted(_stated(place)) == [("A", "B", "legal"), ("C", "B", "legal")]
    assert len({r["batch_number"] for r in Workspace.open(place).links()}) == 1
    for again in ("before", "after"):  # decided: neither before nor after the run it is asked again
        assert "There are no sure doubles" in say("link", "--sure", "--by", "Anna", "--yes")[1], again
        assert "No numbers look like doubles" in say("duplicates")[1], again
        say("run")


@pytest.mark.parametrize(("answer", "code", "links"), [(True, 0, 2), (False, 1, 0)])
def test_in_a_terminal_it_asks(say, place, monkeypatch, answer, code, links):
    asked = []
    monkeypatch.setattr(link_module, "is_terminal", lambda: True)
    monkeypatch.setattr(link_module.typer, "confirm", lambda text: asked.append(text) or answer)
    assert say("link", "--sure", "--by", "Anna")[0] == code
    assert (asked, len(_stated(place))) == (["Join them?"], links)


def test_wrong_numbers_and_kinds_are_sentences(say, place):
    for arguments, sentence in (
        (("link", "A", "Z", "--by", "Anna"), "There is no customer Z"),
        (("link", "A", "B", "--kind", "cousin", "--by", "Anna"), "cousin is no kind of link"),
        (("link", "A", "--by", "Anna"), "Give two customer numbers"),
        (("link", "A", "B", "--sure", "--by", "Anna"), "not both"),
        (("link", "A", "B", "--from", "soon", "--by", "Anna"), "is not a date"),
        (("link", "A", "A", "--by", "Anna"), "cannot be linked to itself"),
        (("groups", "nobody"), "No group and no customer in a group is called nobody"),
        (("run", "--structure", "as-ever"), "takes as-is, as-was or as-if"),
        (("run", "--level", "planet"), "number, legal, site, group"),
        (("run", "--structure", "as-if"), "needs the name of a scenario"),
        (("run", "--structure", "as-was", "--scenario", "Plan"), "as-if only"),
        (("run", "--structure", "as-if", "--scenario", "Plan"), "There is no scenario Plan"),
    ):
        code, _, err = say(*arguments)
        assert (code, sentence in err) == (1, True), (arguments, err)
    assert _stated(place) == []


def test_kinds_that_join_nothing_at_this_level_say_so(say):
    assert (
        "Runs by firm keep them as two customers" in say("link", "C", "D", "--kind", "group", "--dry-run")[1]
    )
    assert "added to nothing" in say("link", "C", "D", "--kind", "behind", "--dry-run")[1]
    assert "not asked about again" in say("link", "A", "B", "--kind", "apart", "--dry-run")[1]


def test_groups_are_a_tree_with_sums(say):
    code, out, _ = say("groups", "etna")
    assert code == 0
    assert "G1" in out
    assert "› Etna" in out
    _, out, _ = say("groups", "--json")
    by_node = {row["node_id"]: row for row in json.loads(out)}
    assert by_node["group G1"]["revenue_12m_amount"] == 900 + 150
    assert (by_node["group G1"]["members_count"], by_node["D"]["depth"]) == (2, 1)


def test_a_run_of_another_structure_is_not_published_unless_told(say, place):
    before = Workspace.open(place).current().manifest.run_id
    code, out, _ = say("run", "--level", "group")
    assert code == 0
    assert "It counts as it is · by group." in out
    assert "It is not published" in out
    assert Workspace.open(place).current().manifest.run_id == before
    say("link", "D", "A", "--kind", "group", "--scenario", "Plan", "--by", "Anna")
    code, out, _ = say("run", "--structure", "as-if", "--scenario", "Plan", "--level", "group", "--publish")
    assert (code, "It is published." in out) == (0, True)
    manifest = Workspace.open(place).current().manifest
    assert manifest.read_settings().structure.scenario == "Plan"
    assert "as if: Plan · by group" in say("runs")[1]
    code, out, _ = say("run", "--level", "legal")  # the structure of the settings is published as ever
    assert "It is published." in out


def test_the_report_on_who_the_customers_are(say, tmp_path):
    code, out, _ = say("links", "--report")
    assert code == 0
    assert "4 customer numbers are 4 customers. 1 double may make them fewer." in out
    code, out, _ = say("links", "--out", tmp_path / "out")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".xlsx", ".pdf", ".html"}


def test_a_unit_is_counted_alone_and_not_published(clientela, tmp_path):
    sales = tmp_path / "sales.csv"
    sales.write_text(
        "Customer number,Invoice number,Invoice date,Net amount,Business unit\n1,1,2025-01-10,100,north\n2,1,2025-01-11,50,south\n",
        encoding="utf-8",
    )
    place = ("--workspace", tmp_path / "w")
    assert clientela("import", sales, *place).code == 0
    done = clientela("run", "--unit", "north", *place)
    assert (done.code, "not published" in done.out) == (0, True)
    refused = clientela("run", "--unit", "east", *place)
    assert refused.code != 0
    assert "north, south" in refused.err
