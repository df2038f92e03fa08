"""An array step is given the columns it declares: it reads all of these and no other."""

from __future__ import annotations

import pytest

from clientela.engine.frames import fetch_arrays
from clientela.runs.graph import all_steps

STEPS = {name: step for name, step in all_steps().items() if step.columns}


class Watched(dict):
    """A frame that remembers which of its columns were read."""

    def __init__(self, columns):
        super().__init__(columns)
        self.read: set[str] = set()

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


@pytest.mark.parametrize("name", STEPS)
def test_declared_columns_are_there(name):
    step = STEPS[name]
    assert step.form == "arrays"
    assert set(step.columns) <= set(step.inputs)
    for source, columns in step.columns.items():
        assert len(set(columns)) == len(columns)
        if source in all_steps():
            assert set(columns) <= {field.name for field in all_steps()[source].fields}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_reads_what_it_declares(demo_s, name):
    step = STEPS[name]
    with demo_s.run.reading() as reader:
        frames = {
            source: Watched(
                fetch_arrays(
                    reader._engine, f"select {', '.join(step.columns.get(source, ('*',)))} from {source}"
                )
            )
            for source in step.inputs
        }
        found = step.build({n: reader.params[n] for n in step.uses}, frames)
        count = reader.query(f"select count(*) as n from {name}")[0]["n"]
    assert {len(column) for column in found.values()} == {count}
    for source, columns in step.columns.items():
        assert frames[source].read == set(columns)
