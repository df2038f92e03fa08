"""The proof inside a run: nothing from the future, a verdict that can fail, calibration with its exact interval, the sentence that says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from clientela.base.i18n import translate
from clientela.base.progress import watching
from clientela.base.scope import Scope
from clientela.blocks import Curve, Note, Table
from clientela.predictions import _trial
from clientela.predictions._backtest import OURS, Trial, pool
from clientela.predictions._days import Outcome
from clientela.predictions._scores import Judged, compare
from clientela.predictions._slice import Options
from clientela.predictions._trial import Tried, calibration, try_past
from clientela.predictions.forecast_card import _verdict
from conftest import AS_OF, build_workspace, line, table
from predictions.purchase_worlds import world

QUICK = Options(folds=2, most_trees=15)
YEARS = ((0, 365), (365, 730), (730, 1095))
NOW = 2000
ORIGINS = (NOW - 365, NOW - 730, NOW - 1095)


@cache
def proof():
    return try_past(world(customers=60, days=2400, seed=5), NOW, [YEARS] * 3, ORIGINS, QUICK)


def test_years_are_tried_from_as_many_days_as_are_over():
    found = {part.end: part for part in proof().tried}
    assert {end: len(part.trial.origins) for end, part in found.items()} == {365: 3, 730: 2, 1095: 1}
    for part in found.values():
        assert set(part.trial.figures) >= {"forecast", "naive", "hiatus", "bgnbd", "pnbd"}
        assert sum(b.customers for b in part.bins) == part.trial.judged
        assert sum(b.customers - b.came for b in part.bins) == part.lost > 0
        assert all(origin + part.end <= NOW for origin in part.trial.origins)
    assert proof().earlier is not None
    assert len(proof().earlier.years) == 3


def test_rows_after_the_day_change_nothing():
    days = world(customers=60, days=2400, seed=5)
    changed = replace(days, revenue=np.where(days.day > NOW, days.revenue * 9 + 1, days.revenue))
    again = try_past(changed, NOW, [YEARS] * 3, ORIGINS, QUICK)
    assert (days.day > NOW).any()
    for one, other in zip(proof().tried, again.tried, strict=True):
        np.testing.assert_equal(one.trial.figures, other.trial.figures)
        assert one.bins == other.bins


def test_what_was_given_came_about():
    """In a world of purchase models the shares lie in their exact intervals, but for the few that chance puts outside."""
    first = proof().tried[0]
    outside = [b for b in first.bins if not b.share_low <= b.said <= b.share_high]
    assert len(outside) <= 2
    assert abs(sum(b.said * b.customers for b in first.bins) / sum(b.came for b in first.bins) - 1) < 0.15


def test_a_short_history_is_tried_half_a_year_ahead():
    days = world(customers=60, days=500, seed=8)
    found = try_past(days, 500, [YEARS] * 3, (135, -230, -595), QUICK)
    (part,) = found.tried
    assert (part.end, part.trial.origins, found.earlier) == (182, (318,), None)
    assert _verdict(None, "active")[:2] == ["unproved", "history"]


def test_a_large_base_is_tried_on_a_drawn_part(monkeypatch):
    whole = {p.end: p.trial.judged for p in proof().tried}
    monkeypatch.setattr(_trial, "MOST_TRIED", 30)
    found = try_past(world(customers=60, days=2400, seed=5), NOW, [YEARS] * 3, ORIGINS, QUICK)
    assert all(0 < p.trial.judged < 0.75 * whole[p.end] for p in found.tried)
    assert len(found.earlier.customer) == len(
        proof().earlier.customer
    )  # the value of the base counts everybody


def test_the_interval_of_a_share_is_the_published_one():
    """Clopper and Pearson, 8 of 10: 0.4439 to 0.9748."""
    said, came = np.full(10, 0.8), np.array([1.0] * 8 + [0.0] * 2)
    (found,) = calibration(said, came)
    assert (found.low, found.high, found.customers, found.came) == (0.75, 0.85, 10, 8)
    assert (found.share_low, found.share_high) == (
        pytest.approx(0.4439, abs=1e-4),
        pytest.approx(0.9748, abs=1e-4),
    )
    (none,) = calibration(np.full(5, 0.99), np.zeros(5))
    assert none.share_low == 0
    assert none.share_high == pytest.approx(1 - 0.025 ** (1 / 5))


def _tried(low: float, high: float, *, judged: int = 200, lost: int = 40) -> Tried:
    losses = ("brier", "orders_rmse", "revenue_rmse")
    figures = {
        "forecast": dict.fromkeys(losses, 1.0),
        "naive": dict.fromkeys(losses, 2.0),
        "hiatus": dict.fromkeys(losses, 1.5),
    }
    against = {
        "naive": dict.fromkeys(losses, (-0.5, -0.6, -0.4)),
        "hiatus": dict.fromkeys(losses, ((low + high) / 2, low, high)),
    }
    return Tried(0, 365, Trial(365, (1,), judged, 0.8, figures, against), lost, ())  # fmt: skip


@pytest.mark.parametrize(
    ("tried", "subject", "expected"),
    [
        (_tried(-0.3, -0.1), "active", ["proved", None]),
        (_tried(-0.3, 0.1), "active", ["equal", None]),
        (_tried(0.01, 0.1), "revenue", ["worse", None]),
        (_tried(-0.3, -0.1, lost=4), "active", ["unproved", "losses"]),
        (_tried(-0.3, -0.1, lost=4), "orders", ["proved", None]),
        (_tried(-0.3, -0.1, lost=197), "active", ["unproved", "losses"]),
        (_tried(-0.3, -0.1, judged=30), "orders", ["unproved", "customers"]),
    ],
)
def test_the_verdict_is_against_the_best_of_the_naive_ones(tried, subject, expected):
    found = _verdict(tried, subject)
    assert found[:2] == expected
    if expected[1] is None:
        assert found[2] == "hiatus"  # better than naive, though known only afterwards


def test_rows_of_a_customer_are_drawn_together():
    """Ten times the same rows are no more proof than once: the interval stays as wide."""
    rng = np.random.default_rng(1)
    a, b = rng.gamma(2.0, size=60), rng.gamma(2.2, size=60)
    came = Outcome(np.ones(60), np.ones(60))
    many = Outcome(np.ones(600), np.ones(600))
    one = compare({"brier": a}, {"brier": b}, came, draws=400, seed=3)["brier"]
    tenfold = {"brier": np.tile(a, 10)}, {"brier": np.tile(b, 10)}
    tied = compare(*tenfold, many, draws=400, seed=3, customer=np.tile(np.arange(60), 10))["brier"]
    free = compare(*tenfold, many, draws=400, seed=3)["brier"]
    assert tied == pytest.approx(one)
    assert free[2] - free[1] < 0.5 * (tied[2] - tied[1])


def test_a_forecast_that_knows_nothing_is_not_proved():
    rng = np.random.default_rng(2)
    count = 400
    came = Outcome(rng.poisson(3.0, count).astype(float), rng.gamma(2.0, 100.0, count))
    flat = Judged(
        np.full(count, 0.5),
        np.full(count, 9.0),
        np.full((count, 1), 9.0),
        np.full(count, 900.0),
        np.full((count, 1), 900.0),
    )
    good = Judged(came.active, came.orders, came.orders[:, None], came.revenue, came.revenue[:, None])
    trial = pool(365, (1,), {OURS: [flat], "naive": [good]}, [came], [np.arange(count)], seed=1)
    tried = Tried(0, 365, trial, int((came.active == 0).sum()), ())
    assert _verdict(tried, "orders")[0] in ("worse", "unproved")
    trial = pool(365, (1,), {OURS: [good], "naive": [flat]}, [came], [np.arange(count)], seed=1)
    assert _verdict(Tried(0, 365, trial, 20, ()), "orders")[0] == "proved"  # fmt: skip


def _rows() -> list[dict]:
    """Thirty-eight customers over four and a half years at rhythms of their own, a part of which leaves each year."""
    rng = np.random.default_rng(4)
    rows = []
    for i in range(38):
        day = date(2021, 7, 1) + timedelta(days=int(rng.integers(0, 60)))
        end = AS_OF if i % 3 else date(2022, 1, 1) + timedelta(days=int(rng.integers(0, 1400)))
        while day <= min(end, AS_OF):
            rows.append(
                line(
                    f"{i:02d}",
                    day,
                    round(float(rng.gamma(4.0, 40.0)) + 5, 2),
                    cost_amount=10,
                    salesperson=f"P{i % 2}",
                )
            )
            day += timedelta(days=int(rng.gamma(3.0, 12.0)) + 1)
    return rows  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return build_workspace(tmp_path_factory.mktemp("proof"), _rows())


def test_a_run_proves_its_forecast(run):
    proofs = {(r["subject_class"], r["year_ahead"]): r for r in table(run, "forecast_proof")}
    assert len(proofs) == 9
    assert {r["history_needed_days"] for r in proofs.values()} == {730, 1095, 1460}
    assert {y: proofs["active", y]["lack_class"] == "history" for y in (1, 2, 3)} == {
        1: False,
        2: False,
        3: False,
    }
    cards = table(run, "forecast_card")
    assert {r["horizon_days"] for r in cards} == {365, 730, 1095}
    held = {(r["horizon_days"], r["figure_class"], r["method_class"]): r["figure_value"] for r in cards}
    for row in proofs.values():
        if row["figure_class"]:
            key = (365 * row["year_ahead"], row["figure_class"])
            ours, theirs = held[*key, "forecast"], held[*key, row["method_class"]]
            assert row["difference_share"] == pytest.approx(ours / theirs - 1)
            assert row["difference_low_share"] <= row["difference_share"] <= row["difference_high_share"]
            assert all(theirs <= held[*key, other] + 1e-12 for other in ("naive", "hiatus"))
    bins = table(run, "forecast_calibration")
    judged = {r["horizon_days"]: r["judged_count"] for r in cards}
    assert {h: sum(b["judged_count"] for b in bins if b["horizon_days"] == h) for h in judged} == judged


def test_the_report_says_it_in_a_sentence_and_draws_it(run):
    """S0-28: the calibration is a chart, bin by bin."""
    document = run.report(name="outlook")
    section = next(s for s in document.sections if s.name == "proof")
    said = [translate(b.text, language="en") for b in section.blocks if isinstance(b, Note)]
    assert len(said) == 1
    assert said[0].startswith("Of 100 customers to whom we gave ")
    row = next(
        r
        for r in table(run, "forecast_calibration")
        if r["horizon_days"] == 365 and f"({r['judged_count']} customers" in said[0]
    )
    assert f", {round(100 * row['stayed_share'])} stayed" in said[0]
    (curve,) = (b for b in section.blocks if isinstance(b, Curve))
    assert len(curve.x) == len([r for r in table(run, "forecast_calibration") if r["horizon_days"] == 365])
    names = {b.name for b in section.blocks if isinstance(b, Table)}
    assert names == {"forecast_proof", "forecast_calibration_table", "forecast_card"}
    part = run.report(name="outlook", scope=Scope("seller_id", ("P1",)), scope_name="P1")
    assert "proof" not in {
        s.name for s in part.sections
    }  # proved is the company's forecast, not that of a part


class _Stops:
    """Progress that stops the work at the second word from inside a step."""

    def __init__(self) -> None:
        self.labels: list[str] = []

    def step(self, **said):
        self.labels.append(str(said["label"]))
        if len(self.labels) > 1:
            raise KeyboardInterrupt


def test_a_long_step_tells_how_far_it_is_and_can_be_stopped(run):
    from clientela.predictions import _looking  # noqa: PLC0415 - its memory is cleared
    from clientela.predictions.forecast_card import forecast_card  # noqa: PLC0415
    from clientela.runs.forecasting import _frames  # noqa: PLC0415

    _looking._PROVED.clear()
    watch = _Stops()
    with run.reading() as reader, watching(watch), pytest.raises(KeyboardInterrupt):
        forecast_card.build(reader.params, _frames(reader))
    assert len(watch.labels) == 2
