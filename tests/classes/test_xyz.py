"""XYZ on series made by hand: what counts as a bucket, what the season takes out, and who has no class."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from clientela.base.class_settings import Xyz
from clientela.base.periods import month_number
from clientela.classes.xyz import MONTHS, season_of, xyz

LAST = month_number(date(2025, 12, 31))
FIRST = LAST - MONTHS + 1


def missing(values):
    return np.ma.masked_array(
        np.array(["" if v is None else v for v in values], dtype=object), [v is None for v in values]
    )


def judge(
    series, *, orders=None, started=None, segments=None, classes=None, rules=None, first_on="2024-01-01"
):
    """`series`: money of the last 24 months per customer; `orders`: per month (1 where there is money); `started`: first month (0..24) or None."""
    count = len(series)
    orders = orders or [[1 if v else 0 for v in own] for own in series]
    keys = np.arange(1, count + 1)
    key, month, money, number = [], [], [], []
    for place, own in enumerate(series):
        for at, value in enumerate(own):
            if value or orders[place][at]:
                key.append(place + 1)
                month.append(FIRST + at)
                money.append(value)
                number.append(orders[place][at])
    started = started or [0] * count
    days = [
        np.datetime64("1970-01-01")
        if at is None
        else np.datetime64(date((FIRST + at) // 12, (FIRST + at) % 12 + 1, 5))
        for at in started
    ]
    frames = {
        "customer_register": {"customer_key": keys, "segment_id": missing(segments or [None] * count)},
        "customer_months": {
            "customer_key": np.array(key, dtype=np.int64),
            "month_number": np.array(month, dtype=np.int64),
            "revenue_amount": np.array(money, dtype=np.int64),
            "orders_count": np.array(number, dtype=np.int64),
        },
        "customer_measures": {
            "customer_key": keys,
            "first_order_on": np.ma.masked_array(
                np.array(days, dtype="datetime64[D]"), [at is None for at in started]
            ),
        },
        "abc": {"customer_key": keys, "abc_value_class": missing(classes or ["A"] * count)},
    }
    found = xyz.build({"last_full_month": LAST, "first_on": first_on, "xyz": rules or Xyz()}, frames)
    return [
        {name: None if np.ma.is_masked(values[row]) else values[row] for name, values in found.items()}
        for row in range(count)
    ]


def test_the_variation_by_hand():
    even = [100] * 24
    uneven = [100, 300] * 12  # mean 200, sample sd 100 sqrt(24 / 23) = 102.1508
    steep = [0, 0, 600] * 8  # 4 orders a year: 8 quarters of 600 each
    found = judge([even, uneven, steep])
    assert [row["xyz_cv"] for row in found] == [0, pytest.approx(0.510754, abs=1e-6), 0]
    assert [row["xyz_class"] for row in found] == ["X", "Y", "X"]
    assert [(row["xyz_period"], row["xyz_buckets_count"]) for row in found] == [
        ("month", 24), ("month", 24), ("quarter", 8),
    ]  # fmt: skip


def test_one_purchase_in_two_years():
    # eight quarters, one of 800: mean 100, sample sd sqrt((700^2 + 7 x 100^2) / 7) = sqrt(80000)
    (row,) = judge([[0] * 10 + [800] + [0] * 13])
    assert row["xyz_cv"] == pytest.approx(np.sqrt(80000) / 100, abs=1e-9)
    assert (row["xyz_class"], row["abc_xyz_class"]) == ("Z", "AZ")


def test_a_value_on_a_limit_is_inside():
    series = [[100, 300] * 12]
    (at_default,) = judge(series)
    on_it = at_default["xyz_cv"]
    assert judge(series, rules=Xyz(variation_cuts=(on_it, 1)))[0]["xyz_class"] == "X"
    assert judge(series, rules=Xyz(variation_cuts=(on_it - 1e-9, 1)))[0]["xyz_class"] == "Y"
    assert judge(series, rules=Xyz(variation_cuts=(0.1, on_it)))[0]["xyz_class"] == "Y"
    assert judge(series, rules=Xyz(variation_cuts=(0.1, 0.25)))[0]["xyz_class"] == "Z"  # the classic limits


def test_months_before_the_first_order_do_not_count_and_those_after_do():
    since_june = [0] * 17 + [100, 0, 0, 0, 0, 0, 100]
    orders = [[0] * 17 + [1, 0, 0, 0, 0, 0, 13]]  # 14 orders in 7 months: 24 a year, so by months
    (row,) = judge([since_june], orders=orders, started=[17])
    # seven months, two of 100: mean 200/7, sample sd sqrt((2 (500/7)^2 + 5 (200/7)^2) / 6)
    by_hand = np.sqrt((2 * (500 / 7) ** 2 + 5 * (200 / 7) ** 2) / 6) / (200 / 7)
    assert row["xyz_buckets_count"] == 7
    assert row["xyz_cv"] == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize(
    ("started", "monthly", "reason", "buckets"),
    [
        (18, 1, None, 6),
        (19, 1, "too_short", 5),
        (6, 0, None, 6),  # 18 months are six quarters
        (7, 0, "too_short", 5),
        (24, 1, "too_short", 0),  # first order in the month that is not over
    ],
)
def test_six_buckets_are_needed(started, monthly, reason, buckets):
    series = [100 if at >= started and (monthly or at == started) else 0 for at in range(24)]
    (row,) = judge([series], started=[started])
    assert (row["xyz_reason"], row["xyz_buckets_count"]) == (reason, buckets)
    assert (row["xyz_class"] is None) == (row["xyz_cv"] is None) == (row["abc_xyz_class"] is None) == (reason is not None)  # fmt: skip


def test_who_has_no_class():
    given_back = [100] * 12 + [-200] * 12
    found = judge(
        [given_back, [0] * 24, [0] * 24, [100] * 24], started=[0, None, 0, 0], classes=["C", None, None, None]
    )
    assert [row["xyz_reason"] for row in found] == ["no_positive_mean", "no_order", "no_positive_mean", None]
    assert [row["abc_xyz_class"] for row in found] == [None] * 4
    assert found[3]["xyz_class"] == "X"
    assert found[1]["xyz_period"] is None


CHRISTMAS = ([50] * 11 + [250]) * 2


def test_a_season_that_all_share_is_no_irregularity():
    # 11 x 50 + 250 = 800 a year, mean month 66.67: index of December 3.75, of the others 0.75
    found = judge([CHRISTMAS] * 20, segments=["toys"] * 20)
    assert {row["xyz_cv"] for row in found} == {0.0}
    alone = judge([CHRISTMAS] * 19, segments=["toys"] * 19)  # too few to speak of a season
    assert alone[0]["xyz_cv"] == pytest.approx(np.std(CHRISTMAS, ddof=1) / np.mean(CHRISTMAS), abs=1e-9)


def test_a_small_segment_takes_the_season_of_the_base():
    even = [100] * 24
    found = judge([CHRISTMAS] * 20 + [even], segments=["toys"] * 20 + ["tools"])
    assert found[0]["xyz_cv"] == 0
    # The base is 20 x 50 + 100 = 1,100 in eleven months and 5,100 in December, 17,200 a year: indices .7674 and 3.5581
    index = np.array([1100 * 12 / 17200] * 11 + [5100 * 12 / 17200])
    adjusted = np.tile(100 / index, 2)
    assert found[20]["xyz_cv"] == pytest.approx(np.std(adjusted, ddof=1) / adjusted.mean(), abs=1e-9)


def test_a_season_needs_a_whole_year_of_data():
    year = np.array(CHRISTMAS)
    assert season_of(year, FIRST, months_known=11).tolist() == [1] * 12
    assert season_of(year, FIRST, months_known=12) == pytest.approx([0.75] * 11 + [3.75])
    # FIRST is January 2024; a series that begins in July has its December at place 5
    assert season_of(np.roll(year, 6), FIRST + 6, months_known=24) == pytest.approx([0.75] * 11 + [3.75])


def test_a_month_hardly_bought_in_counts_as_a_quarter():
    closed = ([120] * 11 + [0]) * 2
    twice = [([2] * 11 + [0]) * 2] * 20  # 22 orders a year: by months
    found = judge([closed] * 20, orders=twice, segments=["s"] * 20)
    adjusted = np.array(([120 / (12 / 11)] * 11 + [0]) * 2)
    assert found[0]["xyz_cv"] == pytest.approx(np.std(adjusted, ddof=1) / adjusted.mean(), abs=1e-9)
