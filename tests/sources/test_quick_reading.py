"""The quick ways to read a file give the same rows as the patient ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clientela.engine.connect import Engine
from clientela.sources import MappingNeededError, _conform, _forms, _quarantine, _text, _values, csv
from clientela.sources._names import MISSING_TOKENS
from clientela.sources._numbers import NumberEvidence
from clientela.sources._raw import RawColumn
from sources.conftest import Reader, rows
from sources.dialect_world import combos, write

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.sources import FileIntake

_NAMES = "Date,Customer,Document,Line no,Product,Quantity,Amount,Cost\n"
_GOOD = "".join(
    f"2024-{1 + i % 12:02d}-{1 + i % 28:02d},C{i % 7},F{i // 3},{1 + i % 3},P{i % 5},{i % 9},{i * 1.37:.2f},{i}.5\n"
    for i in range(60)
)
_ROWS = {
    "clean": _GOOD,
    "minus": _GOOD + "2024-05-01,C1,N1,1,P1,-2,-33.10,-1\n2024-05-01,C1,N1,2,P1,0,0,0\n",
    "mixed_document": _GOOD + "2024-05-01,C1,N1,1,P1,-2,-33.10,1\n2024-05-01,C1,N1,2,P1,1,5.00,2\n",
    "missing": _GOOD + "2024-05-01,n/a,F900,1,-,NULL,12.00,NaN\n2024-05-01,C1,F901,1,P1,1,,3\n",
    "damaged": _GOOD + "2024-05-01,C1,F900,1,P1,one,12.00,1\nyesterday,C1,F900,2,P1,1,12.00,1\n,C1,F9,1,P1,1,7.00,1\n",
    "unreadable": _GOOD + "2024-05-01,C1,F900,1,P1,1,1e5,1\n2024-05-01,C1,F900,2,P1,1,inf,1\n2024-05-01,C1,F9,2,P1,1,1_0x,1\n",
    "ragged": _GOOD + "2024-05-01,C1,F900,1,P1,1,12.00\n2024-05-01,C1,F900,1,P1,1,12.00,1,2\n",
    "blank_lines": _GOOD + "\n\n2024-05-01,C1,F900,1,P1,1,12.00,1\n\n",
    "blank_with_spaces": _GOOD + "   \n2024-05-01,C1,F900,1,P1,1,12.00,1\n",
    "empty_rows": _GOOD + ",,,,,,,\n2024-05-01,C1,F900,1,P1,1,12.00,1\n,,,,,,,\n",
    "total": _GOOD + "Total,,,,,99,5000.00,1\n",
    "total_of_all": _GOOD + ",,,,,,2424.90,\n",
    "heading_again": _GOOD + _NAMES + _GOOD.replace("F", "G"),
    "twice": _GOOD + _GOOD[:200].rsplit("\n", 1)[0] + "\n",
    "padded": _GOOD.replace(",C", ", C").replace(",P", " ,P"),
    "quoted": _GOOD.replace(",P1,", ',"P ""1"", blue",'),
    "lines_in_cells": _GOOD.replace(",P1,", ',"P\n1",'),
    "stray_quote": _GOOD + '2024-05-01,C1,F900,1,12" pipe,1,12.00,1\n2024-05-01,C1,F901,1,"open,1,12.00,1\n',
    "fine": _GOOD + "2024-05-01,C1,F900,1,P1,0.33333,12.00005,1.00015\n2024-05-01,C1,F900,2,P1,.5,5.,07\n",
    "large": _GOOD + "2024-05-01,C1,F900,1,P1,1,98765432109876.12,1\n2024-05-01,C1,F900,2,P1,1,99999999999999999999,1\n",
    "signs": _GOOD + "2024-05-01,C1,F900,1,P1,+1,$ 12.00,(3.00)\n2024-05-01,C1,F900,2,P1,1,12.00-,\u22123\n",
    "accents": _GOOD.replace("C1", "Société Générale").replace("C2", "Łódź\u00a0"),
    "tabs_in_cells": _GOOD.replace(",C1,", ",\tC1 ,"),
    "formulas": _GOOD.replace(",P1,", ',="001",'),
    "dates_out_of_range": _GOOD + "1815-06-18,C1,F900,1,P1,1,12.00,1\n2024-02-30,C1,F900,1,P1,1,12.00,1\n",
    "numbers_as_ids": _GOOD.replace(",C", ",").replace(",P", ",00").replace(",F", ",1.0"),
}  # fmt: skip
_FILES: dict[str, bytes] = {name: (_NAMES + text).encode() for name, text in _ROWS.items()} | {
    "crlf": (_NAMES + _GOOD).replace("\n", "\r\n").encode(),
    "crlf_in_cells": (_NAMES + _ROWS["lines_in_cells"]).replace("\n", "\r\n").encode(),
    "old_mac": (_NAMES + _GOOD).replace("\n", "\r").encode(),
    "mixed_ends": (_NAMES + _GOOD + _GOOD.replace("F", "G").replace("\n", "\r\n")).encode(),
    "with_mark": b"\xef\xbb\xbf" + (_NAMES + _ROWS["accents"]).encode(),
    "page": (_NAMES + _GOOD.replace("C1", "Citt\u00e0")).encode("cp1252"),
    "nuls": (_NAMES + _GOOD.replace("C1", "C\x001")).encode(),
    "no_last_end": (_NAMES + _GOOD).rstrip("\n").encode(),
    "comma": (_NAMES.replace(",", ";") + _GOOD.replace(",", ";").replace(".", ",")).encode(),
    "thousands": (_NAMES.replace(",", ";") + "2024-05-01;C1;F1;1;P;1;1.234,50;-1.000,00\n2024-05-01;C1;F1;2;P;1;7,5;1\n").encode(),
    "types": (
        b"Date,Type,Status,Document,Customer,Amount\n2024-01-31,Invoice,Paid,F1,1,5.00\n2024-01-31,Credit note,Paid,N1,1,2.00\n"
        b"2024-01-31,Invoice,Cancelled,F2,1,6.00\n2024-01-31,Pro forma,Open,P1,1,9.00\n2024-01-31,Credit note,Paid,N2,1,x\n"
    ),
    "cents": b"Date,Customer,Document,Net amount cents\n2024-01-31,1,F1,1050\n2024-02-01,1,F2,99.5\n2024-02-03,2,F3,-7\n",
    "groups": (
        b"Customer,Date,Document,Product,Amount\nRossi,2024-01-31,F1,A,5.00\n,,,B,6.00\n,,,C,7.00\nVerdi,2024-02-01,F2,A,1.00\n,,,D,2.00\n"
        b",,,E,2.50\n"
    ),
}  # fmt: skip
_SMALL = [combo for combo in combos() if combo.rows < 10_000][::12]


def _outcome(folder: Path, name: str, content: bytes) -> Any:
    """Return all that reading a file gives."""
    folder.mkdir()
    reader = Reader(folder)
    try:
        found = reader.read(reader.write(name, content))
    except MappingNeededError as error:
        return str(error).replace(str(folder), "")
    return [(_told(i), *(rows(p) if p else None for p in (i.lines, i.rejected, i.excluded))) for i in found]


def _told(intake: FileIntake) -> list[Any]:
    return [
        intake.role, intake.dialect, intake.mapping, intake.currency, [str(note) for note in intake.notes], intake.lines_read,
        intake.lines_accepted, intake.lines_excluded, intake.lines_rejected, intake.net_read, intake.net_accepted,
        intake.net_excluded, intake.net_rejected, intake.rejected_without_amount, intake.period_from, intake.period_to,
        intake.documents, intake.control_totals, intake.skipped_rows, intake.credit_note_types,
    ]  # fmt: skip


def _be_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch every short cut off."""
    monkeypatch.setattr(_text, "_tidy", lambda *_: None)
    monkeypatch.setattr(csv, "_load_fast", lambda *_: None)
    monkeypatch.setattr(_forms, "_keyed", lambda *_, **__: "cast(null as integer)")
    monkeypatch.setattr(NumberEvidence, "is_simple", lambda *_: False)
    monkeypatch.setattr(_quarantine, "decides_by_value", lambda *_: True)
    monkeypatch.setattr(_quarantine, "_may_be_negative", lambda *_: True)


def _assert_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> None:
    quick = _outcome(tmp_path / "quick", name, content)
    with monkeypatch.context() as patched:
        _be_patient(patched)
        patient = _outcome(tmp_path / "patient", name, content)
    assert quick == patient


@pytest.mark.parametrize("name", _FILES)
def test_both_ways_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _assert_same(tmp_path, monkeypatch, "lines.csv", _FILES[name])


@pytest.mark.parametrize("combo", _SMALL, ids=str)
def test_both_ways_read_a_dialect_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, combo: Any
) -> None:
    _assert_same(tmp_path, monkeypatch, *write(combo))


def _written() -> list[str]:
    tokens = [case(token) for token in MISSING_TOKENS for case in (str.upper, str.lower, str.title)]
    signs = [chr(code) for code in range(ord(" "), 0x7F)] + ["é", "Н", "н", "—"]
    begun = [f"{sign}{rest}" for sign in signs for rest in ("", ".0", ",00", "12.0", "A", "0", "/A", "ULL")]
    return [*tokens, *begun, "0012.0", "12.00", "12.50", "1.0.0", "C12.0", "12,0", "x" * 40]


@pytest.mark.parametrize("is_id", [True, False])
def test_a_text_that_stands_as_it_is_is_told_by_its_first_sign(*, is_id: bool) -> None:
    column = RawColumn("text", "t")
    exact = _values.id_sql(column) if is_id else _values.clean_sql(column)
    with Engine() as engine:
        engine.execute("create table texts as select unnest(?) as t", [_written()])
        rows = engine.fetch(f"select t, {_conform._text_sql(column, is_id=is_id)}, {exact} from texts")
    assert [(text, quick) for text, quick, _ in rows] == [(text, slow) for text, _, slow in rows]
    assert {slow is None for *_, slow in rows} == {True, False}
