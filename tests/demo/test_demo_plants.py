"""What is planted is there, comes to what the truth says, and touches nobody else."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import duckdb
import numpy as np
import pytest

from clientela.demo import DEMO_TABLES, write_demo, write_demo_tables
from clientela.demo._company import write_company
from clientela.demo._plan import make_plan
from clientela.demo._plant_truth import PLANTED
from clientela.demo._truth import read_documents

FOREIGN = ("activity_pools", "activity_drivers", "targets", "customer_links")
"""Tables about the company, and the one that only a merger fills."""
LAST_YEAR = "2025"


def truth(files, name):
    with (files.truth / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def touched(files, *names):
    """The numbers that the truth names under these plants."""
    rows = [row for name in names for row in truth(files, name)]
    return {row["customer_id"] for row in rows} | {row["into_id"] for row in rows if "into_id" in row}


LEDGER = ("planted_costly_growth", "planted_discount_leak", "planted_merger")


@pytest.fixture(scope="module", params=[False, True], ids=["clean", "dirty"])
def pair(request, tmp_path_factory):
    """The planted company and the same one without plants, with all tables."""
    found = []
    for planted in (True, False):
        folder = tmp_path_factory.mktemp("pair")
        files = write_demo(folder, size="s", seed=7, dirty=request.param, planted=planted)
        write_demo_tables(folder, DEMO_TABLES)
        found.append(files)
    return found


def ledger(files, read, without):
    """The rows of the sales files by document and line, of the customers not in `without`."""
    rows = read(files.sales, skip=3 if files.dirty else 0)
    late = read(files.sales_late) if files.dirty else []
    return [
        tuple(row.values())
        for row in (*rows, *late)
        if row["Codice cliente"] not in without and row["Numero documento"] != "Totale"
    ]


def other_numbers(files, read, numbers):
    """These numbers, and those the same firms have beside them."""
    listed = read(files.customers)
    tax = {
        row["Partita IVA"] for row in listed if {row["Codice cliente"], row["Codice precedente"]} & numbers
    }
    found = [row for row in listed if row["Partita IVA"] in tax]
    return numbers | {row[name] for row in found for name in ("Codice cliente", "Codice precedente")} - {""}


def test_nobody_else_s_ledger_differs_by_a_cent(pair, read):
    planted, plain = pair
    without = other_numbers(planted, read, touched(planted, *LEDGER))
    mine, theirs = (ledger(files, read, without) for files in pair)
    assert len(mine) > 20_000
    assert mine == theirs
    assert planted.revenue_units != plain.revenue_units
    assert not list(plain.truth.glob("planted_[!f]*.csv"))


def test_the_tables_of_everybody_else_stay(pair, read):
    planted, plain = pair
    without = other_numbers(planted, read, touched(planted, *PLANTED))
    for name in DEMO_TABLES:
        if name in FOREIGN:
            continue
        found = []
        for files in (planted, plain):
            with (files.data / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                rows = [
                    row
                    for row in csv.DictReader(stream)
                    if row.get("customer_id", row.get("subject_id")) not in without
                ]
            # visits are numbered in the order of the file, the called-for ones last
            found.append([tuple(v for k, v in row.items() if k != "visit_id") for row in rows])
        assert len(found[0]) > (3 if name == "relation_levels" else 20), name
        assert found[0] == found[1], name


def test_costly_growth_is_what_the_truth_says(pair, read):
    planted, _ = pair
    documents, before = (read_documents(files.truth / "documents.parquet") for files in pair)
    names = [row["customer_id"] for row in truth(planted, "customers")]
    rows = truth(planted, "planted_costly_growth")
    assert len(rows) == 3
    for row in rows:
        place = names.index(row["customer_id"])
        mine = documents["customer"] == place
        year = mine & (documents["year"] == 2025)
        revenue = documents["net_units"][year].sum() / 10_000
        assert revenue == pytest.approx(float(row["revenue_12m"]), abs=0.01)
        assert documents["net_units"][mine & (documents["year"] == 2024)].sum() / 10_000 == pytest.approx(
            float(row["revenue_prior_12m"]), abs=0.01
        )
        alone = before["net_units"][(before["customer"] == place) & (before["year"] == 2025)].sum() / 10_000
        assert revenue > 1.3 * float(row["revenue_prior_12m"])
        assert revenue > 2 * alone
        back = -documents["net_units"][year & (documents["credit"] == 1)].sum() / 10_000
        assert back == pytest.approx(float(row["returns_12m"]), abs=0.01)
        assert back > 0.01 * revenue
    if not planted.dirty:
        numbers = {row["customer_id"]: float(row["discount_percent"]) for row in rows}
        for line in read(planted.sales):
            wanted = numbers.get(line["Codice cliente"])
            if wanted and line["Data documento"].endswith(LAST_YEAR) and line["Tipo documento"] == "Fattura":
                assert float(line["Sconto %"].replace(",", ".")) == wanted


def test_costly_growth_calls_for_visits_pays_late_and_gets_a_bonus(pair):
    planted, plain = pair
    rows = {row["customer_id"]: row for row in truth(planted, "planted_costly_growth")}
    with duckdb.connect() as connection:
        for number, row in rows.items():
            visits, before, late, late_before, bonus = (
                connection.execute(query, [str(files.data / f"{name}.csv"), number]).fetchone()[0]
                for files, name, query in (
                    (planted, "visits", "select count(*) from read_csv(?) where customer_id = ? and year(visited_on) = 2025"),
                    (plain, "visits", "select count(*) from read_csv(?) where customer_id = ? and year(visited_on) = 2025"),
                    (planted, "receivables", "select avg(paid_on - due_on) from read_csv(?) where customer_id = ? and year(due_on) = 2025"),
                    (plain, "receivables", "select avg(paid_on - due_on) from read_csv(?) where customer_id = ? and year(due_on) = 2025"),
                    (planted, "rebates", "select sum(rebate) from read_csv(?) where customer_id = ? and year = 2025"),
                )
            )  # fmt: skip
            assert visits - before == pytest.approx(int(row["visits_more_per_year"]), abs=9)
            assert late - late_before > 0.6 * int(row["days_later"])
            assert bonus == pytest.approx(float(row["bonus_share"]) * float(row["revenue_12m"]), rel=0.01)


def test_the_leak_comes_to_the_cent(clean, plain, read):
    rows = {row["customer_id"]: row for row in truth(clean, "planted_discount_leak")}
    assert len(rows) >= 5
    assert all(8 <= float(row["points"]) <= 15 for row in rows.values())
    given, usual = defaultdict(int), {}
    keys = ("Numero documento", "Riga")
    for line in read(plain.sales):
        if line["Codice cliente"] in rows:
            usual[tuple(line[k] for k in keys)] = line
    seen = set()
    for line in read(clean.sales):
        row = rows.get(line["Codice cliente"])
        if row is None:
            continue
        before = usual[tuple(line[k] for k in keys)]
        more = Decimal(line["Sconto %"].replace(",", ".")) - Decimal(before["Sconto %"].replace(",", "."))
        assert line["Quantità"] == before["Quantità"], "the volume is the same"
        if not line["Data documento"].endswith(LAST_YEAR):
            assert more == 0
            continue
        net, full = (int(x["Importo netto"].replace(",", "")) for x in (line, before))
        given[line["Codice cliente"]] += full - net
        if line["Tipo documento"] == "Fattura":
            assert more == Decimal(row["points"])
            assert line["Agente"] == row["seller_id"]
            seen.add(line["Codice cliente"])
    assert seen == set(rows)
    for number, row in rows.items():
        assert given[number] == round(float(row["given_away_12m"]) * 100)


def test_two_customers_continue_under_one_number(clean, plain, read):
    (row,) = truth(clean, "planted_merger")
    old, new = row["customer_id"], row["into_id"]
    assert "2024-01-01" < row["from_on"] < "2025-01-01"
    sums, shown = defaultdict(int), set()
    for line in read(clean.sales):
        day = "-".join(reversed(line["Data documento"].split("/")))
        cents = int(line["Importo netto"].replace(",", ""))
        sums[line["Codice cliente"], day >= row["from_on"]] += cents
        assert line["Codice cliente"] != old or day < row["from_on"]
        if line["Codice cliente"] == new:
            shown.add((line["Ragione sociale"], line["Zona"], line["Settore"], line["Paese"]))
    assert len(shown) == 1
    alone = defaultdict(int)
    for line in read(plain.sales):
        day = "-".join(reversed(line["Data documento"].split("/")))
        alone[line["Codice cliente"], day >= row["from_on"]] += int(line["Importo netto"].replace(",", ""))
    assert sums[old, False] == alone[old, False] == round(float(row["revenue_before"]) * 100)
    assert alone[old, True] == round(float(row["revenue_after"]) * 100) > 0
    assert sums[new, True] == alone[new, True] + alone[old, True]
    assert sums[new, False] == alone[new, False]
    listed = {c["Codice cliente"]: c for c in read(clean.customers)}
    assert listed[old]["Confluito in"] == new


def test_freight_and_activities_give_the_hidden_cost_back(pair):
    """Sum per customer of freight + volume x minutes x cost of a minute against orders x cost + share x revenue."""
    for files in pair:
        costs = {
            row["customer_id"]: (float(row["cost_to_serve_per_order"]), float(row["cost_to_serve_share"]))
            for row in truth(files, "customers")
        }
        documents = read_documents(files.truth / "documents.parquet")
        wanted = defaultdict(float)
        names = list(costs)
        for who, year, credit, net in zip(
            *(documents[n].tolist() for n in ("customer", "year", "credit", "net_units")), strict=True
        ):
            if year == 2025:
                order, share = costs[names[who]]
                wanted[names[who]] += order * (1 - credit) + share * net / 10_000
        with duckdb.connect() as connection:
            found = dict(
                connection.execute(
                    f"""select customer_id, sum(amount) from (
                    select customer_id, freight as amount from '{files.data}/deliveries.csv' where year(delivered_on) = 2025
                    union all select v.customer_id, v.volume * d.unit_minutes * p.cost / p.practical_minutes
                    from '{files.data}/activity_volumes.csv' as v join '{files.data}/activity_drivers.csv' as d using (driver_id)
                    join '{files.data}/activity_pools.csv' as p on p.pool_id = d.pool_id and p.year = v.year where v.year = 2025
                    ) group by 1"""
                ).fetchall()
            )
        assert sum(found.values()) == pytest.approx(sum(wanted.values()), rel=0.02)
        if files.dirty:
            continue
        merged = touched(files, "planted_merger") if files.planted else set()
        for number, cost in wanted.items():
            if cost > 500 and number not in merged:
                assert found[number] == pytest.approx(cost, rel=0.25), number
        if files.planted:
            for row in truth(files, "planted_hidden_cost"):
                if float(row["cost_12m"]) > 500:
                    assert float(row["cost_12m"]) == pytest.approx(wanted[row["customer_id"]], rel=0.001)
                    assert float(row["extra_cost_12m"]) > 0.3 * float(row["cost_12m"])


def test_a_plain_company_has_nothing_hidden(plain):
    planted_columns = [
        (float(r["cost_to_serve_per_order"]), float(r["cost_to_serve_share"]))
        for r in truth(plain, "customers")
    ]
    assert max(order for order, _ in planted_columns) < 60
    assert max(share for _, share in planted_columns) < 0.25


@pytest.mark.parametrize("seed", [1, 2, 3, 11])
def test_every_company_has_every_plant_and_nobody_twice(tmp_path, seed):
    files = write_demo(tmp_path, size="s", seed=seed)
    counts = {name: len(truth(files, name)) for name in PLANTED}
    assert counts["planted_merger"] == 1
    assert counts["planted_costly_growth"] >= 2
    assert counts["planted_discount_leak"] >= 3
    assert counts["planted_hidden_cost"] >= 10
    named = [number for name in PLANTED for number in touched(files, name)]
    assert len(named) == len(set(named))


def test_the_large_companies_hold_the_same_plants(tmp_path):
    plan = replace(make_plan(size="s", seed=7, dirty=False), parquet=True)
    files = write_company(plan, tmp_path)
    (row,) = truth(files, "planted_merger")
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select customer_id, min(document_date)::varchar, max(document_date)::varchar, (sum(net_amount) * 100)::bigint "
            "from read_parquet(?) where customer_id in (?, ?) group by 1",
            [str(files.sales), row["customer_id"], row["into_id"]],
        ).fetchall()
    found = {number: rest for number, *rest in rows}
    assert found[row["customer_id"]][1] < row["from_on"]
    assert found[row["customer_id"]][2] == round(float(row["revenue_before"]) * 100)
    paths = write_demo_tables(tmp_path, ("rebates", "activity_volumes"))
    assert [path.suffix for path in paths] == [".parquet", ".parquet"]


def test_each_table_is_the_same_made_alone_or_with_the_others(clean, tmp_path):
    for folder in ("one", "all"):
        shutil.copytree(clean.folder, tmp_path / folder)
    together = write_demo_tables(tmp_path / "all", DEMO_TABLES)
    for name, path in zip(DEMO_TABLES, together, strict=True):
        (alone,) = write_demo_tables(tmp_path / "one", (name,))
        assert alone.read_bytes() == path.read_bytes()


def test_capacity_is_used_but_not_exceeded(clean, tmp_path):
    shutil.copytree(clean.folder, tmp_path / "demo")
    write_demo_tables(tmp_path / "demo", ("activity_pools", "activity_drivers", "activity_volumes"))
    with duckdb.connect() as connection:
        data = tmp_path / "demo" / "data"
        loads = connection.execute(
            f"""select sum(v.volume * d.unit_minutes) / any_value(p.practical_minutes) from '{data}/activity_volumes.csv' as v
            join '{data}/activity_drivers.csv' as d using (driver_id)
            join '{data}/activity_pools.csv' as p on p.pool_id = d.pool_id and p.year = v.year group by p.pool_id, p.year"""
        ).fetchall()
    assert len(loads) == 20
    assert all(0.75 < load < 0.95 for (load,) in loads)
    assert np.std([load for (load,) in loads]) > 0.01
