"""More planted worlds than a test has time for: how often an effect is found that is there, and one that is not."""

from __future__ import annotations

import pytest

from clientela.predictions._attrition import study
from clientela.predictions._first_order import learn
from clientela.predictions._handover import study_handovers
from clientela.predictions._post_mortem import examine
from predictions import test_first_order, test_handover, test_post_mortem
from predictions.attrition_worlds import draw_world

pytestmark = pytest.mark.soak
WORLDS = 200


@pytest.mark.parametrize("effect", [0.0, 0.6, 1.2])
def test_attrition(effect):
    found = [study(draw_world(seed, effect=effect).panel, seed=7) for seed in range(1000, 1000 + WORLDS)]
    factors = [{f.name: f for f in s.factors} for s in found]
    any_found = sum(f["contract"].is_found or f["complaint"].is_found for f in factors)
    supported, used = sum(s.relation == "supported" for s in found), sum(s.method == "hazard" for s in found)
    print(
        f"attrition, effect {effect}: found {any_found}, relation supported {supported}, used {used} of {WORLDS}"
    )
    if not effect:
        assert any_found <= WORLDS // 10
        assert supported <= WORLDS // 10
    else:
        assert any_found >= WORLDS * (0.5 if effect < 1 else 0.95)


@pytest.mark.parametrize("effect", [0.0, -0.1, -0.2])
def test_handovers(effect):
    found = [
        study_handovers(test_handover._world(seed, effect=effect)).effects["revenue", "all"]
        for seed in range(1000, 1000 + WORLDS)
    ]
    seen = sum(e.high < 0 or e.low > 0 for e in found)
    inside = sum(e.low <= effect <= e.high for e in found)
    print(f"handovers, effect {effect}: found {seen}, interval holds the truth in {inside} of {WORLDS}")
    assert inside >= 0.9 * WORLDS
    assert seen <= WORLDS // 10 if not effect else seen >= 0.8 * WORLDS


@pytest.mark.parametrize("effect", [0.0, 1.6])
def test_first_orders(effect):
    used = sum(
        learn(test_first_order._firsts(seed, effect=effect), since=-200, as_of=2000).basis == "model"
        for seed in range(1000, 1000 + WORLDS)
    )
    print(f"first orders, effect {effect}: model used in {used} of {WORLDS}")
    assert used <= WORLDS // 10 if not effect else used >= 0.8 * WORLDS


@pytest.mark.parametrize("effect", [False, True])
def test_good_relations(effect):
    signs = [
        next(s for s in examine(test_post_mortem._world(seed, effect=effect))[1] if s.name == "complaint")
        for seed in range(1000, 1000 + WORLDS)
    ]
    seen = sum(s.low > 1 or s.high < 1 for s in signs)
    print(f"good relations, effect {effect}: found {seen} of {WORLDS}")
    assert seen <= WORLDS // 10 if not effect else seen >= 0.75 * WORLDS
