"""What a person states about a file: shown, checked, kept for its header, read back by the same reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clientela.runs.mapping import find_problems
from clientela.sources import MappingNeededError
from clientela.workspace import (
    IGNORED,
    Stated,
    StatedError,
    Workspace,
    build_import_preview,
    forget_mapping,
    keep_mapping,
    table_choices,
    view_file,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 1, 1, tzinfo=UTC)
UNCLEAR = "number;day;client;value\n" + "".join(
    f"A{i};{i % 12 + 1:02d}/{(i * 5) % 12 + 1:02d}/2024;C{i % 4};{i + 10}.00\n" for i in range(24)
)
CLEAR = "invoice;date;customer;net amount\n" + "".join(
    f"B{i};2024-02-{i + 1:02d};C{i % 4};{i + 10}.00\n" for i in range(28)
)


@pytest.fixture
def place(tmp_path) -> Workspace:
    """Return an empty workspace."""
    return Workspace.open(tmp_path / "company")


def _write(tmp_path: Path, **files: str) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _look(place: Workspace, paths: list[Path]):
    return place.preview(paths, imported_at=NOW, is_lenient=True)


def test_a_lenient_reading_describes_all_and_reads_what_it_can(place, tmp_path):
    paths = _write(tmp_path, unclear=UNCLEAR, clear=CLEAR, nothing="")
    with pytest.raises(MappingNeededError):
        place.check(paths[:2])
    found = _look(place, paths)
    assert [f.role for f in found.files] == ["unknown", "sales_lines", "unknown"]
    assert found.importable == 1
    assert found.documents_new == 28
    unclear, clear, nothing = found.described
    assert (unclear.question.about, unclear.question.column, unclear.role) == ("dates", "day", "sales_lines")
    assert "dates =" not in str(unclear.question.text)
    assert clear.mapping == {
        "invoice": "document_id",
        "date": "document_on",
        "customer": "customer_id",
        "net amount": "net_amount",
    }
    assert clear.question is None
    assert (nothing.key, str(nothing.question.text)[:11]) == ("", "nothing.csv")
    assert [c.kind for c in unclear.columns] == ["text", "date", "text", "number"]
    assert [b.file_name for b in place.import_files(paths, imported_at=NOW, is_lenient=True).added] == [
        "clear.csv"
    ]


def test_what_is_stated_is_what_is_read(place, tmp_path):
    (path,) = _write(tmp_path, unclear=UNCLEAR)
    (found,) = _look(place, [path]).described
    columns = {"number": "", "day": "document_on", "client": "customer_name", "value": "gross_amount"}
    assert (
        keep_mapping(place, found, Stated("sales_lines", columns, dates="mm/dd/yyyy", amounts_in="thousands"))
        is False
    )
    (again,) = place.preview([path], imported_at=NOW).files
    assert {m.role: m.column for m in again.mapping} == {
        "document_on": "day",
        "customer_name": "client",
        "gross_amount": "value",
    }
    assert again.net_accepted == sum(range(10, 34)) * 1000 * 10_000
    first = place.import_files([path], imported_at=NOW).added[0]
    (found,) = _look(place, [path]).described
    assert found.saved.amounts_in == "thousands"
    keep_mapping(place, found, Stated("sales_lines", columns, dates="mm/dd/yyyy", amounts_in="units"))
    assert place.preview([path], imported_at=NOW).known == ()
    assert place.batches()[0].id == first.id
    assert forget_mapping(place, found)
    assert not forget_mapping(place, found)


def test_what_cannot_be_used_is_said(place, tmp_path):
    (path,) = _write(tmp_path, clear=CLEAR)
    (found,) = _look(place, [path]).described
    nobody = Stated(
        "sales_lines", {"invoice": "", "date": "document_on", "customer": "", "net amount": "net_amount"}
    )
    with pytest.raises(StatedError, match="Customer number"):
        keep_mapping(place, found, nobody)
    assert find_problems(found, Stated(IGNORED)) == ()
    assert [str(p) for p in find_problems(found, Stated(""))] == ["Say what the file is."]
    assert view_file(found, Stated(IGNORED)) is None
    with pytest.raises(StatedError, match="cannot be opened"):
        keep_mapping(place, _look(place, _write(tmp_path, empty="")).described[0], nobody)
    assert not (place.path / "mappings").exists()


def test_a_file_that_is_left_out_stays_out(place, tmp_path):
    paths = _write(tmp_path, clear=CLEAR, unclear=UNCLEAR)
    unclear = _look(place, paths).described[1]
    keep_mapping(place, unclear, Stated(IGNORED))
    assert [b.file_name for b in place.import_files(paths, imported_at=NOW).added] == ["clear.csv"]


@pytest.mark.parametrize("name", list(table_choices()))
def test_every_table_can_be_chosen_for_any_file(name, place, tmp_path):
    (path,) = _write(tmp_path, clear=CLEAR)
    (found,) = _look(place, [path]).described
    view = view_file(found, Stated(name))
    assert view is not None
    roles = {role.name for role in table_choices()[name].roles}
    assert set(view.mapping.values()) <= roles
    assert all(set(some) <= roles for some in view.missing)


def test_the_effect_of_an_import_as_blocks(place, tmp_path):
    paths = _write(tmp_path, clear=CLEAR, list="customer number;customer name\nC1;One\nC9;Nine\n")
    place.import_files(paths[:1], imported_at=NOW)
    fewer = CLEAR.replace("B3;2024-02-04;C3;13.00\n", "").replace(
        "B5;2024-02-06;C1;15.00", "B5;2024-02-06;C1;16.00"
    )
    (path,) = _write(tmp_path, again=fewer + "C1;2024-02-29;C8;99.00\n")
    found = _look(place, [path, paths[1]])
    effect, fit = build_import_preview(found)
    figures = {f.name: f.value for f in effect.blocks[0].figures}
    assert figures == {
        "documents_new": 1, "documents_changed": 1, "documents_unchanged": 26, "documents_vanished": 1, "customers_new": 2,
    }  # fmt: skip
    tables = {t.name: t for t in (*effect.blocks[1:], *fit.blocks) if hasattr(t, "rows")}
    (row,) = tables["totals_before_and_after"].rows
    assert row[0] == 2024
    assert row[5] - row[3] == row[6] == 100
    assert tables["vanished"].rows[0][0] == "B3"
    assert tables["joins"].rows[0][6]
    assert build_import_preview(_look(place, _write(tmp_path, strange="a,b\n1,2\n"))) == ()
