"""The priors that ship: made by the script that ships, wide, and a help where customers are few."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from clientela.predictions._anchor import fit_models
from clientela.predictions._days import recency
from clientela.predictions._prior import CONTRASTS, LEARNED, learned_prior

SCRIPT = Path(__file__).parents[2] / "tools" / "learn_priors.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("learn_priors", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_is_what_the_script_teaches(script):
    """Thirty companies of another seed lie about the mean that ships, closer than its own spread over the root of thirty allows three times."""
    shipped, drawn = json.loads(LEARNED.read_text()), script.learn(30, 5)
    assert set(shipped) == set(drawn) == set(CONTRASTS)
    for name, said in shipped.items():
        assert said["companies"] >= 300
        error = np.sqrt(np.diag(said["covariance"]) / 30) / script.WIDER
        assert np.abs((np.array(said["means"]) - drawn[name]["means"]) / error).max() < 4


@pytest.mark.parametrize("model", CONTRASTS)
def test_the_density_is_the_normal_one_of_the_contrasts(model):
    said, prior = json.loads(LEARNED.read_text())[model], learned_prior(model)
    logs = np.linspace(-0.7, 1.1, np.array(CONTRASTS[model]).shape[1])
    miss = np.array(CONTRASTS[model]) @ logs - said["means"]
    value, slope, second = prior.evaluate(logs)
    assert value == pytest.approx(-miss @ np.linalg.solve(said["covariance"], miss) / 2)
    for place in range(len(logs)):
        step = np.eye(len(logs))[place] * 1e-5
        assert slope[place] == pytest.approx((prior.evaluate(logs + step)[0] - prior.evaluate(logs - step)[0]) / 2e-5, abs=1e-4)  # fmt: skip
    np.testing.assert_allclose(second, second.T, rtol=1e-9)


def test_no_unit_of_time_or_money_is_in_a_prior():
    """Other units add a constant to the logarithms of alpha and beta (or v): no contrast sees it."""
    for name, table in CONTRASTS.items():
        for row in np.array(table):
            assert (row[2] if name == "spend" else row[1] + row[3] if name == "pareto" else row[1]) == 0


def test_thirty_customers_are_foretold_better_than_without(script):
    """Over forty companies, what thirty customers say of the whole company is a quarter nearer to it with the prior."""
    table = np.array(CONTRASTS["beta_geometric"])
    near, far = [], []
    for seed in range(40):
        days = script.company(np.random.default_rng(1000 + seed))
        whole = table @ fit_models(recency(days, 1095), seed=1, is_pooled=False).bgnbd.fitted.logs
        few = recency(days.of(np.arange(30)), 1095)
        for found, is_pooled in ((near, True), (far, False)):
            own = table @ fit_models(few, seed=1, is_pooled=is_pooled).bgnbd.fitted.logs
            found.append(np.minimum(np.abs(own - whole), 3.0).mean())
    assert np.mean(near) < 0.75 * np.mean(far)
