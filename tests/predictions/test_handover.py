"""Changes of the person in charge: found when planted, not found when not, not estimated below eight."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from clientela.predictions._days import purchase_days
from clientela.predictions._handover import changes_of, personal_share, study_handovers
from clientela.predictions._panel import Panel
from conftest import AS_OF, line, table
from predictions.attrition_worlds import facts
from service_files import by_customer, company

WORLDS = 50


def _world(
    seed: int, *, effect: float, handovers: int = 40, customers: int = 200, personal: float = 0.0
) -> Panel:
    """Customers order every three to six weeks for four years; after a handover they buy `effect` more, `personal` x their personal share on top."""
    rng = np.random.default_rng(seed)
    length = 1460
    gap, size = rng.uniform(20, 45, customers), np.exp(rng.normal(5, 0.7, customers))
    seller = rng.integers(0, 8, customers)
    moved = rng.permutation(customers)[:handovers]
    when = np.full(customers, 10**6)
    when[moved] = rng.integers(480, 980, handovers)
    share = rng.uniform(0.35, 1.0, customers)
    who, day, money = [], [], []
    for i in range(customers):
        at = float(rng.integers(0, 20))
        level = size[i]
        while at < length:
            change = 1 + effect + personal * share[i] if at >= when[i] else 1.0
            who.append(i)
            day.append(int(at))
            money.append(max(level * change * np.exp(rng.normal(0, 0.35)), 0.01))
            at += gap[i] * rng.gamma(6, 1 / 6)
    days = purchase_days(
        customer=np.array(who), day=np.array(day) + 18_000, revenue=np.array(money), customers=customers
    )
    owners_who = np.concatenate([np.arange(customers), moved])
    start = np.concatenate([np.zeros(customers, dtype=np.int64), when[moved]]) + 18_000
    until = np.full(len(start), 10**9)
    until[moved] = when[moved] - 1 + 18_000
    person = np.concatenate([seller[np.arange(customers)], (seller[moved] + 1) % 8])
    contact_who = np.repeat(np.arange(customers), 40)
    contact_day = np.tile(np.linspace(5, length - 5, 40).astype(np.int64), customers) + 18_000
    first = rng.random(len(contact_who)) < share[contact_who]
    contact_person = np.where(first, seller[contact_who], 100)
    known = {
        "owner": facts(owners_who, start, until, person=person),
        "handover": facts(moved, when[moved] + 18_000, value=np.zeros(handovers), person=person[customers:]),
        "contact": facts(
            contact_who, contact_day, value=np.full(len(contact_who), 30.0), person=contact_person
        ),
    }
    nothing = np.zeros(0, dtype=np.int64)
    return Panel(np.arange(1, customers + 1), days, known, None, (nothing,) * 3, 18_000 + length - 1, 18_000)


def test_no_effect_is_seen_where_none_is_planted():
    """False alarms in one of ten worlds at the most; nor does the year before differ more often."""
    found = [study_handovers(_world(seed, effect=0.0)) for seed in range(WORLDS)]
    effects = [s.effects["revenue", "all"] for s in found]
    assert all(e.changes >= 30 for e in effects)
    assert sum(e.low > 0 or e.high < 0 for e in effects) <= WORLDS // 10
    assert sum(s.trend["revenue"].low > 0 or s.trend["revenue"].high < 0 for s in found) <= WORLDS // 10
    assert abs(np.mean([e.mean for e in effects])) < 0.02
    assert sum(s.slope.high < 0 for s in found) <= WORLDS // 10


def test_a_planted_effect_is_found():
    found = [study_handovers(_world(seed, effect=-0.2)) for seed in range(12)]
    effects = [s.effects["revenue", "all"] for s in found]
    assert sum(e.high < 0 for e in effects) >= 11
    assert np.mean([e.mean for e in effects]) == pytest.approx(-0.2, abs=0.03)
    assert sum(e.low <= -0.2 <= e.high for e in effects) >= 10
    course = dict(found[0].months)
    assert (
        np.mean([course[m].mean for m in range(1, 13)])
        < -0.1
        < np.mean([course[m].mean for m in range(-12, 0)])
    )


def test_personal_relations_that_lose_more_are_seen():
    found = [study_handovers(_world(seed, effect=0.3, personal=-0.9, handovers=80)) for seed in range(8)]
    assert sum(s.slope.high < 0 for s in found) >= 6
    for s in found:
        assert s.effects["revenue", "personal"].mean < s.effects["revenue", "shared"].mean


def test_seven_handovers_are_not_estimable_and_eight_are():
    few = study_handovers(_world(1, effect=-0.3, handovers=7))
    assert few.seen == 7
    assert np.isnan(few.effects["revenue", "all"].mean)
    assert all(np.isnan(e.mean) for _, e in few.months)
    enough = study_handovers(_world(1, effect=-0.3, handovers=8)).effects["revenue", "all"]
    assert enough.changes == 8
    assert enough.mean < 0


def test_changes_know_the_person_before_and_the_share():
    panel = _world(2, effect=0.0, handovers=5)
    changes = changes_of(panel)
    assert len(changes.day) == 5
    assert ((changes.before + 1) % 8 == panel.facts["handover"].person).all()
    share = personal_share(panel, changes.customer, changes.day)
    assert ((share >= 0.35) & (share <= 1)).all()
    assert np.isnan(personal_share(panel, np.array([0]), np.array([17_000]))).all()


def _company(folder, handed: int):
    rows, spells, visits = [], [], []
    for i in range(40):
        day = date(2022, 1, 3) + timedelta(days=i)
        while day <= AS_OF:
            rows.append(line(f"{i:02d}", day, 100 + i, cost_amount=50, salesperson=f"E{i % 4}"))
            day += timedelta(days=28)
        changed = i < handed
        spells.append(f"{i:02d},E{i % 4},owner,2022-01-01,{'2024-03-31' if changed else ''},first")
        if changed:
            spells.append(f"{i:02d},E{(i + 1) % 4},owner,2024-04-01,,reassigned")
        visits += [
            f"V{i}-{m},{i:02d},E{i % 4 if m % 3 or i % 2 else 9},2025-{m:02d}-10,30" for m in range(1, 13)
        ]
    return company(
        folder, rows,
        {
            "assignments": "customer_id,employee_id,role,from_on,to_on,reason\n" + "\n".join(spells) + "\n",
            "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes\n" + "\n".join(visits) + "\n",
        },
    )  # fmt: skip


def test_below_eight_handovers_the_answer_is_not_estimable(tmp_path):
    """S0-37: < 8 handovers -> not estimable."""
    run = _company(tmp_path, 6)
    rows = table(run, "handover_study")
    assert {r["handover_verdict"] for r in rows} == {"few"}
    assert {r["effect_share"] for r in rows} == {None}
    assert {r["known_count"] for r in rows} == {6}
    assert table(run, "handover_months") == []
    risk = by_customer(run, "handover_risk")
    assert {r["handover_risk_amount"] for r in risk.values()} == {None}
    assert risk["01"]["personal_share"] == 1
    assert risk["00"]["personal_share"] == pytest.approx(8 / 12)
    assert risk["00"]["people_in_contact_count"] == 2
    section = next(s for s in run.report(name="outlook").sections if s.name == "handover")
    assert "Not estimable" in str(section.lead.id)


def test_twelve_handovers_without_an_effect(tmp_path):
    run = _company(tmp_path, 12)
    row = next(
        r
        for r in table(run, "handover_study")
        if (r["outcome_class"], r["split_class"]) == ("revenue", "all")
    )
    assert row["handovers_count"] == 12
    assert row["handover_verdict"] == "none"
    assert abs(row["effect_share"]) < 0.1
    assert len(table(run, "handover_months")) == 25
    for r in by_customer(run, "handover_risk").values():
        assert r["handover_risk_amount"] is not None
        assert r["handover_risk_high_amount"] >= r["handover_risk_amount"]
