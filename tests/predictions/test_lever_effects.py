"""S0-33: what levers brought, measured on past cases: by hand, found when planted, not found when not, silent below three cases."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.blocks import Table
from clientela.predictions._days import purchase_days
from clientela.predictions._lever_effects import Uses, study_levers
from clientela.predictions._panel import Panel
from conftest import AS_OF, line, table
from portfolio_files import build

FIRST = np.datetime64("2022-01-01", "D").astype(int)
MONTHS, WORLDS = 40, 200
_NOTHING = np.zeros(0, dtype=np.int64)


def _days(months):
    return np.array([np.datetime64(f"{2022 + m // 12}-{m % 12 + 1:02d}-10", "D").astype(int) for m in months])


def _panel(margins):
    """One purchase a month; margins of shape (customers, months), revenue twice that."""
    customers, months = margins.shape
    who, month = np.repeat(np.arange(customers), months), np.tile(np.arange(months), customers)
    money = margins.ravel()
    days = purchase_days(customer=who, day=_days(month), revenue=np.abs(np.nan_to_num(money, nan=50.0)) * 2 + 1, margin=money, customers=customers)  # fmt: skip
    end = int(_days([months - 1])[0]) + 21  # the last month is over
    return Panel(np.arange(1, customers + 1), days, {}, None, (_NOTHING,) * 3, end, int(FIRST))


def _uses(*rows, undated=()):
    who, month, lever = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Uses(who, _days(month) + 2, lever, np.array(undated, dtype=np.int64))


def _plain(after=1.0, *, acted=3, others=9, at=18):
    """All alike at 100 a month until month 18; then the acted on at `after`, the others at a tenth more."""
    margins = np.full((acted + others, MONTHS), 100.0)
    margins[:acted, at + 1 :] = 100.0 * after
    margins[acted:, at + 1 :] = 110.0
    return margins


def test_three_cases_by_hand():
    """1,200 before, 1,800 after, the others + 10 %: share .5 - .1 = .4; money 1,800 - 1,200 x 1.1 = 480."""
    (found,) = study_levers(_panel(_plain(1.5)), _uses((0, 18, 0), (1, 18, 0), (2, 18, 0)), 1)
    assert (found.done, found.share.changes) == (3, 3)
    assert found.share.mean == pytest.approx(0.4)
    assert found.money.mean == pytest.approx(480.0)
    assert (found.money.low, found.money.high) == pytest.approx((480.0, 480.0))  # all alike: nothing varies


def test_below_three_cases_nothing_is_said():
    (found,) = study_levers(_panel(_plain(1.5)), _uses((0, 18, 0), (1, 18, 0)), 1)
    assert (found.done, found.money.changes) == (2, 2)
    assert np.isnan(found.money.mean)
    assert np.isnan(found.share.low)


def test_only_what_can_be_told_apart_and_is_known_is_compared():
    """Another action within the year, two levers in one month, a year that is not over, an unknown margin: counted as done, not as a case."""
    margins = _plain(1.5, acted=7)
    margins[6, 20] = np.nan
    rows = [(0, 18, 0), (1, 18, 0), (2, 18, 0), (3, 18, 0), (3, 24, 0), (4, 18, 0), (4, 18, 1), (5, 30, 0), (6, 18, 0)]  # fmt: skip
    first, second = study_levers(_panel(margins), _uses(*rows), 2)
    assert (first.done, first.money.changes, second.done, second.money.changes) == (8, 3, 1, 0)
    assert first.money.mean == pytest.approx(480.0)


def test_who_has_an_action_without_a_day_is_compared_with_nobody():
    """The three nearest others had one too, and grew by half: without them the rest says + 10 %."""
    margins = _plain(1.5, others=9)
    margins[3:6, 19:] = 150.0
    margins[6:, :19] -= 1.0  # farther in size than those three
    rows = [(0, 18, 0), (1, 18, 0), (2, 18, 0)]
    (blind,) = study_levers(_panel(margins), _uses(*rows), 1)
    (found,) = study_levers(_panel(margins), _uses(*rows, undated=(3, 4, 5)), 1)
    assert blind.money.mean == pytest.approx(0.0)
    assert found.money.mean == pytest.approx(1800 - 1200 * 110 / 99)


def _world(seed, effect):
    rng = np.random.default_rng(seed)
    margins = np.exp(rng.normal(4, 0.6, (120, 1))) * np.exp(rng.normal(0, 0.4, (120, MONTHS)))
    chosen = rng.permutation(120)[:15]
    at = rng.integers(13, 26, 15)
    for who, month in zip(chosen, at, strict=True):
        margins[who, month + 1 :] *= 1 + effect
    (found,) = study_levers(_panel(margins), _uses(*((int(w), int(m), 0) for w, m in zip(chosen, at, strict=True))), 1)  # fmt: skip
    return found


def test_no_effect_is_seen_where_none_is_planted():
    found = [_world(seed, 0.0) for seed in range(WORLDS)]
    assert all(f.money.changes == 15 for f in found)
    for kind in ("share", "money"):
        ends = [getattr(f, kind) for f in found]
        assert sum(e.low > 0 or e.high < 0 for e in ends) <= WORLDS // 10


def test_a_planted_effect_is_found():
    found = [_world(seed, 0.5) for seed in range(12)]
    assert sum(f.share.low > 0 for f in found) >= 11
    assert np.mean([f.share.mean for f in found]) == pytest.approx(0.5, abs=0.06)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Twelve customers buy every month; three were trained in June 2024 and buy half more since, one has a slot that nobody dated."""
    rows = []
    for n in range(12):
        for month in range(48):
            day = date(2022 + month // 12, month % 12 + 1, 5)
            amount = 150 if n < 3 and day > date(2024, 6, 20) else 100
            rows.append(line(f"L{n:02d}", day, amount, cost_amount=amount / 2))
    actions = [
        {"action_id": f"D{n}", "customer_id": f"L{n:02d}", "lever": ("Training", "training ", "TRAINING")[n], "status": "done", "due_on": "2024-06-30", "done_on": "2024-06-20" if n else "", "cost_amount": "40"}
        for n in range(3)
    ] + [
        {"action_id": "D8", "customer_id": "L08", "lever": "slot", "status": "done", "owner_id": "E1"}, {"action_id": "D9", "customer_id": "L09", "lever": "training", "status": "planned", "due_on": "2026-05-01", "cost_amount": "40", "expected_amount": "500"},
        {"action_id": "DN", "customer_id": "L10", "action_text": "a visit", "status": "done", "due_on": "2024-03-31", "done_on": "2024-03-20"},
        {"action_id": "DX", "customer_id": "L09", "lever": "training", "status": "done", "due_on": (AS_OF + timedelta(days=40)).isoformat()},
    ]  # fmt: skip
    return build(tmp_path_factory.mktemp("levers"), rows, {"actions": actions})


def test_from_the_file_of_actions_to_what_they_brought(run):
    """600 before, 900 after, the others 600: 300 a year each; what has no day, or one to come, is no case."""
    (row,) = table(run, "lever_effects")
    assert (row["lever_text"], row["done_count"], row["cases_count"]) == ("training", 3, 3)
    assert float(row["gain_amount"]) == pytest.approx(300)
    assert (row["gain_share"], row["gain_class"]) == (pytest.approx(0.5), "brings")
    assert {(r["done_on"], r["lever_text"]) for r in table(run, "lever_uses")} == {(date(2024, 6, 30), "training"), (date(2024, 6, 20), "training"), (date(2024, 3, 20), ""), (None, "slot")}  # fmt: skip


def test_the_answer_sets_judged_and_measured_side_by_side(run):
    section = next(s for s in run.report(name="ten_questions").sections if s.name == "levers")
    blocks = {b.name: b for b in section.blocks if isinstance(b, Table)}

    def rows(name):
        names = [c.name for c in blocks[name].columns]
        return {str(r[0]).lower().strip(): dict(zip(names, r, strict=True)) for r in blocks[name].rows}

    assert float(rows("lever_returns")["training"]["expected_amount"]) == 500
    past = rows("lever_past")
    assert float(past["training"]["gain_amount"]) == pytest.approx(300)
    assert (past["training"]["done_count"], past["training"]["cases_count"]) == (4, 3)
    assert (past["slot"]["done_count"], past["slot"]["gain_amount"]) == (1, None)
