"""Good relations that ended: signs found when planted, not when not, cases told one by one below five."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from clientela.predictions._days import purchase_days
from clientela.predictions._panel import Panel
from clientela.predictions._post_mortem import examine
from conftest import AS_OF, line, table
from predictions.attrition_worlds import FOREVER, facts
from service_files import company

WORLDS = 50


def _world(seed: int, *, effect: bool, lost: int = 30, customers: int = 200) -> Panel:
    """All are rated 8; some leave. With an effect most of these had a complaint shortly before; without, complaints fall on anybody."""
    rng = np.random.default_rng(seed)
    length = 1820
    gone = np.full(customers, FOREVER)
    leaving = rng.permutation(customers)[:lost]
    gone[leaving] = rng.integers(700, 1350, lost)
    who, when = [], []
    for i in range(customers):
        day = float(rng.integers(0, 30))
        while day < min(gone[i], length):
            who.append(i)
            when.append(int(day))
            day += rng.uniform(15, 40)
    days = purchase_days(
        customer=np.array(who),
        day=np.array(when),
        revenue=rng.lognormal(5, 0.6, len(who)),
        customers=customers,
    )
    complaint_who = rng.integers(0, customers, 260)
    complaint_day = rng.integers(0, length, 260)
    if effect:
        hit = leaving[rng.random(lost) < 0.8]
        complaint_who, complaint_day = (
            np.append(complaint_who, hit),
            np.append(complaint_day, gone[hit] - 120),
        )
    early = complaint_day < np.minimum(gone, length)[complaint_who]
    rated = np.repeat(np.arange(customers), 5)
    rated_on = np.tile(np.arange(5) * 364 + 20, customers)
    known = {
        "quality": facts(rated, rated_on, value=np.full(len(rated), 8.0)),
        "complaint": facts(complaint_who[early], complaint_day[early], complaint_day[early] + 30),
    }
    return Panel(
        np.arange(1, customers + 1),
        days,
        known,
        None,
        (np.zeros(0, dtype=np.int64),) * 3,
        length - 1,
        int(days.day.min()),
    )


def _complaint(panel: Panel):
    cases, signs = examine(panel)
    return cases, next(s for s in signs if s.name == "complaint")


def test_a_planted_sign_is_found():
    found = [_complaint(_world(seed, effect=True)) for seed in range(12)]
    assert sum(sign.low > 1 for _, sign in found) >= 9
    assert all(len(cases.customer) >= 25 for cases, _ in found)


def test_no_sign_is_found_where_none_is_planted():
    found = [_complaint(_world(seed, effect=False))[1] for seed in range(WORLDS)]
    assert sum(s.low > 1 or s.high < 1 for s in found) <= WORLDS // 10


def test_below_five_cases_nothing_is_calculated():
    """S0-36: < 5 cases -> narratives only."""
    cases, sign = _complaint(_world(3, effect=True, lost=4))
    assert 1 <= len(cases.customer) <= 4
    assert np.isnan(sign.odds)
    assert sign.cases == len(cases.customer)


def test_what_is_not_known_is_no_sign():
    _, signs = examine(_world(1, effect=True))
    assert {s.name for s in signs if s.cases} == {"complaint"}


def test_a_run_tells_each_case(tmp_path):
    rows, quality = [], []
    for i in range(30):
        day, last = (
            date(2021, 1, 4) + timedelta(days=i),
            AS_OF if i >= 3 else date(2024, 1, 1) + timedelta(days=40 * i),
        )
        while day <= last:
            rows.append(line(f"{i:02d}", day, 100 + i, cost_amount=50))
            day += timedelta(days=25)
        quality.append(f"{i},customer,{i:02d},relationship_quality,{3 if i == 2 else 9},2023-06-01,known,D")
    run = company(
        tmp_path, rows,
        {
            "observations": "observation_id,subject_type,subject_id,measure_code,value,as_of_on,status,source_class\n" + "\n".join(quality) + "\n",
            "complaints": "complaint_id,customer_id,opened_on,kind,severity\n1,00,2023-11-05,defect,3\n",
        },
    )  # fmt: skip
    cases = {r["customer_id"]: r for r in table(run, "good_relations_list")}
    assert set(cases) == {"00", "01"}
    assert (cases["00"]["complaint_sign"], cases["01"]["complaint_sign"]) == (1, 0)
    assert cases["00"]["quality_number"] == 9
    assert cases["00"]["contract_sign"] is None
    assert {r["sign_verdict"] for r in table(run, "post_mortem")} == {"few"}
    section = next(s for s in run.report(name="outlook").sections if s.name == "ended")
    assert any("one by one" in str(b.text.id) for b in section.blocks if hasattr(b, "text"))
