"""States and what they are worth: golden vector g, smoothing, what an absorbing state does."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.predictions._transitions import (
    expected_counts,
    smooth_transitions,
    state_values,
    static_values,
    survival,
)

MOVES = np.array(
    [[0.80, 0.12, 0.03, 0.05], [0.10, 0.70, 0.12, 0.08], [0.02, 0.13, 0.65, 0.20], [0, 0, 0, 1.0]]
)
MARGINS = np.array([100.0, 40.0, 10.0, 0.0])
LOST = 3


def test_golden_g():
    assert state_values(MOVES, MARGINS, discount=0.1, years=5) == pytest.approx(
        [353.959, 175.196, 69.336, 0], abs=5e-4
    )
    assert state_values(MOVES, MARGINS, discount=0.1, years=None) == pytest.approx(
        [486.536, 268.746, 123.706, 0], abs=5e-4
    )
    assert static_values(MARGINS, discount=0.1, years=5) == pytest.approx(
        [479.079, 191.631, 47.908, 0], abs=5e-4
    )
    assert expected_counts(MOVES, np.array([20.0, 60, 200, 0]), years=3) == pytest.approx(
        [33.484, 65.735, 73.574, 107.207], abs=5e-4
    )
    assert survival(MOVES, years=3, absorbing=LOST)[:3] == pytest.approx(
        [0.835478, 0.752972, 0.554528], abs=5e-7
    )


def test_few_moves_are_drawn_to_what_all_do():
    counts = np.array([[80.0, 10, 10], [1, 0, 0], [0, 0, 5]])
    found = smooth_transitions(counts, smoothing=5, absorbing=2)
    pooled = np.array([81.0, 10, 10]) / 101
    assert found[1] == pytest.approx((counts[1] + 5 * pooled) / 6)
    assert found.sum(axis=1) == pytest.approx(np.ones(3))
    assert found[2].tolist() == [0, 0, 1]
    assert smooth_transitions(counts * 1e6, absorbing=2)[0] == pytest.approx(counts[0] / 100, abs=1e-6)


def test_no_move_is_no_matrix():
    with pytest.raises(ValueError, match="no move"):
        smooth_transitions(np.zeros((3, 3)))


def test_the_infinite_value_is_the_limit():
    long = state_values(MOVES, MARGINS, discount=0.1, years=400)
    assert long == pytest.approx(state_values(MOVES, MARGINS, discount=0.1, years=None), abs=1e-6)
