"""What does not run elsewhere is said in one place, and the page for people repeats it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.base.settings import ENGINES
from clientela.engine.gaps import GAPS
from clientela.engine.mends import MENDS, TYPES

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "engines.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.name)
def test_a_gap_is_on_the_page(gap):
    row = f"| {gap.engine} | {gap.status} | {gap.what} | {gap.reason} |"
    assert row in PAGE


def test_names_are_given_once():
    assert len({gap.name for gap in GAPS}) == len(GAPS)


@pytest.mark.parametrize(
    "mend",
    sorted({m for mends in MENDS.values() for m in mends}, key=lambda mend: mend.__name__),
    ids=lambda mend: mend.__name__,
)
def test_a_mend_is_on_the_page(mend):
    assert f"`{mend.__name__}`" in PAGE
    assert mend.__doc__


def test_every_engine_has_its_mends_and_types():
    assert set(MENDS) == set(TYPES)
    assert len(ENGINES) == len(MENDS) + 1
