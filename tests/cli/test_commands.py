"""Help, exit codes, errors as sentences, exports."""

from __future__ import annotations

import csv
import importlib.util
import pkgutil
from datetime import date
from decimal import Decimal

import duckdb
import pytest

import clientela.cli as package
from conftest import line, table

COMMANDS = sorted(
    i.name.rstrip("_") for i in pkgutil.iter_modules(package.__path__) if not i.name.startswith("_")
)
MINIMUM = {
    "customer_id", "customer_name", "revenue_amount", "revenue_12m_amount", "margin_amount", "orders_count", "first_order_on",
    "last_order_on", "abc_value_class", "abc_count_class", "lifecycle_state", "pyramid_revenue_layer",
}  # fmt: skip


def test_there_are_commands():
    assert {
        "analyse",
        "import",
        "run",
        "runs",
        "plan",
        "publish",
        "prune",
        "export",
        "explain",
        "check",
        "compare",
    } <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(run_cli, name):
    code, out, err = run_cli(name, "--help")
    assert (code, err) == (0, "")
    assert name in out
    assert len(out.splitlines()) > 5


def test_help_lists_every_command(run_cli):
    _, out, _ = run_cli("--help")
    for name in COMMANDS:
        assert f"\n  {name} " in out


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("analyse",), ("import",), ("run", "--nonsense"), ("prune", "--keep", "0"), ("publish",)],
)
def test_bad_usage_is_two(run_cli, arguments):
    code, out, err = run_cli(*arguments)
    assert code == 2
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "no sales lines"),
        (("run", "--as-of", "2025-13-01"), "not a date"),
        (("run", "--as-of", "2025-12-31"), "no sales lines"),
        (("plan",), "no sales lines"),
        (("publish", "nothing"), "no run nothing"),
        (("compare", "a", "b"), "no run a"),
        (("units",), "Two business units need a run"),
        (("export", "customers"), "There is no run yet"),
        (("export", "invoices"), "cannot be exported"),
        (("explain", "revenue_amount"), "There is no run yet"),
        (("batches", "--undo", "x"), "no batch x"),
        (("import", "missing-file.csv"), "missing-file.csv"),
        (("report",), "There is no run yet"),
    ],
)
def test_an_error_is_one_sentence_and_one(run_cli, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w").mkdir()
    code, out, err = run_cli(*arguments, "-w", tmp_path / "w")
    assert code == 1
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert (
        len(
            [
                x
                for x in err.splitlines()
                if x.strip() and not x.startswith(("Computing", "Importing", "Writing"))
            ]
        )
        == 1
    )


def test_a_broken_setting_names_file_and_setting(run_cli, tmp_path):
    (tmp_path / "clientela.toml").write_text("[abc]\nvalue_cut = [0.7, 0.9]\n", encoding="utf-8")
    code, _, err = run_cli("runs", "-w", tmp_path)
    assert code == 1
    assert "clientela.toml" in err
    assert "value_cut" in err


@pytest.mark.parametrize("language", ["it", "ru"])
def test_an_error_in_the_readers_language(run_cli, tmp_path, language):
    code, _, err = run_cli("--lang", language, "run", "-w", tmp_path)
    assert code == 1
    assert "There are no sales lines" not in err


def export(run_cli, run, path, form):
    code, out, err = run_cli("export", "customers", "--format", form, "--out", path, "-w", run.workspace.path)
    assert (code, out) == (0, ""), err
    return {r["customer_id"]: r for r in table(run, "customers") if r["lines_count"]}


def test_export_csv(run_cli, tiny, tmp_path):
    found = export(run_cli, tiny, tmp_path / "c.csv", "csv")
    with (tmp_path / "c.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert set(rows[0]) >= MINIMUM
    assert "customer_key" not in rows[0]
    assert {r["customer_id"] for r in rows} == set(found)
    assert [r["customer_id"] for r in rows][:1] == ["001"]  # leading zeros stay
    for row in rows:
        source = found[row["customer_id"]]
        assert Decimal(row["revenue_amount"]) == source["revenue_amount"]
        assert row["last_order_on"] == str(source["last_order_on"])
        assert row["margin_amount"] == ("" if source["margin_amount"] is None else row["margin_amount"])
    assert {r["margin_amount"] for r in rows} > {""}


def test_export_parquet(run_cli, tiny, tmp_path):
    found = export(run_cli, tiny, tmp_path / "c.parquet", "parquet")
    path = tmp_path / "c.parquet"
    types = {
        r[0]: r[1]
        for r in duckdb.connect().execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    }
    assert set(types) >= MINIMUM
    assert (
        types["customer_id"],
        types["revenue_amount"],
        types["first_order_on"],
        types["orders_count"],
    ) == ("VARCHAR", "DOUBLE", "DATE", "BIGINT")
    total = (
        duckdb.connect().execute("select sum(revenue_amount) from read_parquet(?)", [str(path)]).fetchone()[0]
    )
    assert total == pytest.approx(float(sum(r["revenue_amount"] for r in found.values())))


@pytest.mark.skipif(
    importlib.util.find_spec("clientela.render.excel") is None, reason="no workbook writer yet"
)
def test_export_xlsx(run_cli, tiny, tmp_path):
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - needed here only

    found = export(run_cli, tiny, tmp_path / "c.xlsx", "xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "c.xlsx")
    cells = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert len([row for row in cells if row and set(map(str, row)) & set(found)]) == len(found)


def test_an_unknown_form_of_export(run_cli, tiny, tmp_path):
    code, _, err = run_cli(
        "export", "customers", "--format", "xml", "--out", tmp_path / "c.xml", "-w", tiny.workspace.path
    )
    assert code == 1
    assert "csv, parquet, xlsx" in err
    assert not (tmp_path / "c.xml").exists()


def test_from_import_to_prune(run_cli, tmp_path):
    from conftest import write_rows  # noqa: PLC0415 - beside its use

    path, place = tmp_path / "s.csv", ("-w", tmp_path / "w")
    write_rows(path, [line(str(n), date(2025, 5, n), n * 10) for n in range(1, 13)])
    code, out, _ = run_cli("import", path, *place)
    assert code == 0
    assert "12 lines read, 12 accepted" in out
    assert "imported before, nothing changed" in run_cli("import", path, *place)[1]
    assert "would be computed" in run_cli("plan", *place)[1]
    code, out, _ = run_cli("run", *place)
    assert code == 0
    assert "It is published." in out
    assert "0 results computed" in run_cli("run", *place)[1]
    runs = run_cli("runs", *place)[1]
    assert runs.startswith("* 2025-05-12-")
    run_id = runs.split()[1]
    assert "is published" in run_cli("publish", run_id, *place)[1]
    assert run_cli("compare", run_id, run_id, *place)[0] == 0
    code, out, _ = run_cli("explain", "revenue_12m_amount", "--customer", "7", *place)
    assert code == 0
    assert "70" in out
    assert "s.csv" in out
    batch = run_cli("batches", *place)[1].split()[1]
    assert "is out of the facts" in run_cli("batches", "--undo", batch, *place)[1]
    assert run_cli("prune", *place)[0] == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_the_language_may_stand_after_the_command(run_cli, name):
    code, out, err = run_cli(name, "--lang", "it", "--help")
    assert (code, err) == (0, "")
    assert "Lingua di quanto viene mostrato" in out
    assert run_cli(name, "--lang=xx")[0] == 2


def test_what_is_said_is_in_the_language_after_the_command(run_cli, tmp_path):
    before = run_cli("--lang", "it", "runs", "-w", tmp_path / "none")
    after = run_cli("runs", "-w", tmp_path / "none", "--lang", "it")
    assert before == after
    assert before != run_cli("runs", "-w", tmp_path / "none")


def _twelve(path, factor=1):
    from conftest import write_rows  # noqa: PLC0415 - beside its use

    rows = [line(str(n), date(2025, n, 5), n * factor, f"I{n}") for n in range(1, 13)]
    return write_rows(path, rows)


def test_check_tells_what_an_import_would_change(run_cli, tmp_path):
    place = ("-w", tmp_path / "w")
    code, out, _ = run_cli("check", _twelve(tmp_path / "a.csv"), *place)
    assert code == 0
    assert "What the import would change" not in out
    assert not (tmp_path / "w").exists()
    run_cli("import", tmp_path / "a.csv", *place)
    _twelve(tmp_path / "b.csv", 10)
    lines = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "b.csv").write_text("".join([*lines[:6], *lines[7:]]), encoding="utf-8")
    code, out, _ = run_cli("check", tmp_path / "b.csv", *place)
    assert code == 0
    shown = " ".join(out.split())
    for words in (
        "What the import would change",
        "Control totals before and after",
        "Documents not in the new file",
    ):
        assert words in shown
    assert "726.00" in shown  # 720 of the new file, and the 6 of the document it does not have
    dropped = " ".join(run_cli("check", tmp_path / "b.csv", "--replaces", "file", *place)[1].split())
    assert "720.00" in dropped
    assert "726.00" not in dropped
    assert "12 lines" in run_cli("import", tmp_path / "a.csv", "-w", tmp_path / "other")[1]


def test_a_folder_is_imported_once(run_cli, tmp_path):
    folder, place = tmp_path / "inbox", ("-w", tmp_path / "w")
    folder.mkdir()
    assert run_cli("import", "--folder", tmp_path / "no", *place)[0] == 1
    assert run_cli("import", tmp_path / "a.csv", "--folder", folder, *place)[0] == 2
    _twelve(folder / "a.csv")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7")
    code, out, err = run_cli("import", "--folder", folder, *place)
    assert (code, "a.csv: 12 rows" in out, "PDF" in err) == (1, True, True)
    (folder / "bad.pdf").unlink()
    code, out, _ = run_cli("import", "--folder", folder, *place)
    assert (code, "nothing changed" in out) == (0, True)
    assert len(run_cli("batches", *place)[1].strip().splitlines()) == 1
    _twelve(folder / "b.csv", 2)
    assert "b.csv: 12 rows" in run_cli("import", "--folder", folder, *place)[1]
    batch = run_cli("batches", *place)[1].split()[1]
    run_cli("batches", "--undo", batch, *place)
    assert "nothing changed" in run_cli("import", "--folder", folder, *place)[1]
