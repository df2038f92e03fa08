"""Alarms: a family that stops is found, where nothing stops hardly anything is; few for each person; answers and known events count."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.base.scope import Scope
from clientela.predictions._rhythm import Rhythm, rhythms, season
from clientela.predictions.family_rhythm import family_rhythm
from clientela.workspace import AlarmAnswer, find_alarm, list_alarms
from conftest import AS_OF, NOON, import_rows, line, open_workspace, run_at, table

FIRST, NOW, SHARE = 0, 1095, 0.01
MONTHS = np.array([((d % 365) * 12) // 365 for d in range(NOW + 1600)])


def world(*, pairs=400, seed=1, shape=2.0, stopped=0, fallen=0, seasonal=False):
    """Order days of pairs at their own pace over three years; the first `stopped` end so early that the silence is seen by now.

    `fallen`: the next ones buy a fifth in their last two orders. `seasonal`: nobody orders in the last third of a year.
    """
    rng = np.random.default_rng(seed)
    who, when, money = [], [], []
    for i in range(pairs):
        gap = float(rng.uniform(8, 45))
        days, day = [], float(rng.uniform(0, gap))
        end = NOW - 5 * gap - 30 if i < stopped else NOW
        while day <= end:
            if not seasonal or (day % 365) < 250:
                days.append(int(day))
            day += max(gap * rng.gamma(shape, 1 / shape), 1.0)
        basket = rng.lognormal(6, 0.3, len(days)) * rng.uniform(0.5, 2)
        if stopped <= i < stopped + fallen:
            basket[-2:] *= 0.1
        days, first = np.unique(days, return_index=True)
        who.append(np.full(len(days), i))
        when.append(days)
        money.append(basket[first])
    pair, day, amount = (np.concatenate(part) for part in (who, when, money))
    return pair, pair % 4, day.astype(np.int64), amount


def judged(**options) -> Rhythm:
    return rhythms(*world(**options), month_of_day=MONTHS, first=FIRST, as_of=NOW, share=SHARE)


@pytest.mark.parametrize("shape", [0.8, 1.0, 2.0, 6.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_nothing_stops_hardly_anything_alarms(shape, seed):
    found = judged(shape=shape, seed=seed)
    assert (found.silence <= SHARE).mean() <= 0.03  # the limit is ten in a hundred
    assert (found.fall <= SHARE).mean() <= 0.03


def test_a_season_without_orders_is_no_silence():
    found = judged(seasonal=True, seed=4)
    quiet = NOW - found.last > 2.5 * found.usual_gap
    assert quiet.mean() > 0.3  # by the calendar many are silent
    assert (found.silence <= SHARE).mean() <= 0.10


@pytest.mark.parametrize("shape", [1.4, 2.0, 6.0])
def test_what_stops_is_found(shape):
    found = judged(stopped=80, shape=shape, seed=5)
    alarms = found.silence <= SHARE
    assert alarms[:80].mean() >= 0.8
    assert alarms[80:].mean() <= 0.03
    assert (found.limit[alarms] <= NOW).mean() >= 0.95  # the day from which it was unusual has passed
    assert (found.limit[:80] > found.last[:80]).all()


def test_a_basket_that_falls_is_found():
    found = judged(fallen=80, seed=6)
    alarms = found.fall <= SHARE
    assert alarms[:80].mean() >= 0.8
    assert alarms[80:].mean() <= 0.03
    assert (found.recent[:80] < 0.5).mean() > 0.95


def test_the_next_order_comes_before_the_expected_day_in_half_of_the_cases():
    """Looked from the last order but one of each pair: half of the last orders have come by the expected day."""
    pair, family, day, money = world(seed=7)
    last = np.flatnonzero(np.concatenate([pair[1:] != pair[:-1], [True]]))
    keep = np.ones(len(pair), dtype=bool)
    keep[last] = False
    found = rhythms(
        pair[keep],
        family[keep],
        day[keep],
        money[keep],
        month_of_day=MONTHS,
        first=FIRST,
        as_of=NOW,
        share=SHARE,
    )
    # a little more than half: a last order is one that came before the end, which long gaps do less often
    assert 0.45 <= (day[last] <= found.expected).mean() <= 0.62
    assert np.median(np.abs(np.log(money[last] / found.basket))) < 0.35


def test_a_season_is_drawn_towards_the_year_round():
    few = season(np.array([5, 6]), np.array([0, 0]), np.zeros(2, dtype=int), 1, 0, NOW)
    assert few.max() < 1.1
    assert season(np.array([5]), np.array([0]), np.zeros(1, dtype=int), 1, 0, 200).tolist() == [[1.0] * 12]


def _rows(stops=()) -> list[dict]:
    """Thirty customers that buy two families about every two or three weeks; pairs in `stops` end on 30 September."""
    rng = np.random.default_rng(31)
    rows = []
    for i in range(30):
        for family in ("Paint", "Tools"):
            end = date(2025, 9, 30) if (i, family) in stops else AS_OF
            day = date(2023, 1, 2) + timedelta(days=int(rng.integers(0, 20)))
            while day <= end:
                rows.append(
                    line(
                        f"{i:02d}",
                        day,
                        round(float(rng.lognormal(5, 0.25)) * (1 + i % 3), 2),
                        f"{i}/{family}/{day}",
                        cost_amount=40,
                        product_number=family,
                        family=family,
                        salesperson=f"P{i % 2}",
                    )
                )
                day += timedelta(days=int(rng.gamma(4.0, 4.5)) + 3)
    return rows  # fmt: skip


PLANTED = {(i, "Paint") for i in (2, 4, 6, 8, 10, 12, 3)}
EVENTS = """customer number,known event,known since,product family
02,closure,2025-11-01,
04,contract signed,2025-11-01,Paint
06,contract signed,2025-01-01,Paint
15,notice,2025-12-01,
16,notice,2026-02-01,
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alarms")
    found = open_workspace(folder / "workspace", outlook_alarms_per_week=3)
    import_rows(found, _rows(PLANTED))
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    found.import_files([folder / "events.csv"], imported_at=NOON)
    run_at(found)
    return found


def _alarms(run):
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    return {
        (numbers[r["customer_key"]], r["product_family"], r["alarm_class"]): r
        for r in table(run, "family_alarms")
    }


def test_the_planted_families_are_found_and_no_other(workspace):
    found = _alarms(workspace.current())
    silent = {k for k in found if k[2] == "silence"}
    assert {(f"{i:02d}", f, "silence") for i, f in PLANTED} <= silent
    others = [k for k in found if k[2] != "notice" and (int(k[0]), k[1]) not in PLANTED]
    assert len(others) <= 0.1 * (60 - len(PLANTED))
    for number, family, kind in silent:
        row = found[number, family, kind]
        assert row["alarm_probability"] <= 0.01
        assert row["last_order_on"] < row["expected_on"] < row["raised_on"] <= AS_OF
        assert row["alarm_stake_amount"] > 0


def test_what_is_known_silences_or_raises(workspace):
    found = _alarms(workspace.current())
    assert (
        found["02", "Paint", "silence"]["alarm_state"],
        found["02", "Paint", "silence"]["event_class"],
    ) == ("explained", "closure")
    assert found["04", "Paint", "silence"]["alarm_state"] == "explained"
    assert found["06", "Paint", "silence"]["alarm_state"] != "explained"  # signed long before it went silent
    notice = found["15", None, "notice"]
    assert (notice["alarm_state"], notice["alarm_rank"], notice["raised_on"]) == (
        "open",
        1.0,
        date(2025, 12, 1),
    )
    assert ("16", None, "notice") not in found  # not known yet


def test_no_person_gets_more_than_the_setting_says(workspace):
    run = workspace.current()
    rows = table(run, "family_alarms")
    for person in ("P0", "P1"):
        mine = [r for r in rows if r["seller_id"] == person and r["alarm_state"] in ("open", "waiting")]
        shown = [r for r in mine if r["alarm_state"] == "open"]
        assert len(shown) == min(3, len(mine))
        rest = [r["alarm_stake_amount"] for r in mine if r["alarm_state"] == "waiting"]
        least = min(r["alarm_stake_amount"] for r in shown if r["alarm_class"] != "notice")
        assert all(least >= stake for stake in rest)
    assert len([r for r in rows if r["alarm_state"] == "waiting"]) > 0
    assert {r["seller_id"] for r in table(run, "alarm_list", scope=Scope("seller_id", ("P1",)))} == {"P1"}


def test_an_answer_enters_the_next_run_and_is_counted(workspace):
    before = workspace.current()
    with before.reading() as reader:
        shown = list_alarms(reader)
        row = next(r for r in shown if r["seller_id"] == "P0" and r["alarm_class"] == "silence")
        same = find_alarm(
            reader, customer_id=row["customer_id"], family=row["product_family"], kind="silence"
        )
        assert same == row
        assert find_alarm(reader, customer_id=row["customer_id"], family="None", kind="silence") is None
    said = AlarmAnswer(
        row["customer_id"], row["product_family"], "silence", row["last_order_on"], "true", "bought elsewhere"
    )
    outcome = workspace.answer_alarms(
        [said], answered_by="Anna", answered_at=NOON.replace(year=2025, month=12, day=30)
    )
    assert [b.role for b in outcome.added] == ["alarm_answers"]
    run = run_at(workspace)
    after = _alarms(run)[row["customer_id"], row["product_family"], "silence"]
    assert (after["alarm_state"], after["alarm_answer_class"]) == ("answered", "true")
    (month,) = table(run, "alarm_precision")
    assert (month["month_number"], month["answers_count"], month["precision_share"]) == (
        2025 * 12 + 11,
        1,
        1.0,
    )
    mine = [r for r in table(run, "family_alarms") if r["seller_id"] == "P0" and r["alarm_state"] == "open"]
    assert len(mine) == 2  # three a week, one of which was answered within it
    sections = {s.name for s in run.report(name="alarms").sections}
    assert sections == {"alarms", "precision"}
    workspace.undo(outcome.added[0].id)
    assert run_at(workspace).manifest.run_id == before.manifest.run_id


def test_an_answer_given_later_is_not_known_yet(workspace):
    outcome = workspace.answer_alarms(
        [AlarmAnswer("08", "Paint", "silence", date(2025, 8, 31), "false")],
        answered_by="Anna",
        answered_at=NOON,
    )
    assert table(run_at(workspace), "answered_alarms") == []
    workspace.undo(outcome.added[0].id)
    run_at(workspace)


def test_a_company_without_families_is_watched_as_a_whole(made):
    rows = [
        {k: v for k, v in r.items() if k not in ("family", "product_number")}
        for r in _rows({(2, "Paint"), (2, "Tools")})
    ]
    run = made(rows)
    (row,) = (r for r in table(run, "family_alarms") if r["alarm_class"] == "silence" and r["customer_key"])
    assert row["product_family"] is None


def test_families_of_the_demo_company_that_stop_are_found(demo_s):
    """Every second lively pair of the demo company is cut off six gaps before the end; the others are left as they are."""
    columns = "customer_key, product_family, document_on, revenue_amount"
    with demo_s.run.reading() as reader:
        frame = reader.arrays(f"select {columns} from family_days order by {columns}")
        params = reader.params
    before = family_rhythm.build(params, {"family_days": frame})
    rules = params["outlook"]
    lively = np.flatnonzero(
        (before["order_days_count"] >= 12)
        & (before["usual_gap_days"] <= 35)
        & (before["silence_probability"] > 0.2)
    )
    planted = lively[::2]
    assert len(planted) >= 15
    day = np.datetime64(params["as_of_day"])
    key, names = np.asarray(frame["customer_key"]), np.ma.filled(frame["product_family"], "").astype(str)
    keep = np.ones(len(key), dtype=bool)
    for place in planted:
        own = (key == before["customer_key"][place]) & (names == str(before["product_family"][place]))
        cut = day - np.timedelta64(int(6 * before["usual_gap_days"][place]), "D")
        keep &= ~(own & (frame["document_on"] > cut))
    after = family_rhythm.build(params, {"family_days": {n: c[keep] for n, c in frame.items()}})
    silent = {
        (k, f)
        for k, f, p in zip(
            after["customer_key"], after["product_family"], after["silence_probability"], strict=True
        )
        if p <= rules.alarm_share
    }
    wanted = {(before["customer_key"][p], before["product_family"][p]) for p in planted}
    assert len(wanted & silent) >= 0.8 * len(wanted)
    going_on = {(before["customer_key"][p], before["product_family"][p]) for p in lively[1::2]}
    assert len(going_on & silent) <= 0.1 * len(going_on)
