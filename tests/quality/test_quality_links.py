"""Links that name nobody, and end customers who buy from us as well."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.scope import Scope
from clientela.engine.connect import Engine
from clientela.quality.links import end_customers_with_invoices, links_to_nobody
from clientela.runs.build import view_facts
from clientela.runs.quality import value_lines
from clientela.tables._generation import read_generation
from clientela.workspace import Statement, build_identity_report
from conftest import NOON, build_workspace, import_rows, line, run_at


@pytest.fixture
def workspace(tmp_path):
    rows = [
        line(c, date(2025, m, 3), 100 * m, f"{c}{m}", salesperson=f"S{c}") for c in "abcde" for m in (2, 7)
    ]
    workspace = build_workspace(tmp_path, rows).workspace
    import_rows(workspace, [line("a", date(2025, 3, 3), 5, "other-a")], name="other.csv", source="crm")
    return workspace


def _import(workspace, name, text):
    path = workspace.path.parent / name
    path.write_text(text, encoding="utf-8")
    workspace.import_files([path], imported_at=NOON)


def _found(workspace, check):
    facts = workspace.path / "facts"
    generation = read_generation(facts)
    params = workspace.params(date(2025, 12, 31), generation)
    with Engine() as engine:
        view_facts(engine, generation, facts)
        value_lines(engine, params)
        return sorted(engine.fetch(f"select subject, rows_count, amount from ({check.build(params)})"))


def test_a_link_to_an_unknown_or_ambiguous_number_is_found_and_a_known_one_is_not(workspace):
    _import(
        workspace,
        "links.csv",
        "customer number,belongs to,link kind\nb,c,legal\nd,zz,legal\nyy,c,group\nd,crm:a,legal\ne,a,legal\n",
    )
    # `a` in a file of the source main means main's own a; crm:a says whose it is
    assert [row[:2] for row in _found(workspace, links_to_nobody)] == [("d > zz", 1), ("yy > c", 1)]


def test_a_link_taken_back_is_no_fault(workspace):
    _import(workspace, "links.csv", "customer number,belongs to,link kind,taken back\nd,zz,legal,yes\n")
    assert _found(workspace, links_to_nobody) == []


def test_end_customers_who_have_invoices_are_asked_about_while_the_link_holds(workspace):
    workspace.link(
        [
            Statement("d", "b", "behind"),
            Statement("e", "b", "behind", from_on=date(2024, 1, 1), to_on=date(2024, 12, 31)),
            Statement("c", "b", "group"),
        ],
        stated_by="Anna",
        stated_at=NOON,
    )
    assert _found(workspace, end_customers_with_invoices) == [("d", 2, 900 * 10_000)]


def test_the_checks_stand_in_the_quality_report(workspace):
    _import(workspace, "links.csv", "customer number,belongs to,link kind\nd,zz,legal\nd,b,behind\n")
    document = workspace.quality(today=date(2026, 1, 1))
    titles = [
        str(row[1])
        for section in document.sections
        for block in section.blocks
        if getattr(block, "name", "") == "findings"
        for row in block.rows
    ]
    assert "Links that name an unknown customer number" in titles
    assert "End customers behind a distributor who have invoices of ours as well" in titles
    assert not any("that is nowhere in" in title for title in titles)  # said once


def _tables(workspace, **reading):
    with run_at(workspace).reading(**reading) as reader:
        document = build_identity_report(reader, links=workspace.links())
    return {b.name: b.rows for s in document.sections for b in s.blocks if hasattr(b, "rows")}


def test_the_report_names_contradictions_and_shows_sell_out_beside(workspace):
    statements = [
        Statement("b", "c", "group"), Statement("c", "d", "group"), Statement("d", "b", "group"), Statement("e", "b", "behind"),
    ]  # fmt: skip
    workspace.link(statements, stated_by="Anna", stated_at=NOON)
    _import(workspace, "links.csv", "customer number,belongs to,link kind\nd,zz,legal\n")
    _import(
        workspace,
        "out.csv",
        "distributor,end customer,sell out date,amount sold on\nb,x,2025-04-01,70.00\nb,y,2025-05-01,30.00\nb,x,2023-05-01,9.00\n",
    )
    found = _tables(workspace)
    assert [row[:2] for row in found["unknown_links"]] == [("d", "zz")]
    assert len(found["circles"]) == 1
    ((number, _, ours, sold, reported, linked, both),) = found["behind"]
    assert (number, ours, sold, reported, linked, both) == ("b", 900, 100, 2, 1, 1)
    assert (
        sum(row[2] for row in found["groups"] if not row[0].startswith("›")) == 3 * 900
    )  # sold on is in no sum


def test_a_number_in_two_groups_is_named(workspace):
    _import(workspace, "customers.csv", "customer number,customer name,group\nb,B,G1\nc,C,G2\n")
    workspace.link([Statement("c", "b", "group")], stated_by="Anna", stated_at=NOON)
    assert _tables(workspace)["several"] == (("c", "G1", "G2"),)


def test_a_part_of_the_company_reads_nothing_of_the_others(workspace):
    workspace.link(
        [Statement("d", "e", "behind"), Statement("b", "c", "group")], stated_by="Anna", stated_at=NOON
    )
    found = str(_tables(workspace, scope=Scope("seller_id", ("Sb",))))
    assert "'c'" not in found
    assert "'d'" not in found
