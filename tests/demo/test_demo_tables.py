from __future__ import annotations

import csv
import shutil
from datetime import date

import numpy as np
import pytest

from clientela.demo import DEMO_TABLES, DemoTableError, write_demo, write_demo_table
from clientela.demo._plan import DAYS, MONTHS
from clientela.demo._truth import read_documents, read_plan
from clientela.demo._view import make_view

MADE = 19


@pytest.fixture(scope="module", params=["clean", "dirty"])
def tables(request, tmp_path_factory):
    files = request.getfixturevalue(request.param)
    folder = tmp_path_factory.mktemp("tables") / request.param
    shutil.copytree(files.folder, folder)
    return (
        files,
        folder,
        {name: list(csv.DictReader(open_text(write_demo_table(folder, name)))) for name in DEMO_TABLES},
    )


@pytest.fixture(scope="module")
def many(middle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("many") / "m"
    shutil.copytree(middle.folder, folder)
    view = make_view(read_plan(folder), read_documents(folder / "truth" / "documents.parquet"))
    index = {number: i for i, number in enumerate(view.world.customers.numbers)}
    return folder, view, index


def open_text(path):
    return path.read_text(encoding="utf-8").splitlines()


def day(text):
    return (date.fromisoformat(text) - date(2021, 1, 1)).days


def test_tables_come_only_when_asked_for(clean, tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(clean.folder, folder)
    assert not [path for path in (folder / "data").iterdir() if path.stem in DEMO_TABLES]
    before = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    path = write_demo_table(folder, "visits")
    assert path == folder / "data" / "visits.csv"
    assert {p.name: p.read_bytes() for p in (folder / "data").iterdir() if p != path} == before


def test_a_new_company_leaves_nothing_of_the_old(clean, tmp_path):
    write_demo(tmp_path, size="s", seed=3, dirty=True)
    write_demo_table(tmp_path, "visits")
    write_demo(tmp_path, size="s", seed=7)
    assert {p.name for p in tmp_path.rglob("*.*")} == {p.name for p in clean.folder.rglob("*.*")}


def test_the_order_of_asking_changes_nothing(tables):
    files, folder, _ = tables
    other = folder.parent / f"{folder.name}-again"
    shutil.copytree(files.folder, other)
    for name in reversed(DEMO_TABLES):
        assert write_demo_table(other, name).read_bytes() == (folder / "data" / f"{name}.csv").read_bytes()


def test_keys_point_to_what_is_there(tables, read):
    files, _, made = tables
    assert len(made) == MADE
    customers = read(files.customers)
    numbers = {row["Codice cliente"] for row in customers} | {row["Codice precedente"] for row in customers}
    lines = read(files.sales, skip=3 if files.dirty else 0) + (read(files.sales_late) if files.dirty else [])
    documents = {row["Numero documento"]: row["Codice cliente"] for row in lines}
    sellers = {row["Agente"] for row in lines}
    for name, rows in made.items():
        assert rows, name
        assert {row["customer_id"] for row in rows if "customer_id" in row} <= numbers, name
        if "document_id" in rows[0]:
            assert all(documents[row["document_id"]] == row["customer_id"] for row in rows), name
        if name == "visits":
            assert len({row["seller_id"] for row in rows} - sellers) <= 1


def test_no_hidden_column_reaches_the_tables(tables):
    _, _, made = tables
    for rows in made.values():
        assert not {"lost_on", "erlang_k", "relationship_quality", "trouble", "latent_size"} & rows[0].keys()


def test_assignments_agree_with_the_invoices(tables, read):
    files, _, made = tables
    if files.dirty:
        return
    spells: dict[str, list[tuple[str, str, str]]] = {}
    for row in made["assignments"]:
        spells.setdefault(row["customer_id"], []).append(
            (row["valid_from"], row["valid_to"] or "9999", row["seller_id"])
        )
    for row in read(files.sales):
        iso = "-".join(reversed(row["Data documento"].split("/")))
        served = [s for begin, end, s in spells[row["Codice cliente"]] if begin <= iso <= end]
        assert served == [row["Agente"]], row


def test_receivables_tie_to_the_documents(tables):
    files, _, made = tables
    if not files.dirty:
        assert (
            sum(round(float(row["amount"]) * 100) for row in made["receivables"]) * 100 == files.revenue_units
        )
    assert all(not row["paid_on"] or row["paid_on"] <= "2025-12-31" for row in made["receivables"])
    assert any(not row["paid_on"] for row in made["receivables"])


def test_trouble_makes_deliveries_late_and_complaints_many(many):
    folder, view, index = many
    late = {True: [], False: []}
    for row in csv.DictReader(open_text(write_demo_table(folder, "deliveries"))):
        delivered = day(row["delivered_on"])
        month = (int(row["delivered_on"][:4]) - 2021) * 12 + int(row["delivered_on"][5:7]) - 1
        late[bool(view.troubled[index[row["customer_id"]], month])].append(
            delivered > day(row["confirmed_on"])
        )
    assert np.mean(late[True]) > 3 * np.mean(late[False]) > 0.1
    made = csv.DictReader(open_text(write_demo_table(folder, "complaints")))
    places = ((index[row["customer_id"]], day(row["opened_on"])) for row in made)
    ahead = [(place, int(view.world.lost_on[place]) - opened) for place, opened in places]
    world = view.world
    watched = (world.lost_on < DAYS) & (world.lost_on - np.maximum(world.customers.since, 0) > 720)
    pairs = [gap for place, gap in ahead if watched[place]]
    near, far = (sum(low < gap <= low + 180 for gap in pairs) for low in (0, 540))
    assert near > 1.4 * far > 10


def test_assessments_follow_the_relation_and_never_the_loss(many):
    folder, view, index = many
    rows = list(csv.DictReader(open_text(write_demo_table(folder, "assessments"))))
    mine = [row for row in rows if row["measure"] == "relationship_quality"]
    places = [index[row["customer_id"]] for row in mine]
    scores = [int(row["value"]) for row in mine]
    assert 0.6 < np.corrcoef(view.world.customers.quality[places], scores)[0, 1] < 0.95
    for row in mine:
        place = index[row["customer_id"]]
        assert day(row["assessed_on"]) < view.world.lost_on[place] or view.world.back_on[place] <= day(
            row["assessed_on"]
        )
    assert len(set(places)) < len(index) * 0.9


def test_visits_are_those_the_orders_answer_to(many):
    folder, view, index = many
    counted = np.zeros_like(view.world.visits)
    for row in csv.DictReader(open_text(write_demo_table(folder, "visits"))):
        counted[index[row["customer_id"]], int(row["visited_on"][:4]) - 2021] += 1
    grown = view.world.plants.growth_from < MONTHS
    assert np.all(counted[~grown] <= view.world.visits[~grown])
    assert counted[grown, 3:].sum() > 2 * view.world.visits[grown, 3:].sum()
    whole = (view.world.customers.since < 0) & (view.world.lost_on == DAYS)
    assert counted[whole].sum() > 0.98 * view.world.visits[whole].sum()


def test_offers_name_few_references_and_never_the_buyer(many):
    folder, view, index = many
    rows = list(csv.DictReader(open_text(write_demo_table(folder, "offers"))))
    named = [row for row in rows if row["reference_customer_id"]]
    assert 0.1 < len(named) / len(rows) < 0.4
    assert len({row["reference_customer_id"] for row in named}) <= len(index) / 100
    since = view.world.customers.since
    for row in named:
        assert row["reference_customer_id"] != row["customer_id"]
        assert since[index[row["reference_customer_id"]]] < day(row["opened_on"])
    for row in rows:
        assert bool(row["closed_on"]) == (row["stage"] != "proposal")
        assert row["opened_on"] <= row["closed_on"] <= "2025-12-31" or not row["closed_on"]
        assert bool(row["reason_code"]) == (row["stage"] == "lost")
    decided = [row for row in rows if row["closed_on"]]
    won = {has: np.mean([row["stage"] == "won" for row in decided if bool(row["reference_customer_id"]) == has]) for has in (True, False)}  # fmt: skip
    assert won[True] > won[False] + 0.1


def test_what_is_not_there_is_said_in_a_sentence(clean, tmp_path):
    with pytest.raises(DemoTableError, match=r"no table weather\. It has: sites, people"):
        write_demo_table(clean.folder, "weather")
    with pytest.raises(DemoTableError, match="holds no demo company"):
        write_demo_table(tmp_path, "visits")
