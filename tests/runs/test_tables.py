"""The canonical tables over many batches: the last batch wins per key; without a key a row counts as often as in one file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clientela.base.canonical import SQL_TYPES, TableColumn, canonical_table
from clientela.base.i18n import msg
from clientela.engine.connect import Engine
from clientela.tables._batches import Batch
from clientela.tables._fold_rows import folded_sql
from clientela.workspace import Workspace
from conftest import import_rows, line, open_workspace, run_at, table

NOW = datetime(2026, 1, 15, tzinfo=UTC)
TITLE = msg("Table")


def declare(*, key=()):
    columns = tuple(
        TableColumn(name, TITLE, kind)
        for name, kind in (("visit_id", "id"), ("customer_id", "id"), ("net_amount", "money"))
    )
    return canonical_table(
        name="visits", title=TITLE, grain=TITLE, key=key, level=1, brings=TITLE, columns=columns
    )


def batch(number, source="main"):
    return Batch(
        id=f"b{number}", number=number, role="visits", file_name=f"{number}.csv", file_sha256="", mapping_sha256="", imported_at="", file_modified_on="",
        source=source, lines_read=0, lines_accepted=0, lines_excluded=0, lines_rejected=0, accepted_amount=0, excluded_amount=0, rejected_amount=0,
        rejected_unreadable=0, period_from=None, period_to=None,
    )  # fmt: skip


def fold(tmp_path, declared, *files):
    """Each file: (source, rows). Returns the rows that count as (visit, customer, amount, batch)."""
    batches = []
    with Engine() as engine:
        for number, (source, rows) in enumerate(files, start=1):
            (tmp_path / f"b{number}").mkdir()
            cells = ", ".join(
                f"({', '.join('null' if v is None else repr(v) for v in row)}, {place})"
                for place, row in enumerate(rows, start=2)
            )
            types = [SQL_TYPES[c.type] for c in declared.columns]
            cast = ", ".join(
                f"cast({c.name} as {t}) as {c.name}" for c, t in zip(declared.columns, types, strict=True)
            )
            engine.write_parquet(
                f"select {cast}, row_number::bigint as row_number from (values {cells}) as t(visit_id, customer_id, net_amount, row_number)",
                tmp_path / f"b{number}" / "rows.parquet",
            )
            batches.append(batch(number, source))
        found = engine.fetch(folded_sql(engine, declared, tuple(batches), tmp_path))
    return [(row[1], row[2], row[3], row[4]) for row in found]


def test_the_last_batch_wins_per_key(tmp_path):
    rows = fold(
        tmp_path, declare(key=("visit_id",)),
        ("main", [("1", "A", 10), ("2", "A", 20)]), ("main", [("2", "B", None), ("3", "C", 30)]),
    )  # fmt: skip
    assert rows == [("1", "A", 10, 1), ("2", "B", None, 2), ("3", "C", 30, 2)]


def test_two_sources_keep_their_own_rows(tmp_path):
    rows = fold(
        tmp_path, declare(key=("visit_id",)), ("north", [("1", "A", 10)]), ("south", [("1", "B", 20)])
    )
    assert [r[1] for r in rows] == ["A", "B"]


@pytest.mark.parametrize("key", [(), ("visit_id",)])
def test_rows_without_a_key_are_a_multiset(tmp_path, key):
    """Twice in one file is twice; again in the next file is not once more; three times there is three times."""
    one, two = (None, "A", 10), (None, "B", 5)
    rows = fold(
        tmp_path,
        declare(key=key),
        ("main", [one, one, two]),
        ("main", [one, two]),
        ("main", [two, two, two, (None, "C", 1)]),
    )
    counted = {}
    for row in rows:
        counted[row[1]] = counted.get(row[1], 0) + 1
    assert counted == {"A": 2, "B": 3, "C": 1}
    assert [r[3] for r in rows if r[1] == "A"] == [1, 2]  # one of them was said again by the second file


def test_customers_imported_twice_and_undone(tmp_path):
    place = open_workspace(tmp_path / "w")
    import_rows(place, [line("01", datetime(2025, 1, 1, tzinfo=UTC).date(), 10)])
    for number, town in enumerate(("Rome", "Oslo")):
        path = tmp_path / f"c{number}.csv"
        path.write_text(f"customer_number,customer_name,town\n01,One,{town}\n0{number + 2},More,Bern\n")
        place.import_files([path], imported_at=NOW)

    def towns():
        return {row["customer_id"]: row["city"] for row in table(run_at(place), "customer_register")}

    assert towns() == {"01": "Oslo", "02": "Bern", "03": "Bern"}
    (sales, listed) = place.tables()
    assert (sales.name, listed.name, listed.rows, len(listed.batches)) == ("sales_lines", "customers", 3, 2)
    place.undo(place.batches()[-1].id)
    assert towns() == {"01": "Rome", "02": "Bern"}
    assert Workspace.open(place.path).facts.table("customers")
    place.undo(place.batches()[-1].id)
    assert place.facts.tables == ()
    assert towns() == {"01": None}
