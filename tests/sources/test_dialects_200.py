from __future__ import annotations

import duckdb
import pytest

from clientela.sources import MappingNeededError
from sources.dialect_world import Combo, combos, truth_of, write

COMBOS = combos()


def test_there_are_two_hundred_ways() -> None:
    assert len(COMBOS) == 200
    assert sum(combo.rows == 10_000 for combo in COMBOS) >= 20
    assert sum(bool(combo.asks) for combo in COMBOS) == 4


@pytest.mark.parametrize("combo", COMBOS, ids=str)
def test_every_dialect_is_read_to_the_cent_or_asked_about(reader, combo: Combo) -> None:
    path = reader.write(*write(combo))
    if combo.asks:
        with pytest.raises(MappingNeededError, match=combo.asks):
            reader.read(path)
        return
    (intake,) = reader.read(path)
    truth = truth_of(combo)
    assert intake.role == "sales_lines", [str(note) for note in intake.notes]
    years: dict[int, int] = {}
    for total in intake.control_totals:
        years[total.year] = years.get(total.year, 0) + total.net_amount
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select count(distinct customer_id), count(distinct document_id), min(document_on), max(document_on) from '{intake.lines}'"
        ).fetchall()[0]
    assert (intake.lines_accepted, intake.lines_rejected, intake.lines_excluded) == (truth.lines, 0, 0)
    assert intake.net_accepted == truth.net * 100
    assert found == (truth.customers, truth.documents, truth.first, truth.last)
    assert years == {year: net * 100 for year, net in truth.years.items()}
