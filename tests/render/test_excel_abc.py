"""The live ABC sheet: what it shows before a recalculation is what its formulas give."""

from __future__ import annotations

import re
import time
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from clientela.base.i18n import msg
from clientela.blocks import Column, Document, Table
from clientela.render._excel_abc import live_values
from clientela.render.excel import render_excel

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 11


def by_definition(values: list[Any], cuts: tuple[float, float]) -> list[str]:
    """Classify exactly: the sum of strictly higher positive values against the cuts of the whole."""
    exact = [Decimal(str(v)) for v in values]
    whole = sum((v for v in exact if v > 0), Decimal(0))
    first, second = (Decimal(str(cut)) for cut in cuts)
    found = []
    for value in exact:
        higher = sum((v for v in exact if v > max(value, Decimal(0))), Decimal(0))
        found.append(
            "C" if value <= 0 else "A" if higher < first * whole else "B" if higher < second * whole else "C"
        )
    return found


def write(
    values: list[Any], folder: Path, cuts: tuple[float, float] = (0.8, 0.95), language: str = "en"
) -> Path:
    columns = (
        Column("id", msg("Number")),
        Column("name", msg("Customer")),
        Column("v", msg("Revenue"), "money"),
    )
    live = Table(
        "abc_live", msg("ABC, computed live"), columns, tuple((f"00{i}", f"=C{i}", v) for i, v in enumerate(values)),
        currency="EUR",
    )  # fmt: skip
    made = Document("d", msg("T"), msg("S"), "Co", (), msg("F"), "EUR", live, cuts)
    path = folder / "live.xlsx"
    render_excel(made, language=language, path=path)
    return path


def rows_of(path: Path, sheet: str = "ABC live") -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


TIES = [40, 20, 20, 5, 5, 5, 5, Decimal("0.01"), 0, -3, -3]


@pytest.mark.parametrize(
    "values",
    [TIES, [10] * 20, [5], [-1, -2], [0, 0], [60, 20, 20], [80, 15, 5], [79.99, 0.01, 15, 5], [1e9, 0.01]],
)
def test_kept_classes_are_the_rule(tmp_path: Path, values: list[Any]) -> None:
    values = sorted(values, reverse=True)
    found = rows_of(write(values, tmp_path))[HEAD + 1 :]
    assert [row[6] for row in found[: len(values)]] == by_definition(values, (0.8, 0.95))
    total = float(sum(max(v, 0) for v in values))
    for row in found[: len(values)]:
        assert row[3] == pytest.approx(max(row[2], 0) / total if total else 0)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.decimals(min_value=-100, max_value=1000, places=2), min_size=1, max_size=40),
    st.sampled_from([(0.8, 0.95), (0.5, 0.9), (0.0, 1.0), (0.2, 0.2)]),
)
def test_rule_holds_for_any_values(values: list[Decimal], cuts: tuple[float, float]) -> None:
    ordered = sorted(values, reverse=True)
    found = list(live_values([float(v) for v in ordered], cuts))
    assert [row.code for row in found] == by_definition(ordered, cuts)


def test_formulas_look_at_their_own_row_and_the_one_above(tmp_path: Path) -> None:
    path = write(TIES, tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f>(.*?)</f>', sheet))
    assert (
        cells["C8"] == 'SUMIF(C13:C23,"&gt;0")'.replace('"', "&quot;")
        or cells["C8"] == 'SUMIF(C13:C23,"&gt;0")'
    )
    assert cells["D15"] == "IF(C15&gt;0,C15/$C$8,0)"
    assert cells["E15"] == "N(E14)+MAX(C15,0)"
    assert cells["F15"] == "IF(C15=C14,F14,IF($C$8&gt;0,ROUND(N(E14)/$C$8,10),0))"
    assert (
        cells["G15"].replace("&quot;", '"') == 'IF(C15&lt;=0,"C",IF(F15&lt;$C$6,"A",IF(F15&lt;$C$7,"B","C")))'
    )
    assert cells["J6"] == "COUNTIF($G$13:$G$23,I6)"
    assert cells["K6"] == "SUMIF($G$13:$G$23,I6,$C$13:$C$23)"
    assert not any(re.fullmatch(r"[AB]1[2-9]", name) for name in cells)
    assert "<dataValidation " in sheet


def test_summary_counts_and_adds_up(tmp_path: Path) -> None:
    found = rows_of(write(TIES, tmp_path))
    summary = {row[8]: row[9:11] for row in found[5:9]}
    codes = by_definition(TIES, (0.8, 0.95))
    for code in "ABC":
        own = [float(v) for v, c in zip(TIES, codes, strict=True) if c == code]
        assert summary[code] == [len(own), pytest.approx(sum(own))]
    assert summary["Total"] == [len(TIES), pytest.approx(float(sum(TIES)))]
    assert [row[2] for row in found[5:8]] == [0.8, 0.95, pytest.approx(100.01)]


def test_customer_without_a_value_has_no_class(tmp_path: Path) -> None:
    found = rows_of(write([None, 10, 5], tmp_path))[HEAD + 1 :]
    assert [row[0] for row in found] == ["001", "002", "000"]
    assert found[2][2:7] == ["", "", "", "", ""]
    assert found[1][1] == "=C2"


def test_no_rows_and_other_languages(tmp_path: Path) -> None:
    for language in ("en", "it", "ru"):
        assert write([], tmp_path, language=language).exists()
        assert write([3, 2, 1], tmp_path, language=language).exists()


def test_twenty_thousand_rows_stay_fast(tmp_path: Path) -> None:
    values = [round(1e6 / (i + 1), 2) for i in range(20_000)]
    started = time.perf_counter()
    path = write(values, tmp_path)
    assert time.perf_counter() - started < 8
    assert path.stat().st_size < 5_000_000
