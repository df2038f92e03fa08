"""`analyse --json`: one object with the agreed keys, and nothing else on standard output."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from conftest import line, tiny_rows, write_rows

KEYS = {
    "lines_read": int, "lines_accepted": int, "lines_excluded": int, "lines_rejected": int, "customers": int,
    "revenue_amount": float, "margin_amount": float, "margin_known_amount": float, "margin_coverage_share": float,
    "period_from": str, "period_to": str, "as_of": str, "run_id": str, "workspace": str, "outputs": dict,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("analyse")


@pytest.fixture(scope="module")
def answered(clientela, folder):
    path = write_rows(folder / "sales.csv", [*tiny_rows(), line("x", "not a date", 9, "bad")])
    answer = clientela(
        "analyse", path, "--json", "--out", folder / "out", "--as-of", "2025-12-31", "--format", "html"
    )
    assert answer.code == 0, answer.err
    return answer


def test_keys_and_types(answered):
    found = json.loads(answered.out)
    assert set(KEYS) <= set(found)
    for name, kind in KEYS.items():
        assert found[name] is None or isinstance(found[name], kind), name
    assert found["lines_read"] == found["lines_accepted"] + found["lines_excluded"] + found["lines_rejected"]


def test_figures(answered):
    found, rows = json.loads(answered.out), tiny_rows()
    assert (found["lines_read"], found["lines_accepted"], found["lines_rejected"]) == (
        len(rows) + 1,
        len(rows),
        1,
    )
    assert found["customers"] == 30
    assert found["revenue_amount"] == pytest.approx(sum(r["net_amount"] for r in rows))
    assert found["margin_amount"] is None  # some lines have no cost: the whole is unknown, the part is not
    costed = [r for r in rows if r.get("cost_amount") is not None]
    assert found["margin_known_amount"] == pytest.approx(
        sum(r["net_amount"] - r["cost_amount"] for r in costed)
    )
    share = sum(abs(r["net_amount"]) for r in costed) / sum(abs(r["net_amount"]) for r in rows)
    assert found["margin_coverage_share"] == pytest.approx(share)
    assert (found["period_from"], found["as_of"]) == ("2023-01-01", "2025-12-31")
    assert found["period_to"] == max(str(r["invoice_date"]) for r in rows)
    assert found["run_id"].startswith("2025-12-31-")


def test_outputs_are_there(answered, folder):
    found = json.loads(answered.out)
    assert found["workspace"] == str(folder / "out" / "workspace")
    assert set(found["outputs"]) == {"html", "import_check"}
    with Path(found["outputs"]["html"]).open(encoding="utf-8") as stream:
        assert "<html" in stream.read().lower()


def test_every_cost_known_gives_a_margin(clientela, tmp_path):
    rows = [line(str(n), date(2025, 5, n), 100, cost_amount=60) for n in range(1, 4)]
    answer = clientela(
        "analyse", write_rows(tmp_path / "s.csv", rows), "--json", "--out", tmp_path / "o", "--format", ""
    )
    found = json.loads(answer.out)
    assert (found["margin_amount"], found["margin_coverage_share"]) == (120.0, 1.0)
    assert found["outputs"] == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [("", ""), ("invoice_date,customer_number,net_amount\n", ""), ("colour,size\nred,3\n", "")],
)
def test_a_file_with_nothing_in_it_is_a_sentence(clientela, tmp_path, content, said):
    path = tmp_path / "empty.csv"
    path.write_text(content, encoding="utf-8")
    answer = clientela("analyse", path, "--json", "--out", tmp_path / "out", "--format", "")
    assert answer.code == 1
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert answer.err.strip().splitlines()[-1].rstrip().endswith((".", "FILE"))
    assert said in answer.err


def test_lines_without_a_margin_are_null_not_zero(clientela, tmp_path):
    rows = [line("1", date(2025, 5, 1), 100)]
    answer = clientela(
        "analyse", write_rows(tmp_path / "s.csv", rows), "--json", "--out", tmp_path / "o", "--format", ""
    )
    found = json.loads(answer.out)
    assert found["margin_amount"] is None
    assert found["margin_known_amount"] is None
    assert found["margin_coverage_share"] == 0.0
