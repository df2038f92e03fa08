"""What every item must survive, and what must not change a figure."""

from __future__ import annotations

import hashlib
import random
from datetime import date

import pytest

from clientela.base.errors import ClientelaError
from clientela.runs import planning
from clientela.runs.graph import all_steps
from clientela.workspace import WorkspaceError
from conftest import (
    AS_OF,
    NOON,
    build_workspace,
    customers,
    import_rows,
    line,
    open_workspace,
    picture,
    run_at,
    table,
    tiny_rows,
    write_rows,
)

CLASSES = [f.name for f in all_steps()["customers"].fields if f.unit == "class"]


def digests(run):
    folder = run.workspace.path / "results"
    return {
        name: hashlib.sha256((folder / name / f"{print_}.parquet").read_bytes()).hexdigest()
        for name, print_ in run.manifest.results.items()
    }


def test_two_builds_are_the_same_bytes(tiny, made):
    other = made(tiny_rows())
    assert other.manifest.run_id == tiny.manifest.run_id
    arrays = {n for n, s in all_steps().items() if s.form == "arrays"}
    ordered = {n for n in digests(tiny) if n in arrays} | {
        "pareto_curve",
        "abc_movers",
        "gains_and_losses",
        "revenue_by_month",
    }
    mine, others = digests(tiny), digests(other)
    assert {n: mine[n] for n in ordered} == {n: others[n] for n in ordered}


def test_two_builds_are_the_same_rows(tiny_picture, made):
    assert picture(made(tiny_rows())) == tiny_picture


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_is_irrelevant(tiny_picture, made, seed):
    rows = tiny_rows()
    random.Random(seed).shuffle(rows)  # noqa: S311 - a shuffle for a test
    assert picture(made(rows)) == tiny_picture


def test_a_line_split_in_two_changes_no_sum_and_no_class(tiny, made):
    rows = []
    for row in tiny_rows():
        parts = [dict(row), dict(row)]
        for name, share in (("net_amount", 0.25), ("cost_amount", 0.5), ("quantity", 0.5)):
            if row.get(name) is not None:
                first = round(row[name] * share, 2)
                parts[0][name], parts[1][name] = first, round(row[name] - first, 2)
        parts[1]["line_number"] = 2
        rows += parts
    split, whole = customers(made(rows)), customers(tiny)
    allowed = {n for n in next(iter(whole.values())) if "lines" in n}
    for number, row in whole.items():
        assert {k: v for k, v in split[number].items() if k not in allowed} == {
            k: v for k, v in row.items() if k not in allowed
        }
        assert split[number]["lines_count"] == 2 * row["lines_count"]


def test_money_times_a_hundred_changes_no_class(tiny, thousands):
    small, large = customers(tiny), customers(thousands)
    assert small.keys() == large.keys()
    for number, row in small.items():
        for name, value in row.items():
            if name.endswith("_amount"):
                assert large[number][name] == (
                    None if value is None else pytest.approx(value * 100, abs=100)
                ), name
            elif isinstance(value, float):
                assert large[number][name] == pytest.approx(value, abs=1e-9), name
            else:
                assert large[number][name] == value, name
    (one,), (other,) = table(tiny, "concentration"), table(thousands, "concentration")
    assert {k: pytest.approx(v, rel=1e-9) for k, v in one.items()} == other


@pytest.mark.parametrize("as_of", [None, AS_OF])
def test_an_empty_workspace_says_so(tmp_path, as_of):
    workspace = open_workspace(tmp_path / "w")
    for call in (lambda: run_at(workspace, as_of), lambda: workspace.plan(as_of=as_of)):
        with pytest.raises(ClientelaError, match="no sales lines yet"):
            call()
    assert workspace.current() is None
    assert workspace.batches() == ()


@pytest.fixture
def old_data(monkeypatch):
    """Let a run look from before the first document, which the door refuses: the steps must stand it all the same."""
    whole = planning.summarise_facts
    monkeypatch.setattr(
        planning,
        "summarise_facts",
        lambda facts, generation: {**whole(facts, generation), "first_on": date(2000, 1, 1)},
    )


def test_a_day_before_the_data_is_refused(made):
    with pytest.raises(WorkspaceError, match="The data begin on 05/01/2026"):
        made([line("1", date(2026, 1, 5), 10)])


@pytest.mark.usefixtures("old_data")
def test_every_step_with_nothing_in_view(made):
    run = made([line("1", date(2026, 1, 5), 10)])
    for name, step in all_steps().items():
        rows = table(run, name)
        assert not rows or name in (
            "totals",
            "after_as_of",
            "concentration",
            "pareto_limits",
            "file_control",
            "product_register",
            "identified_lines",
        ), name
        with run.reading() as reader:
            columns = {r[0]: r[1] for r in reader._engine.ask(f'describe "{name}"').fetchall()}
        assert set(columns) == {f.name for f in step.fields}
        for field in step.fields:
            if field.unit in ("text", "class"):
                assert columns[field.name] == "VARCHAR", (name, field.name)
    (totals,) = table(run, "totals")
    assert totals["margin_known_amount"] is None
    (found,) = table(run, "concentration")
    assert found["gini_index"] is None


@pytest.mark.usefixtures("old_data")
def test_a_file_without_a_line_before_as_of(made):
    run = made([line("1", date(2026, 1, 5), 10)])
    assert table(run, "customers") == []
    (totals,) = table(run, "totals")
    assert (totals["customers_count"], totals["revenue_amount"]) == (0, 0)
    run.report()


def test_one_customer(made):
    run = made([line("1", date(2025, 6, 1), 100)])
    (row,) = table(run, "customers")
    assert (row["abc_value_class"], row["abc_value_held_class"], row["abc_count_class"]) == ("A", "A", None)
    assert (row["pyramid_revenue_layer"], row["abc_rank"]) == ("top", 1)
    (found,) = table(run, "concentration")
    assert (found["gini_index"], found["gini_small_sample_index"]) == (pytest.approx(0), None)
    assert (found["hhi_index"], found["largest_share"]) == (pytest.approx(1), pytest.approx(1))
    run.report()


def test_nulls_in_every_optional_column(made):
    rows = [
        {**dict.fromkeys(("invoice_number", "line_number", "product_number", "family", "quantity", "cost_amount", "salesperson", "area", "segment", "customer_name")),
         **{k: v for k, v in line(str(c), date(2025, c, 1 + d), 10 * c + d).items() if k in ("invoice_date", "customer_number", "net_amount")}}
        for c in range(1, 12) for d in range(3)
    ]  # fmt: skip
    run = made(rows)
    found = customers(run)
    assert len(found) == 11
    for row in found.values():
        assert row["orders_count"] == 3
        assert row["customer_name"] is None
        assert row["seller_id"] is None
        assert row["margin_12m_amount"] is None
        assert None not in {
            row[c]
            for c in (
                "abc_value_class",
                "abc_count_class",
                "lifecycle_state",
                "activity_state",
                "pyramid_revenue_layer",
            )
        }
    run.report()


def test_no_class_depends_on_the_number_of_a_customer(tiny, made):
    """Ties are broken by value, never by key: renaming everybody backwards leaves every class where it was."""
    rows = tiny_rows()
    for row in rows:
        if row["customer_number"]:
            row["customer_number"] = f"Z{1000 - int(row['customer_number'])}"
    renamed = customers(made(rows))
    for number, row in customers(tiny).items():
        other = renamed[f"Z{1000 - int(number)}"]
        assert {c: row[c] for c in CLASSES} == {c: other[c] for c in CLASSES}


def test_a_master_file_alone_makes_prospects(tmp_path):
    """Customers nobody invoiced are prospects: in the register, in no class, in no total of customers."""
    path = tmp_path / "customers.csv"
    path.write_text(
        "customer_number,customer_name,city\n001,Known,Turin\n900,Prospect,Milan\n", encoding="utf-8"
    )
    workspace = open_workspace(tmp_path / "w")
    sales = write_rows(tmp_path / "sales.csv", tiny_rows())
    workspace.import_files([path, sales], imported_at=NOON)
    run = run_at(workspace)
    found = customers(run)
    assert found["900"]["lifecycle_state"] == "P"
    assert found["900"]["activity_state"] == "none"
    assert found["900"]["abc_value_class"] is None
    assert found["900"]["abc_value_held_class"] is None
    assert (found["001"]["customer_name"], found["001"]["city"]) == ("Known", "Turin")
    (totals,) = table(run, "totals")
    assert totals["customers_count"] == 30


def test_more_than_the_sample_of_customers_without_a_class(tmp_path):
    """The passage to the engine guesses a column's type by a sample: long dead customers first, one alive last."""
    rows = [line(f"{n:05d}", date(2022, 1, 1 + n % 28), 10 + n) for n in range(3000)]
    rows.append(line("99999", date(2025, 12, 1), 5))
    run = build_workspace(tmp_path, rows)
    classes = {r["customer_id"]: r["abc_value_held_class"] for r in table(run, "customers")}
    assert classes.pop("99999") == "A"
    assert set(classes.values()) == {None}


def test_a_result_reads_the_same_whatever_was_imported_in_between(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, tiny_rows())
    run = run_at(workspace)
    before = picture(run)
    import_rows(workspace, [line("999", date(2025, 3, 1), 1e6)], name="more.csv")
    run_at(workspace)
    assert picture(run) == before
