"""Trees grown step by step are those grown at once, and no more of them than customers left out approve of."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from clientela.predictions._trees import HASTE, PATIENCE, ROUNDS, _haste, _settings, learn

ROWS, SEED, FOLDS, LEAF = 900, 7, 3, 30


def _data(effect: float):
    rng = np.random.default_rng(5)
    figures = rng.normal(size=(ROWS, 12))
    offset = np.log(np.full(ROWS, 3.0))
    truth = rng.poisson(3 * np.exp(effect * figures[:, 0])).astype(np.float64)
    return figures, truth, offset, rng.integers(0, 150, ROWS)


def _learn(effect: float):
    figures, truth, offset, customer = _data(effect)
    return learn(
        "orders", figures, truth, offset, customer, folds=FOLDS, leaf_rows=LEAF, seed=SEED, tax=0.002
    )


def test_what_is_left_out_is_foretold_by_the_trees_of_the_others():
    figures, truth, offset, customer = _data(0.4)
    found = _learn(0.4)
    assert found.rounds > 0
    fold = np.random.default_rng(SEED).integers(0, FOLDS, int(customer.max()) + 1)[customer]
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        data = lightgbm.Dataset(figures[inside], truth[inside], init_score=offset[inside])
        trees = lightgbm.train(
            _settings("orders", SEED, LEAF, 1, _haste(int(inside.sum()))), data, found.rounds
        )
        np.testing.assert_allclose(
            found.left_out[outside], trees.predict(figures[outside], raw_score=True), atol=1e-9
        )


def test_where_there_is_nothing_to_learn_few_are_tried(monkeypatch):
    grown = []
    update = lightgbm.Booster.update
    monkeypatch.setattr(
        lightgbm.Booster, "update", lambda self, *a, **k: grown.append(1) or update(self, *a, **k)
    )
    found = _learn(0.0)
    assert found.rounds == 0
    assert not found.left_out.any()
    assert len(grown) == FOLDS * -(-ROUNDS[PATIENCE] // HASTE)


@pytest.mark.parametrize("effect", [0.2, 0.6])
def test_a_planted_effect_is_found(effect):
    figures, _, _, _ = _data(effect)
    found = _learn(effect)
    assert np.corrcoef(found.left_out, figures[:, 0])[0, 1] > 0.6
