"""Who leaves and why: planted worlds, leaks, few losses, what is absent, and the figures of a whole run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from clientela.base.i18n import LANGUAGES, translate
from clientela.base.scope import Scope
from clientela.predictions._attrition import abc_of, study
from clientela.predictions._attrition_rows import choose, landmarks, rows_of
from clientela.predictions._panel import YEAR, Facts, look_at
from conftest import AS_OF, line, table
from predictions.attrition_worlds import draw_world
from service_files import company

WORLDS = 50


def _relation(found):
    return {f.name: f for f in found.factors if f.name in ("contract", "complaint")}


@pytest.fixture(scope="module")
def without():
    """Companies whose contracts and complaints say nothing of who leaves."""
    return [
        study(draw_world(seed, effect=0.0, customers=160, years=5).panel, seed=7) for seed in range(WORLDS)
    ]


def test_no_effect_is_found_where_none_is_planted(without):
    """False alarms: any of the two figures in one of ten worlds at the most, and the relation as a whole likewise."""
    alarms = sum(any(f.is_found for f in _relation(s).values()) for s in without)
    assert alarms <= WORLDS // 10
    assert sum(s.relation == "supported" for s in without) <= WORLDS // 10


def test_a_planted_effect_is_found():
    found = [study(draw_world(seed, effect=1.2).panel, seed=7) for seed in range(12)]
    for name, sign in (("contract", -1), ("complaint", 1)):
        factors = [_relation(s)[name] for s in found]
        assert sum(f.is_found for f in factors) >= 10
        assert all(np.sign(f.coefficient) == sign for f in factors)
    assert sum(s.relation == "supported" for s in found) >= 6
    used = [s for s in found if s.method == "hazard"]
    assert used
    for s in used:
        scores = {x.method: x for x in s.scores}
        assert scores["hazard"].loss < min(scores[n].loss for n in ("base", "gap", "purchase"))
        assert 0.6 < scores["hazard"].expected < 1.6


def test_reasons_add_up_in_the_direction_of_the_effect():
    for seed in range(12):
        world = draw_world(seed, effect=1.2)
        found = study(world.panel, seed=7)
        if found.method == "hazard":
            covered = world.covered[found.customer]
            assert (found.points["contract"][covered] < 0).all()
            assert (found.points["contract"][~covered] > 0).all()
            assert (np.diff(found.chances, axis=1) >= 0).all()
            assert ((found.lows <= found.chances) & (found.chances <= found.highs)).all()
            return
    pytest.fail("no world in which the study was used")


def test_nothing_later_is_looked_at():
    """The panel cut at a day says of that day, and of all before it, what the whole panel says."""
    world = draw_world(3, effect=1.2)
    panel = world.panel
    day = panel.as_of - 2 * YEAR

    def cut(facts: Facts) -> Facts:
        keep = facts.start <= day
        until = np.where(facts.until[keep] > day, 10**9, facts.until[keep])
        return Facts(facts.customer[keep], facts.start[keep], until, facts.value[keep], facts.person[keep])

    earlier = replace(
        panel, days=panel.days.until(day), as_of=day,
        facts={"contract": panel.facts["contract"], "complaint": cut(panel.facts["complaint"])},
    )  # fmt: skip
    for when in (day, day - 200):
        whole, part = look_at(panel, when), look_at(earlier, when)
        assert (whole.is_at_risk == part.is_at_risk).all()
        for name, values in whole.values.items():
            assert np.array_equal(values, part.values[name], equal_nan=True), name


def test_what_is_learned_on_a_day_was_over_before_it():
    world = draw_world(4, effect=0.5)
    marks = landmarks(world.panel)
    for mark in marks:
        assert np.isnan(mark.gone).all() == (mark.look.day + YEAR > world.panel.as_of)


def test_ten_losses_for_each_parameter_and_what_is_absent_is_left_out():
    world = draw_world(1, effect=1.0, customers=120, years=4, yearly_loss=0.12)
    rows = rows_of([m for m in landmarks(world.panel) if m.place >= 4])
    scale = choose(rows)
    assert len(scale.names) + 1 <= max(rows.losses // 10, 1)
    assert scale.states["contact"] == scale.states["level"] == "absent"
    assert "contact" not in scale.coverage
    assert "contact" not in rows.values
    assert "events" in scale.states.values()


def test_forty_customers_and_three_losses_are_pooled_and_wide():
    world = draw_world(11, effect=0.0, customers=40, years=4, yearly_loss=0.02)
    found = study(world.panel, seed=7)
    assert found.method == "class"
    assert found.losses < 20
    assert not found.points
    assert (found.highs[:, 0] > 1.4 * found.chances[:, 0]).all()
    assert (found.lows[:, 0] < 0.6 * found.chances[:, 0]).all()
    assert ((found.chances[:, 0] > 0.002) & (found.chances[:, 0] < 0.2)).all()


def test_the_rate_of_a_class_is_drawn_by_twenty():
    """Golden: h = (losses + 20 h_all) / (exposures + 20), the whole drawn towards 1/7 by ten customer years."""
    from clientela.predictions import _attrition  # noqa: PLC0415 - beside its use

    world = draw_world(12, effect=0.0, customers=40, years=3, yearly_loss=0.1)
    marks = landmarks(world.panel)
    rates, lost, years = _attrition._by_class(marks, marks[0])
    (settled,) = [m for m in marks if m.place == 4]
    kind = abc_of(settled.look.revenue[settled.customer])
    exposed = np.bincount(kind, minlength=3)
    gone = np.bincount(kind, settled.lost, 3)
    whole = (gone.sum() + 10 / 7) / (exposed.sum() + 10)
    expected = (gone + 20 * whole) / (exposed + 20)
    own = abc_of(marks[0].look.revenue[marks[0].customer])
    assert (lost, years) == (int(gone.sum()), int(exposed.sum()))
    assert rates[0, :, 0] == pytest.approx(expected[own])
    assert rates[0, :, 2] == pytest.approx(1 - (1 - expected[own]) ** 3)


def test_under_two_years_nothing_is_said():
    assert study(draw_world(1, effect=0.0, customers=40, years=2).panel, seed=7) is None


# through the one door


def _sales(seed: int = 5) -> tuple[list[dict], dict[str, str]]:
    """A hundred and sixty customers over five years; those under contract stay, the others leave one after the other; two sales people."""
    rng = np.random.default_rng(seed)
    rows, contracts, complaints = [], [], []
    first = date(2021, 1, 4)
    for i in range(160):
        begin, gap = first + timedelta(days=int(rng.integers(0, 60))), int(rng.integers(10, 40))
        bound = i % 2 == 0
        end = AS_OF if bound and i % 10 else first + timedelta(days=int(rng.integers(300, 2400)))
        day = begin
        while day <= min(end, AS_OF):
            rows.append(
                line(
                    f"C{i:03d}",
                    day,
                    float(rng.integers(80, 200)),
                    cost_amount=40,
                    salesperson=f"P{i % 3 // 2}",
                    segment="S",
                )
            )
            day += timedelta(days=gap + int(rng.integers(0, 9)))
        if bound:
            contracts.append(f"K{i},C{i:03d},framework,{begin.isoformat()},2027-12-31,90")
        if i % 3 and end < AS_OF:
            opened = end - timedelta(days=40)
            complaints.append(f"R{i},C{i:03d},{opened.isoformat()},defect,3,")
    head = "contract_id,customer_id,kind,from_on,to_on,notice_days\n"
    return rows, {
        "contracts": head + "\n".join(contracts) + "\n",
        "complaints": "complaint_id,customer_id,opened_on,kind,severity,closed_on\n"
        + "\n".join(complaints)
        + "\n",
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    rows, files = _sales()
    return company(tmp_path_factory.mktemp("attrition"), rows, files)


def test_a_run_says_who_may_leave(run):
    rows = table(run, "attrition_hazard")
    outlook = {r["customer_key"]: r for r in table(run, "customer_outlook")}
    assert len(rows) >= 30
    assert len({r["attrition_method"] for r in rows}) == 1
    for r in rows:
        assert (
            r["leave_12m_probability"]
            <= r["leave_24m_probability"] + 1e-9
            <= r["leave_36m_probability"] + 2e-9
        )
        stake, chance = outlook[r["customer_key"]]["stake_12m_amount"], r["leave_12m_probability"]
        assert float(r["leave_loss_amount"]) == pytest.approx(float(stake) * chance, abs=0.0001)
    factors = {r["factor_class"]: r for r in table(run, "attrition_factors")}
    assert factors["contact"]["factor_state"] == "absent"
    assert factors["contact"]["odds_ratio"] is None
    assert factors["contract"]["factor_state"] == "used"
    assert factors["contract"]["odds_ratio"] < 1


def test_classes_add_up_to_the_customers_and_parts_to_the_whole(run):
    rows, classes = table(run, "attrition_hazard"), table(run, "attrition_classes")
    assert sum(c["customers_count"] for c in classes) == len(rows)
    assert sum(c["leave_loss_amount"] for c in classes) == sum(r["leave_loss_amount"] for r in rows)
    parts = [table(run, "attrition_classes", scope=Scope("seller_id", (p,))) for p in ("P0", "P1")]
    assert sum(c["leave_loss_amount"] for part in parts for c in part) == sum(
        r["leave_loss_amount"] for r in rows
    )


def test_reasons_explain_the_probability_in_points_and_money(run):
    reasons = table(run, "attrition_reasons")
    method = {r["attrition_method"] for r in table(run, "attrition_hazard")}
    assert bool(reasons) == (method == {"hazard"})
    outlook = {r["customer_key"]: r for r in table(run, "customer_outlook")}
    for r in reasons:
        stake = float(outlook[r["customer_key"]]["stake_12m_amount"])
        assert float(r["reason_amount"]) == pytest.approx(stake * r["reason_points"], abs=0.0001)


def test_rows_after_the_day_change_nothing(tmp_path):
    day = date(2024, 12, 31)
    rows, files = _sales()
    early = {n: _until(text, day) for n, text in files.items()}
    first = company(
        tmp_path / "early", [r for r in rows if r["invoice_date"] <= day.isoformat()], early, as_of=day
    )
    second = company(tmp_path / "late", rows, files, as_of=day)

    def said(run, name):
        numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
        return sorted(
            str({k: numbers.get(v, v) if k == "customer_key" else v for k, v in r.items()})
            for r in table(run, name)
        )

    for name in (
        "attrition_hazard",
        "attrition_factors",
        "attrition_proof",
        "attrition_reasons",
        "first_order_risk",
        "expected_loss_split",
    ):
        assert said(first, name) == said(second, name), name


def _until(text: str, day: date) -> str:
    head, *rows = text.strip().split("\n")
    place = next(i for i, name in enumerate(head.split(",")) if name in ("from_on", "opened_on"))
    return "\n".join([head, *(r for r in rows if r.split(",")[place] <= day.isoformat())]) + "\n"


def test_the_report_names_what_it_rests_on(run):
    document = run.report(name="outlook")
    sections = {s.name: s for s in document.sections}
    assert {"outlook", "risk", "attrition", "control", "value"} <= set(sections)
    for section in sections.values():
        for language in LANGUAGES:
            assert section.lead is None or translate(section.lead, language=language)
    names = [b.name for b in sections["attrition"].blocks if hasattr(b, "name")]
    assert "attrition_factors" in names
    assert {"risk", "control"} <= {
        s.name for s in run.report(name="outlook", scope=Scope("seller_id", ("P0",))).sections
    }
