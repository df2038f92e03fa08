"""The rules of the classic matrices on small cases by hand (dossier 4.1, 4.2, 4.5, 4.6; rows S0-05, S0-09)."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from clientela.base.portfolio_settings import AXES
from clientela.portfolios._campbell import (
    CLASSES,
    MISSING,
    PROFILES,
    classify,
    nearest,
    position,
    tercile_levels,
)
from clientela.portfolios._matrix_places import Levels, Placed, only_of, place_levels, unknown
from clientela.reports._matrix_blocks import missing_of
from clientela.reports._playbooks import PLAYBOOKS
from clientela.scores._kernel import score_axis
from clientela.scores._matrices import Factor
from clientela.scores._matrix_axes import RELATIONSHIP_STRENGTH
from clientela.scores._matrix_fiocca import FIOCCA_RELATION
from clientela.scores._matrix_krapfel import KRAPFEL, MODE_OF, MODES
from clientela.scores._matrix_list import CELL_CODES, MATRICES
from clientela.scores._matrix_olsen import OLSEN_RELATION
from clientela.scores.customer_criteria import AXES as PORTFOLIO_AXES


def levels(least, most, point, *, known=True, soft=False):
    arrays = (np.array([value]) for value in (least, most, point))
    return Levels(*arrays, np.array([known]), np.array([soft]))


def place(matrix, upright, lying):
    numbers = {cell.code: number for number, cell in enumerate(matrix.cells)}
    cell, sure = place_levels({where: numbers[name] for where, name in matrix.table.items()}, upright, lying)
    return (None if cell[0] < 0 else matrix.cells[cell[0]].code), int(sure[0])


@pytest.mark.parametrize(
    ("business", "relation", "cell"),
    [
        (2, 2, "deepen"), (1, 2, "medium_strong"), (0, 2, "low_strong"), (2, 1, "improve"), (1, 1, "medium_medium"), (0, 1, "low_medium"),
        (2, 0, "build"), (1, 0, "selective"), (0, 0, "withdraw"),
    ],
)  # fmt: skip
def test_the_nine_strategies_of_fiocca(business, relation, cell):
    found = place(FIOCCA_RELATION, levels(business, business, business), levels(relation, relation, relation))
    assert found == (cell, 0)


def test_bounds_across_a_line_are_never_sharp():
    """Row S0-09: whatever the point is, two cells within the bounds make it provisional, or undetermined without a point."""
    for least, most in ((0, 1), (1, 2), (0, 2)):
        for point in range(least, most + 1):
            assert place(FIOCCA_RELATION, levels(least, most, point), levels(2, 2, 2))[1] == 1
        assert place(FIOCCA_RELATION, levels(least, most, -1), levels(2, 2, 2)) == (None, 2)
    assert place(FIOCCA_RELATION, levels(2, 2, 2, known=False), levels(2, 2, 2)) == (None, 3)


def test_levels_that_lead_to_one_cell_need_not_be_told_apart():
    """Who does not find us attractive may replace us, however strong the relation is; but with our own judgement it is not sharp."""
    assert place(OLSEN_RELATION, levels(0, 0, 0), levels(0, 1, -1)) == ("to_change", 0)
    assert place(OLSEN_RELATION, levels(0, 0, 0, soft=True), levels(0, 1, -1)) == ("to_change", 1)
    assert place(OLSEN_RELATION, levels(1, 1, 1), levels(0, 1, -1)) == (None, 2)


def test_the_second_step_takes_only_key_customers_and_is_no_surer_than_the_first():
    def placed(cells, sure):
        none = unknown(len(cells))
        return Placed(
            np.array(cells),
            np.array(sure),
            none,
            none,
            np.where(np.array(cells) < 0, "both", "").astype(object),
        )

    first = placed([0, 1, 2, -1, -1], [0, 1, 0, 2, 3])
    second = placed([4, 4, 4, 4, 4], [0, 0, 0, 0, 0])
    found = only_of(second, first, (0, 1))
    assert found.cell.tolist() == [4, 4, -1, -1, -1]
    assert found.certainty.tolist() == [0, 1, 3, 2, 3]
    assert found.open_class.tolist() == ["", "", "not_key", "step_open", "step_open"]


@pytest.mark.parametrize(
    ("values", "trend", "expected"),
    [
        ((0, 2, 0, 0, 0), 1, ("tomorrow", 0)),
        ((2, 2, 2, 2, 2), -1, ("special", 0)),
        ((1, 1, 1, 1, 1), 0, ("regular", 0)),
        ((0, 0, 2, 0, 0), 1, ("yesterday", 0)),
        ((2, 2, 2, 2, 0), 0, ("special", 1)),
        # low sales, share and margin fit tomorrow and yesterday alike (distance 1 each): high resources decide
        ((0, 2, 2, 0, 0), -1, ("tomorrow", 1)),
        ((0, 0, 0, 0, 0), 1, ("yesterday", 1)),
        # resources unknown, age unknown: the two are alike, the trend of the sales decides
        ((0, MISSING, MISSING, 0, 0), 1, ("tomorrow", 0)),
        ((0, MISSING, MISSING, 0, 0), -1, ("yesterday", 0)),
        # average resources fit neither: the trend decides
        ((0, 1, MISSING, 0, 0), 1, ("tomorrow", 1)),
        ((0, 1, MISSING, 0, 0), -1, ("yesterday", 1)),
    ],
)
def test_the_nearest_profile_and_its_ties(values, trend, expected):
    chosen, far = nearest(values, trend)
    assert (CLASSES[chosen], far) == expected


def test_certainty_of_the_life_cycle():
    known = np.array([[2, 2, 2, 2, 2], [2, 2, 2, 2, MISSING], [2, 2, 2, MISSING, MISSING], [2, 2, MISSING, MISSING, MISSING], [MISSING] * 5, [2, 2, 2, 2, 2]])  # fmt: skip
    sure = known.copy()
    sure[5, 2:] = MISSING
    cell, far, certainty = classify(known, sure, np.zeros(6, dtype=np.int64))
    # four of five high is special whatever the fifth is; with three the other two could make it regular
    assert certainty.tolist() == [0, 0, 0, 2, 3, 1]
    assert cell.tolist() == [1, 1, 1, -1, -1, 1]
    assert far.tolist()[:3] == [0, 0, 0]


def test_sharp_is_what_no_answer_can_change():
    """Every completion of what is missing is tried: where certainty says sharp, none gives another class."""
    patterns = np.array(list(product((MISSING, 0, 1, 2), repeat=5)))
    cell, _, certainty = classify(patterns, patterns, np.ones(len(patterns), dtype=np.int64))
    complete = {tuple(row): nearest(tuple(row), 1)[0] for row in product((0, 1, 2), repeat=5)}
    for row, chosen, sure in zip(patterns.tolist(), cell.tolist(), certainty.tolist(), strict=True):
        ways = {
            complete[way] for way in product(*((0, 1, 2) if level == MISSING else (level,) for level in row))
        }
        if sum(level != MISSING for level in row) < 3:
            assert sure >= 2
        elif chosen == MISSING:  # a customer of tomorrow without known resources
            assert (sure, row[1], nearest(tuple(row), 1)[0]) == (2, MISSING, 0)
        else:
            assert (sure == 0) == (ways == {chosen})
    assert len(PROFILES) == len(CLASSES)


def test_thirds_are_those_of_what_is_known():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, np.nan])
    assert tercile_levels(values, values).tolist() == [0, 0, 1, 1, 2, 2, -1]
    assert tercile_levels(np.zeros(6), np.zeros(6)).tolist() == [0] * 6
    assert tercile_levels(values[:5], values[:5]).tolist() == [-1] * 5


def test_position_against_the_strongest_rival():
    """40 % against 20 %: twice; the 40 % nobody names could be one rival, so at least level. Without our share it is what rivals leave."""
    own, none = np.array([0.4, 0.4, np.nan, 0.4]), np.array([np.nan])
    low = np.array([0.3, 0.4, np.nan, 0.4])
    rival, together = np.array([0.2, 0.2, 0.6, np.nan]), np.array([0.2, 0.6, 0.7, np.nan])
    point, least, most = position(own, low, own, rival, together)
    assert point[:3].tolist() == pytest.approx([2.0, 2.0, 0.5])
    assert least[:3].tolist() == pytest.approx([0.3 / 0.5, 2.0, 0.0])
    assert most[:3].tolist() == pytest.approx([2.0, 2.0, 0.5])
    assert np.isnan([point[3], least[3], most[3]]).all()
    assert np.isnan(position(none, none, none, none, none)[0]).all()


def test_every_type_and_power_has_one_of_the_six_ways():
    """Dossier 4.5: partner, rival, friend, acquaintance by who is stronger (they, nobody, we)."""
    ways = {name for name, _ in MODES}
    assert len(ways) == 6
    assert set(MODE_OF) == set(product((cell.code for cell in KRAPFEL.cells), range(3)))
    assert set(MODE_OF.values()) == ways
    assert [MODE_OF["partner", level] for level in range(3)] == ["accommodation", "collaboration", "administration"]  # fmt: skip
    assert [MODE_OF["rival", level] for level in range(3)] == ["submission", "negotiation", "domination"]
    assert MODE_OF["friend", 0] == "accommodation"
    assert {MODE_OF["acquaintance", level] for level in range(3)} == {"administration"}


@pytest.mark.parametrize("matrix", MATRICES, ids=lambda m: m.code)
def test_a_matrix_is_whole(matrix):
    """Row S0-11: every cell has something to do, an entry test and an exit rule; weights add up to 100; settings know the axis."""
    codes = [cell.code for cell in matrix.cells]
    assert len(set(codes)) == len(codes)
    assert all(
        text.id.strip().endswith(".") for cell in matrix.cells for text in (cell.play, cell.entry, cell.leave)
    )
    if matrix.table:
        sizes = [len(axis.levels(5.0)) + 1 for axis in (matrix.upright, matrix.lying)]
        assert set(matrix.table) == set(product(range(sizes[0]), range(sizes[1])))
        assert set(matrix.table.values()) == set(codes)
    for axis in matrix.axes():
        assert sum(factor.weight for factor in axis.factors) == 100, axis.code
        assert axis.code in AXES
        known = {code for code, _ in PORTFOLIO_AXES}
        assert all(f.taken[0] in known for f in axis.factors if isinstance(f, Factor) and f.taken[0])
    assert missing_of(matrix).id.endswith(".")


def test_every_matrix_stands_on_one_of_the_two_sheets():
    from clientela.analyses.matrix_tables import OTHERS  # noqa: PLC0415 - beside its use
    from clientela.reports.matrices import _SIDES  # noqa: PLC0415

    assert sorted((*_SIDES[0], *_SIDES[1])) == sorted(
        [m.code for m in MATRICES] + [code for code, _, _ in OTHERS]
    )


def test_no_two_cells_share_a_code():
    assert len(dict(CELL_CODES)) == len(CELL_CODES)


def test_the_other_matrices_have_playbooks_for_every_cell():
    from clientela.analyses.matrix_tables import OTHERS  # noqa: PLC0415 - beside its use

    assert {code: {cell for cell, _ in cells} for code, _, cells in OTHERS} == {code: set(cells) for code, cells in PLAYBOOKS.items()}  # fmt: skip


def test_the_strength_of_a_relation_by_hand():
    """Length 5 years (7 of 10, weight 15) and a share of 8 (weight 20) are 35 of 100: bounds 2.65 to 9.15, no point."""
    weights = np.array([[f.weight for f in RELATIONSHIP_STRENGTH.factors]], dtype=np.float64)
    score, seen = np.array([[7.0, 8.0, 0, 0, 0, 0]]), np.array([[True, True, False, False, False, False]])
    low, high = np.where(seen, score, 0.0), np.where(seen, score, 10.0)
    found = score_axis(weights, score, low, high, seen, seen * 1.0)
    assert np.isnan(found.point[0])
    assert (found.low[0], found.high[0], found.coverage[0]) == (pytest.approx(2.65), pytest.approx(9.15), pytest.approx(0.35))  # fmt: skip
