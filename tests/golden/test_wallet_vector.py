"""Golden vector 14.3-b: the Wallet Allocation Rule."""

from __future__ import annotations

import pytest

from clientela.economics._wallet_rules import allocation_bounds, allocation_share

VECTOR = {
    1: (1.0,),
    2: (0.6667, 0.3333),
    3: (0.5, 0.3333, 0.1667),
    4: (0.4, 0.3, 0.2, 0.1),
    5: (0.3333, 0.2667, 0.2, 0.1333, 0.0667),
}


@pytest.mark.parametrize("suppliers", VECTOR)
def test_the_shares_of_every_rank(suppliers: int) -> None:
    shares = [allocation_share(rank, suppliers) for rank in range(1, suppliers + 1)]
    assert [round(s, 4) for s in shares] == list(VECTOR[suppliers])
    assert sum(shares) == pytest.approx(1)


def test_equal_ranks_have_the_mean_of_their_ranks() -> None:
    """Two suppliers tied for the first place of three: 1.5 each; the three shares still add up to 1."""
    tied, last = allocation_share(1.5, 3), allocation_share(3, 3)
    assert tied == pytest.approx((0.5 + 1 / 3) / 2)
    assert 2 * tied + last == pytest.approx(1)


def test_the_interval_is_twenty_points_to_each_side_and_stays_a_share() -> None:
    assert allocation_bounds(0.5) == (pytest.approx(0.3), pytest.approx(0.7))
    assert allocation_bounds(1.0) == (pytest.approx(0.8), 1.0)
    assert allocation_bounds(0.0667) == (0.05, pytest.approx(0.2667))


@pytest.mark.parametrize(("rank", "suppliers"), [(0, 3), (4, 3), (1, 0), (0.5, 2)])
def test_a_rank_that_is_none_is_refused(rank: float, suppliers: int) -> None:
    with pytest.raises(ValueError, match="suppliers"):
        allocation_share(rank, suppliers)
