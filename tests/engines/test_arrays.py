from __future__ import annotations

import numpy as np

from clientela.engine.connect import Engine
from clientela.engine.frames import fetch_arrays, store_arrays


def test_a_text_column_that_begins_with_thousands_of_holes_arrives_whole():
    text = np.array([None] * 5000 + ["a", None, ""], dtype=object)
    masked = np.ma.MaskedArray(np.where(np.equal(text, None), "x", text), mask=np.arange(5003) == 5000)
    none = np.full(5003, None, dtype=object)
    with Engine() as engine:
        store_arrays(engine, "t", {"n": np.arange(5003), "text": text, "masked": masked, "none": none})
        assert engine.fetch("select n, text from t where text is not null order by n") == [
            (5000, "a"),
            (5002, ""),
        ]
        assert engine.fetch("select n, masked from t where n >= 4999 order by n") == [
            (4999, "x"),
            (5000, None),
            (5001, "x"),
            (5002, ""),
        ]
        assert engine.fetch("select count(none), typeof(any_value(none)) from t") == [(0, "VARCHAR")]
        assert fetch_arrays(engine, "select text from t where n = 5000")["text"].tolist() == ["a"]
