"""Results are named when they are read: a reader of hundreds of results opens those it is asked for."""

from __future__ import annotations

import pytest

from clientela.base.scope import Scope
from clientela.engine.connect import Engine, EngineError


def _views(engine: Engine) -> set[str]:
    return {name for (name,) in engine.fetch("select view_name from duckdb_views() where not internal")}


def test_a_name_becomes_a_view_when_it_is_read():
    with Engine() as engine:
        engine.name_later("first", "select 1 as a")
        engine.name_later("second", "select a + 1 as a from first")
        engine.name_later("never", "select nothing from nowhere")
        assert _views(engine) == set()
        assert engine.fetch("select a from second") == [(2,)]
        assert _views(engine) == {"first", "second"}


def test_a_column_that_is_not_there_takes_the_other_select():
    with Engine() as engine:
        engine.name_later("old", "select 1 as a")
        engine.name_later("new", "select b from old", instead="select null as b where false")
        assert engine.fetch("select * from new") == []
        engine.name_later("wrong", "select b from old")
        with pytest.raises(EngineError):
            engine.fetch("select * from wrong")
        with pytest.raises(EngineError):
            engine.fetch("select * from unknown_to_all")


def test_a_reader_names_what_it_is_asked_for_and_a_scope_everything(tiny):
    with tiny.reading() as reader:
        before = _views(reader._engine)
        assert "abc_stability" not in before
        assert reader.rows("abc_stability", limit=1) is not None
        assert "abc_stability" in _views(reader._engine)
        assert len(_views(reader._engine)) < 80
    with tiny.reading(scope=Scope("seller_id", ("nobody",))) as reader:
        assert reader.rows("customers") == []
        assert "customers" in _views(reader._engine)
