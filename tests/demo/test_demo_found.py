"""The planted customers are found by the figures of a run, and in the company without plants the same rules find nobody."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from clientela.cli.demo import settings_text
from clientela.demo import write_demo, write_demo_tables
from clientela.workspace import Workspace
from conftest import NOON, noon, table

LARGE = 20_000
"""Revenue of a year above which a customer's loss is worth a question."""


def known(files, name):
    path = files.truth / f"{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["customer_id"]: row for row in csv.DictReader(stream)}


def analysed(folder, *, planted, view=""):
    files = write_demo(folder / "company", size="s", seed=7, planted=planted)
    workspace = Workspace.open(folder / "workspace")
    said = settings_text(files)
    workspace.write_settings(said + (f'\n[structure]\nview = "{view}"\n' if view else ""))
    paths = [*files.sources, *write_demo_tables(files.folder, files.economics_tables)]
    outcome = workspace.import_files(paths, imported_at=NOON)
    run = workspace.run(started_at=NOON, finished_at=noon, as_of=files.as_of)
    return files, run, outcome


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    return {planted: analysed(tmp_path_factory.mktemp("world"), planted=planted) for planted in (True, False)}


def bought(run):
    return {
        row["customer_id"]: row for row in table(run, "customers") if (row["revenue_12m_amount"] or 0) > 0
    }


def growing_at_a_loss(rows):
    """Sales rise by a third and more, and what is left after serving is below zero and worse than before."""
    return {
        number
        for number, row in rows.items()
        if row["revenue_12m_amount"] > LARGE
        and row["revenue_12m_amount"] > row["revenue_prior_12m_amount"] * 4 / 3
        and row["cm3_12m_amount"] < min(row["cm3_prior_12m_amount"] or 0, 0)
    }


def test_every_table_is_imported_without_a_question(worlds):
    for planted, (files, _, outcome) in worlds.items():
        assert len(outcome.files) == 3 + len(files.economics_tables) == (15 if planted else 14)
        assert [file.name for file in outcome.files if file.question is not None] == []
        assert [file.name for file in outcome.files if file.role == "unknown"] == []
        further = [file for file in outcome.files if file.path.stem in files.economics_tables]
        assert [file.unused_columns for file in further] == [()] * len(files.economics_tables)
        assert all(file.lines_accepted == file.lines_read > 0 for file in further)
        assert not any(file.lines_rejected for file in outcome.files)


def test_every_contribution_is_known(worlds):
    for _, run, _ in worlds.values():
        rows = bought(run)
        assert len(rows) > 100
        assert {row["ladder_state"] for row in rows.values()} == {"served"}


def test_growth_without_profit_is_found_and_nobody_else(worlds):
    files, run, _ = worlds[True]
    rows, planted = bought(run), known(files, "planted_costly_growth")
    assert growing_at_a_loss(rows) == set(planted)
    for number in planted:
        assert rows[number]["cm1_12m_amount"] > -0.08 * float(rows[number]["revenue_12m_amount"])
        assert rows[number]["cm3_12m_amount"] < 0
    assert growing_at_a_loss(bought(worlds[False][1])) == set()


def test_hidden_cost_to_serve_stands_out(worlds):
    files, run, _ = worlds[True]
    hard = known(files, "planted_hidden_cost")
    rows = {n: r for n, r in bought(run).items() if r["revenue_12m_amount"] > LARGE / 2}
    ranks = np.argsort(np.argsort([row["serve_share"] for row in rows.values()]))
    is_hard = np.array([number in hard for number in rows])
    n, m = is_hard.sum(), (~is_hard).sum()
    assert n >= 5
    assert (ranks[is_hard].sum() - n * (n - 1) / 2) / (n * m) > 0.9
    plain = [
        r["serve_share"] for r in bought(worlds[False][1]).values() if r["revenue_12m_amount"] > LARGE / 2
    ]
    assert max(plain) < 0.2 < max(row["serve_share"] for number, row in rows.items() if number in hard)


def test_the_cost_to_serve_of_a_hidden_customer_is_the_truth_and_what_is_on_top(worlds):
    files, run, _ = worlds[True]
    rows = bought(run)
    for number, said in known(files, "planted_hidden_cost").items():
        cost = float(said["cost_12m"])
        if cost > 2000:
            row = rows[number]
            part = float(row["freight_12m_amount"] + row["handling_12m_amount"])
            assert 0.6 * cost < part < 1.02 * cost
            assert float(row["serve_12m_amount"]) > 0.85 * cost


def test_the_leak_is_found_at_its_sellers(worlds):
    files = worlds[True][0]
    leak = known(files, "planted_discount_leak")
    flagged = {}
    for planted, (_, each, _) in worlds.items():
        prices = {row["customer_key"]: row for row in table(each, "price_realisation")}
        flagged[planted] = {
            number: row["seller_id"]
            for number, row in bought(each).items()
            if (prices[row["customer_key"]]["discount_leak_amount"] or 0) > 0
        }
    sellers = {row["seller_id"] for row in leak.values()}
    growth = set(known(files, "planted_costly_growth"))
    found = [number for number in flagged[True] if number in leak]
    others = [number for number in flagged[True] if number not in leak and number not in growth]
    assert len(found) >= 0.3 * len(leak)
    assert {flagged[True][number] for number in found} == sellers
    assert len(others) <= len(flagged[False]) + 2
    assert len(flagged[False]) <= 0.03 * len(bought(worlds[False][1]))


def test_the_merger_is_one_customer_today_and_two_before(worlds, tmp_path):
    files, run, _ = worlds[True]
    (said,) = known(files, "planted_merger").values()
    old, new = said["customer_id"], said["into_id"]
    assert date(2024, 1, 1) < date.fromisoformat(said["from_on"]) < date(2025, 1, 1)
    today = {row["customer_id"]: row for row in table(run, "customers")}
    _, other, _ = analysed(tmp_path, planted=True, view="as_was")
    then = {row["customer_id"]: row for row in table(other, "customers")}
    before = float(said["revenue_before"])
    assert float(then[old]["revenue_amount"]) == pytest.approx(before, abs=0.005)
    assert old not in today or not today[old]["revenue_amount"]
    assert float(today[new]["revenue_amount"] - then[new]["revenue_amount"]) == pytest.approx(
        before, abs=0.005
    )
    whole = [sum(float(r["revenue_amount"] or 0) for r in rows.values()) for rows in (today, then)]
    assert whole[0] == pytest.approx(whole[1], abs=0.01)
