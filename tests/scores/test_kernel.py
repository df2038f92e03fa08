"""S1-01, the kernel of scores: the golden vector, the laws that hold for any evidence, and what may never be called sharp."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.scores._kernel import (
    HIGH,
    LOW,
    TOP,
    UNDETERMINED,
    count_drawn,
    draw_weights,
    drawn_sides,
    fill_known,
    hold_sides,
    open_questions,
    point_sides,
    score_axis,
    sharp_sides,
)

GOLDEN_WEIGHTS = [25, 15, 15, 15, 10, 10, 5, 5]
GOLDEN = [8, 6, None, 7, None, 9, None, 5]


def arrays(scores, *, lows=None, highs=None, weights=None):
    """One customer: scores with None where it is missing; an interval for a missing one narrows it."""
    score = np.array([[s if s is not None else 0.0 for s in scores]], dtype=float)
    observed = np.array([[s is not None for s in scores]])
    low = (
        np.array([[s if s is not None else 0.0 for s in scores]], dtype=float)
        if lows is None
        else np.array([lows], dtype=float)
    )
    high = (
        np.array([[s if s is not None else TOP for s in scores]], dtype=float)
        if highs is None
        else np.array([highs], dtype=float)
    )
    weight = np.array([weights or [1.0] * len(scores)], dtype=float)
    return weight, score, low, high, observed


def scored(*given, **rest):
    weight, score, low, high, observed = arrays(*given, **rest)
    return score_axis(weight, score, low, high, observed, np.where(observed, 0.8, 0.0))


def test_golden_vector_i():
    found = scored(GOLDEN, weights=GOLDEN_WEIGHTS)
    assert found.point[0] == pytest.approx(7.285714286, abs=1e-9)
    assert found.coverage[0] == 0.70
    assert (found.low[0], found.high[0]) == (5.10, 8.10)
    assert sharp_sides(found, 5.0)[0] == HIGH
    assert found.confidence[0] == pytest.approx(0.56)


def test_below_the_least_coverage_there_is_no_point_but_there_are_bounds():
    found = scored([8, None], weights=[59, 41])
    assert np.isnan(found.point[0])
    assert (found.low[0], found.high[0]) == (pytest.approx(4.72), pytest.approx(8.82))
    assert scored([8, None], weights=[60, 40]).point[0] == 8


def test_a_mandatory_criterion_that_is_missing_holds_the_point_back():
    weight, score, low, high, observed = arrays([8, None, 6, 7], weights=[40, 10, 30, 20])
    groups = [np.array([False, True, False, True]), np.array([True, False, False, False])]
    one_of_two = score_axis(weight, score, low, high, observed, observed * 0.5, mandatory=groups)
    assert not np.isnan(one_of_two.point[0])
    held = score_axis(
        weight, score, low, high, observed, observed * 0.5, mandatory=[np.array([False, True, False, False])]
    )
    assert np.isnan(held.point[0])
    weight[0, 1] = 0  # it does not apply to this customer
    assert not np.isnan(
        score_axis(
            weight,
            score,
            low,
            high,
            observed,
            observed * 0.5,
            mandatory=[np.array([False, True, False, False])],
        ).point[0]
    )


def test_nothing_observed_is_no_class():
    found = scored([None, None, None])
    assert np.isnan(found.point[0])
    assert (found.low[0], found.high[0], found.coverage[0]) == (0, 10, 0)
    assert sharp_sides(found, 5.0)[0] == UNDETERMINED
    assert point_sides(found.point, 5.0)[0] == UNDETERMINED


def test_narrow_intervals_without_an_observation_are_no_class():
    """Bounds that happen to lie on one side say nothing of a customer nobody observed."""
    found = scored([None, None], lows=[8, 9], highs=[9, 10])
    assert found.low[0] >= 5
    assert sharp_sides(found, 5.0)[0] == UNDETERMINED
    assert np.isnan(found.point[0])


@st.composite
def evidence(draw, *, missing=True):
    count = draw(st.integers(2, 8))
    weights = draw(st.lists(st.integers(1, 40), min_size=count, max_size=count))
    score = st.floats(0, 10, allow_nan=False).map(lambda x: round(x, 6))
    scores = draw(st.lists(st.one_of(st.none(), score) if missing else score, min_size=count, max_size=count))
    ends = draw(st.lists(st.tuples(score, score), min_size=count, max_size=count))
    narrowed = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    lows, highs = [], []
    for s, (a, b), is_narrow in zip(scores, ends, narrowed, strict=True):
        low, high = min(a, b), max(a, b)
        if s is not None:
            low, high = (min(low, s), max(high, s)) if is_narrow else (s, s)
        elif not is_narrow:
            low, high = 0.0, 10.0
        lows.append(low)
        highs.append(high)
    return weights, scores, lows, highs


@settings(max_examples=300, deadline=None)
@given(evidence(), st.data())
def test_more_evidence_never_widens_the_bounds(given_, data):
    weights, scores, lows, highs = given_
    before = scored(scores, lows=lows, highs=highs, weights=weights)
    open_ = [k for k, s in enumerate(scores) if s is None]
    if not open_:
        return
    place = data.draw(st.sampled_from(open_))
    value = data.draw(st.floats(lows[place], highs[place]))
    known = [value if k == place else s for k, s in enumerate(scores)]
    after = scored(
        known,
        lows=[value if k == place else x for k, x in enumerate(lows)],
        highs=[value if k == place else x for k, x in enumerate(highs)],
        weights=weights,
    )
    assert after.low[0] >= before.low[0] - 1e-8
    assert after.high[0] <= before.high[0] + 1e-8
    assert after.coverage[0] >= before.coverage[0]


@settings(max_examples=300, deadline=None)
@given(evidence())
def test_the_point_lies_inside_the_bounds(given_):
    weights, scores, lows, highs = given_
    found = scored(scores, lows=lows, highs=highs, weights=weights)
    if not np.isnan(found.known[0]):
        assert found.low[0] - 1e-8 <= found.known[0] <= found.high[0] + 1e-8


@settings(max_examples=300, deadline=None)
@given(evidence(), st.data())
def test_any_number_in_place_of_the_missing_gives_a_score_inside_the_bounds(given_, data):
    weights, scores, lows, highs = given_
    before = scored(scores, lows=lows, highs=highs, weights=weights)
    whole = [
        data.draw(st.floats(a, b)) if s is None else s for s, a, b in zip(scores, lows, highs, strict=True)
    ]
    after = scored(whole, weights=weights)
    assert before.low[0] - 1e-8 <= after.known[0] <= before.high[0] + 1e-8


@settings(max_examples=300, deadline=None)
@given(evidence(), st.floats(1, 9))
def test_bounds_across_the_threshold_are_never_sharp(given_, threshold):
    weights, scores, lows, highs = given_
    found = scored(scores, lows=lows, highs=highs, weights=weights)
    side = sharp_sides(found, threshold)[0]
    if found.low[0] < threshold <= found.high[0] or not any(s is not None for s in scores):
        assert side == UNDETERMINED
    if side == HIGH:
        assert found.low[0] >= threshold
    if side == LOW:
        assert found.high[0] < threshold


def test_a_criterion_that_does_not_apply_leaves_the_weight():
    one = scored([8, 2], weights=[60, 0])
    assert (one.point[0], one.low[0], one.high[0], one.coverage[0]) == (8, 8, 8, 1)


def test_a_side_is_held_until_it_is_left_clearly():
    nan = np.nan
    points = np.array([[5.2, 4.8], [5.2, 4.4], [5.2, nan], [nan, 5.1], [4.0, 5.5], [nan, nan]])
    sharp = np.zeros((6, 2), dtype=int)
    assert hold_sides(points, sharp, threshold=5.0, hysteresis=0.5).tolist() == [
        HIGH,
        LOW,
        HIGH,
        HIGH,
        HIGH,
        UNDETERMINED,
    ]
    sharp[0, 1] = LOW  # no doubt left: it moves although the point is near
    assert hold_sides(points, sharp, threshold=5.0, hysteresis=0.5)[0] == LOW


def test_drawn_weights_add_up_and_lie_around_the_given_ones():
    weights = np.array(GOLDEN_WEIGHTS, dtype=float)
    drawn = draw_weights(weights, draws=4000, concentration=50, seed=7)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.mean(axis=0) == pytest.approx(weights / 100, abs=0.01)
    alpha = 50 * weights / 100
    assert drawn.var(axis=0) == pytest.approx(alpha * (50 - alpha) / (50**2 * 51), rel=0.15)
    assert (draw_weights(weights, draws=10, concentration=50, seed=7) == drawn[:10]).all()


def test_the_one_product_says_what_every_draw_says():
    rng = np.random.default_rng(3)
    n, k, draws = 300, 9, 203
    weights = rng.uniform(1, 30, k)
    score, observed = rng.uniform(0, 10, (n, k)), rng.random((n, k)) < 0.6
    own = np.tile(weights, (n, 1))
    filled, there = fill_known(
        own, score, np.where(observed, score, 0), np.where(observed, score, 10), observed
    )
    drawn = draw_weights(weights, draws=draws, concentration=50, seed=1)
    bits = drawn_sides(np.where(there, filled - 5.0, 0.0), drawn)
    wanted = rng.random(n) < 0.5
    counted = count_drawn([bits], [wanted], draws)
    for row in range(n):
        total = (drawn * there[row]).sum(axis=1)
        means = (drawn * there[row] * filled[row]).sum(axis=1) / np.where(total > 0, total, 1)
        high = (means >= 5.0) | (total == 0)
        assert counted[row] == (high == wanted[row]).sum()


def test_a_question_is_open_only_where_an_answer_could_change_the_class():
    weight, score, low, high, observed = arrays(GOLDEN, weights=GOLDEN_WEIGHTS)
    filled, there = fill_known(weight, score, low, high, observed)

    def asked(threshold, *, published=True):
        return open_questions(
            weight, filled, there, low, high, observed, np.array([published]), threshold=threshold
        )[0].tolist()

    assert not any(asked(5.0))  # low bound 5.10: nothing could move it
    assert not any(asked(8.2, published=False))  # high bound 8.10
    every = [False, False, True, False, True, False, True, False]
    assert asked(7.0) == every  # 510 / 70 = 7.29; with 0 on the lightest (510 / 75 = 6.8) it is low
    assert asked(7.5) == [
        False,
        False,
        True,
        False,
        True,
        False,
        False,
        False,
    ]  # (510 + 50) / 75 = 7.47 stays low
    assert asked(7.5, published=False) == every


def test_whoever_nothing_is_known_of_is_asked_everything():
    weight, score, low, high, observed = arrays([None, None], weights=[90, 10])
    filled, there = fill_known(weight, score, low, high, observed)
    assert open_questions(weight, filled, there, low, high, observed, np.array([False]), threshold=5.0).all()
