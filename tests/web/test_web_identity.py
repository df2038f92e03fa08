"""Doubles, links and groups on the pages: decided by who may, within the scope, and counted from the next run."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import clientela.workspace as door
from clientela.base.settings import Structure
from clientela.runs.manifest import read_manifest
from clientela.web.accounts import models
from clientela.web.accounts.models import User
from clientela.web.data import close_all
from clientela.web.ui.page import Permission
from clientela.workspace import Statement, Workspace

from .conftest import NORTH, SOUTH, sales_csv

MOMENT = datetime(2025, 1, 2, tzinfo=UTC)
LISTED = (
    "customer number;customer name;tax number;town;country;address;sales person;area;group\n"
    f"C1;{NORTH[0]};IT11111111115;Bolzano;IT;Via Roma 1;S1;North;\n"
    f"C2;{NORTH[1]};IT11111111115;Bolzano;IT;via Roma, 1;S1;North;\n"
    f"C4;{SOUTH[0]};IT22222222223;Catania;IT;Via Etna 2;S2;South;Gruppo Sud\n"
    f"C5;{SOUTH[0]} srl;IT22222222223;Catania;IT;Via Etna 2;S2;South;\n"
    f"C6;{SOUTH[2]};;Catania;IT;Via Mare 3;S2;South;Gruppo Sud\n"
)


@pytest.fixture
def firm(web, tmp_path):
    """Return a company with one double in the north (C1, C2), one in the south (C4, C5), and a group in the south."""
    sales, listed = tmp_path / "sales.csv", tmp_path / "customers.csv"
    sales.write_text(sales_csv(), encoding="utf-8")
    listed.write_text(LISTED, encoding="utf-8")
    place = Workspace.open(tmp_path / "firm")
    place.import_files([sales, listed], imported_at=MOMENT)
    _run(place)
    web.CLIENTELA_WORKSPACE = place.path
    return place


def _run(place):
    return place.run(started_at=MOMENT, finished_at=lambda: MOMENT, as_of=date(2024, 12, 31))


def _main(answer) -> str:
    text = html.unescape(answer.content.decode().split("<main")[1])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def _links(place) -> list[tuple[str, str, str]]:
    return [(r["customer_id"], r["other_id"], r["kind"]) for r in place.links()]


@pytest.fixture
def area_managers_link(monkeypatch):
    """Let area managers link, too: what a company may grant later."""
    monkeypatch.setattr(models, "MAY_LINK", (*models.MAY_LINK, models.Role.AREA_MANAGER))


@pytest.mark.usefixtures("firm")
def test_a_double_stands_side_by_side_with_marks_and_effect(log_in):
    text = _main(log_in("director").get("/doubles/"))
    for word in (
        "C1",
        "C2",
        NORTH[0],
        NORTH[1],
        "IT11111111115",
        "Via Roma 1",
        "agrees",
        "Same tax number",
        "Sure",
    ):
        assert word in text, word
    assert re.search(
        r"Joined they would be no\. \d, class [ABC], with €[\d,]+ in the last 12 months: [\d.]+% of revenue\.",
        text,
    )
    assert "≈ nearly agrees" in text  # Via Roma 1, via Roma 1: alike; srl added to the name: nearly
    assert "Zagara" not in _main(log_in("director").get("/doubles/?search=alpe"))


def test_same_firm_is_one_statement_and_counts_from_the_next_run(firm, log_in):
    client = log_in("director", full_name="Anna Verdi")
    answer = client.post(
        "/doubles/decide/",
        {"id": ["C4", "C5"], "main": "C5", "decision": "legal", "evidence": "Visura"},
        follow=True,
    )
    assert _links(firm) == [("C4", "C5", "legal")]
    (row,) = firm.links()
    assert (row["stated_by"], row["evidence"]) == ("Anna Verdi", "Visura")
    text = _main(answer)
    assert "the same firm. It counts from the next run." in text
    assert "1 statement about links counts from the next run." in text
    assert "Compute the figures now" in text
    assert "Zagara" not in text  # decided: not asked again
    before = _main(client.get("/customer/?id=C5"))
    assert "Counts 2 numbers" not in before
    answer = client.post("/doubles/count/", follow=True)
    assert answer.redirect_chain[-1][0] == "/doubles/"
    assert "counts from the next run" not in _main(answer)
    text = _main(client.get("/customer/?id=C4"))
    assert "The number C4 counts under C5." in text
    assert "Counts 2 numbers" in text
    assert firm.current().manifest.as_of == "2024-12-31"


def test_without_a_choice_the_larger_number_stays_and_the_reason_is_the_evidence(firm, log_in):
    log_in("administrator").post("/doubles/decide/", {"id": ["C1", "C2"], "decision": "legal"})
    (row,) = firm.links()
    assert (row["customer_id"], row["other_id"]) == ("C2", "C1")
    assert "Same tax number" in row["evidence"]


@pytest.mark.parametrize(("decision", "kind"), [("site", "site"), ("group", "group"), ("apart", "apart")])
def test_each_button_states_its_kind_and_the_pair_is_not_asked_again(firm, log_in, decision, kind):
    client = log_in("director")
    client.post("/doubles/decide/", {"id": ["C1", "C2"], "decision": decision})
    assert [link[2] for link in _links(firm)] == [kind]
    assert "Brenner" not in _main(client.get("/doubles/"))


def test_later_states_nothing_and_can_be_found_again(firm, log_in):
    client = log_in("director")
    client.post("/doubles/decide/", {"id": ["C1", "C2"], "decision": "later"})
    assert firm.links() == []
    assert "Brenner" not in _main(client.get("/doubles/"))
    assert "Brenner" in _main(client.get("/doubles/?show=later"))
    assert "Brenner" not in _main(
        client.get("/doubles/sure/")
    )  # who put it off does not join it with the others
    assert "Brenner" in _main(log_in("director").get("/doubles/"))  # another person is still asked


def test_all_sure_ones_after_a_summary_of_that_very_list(firm, log_in):
    client = log_in("director")
    page = client.get("/doubles/sure/")
    assert "2 numbers would count under 2 others" in _main(page)
    token = re.search(r'name="token" value="(\w+)"', page.content.decode())[1]
    assert "has changed meanwhile" in _main(client.post("/doubles/sure/", {"token": "other"}, follow=True))
    assert firm.links() == []
    answer = client.post("/doubles/sure/", {"token": token}, follow=True)
    assert "2 numbers joined" in _main(answer)
    assert sorted(_links(firm)) == [("C2", "C1", "legal"), ("C5", "C4", "legal")]
    assert len({row["batch_number"] for row in firm.links()}) == 1
    assert "There are no sure doubles" in _main(client.get("/doubles/sure/"))


def test_who_may_not_link_sees_no_button_and_is_refused(firm, log_in):
    for role in ("area_manager", "seller", "reader"):
        client = log_in(role)
        page = client.get("/doubles/").content.decode()
        assert 'name="decision"' not in page
        for address, given in (
            ("/doubles/decide/", {"id": ["C1", "C2"], "decision": "legal"}), ("/doubles/sure/", {"token": "x"}),
            ("/links/new/", {"number": "C1", "other": "C2", "kind": "legal", "step": "state"}), ("/doubles/count/", {}),
            ("/links/take-back/", {"customer_id": "C1", "other_id": "C2", "kind": "legal"}),
        ):  # fmt: skip
            assert client.post(address, given).status_code == 403, (role, address)
    assert firm.links() == []


def test_a_part_of_the_company_sees_its_own_doubles_links_and_groups_only(firm, log_in):
    firm.link(
        [Statement("C6", "C4", "site"), Statement("C1", "C3", "group"), Statement("C2", "C5", "behind")],
        stated_by="Anna",
        stated_at=MOMENT,
    )
    _run(firm)
    north = log_in("area_manager")
    for address in (
        "/doubles/",
        "/links/",
        "/links/?show=log",
        "/links/report/",
        "/groups/",
        "/groups/?search=zagara",
        "/customer/?id=C1",
    ):
        answer = north.get(address)
        assert answer.status_code == 200, address
        for word in (*SOUTH, "C4", "C5", "C6", "Gruppo Sud"):
            assert word not in _main(answer), (address, word)
    assert "Brenner" in _main(north.get("/doubles/"))
    assert "C3" in _main(north.get("/links/"))
    south = log_in("seller")
    assert "Gruppo Sud" in _main(south.get("/groups/"))
    assert "C6" in _main(south.get("/links/"))
    assert "C1" not in _main(south.get("/links/"))


@pytest.mark.usefixtures("area_managers_link")
def test_with_a_scope_only_its_customers_can_be_linked_and_another_territory_is_404(firm, log_in):
    north = log_in("area_manager")
    assert User(role="area_manager").may(Permission.LINK)
    for numbers in (["C4", "C5"], ["C1", "C4"], ["C1", "C404"]):
        assert north.post("/doubles/decide/", {"id": numbers, "decision": "legal"}).status_code == 404
        assert north.get("/doubles/effect/", {"id": numbers}).status_code == 404
        given = {"number": numbers[0], "other": numbers[1], "kind": "group", "step": "state"}
        assert north.post("/links/new/", given).status_code == 404
    firm.link([Statement("C5", "C4", "group")], stated_by="Anna", stated_at=MOMENT)
    answer = north.post("/links/take-back/", {"customer_id": "C5", "other_id": "C4", "kind": "group"})
    assert answer.status_code == 404
    page = _main(north.get("/doubles/sure/"))
    assert "1 number would count under 1 other" in page
    assert north.post("/doubles/decide/", {"id": ["C1", "C2"], "decision": "legal"}).status_code == 302
    assert _links(firm) == [("C5", "C4", "group"), ("C2", "C1", "legal")]


def test_a_link_by_hand_is_shown_before_it_is_stated_and_taken_back(firm, log_in):
    client = log_in("director", full_name="Anna Verdi")
    given = {"number": "C3", "other": "C1", "kind": "group", "evidence": "Annual report"}
    looked = client.post("/links/new/", given)
    assert "Joined they would" in _main(looked)
    assert "Runs by firm keep them as two customers; the link makes them one in runs by group." in _main(
        looked
    )
    assert firm.links() == []
    assert client.post("/links/new/", {**given, "step": "state"}).status_code == 302
    text = _main(client.get("/links/"))
    for word in ("C3", "C1", "Same group", "Annual report", "Anna Verdi"):
        assert word in text, word
    client.post(
        "/links/take-back/",
        {"customer_id": "C3", "other_id": "C1", "kind": "group", "from_on": "", "scenario": ""},
    )
    assert firm.links() == []
    log = _main(client.get("/links/?show=log"))
    assert log.count("Annual report") == 1
    assert "Taken back" in log


def test_odd_forms_are_answered(firm, log_in):
    client = log_in("director")
    assert client.post("/doubles/decide/", {}).status_code == 404
    assert client.post("/doubles/decide/", {"id": ["C1"], "decision": "legal"}).status_code == 302
    assert (
        client.post("/doubles/decide/", {"id": ["C1", "C6"], "decision": "legal"}).status_code == 302
    )  # no double
    assert client.post("/links/new/", {"number": "C1"}).status_code == 422
    same = client.post(
        "/links/new/", {"number": "C1", "other": "C1", "kind": "legal", "step": "state"}, follow=True
    )
    assert "cannot be linked to itself" in _main(same)
    assert client.post("/links/take-back/", {"customer_id": "C1"}).status_code == 404
    assert firm.links() == []
    for address in (
        "/doubles/?page=x",
        "/doubles/?page=99999",
        "/doubles/?show=zzz",
        "/links/?page=-1",
        "/groups/?page=0",
    ):
        assert client.get(address).status_code == 200, address
    assert client.get("/links/report/?form=exe").status_code == 404


@pytest.mark.usefixtures("firm")
def test_groups_open_to_their_customers_and_sum_them(log_in):
    client = log_in("director")
    text = _main(client.get("/groups/?search=ionio"))
    assert "Gruppo Sud" in text
    assert "2 customers" in text
    page = client.get("/groups/").content.decode()
    assert 'href="/customer/?id=C4"' in page
    assert "No group matches" in _main(client.get("/groups/?search=nobody"))
    assert "Gruppo Sud" in _main(client.get("/customer/?id=C6"))


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("form", ["xlsx", "pdf", "html"])
def test_who_the_customers_are_as_a_file(log_in, form):
    answer = log_in("director").get(f"/links/report/?form={form}")
    assert len(b"".join(answer)) > 2000
    assert f"identity_2024-12-31.{form}" in answer["Content-Disposition"]


def test_a_form_from_elsewhere_states_nothing(firm, log_in):
    client = log_in("director")
    client.handler.enforce_csrf_checks = True
    assert client.post("/doubles/decide/", {"id": ["C1", "C2"], "decision": "legal"}).status_code == 403
    assert firm.links() == []


def test_another_structure_is_said_beside_the_day(firm, log_in):
    client = log_in("director")
    assert "by firm" not in _main(client.get("/"))
    run = firm.run(
        started_at=MOMENT,
        finished_at=lambda: MOMENT,
        as_of=date(2024, 12, 31),
        structure=Structure(level="group"),
    )
    assert "As of 31/12/2024 · as it is · by group" in _main(client.get("/"))
    assert "as it is · by group" in _main(client.get("/runs/"))
    assert run.manifest.run_id == firm.current().manifest.run_id


@pytest.mark.usefixtures("firm")
def test_a_run_of_before_doubles_were_looked_for_says_so(log_in, monkeypatch):
    new = ("duplicate_candidates", "group_members", "group_figures")

    def older(folder, run_id):
        found = read_manifest(folder, run_id)
        return replace(found, results={name: mark for name, mark in found.results.items() if name not in new})

    monkeypatch.setattr(door, "read_manifest", older)
    close_all()
    try:
        assert "Doubles were not looked for in this run." in _main(log_in("director").get("/doubles/"))
        for role, address in (
            ("director", "/groups/"),
            ("director", "/customer/?id=C1"),
            ("area_manager", "/customers/"),
        ):
            assert log_in(role).get(address).status_code == 200, address
    finally:
        close_all()
