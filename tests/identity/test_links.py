"""One firm under several numbers: joined by links, never merged, and taken apart again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from clientela.base.scope import Scope
from clientela.base.settings import Structure
from clientela.workspace import (
    LinkError,
    Statement,
    Workspace,
    customer_lines,
    find_customer,
    preview_joining,
)
from conftest import (
    AS_OF,
    NOON,
    build_workspace,
    customers,
    import_rows,
    line,
    noon,
    open_workspace,
    picture,
    run_at,
    table,
)

DAY = date(2025, 3, 1)


def _rows():
    rows = [line(c, date(2025, month, 1 + n), 10 * (n + 1) + month, f"{c}-{month}", salesperson=f"S{n % 2}", cost_amount=5)
            for n, c in enumerate("abcdefghijkl") for month in (1, 2, 5, 9)]  # fmt: skip
    return [*rows, line("a", date(2024, 6, 1), 77, "a-old", salesperson="S0", cost_amount=5)]


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return build_workspace(tmp_path, _rows()).workspace


def _state(workspace, *statements, at=NOON, **more):
    return workspace.link(statements, stated_by="Anna", stated_at=at, **more)


def _run(workspace, **structure):
    return workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, structure=Structure(**structure))


def test_joined_numbers_are_one_customer_and_the_money_is_there_once(workspace):
    before, whole = customers(run_at(workspace)), table(run_at(workspace), "totals")[0]
    _state(workspace, Statement("b", "a", "legal", evidence="same tax number"))
    run = run_at(workspace)
    after = customers(run)
    assert set(after) == set(before) - {"b"}
    assert after["a"]["numbers_count"] == 2
    for name in (
        "revenue_amount",
        "revenue_12m_amount",
        "lines_count",
        "orders_count",
        "margin_known_amount",
    ):
        assert after["a"][name] == before["a"][name] + before["b"][name], name
    total = table(run, "totals")[0]
    assert total["revenue_amount"] == whole["revenue_amount"]
    assert total["customers_count"] == whole["customers_count"] - 1
    with run.reading() as reader:
        found = find_customer(reader, "b")  # the old number still leads somewhere
        assert found["customer_id"] == "a"
        page = customer_lines(reader, found["customer_key"])
        assert page.amount == after["a"]["revenue_amount"]
        assert {row["stated_id"] for row in page.rows} == {"a", "b"}


def test_a_link_taken_back_gives_every_figure_back(workspace):
    before = picture(run_at(workspace))
    _state(workspace, Statement("b", "a", "legal"), Statement("c", "a", "legal"))
    assert picture(run_at(workspace)) != before
    _state(
        workspace,
        Statement("b", "a", "legal"),
        Statement("c", "a", "legal"),
        at=datetime(2026, 1, 16, tzinfo=UTC),
        is_withdrawn=True,
    )
    assert workspace.links() == []
    assert [row["is_withdrawn"] for row in workspace.links(is_whole=True)] == [True, True, False, False]
    after = picture(run_at(workspace))
    assert after == before
    _state(
        workspace, Statement("b", "a", "legal"), at=datetime(2026, 1, 17, tzinfo=UTC)
    )  # the same words once more are a new statement
    assert customers(run_at(workspace))["a"]["numbers_count"] == 2


def test_undoing_the_batch_of_a_link_gives_the_very_run_back(workspace):
    first = run_at(workspace)
    outcome = _state(workspace, Statement("b", "a", "legal"))
    assert run_at(workspace).manifest.run_id != first.manifest.run_id
    workspace.undo(outcome.added[0].id)
    assert run_at(workspace).manifest.run_id == first.manifest.run_id


def test_joining_is_an_equivalence_and_a_circle_is_one_customer(workspace):
    _state(workspace, Statement("b", "a", "legal"), Statement("c", "b", "legal"), Statement("d", "e", "legal"), Statement("e", "d", "legal"))  # fmt: skip
    found = customers(run_at(workspace))
    assert (found["a"]["numbers_count"], found["d"]["numbers_count"]) == (3, 2)
    assert not {"b", "c", "e"} & set(found)


def test_a_merger_in_the_middle_of_the_history(workspace):
    """b was a customer of its own until the end of April 2025, then part of a."""
    apart = customers(run_at(workspace))
    _state(workspace, Statement("b", "a", "legal", from_on=date(2025, 5, 1)))
    today = customers(_run(workspace))
    assert "b" not in today
    assert today["a"]["revenue_amount"] == apart["a"]["revenue_amount"] + apart["b"]["revenue_amount"]
    was = customers(_run(workspace, view="as_was"))
    before = sum(21 + m for m in (0, 1))  # 20 + month, in January and February
    assert (was["b"]["revenue_amount"], was["b"]["joined_into_id"]) == (before, "a")
    assert was["b"]["lifecycle_state"] == "X"  # it did not leave
    assert was["a"]["revenue_amount"] == today["a"]["revenue_amount"] - before
    assert was["a"]["joined_into_id"] is None
    early = workspace.run(started_at=NOON, finished_at=noon, as_of=date(2025, 4, 30))
    assert {"a", "b"} <= set(customers(early))  # on that day they were two


def test_a_firm_that_left_again(workspace):
    _state(workspace, Statement("b", "a", "legal", from_on=date(2025, 2, 1), to_on=date(2025, 5, 31)))
    today = customers(_run(workspace))
    assert today["b"]["lines_count"] == 4
    was = customers(_run(workspace, view="as_was"))
    assert (was["b"]["lines_count"], was["a"]["lines_count"]) == (2, 7)


def test_what_is_only_considered_counts_only_as_if(workspace):
    _state(workspace, Statement("b", "a", "legal", scenario="Plan 2027"))
    assert "b" in customers(_run(workspace))
    assert "b" not in customers(_run(workspace, view="as_if", scenario="Plan 2027"))
    with pytest.raises(LinkError, match="Plan 2027"):
        _run(workspace, view="as_if", scenario="Plan 2028")


def test_three_kinds_of_link_are_three_things(workspace):
    _state(workspace, Statement("b", "a", "legal"), Statement("c", "a", "group"), Statement("d", "a", "site"), Statement("e", "a", "apart"))  # fmt: skip
    counts = {
        level: customers(_run(workspace, level=level)).get("a", {}).get("numbers_count")
        for level in ("number", "legal", "site", "group")
    }
    assert counts == {"number": 1, "legal": 2, "site": 2, "group": 3}


def test_groups_of_any_depth_add_up(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, _rows())
    listed = tmp_path / "customers.csv"
    listed.write_text(
        "customer number,customer name,parent customer,group number\na,Alfa,,\nb,Beta,a,\nc,Gamma,b,\nd,Delta,c,\ne,Epsilon,,G1\nf,Zeta,,G1\ng,Eta,g2,\n",
        encoding="utf-8",
    )
    workspace.import_files([listed], imported_at=NOON)
    run = run_at(workspace)
    alone, nodes = customers(run), {row["node_id"]: row for row in table(run, "group_figures")}
    revenue = {c: alone[c]["revenue_amount"] for c in "abcdef"}
    assert nodes["a"]["revenue_amount"] == sum(revenue[c] for c in "abcd")
    assert nodes["b"]["revenue_amount"] == sum(revenue[c] for c in "bcd")
    assert (nodes["d"]["depth"], nodes["d"]["path"]) == (3, "a > b > c > d")
    assert (nodes["a"]["members_count"], nodes["a"]["own_revenue_12m_amount"]) == (
        4,
        alone["a"]["revenue_12m_amount"],
    )
    assert nodes["group G1"]["revenue_amount"] == revenue["e"] + revenue["f"]
    whole = customers(_run(workspace, level="group"))
    assert whole["a"]["revenue_amount"] == nodes["a"]["revenue_amount"]
    assert whole["e"]["revenue_amount"] == nodes["group G1"]["revenue_amount"]
    with run.reading(
        scope=Scope("seller_id", ("S0",))
    ) as reader:  # a part of the company sees its part of the group
        mine = {row["node_id"]: row for row in reader.rows("group_figures")}
    assert mine["a"]["revenue_amount"] == revenue["a"] + revenue["c"]


def test_a_changed_number_is_one_customer_by_the_list_of_other_numbers(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, [line("old", date(2024, 6, 1), 100, "1"), line("new", date(2025, 6, 1), 50, "2")])
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("customer number,old number\nnew,old\n", encoding="utf-8")
    workspace.import_files([aliases], imported_at=NOON)
    found = customers(run_at(workspace))
    assert set(found) == {"new"}
    assert (found["new"]["revenue_amount"], found["new"]["first_order_on"]) == (150, date(2024, 6, 1))


def test_the_effect_told_before_is_the_effect_after(workspace):
    run = run_at(workspace)
    with run.reading() as reader:
        effect = preview_joining(reader, ["d", "e", "f"])
    assert any("S0" in str(w.params) for w in effect.warnings)
    _state(workspace, Statement("e", "d", "legal"), Statement("f", "d", "legal"))
    after = customers(run_at(workspace))["d"]
    assert (effect.rank, effect.abc_class, effect.revenue_12m_amount) == (
        after["abc_rank"], after["abc_value_class"], after["revenue_12m_amount"],
    )  # fmt: skip


def test_under_a_scope_joined_numbers_are_seen_whole_and_no_others(workspace):
    _state(
        workspace, Statement("b", "a", "legal")
    )  # b is S1's by its documents, a is S0's: the customer is S0's
    run = run_at(workspace)
    with run.reading(scope=Scope("seller_id", ("S0",))) as reader:
        assert find_customer(reader, "b")["customer_id"] == "a"
        (sums,) = reader.query(
            "select cast(sum(net_amount) as bigint) as net_amount, count(distinct customer_key) as n from sales_lines"
        )
        assert sums["net_amount"] == sum(r["revenue_amount"] for r in reader.rows("customers"))
        assert {r["customer_id"] for r in reader.rows("customer_keys")} == {*"acegik", "b"}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (Statement("zz", "a", "legal"), "zz"),
        (Statement("a", "a", "legal"), "itself"),
        (Statement("b", "a", "cousin"), "cousin"),
        (Statement("b", "a", "legal", from_on=DAY, to_on=date(2025, 1, 1)), "before it begins"),
    ],
)
def test_a_link_that_cannot_be_is_refused_with_a_sentence(workspace, statement, words):
    facts = workspace.facts.number
    with pytest.raises(LinkError) as error:
        _state(workspace, Statement("c", "a", "legal"), statement)
    assert words in str(error.value)
    assert workspace.facts.number == facts


def test_only_what_is_stated_can_be_taken_back(workspace):
    with pytest.raises(LinkError):
        _state(workspace, Statement("b", "a", "legal"), is_withdrawn=True)


def test_a_link_stays_what_it_was_when_another_source_brings_the_same_number(workspace):
    _state(workspace, Statement("b", "a", "legal"))
    before = customers(run_at(workspace))["a"]["revenue_amount"]
    import_rows(workspace, [line("a", date(2025, 6, 1), 5, "x1")], name="crm.csv", source="crm")
    found = customers(run_at(workspace))
    assert (found["main:a"]["revenue_amount"], found["main:a"]["numbers_count"]) == (before, 2)
    assert found["crm:a"]["revenue_amount"] == 5
    (held,) = workspace.links()
    assert (held["customer_id"], held["other_id"]) == ("b", "main:a")
    _state(
        workspace, Statement("b", "main:a", "legal"), at=datetime(2026, 1, 16, tzinfo=UTC), is_withdrawn=True
    )
    assert workspace.links() == []
    assert "b" in customers(run_at(workspace))


def test_a_link_of_a_file_and_one_of_a_customer_that_left_can_be_taken_back(workspace, tmp_path):
    links = tmp_path / "links.csv"
    links.write_text("customer number,belongs to,kind of link\nb,a,legal\n", encoding="utf-8")
    workspace.import_files([links], imported_at=NOON)
    assert customers(run_at(workspace))["a"]["numbers_count"] == 2
    _state(workspace, Statement("b", "a", "legal"), is_withdrawn=True)
    assert customers(run_at(workspace))["a"]["numbers_count"] == 1
    late = import_rows(workspace, [line("z", date(2025, 6, 1), 5, "z1")], name="late.csv").added[0]
    _state(workspace, Statement("z", "d", "legal"))
    workspace.undo(late.id)
    (held,) = workspace.links()
    _state(
        workspace,
        Statement(held["customer_id"], held["other_id"], "legal"),
        at=datetime(2026, 1, 16, tzinfo=UTC),
        is_withdrawn=True,
    )
    import_rows(workspace, [line("z", date(2025, 6, 1), 5, "z1")], name="late.csv")
    assert "z" in customers(run_at(workspace))


@pytest.mark.parametrize("view", ["as_is", "as_was"])
def test_the_run_by_group_and_the_tree_say_the_same(tmp_path, view):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, _rows())
    listed = tmp_path / "customers.csv"
    listed.write_text(
        "customer number,customer name,parent customer,group number\na,Alfa,,G1\nb,Beta,,G1\nc,Gamma,,G2\nd,Delta,,G2\ne,Epsilon,a,\nf,Zeta,g,\ng,Eta,f,\n",
        encoding="utf-8",
    )
    workspace.import_files([listed], imported_at=NOON)
    _state(workspace, Statement("c", "b", "group"), Statement("h", "c", "legal"))
    nodes = {row["node_id"]: row for row in table(run_at(workspace), "group_figures")}
    whole = customers(_run(workspace, level="group", view=view))
    assert nodes["group G1"]["revenue_amount"] == whole["a"]["revenue_amount"]
    assert (whole["a"]["numbers_count"], nodes["group G1"]["members_count"]) == (
        5,
        4,
    )  # h is c's other number
    assert whole["d"]["numbers_count"] == 1
    (top,) = {row["top_node"] for row in nodes.values() if row["node_id"] in "fg"}
    assert whole[top]["numbers_count"] == 2


def test_the_same_firm_and_different_firms_at_once_is_refused(workspace):
    _state(workspace, Statement("b", "a", "apart"))
    with pytest.raises(LinkError, match="other way"):
        _state(workspace, Statement("a", "b", "legal"))
