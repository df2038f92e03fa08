"""Companies drawn with and without an effect of the relation, as the results they would be read from."""

from __future__ import annotations

from datetime import date

import numpy as np

from clientela.base.money import SCALE
from clientela.base.periods import add_months
from clientela.base.settings import Settings
from clientela.predictions._relation_words import CONNECTORS
from clientela.runs.params import read_params

AS_OF = date(2025, 12, 31)
ENDS = 6
PARAMS = read_params(Settings(), as_of=AS_OF, currencies=("EUR",), first_on=date(2019, 12, 1))


def _abc(revenue, active):
    order = np.argsort(-np.where(active, revenue, -1.0), kind="stable")
    before = np.concatenate([[0.0], np.cumsum(np.where(active, revenue, 0.0)[order])[:-1]])
    share = np.empty(len(revenue))
    share[order] = before / max(revenue[active].sum(), 1e-9)
    return np.where(~active, "lost", np.where(share < 0.8, "A", np.where(share < 0.95, "B", "C")))


def draw_world(rng, *, customers=240, effect=0.0, stay=0.0, back_filled=True):
    """Draw a company: the frames `customer_years` and `relation_evidence`.

    The relation goes with size, as it does in companies, so that a model without size would always find it. `effect`: change of the
    logarithm of next year's money by one standard deviation of the true relation; `stay`: the same of the log odds to stay.
    Answers are noisy, missing for many, and dated; `back_filled`: after a loss somebody writes down, for a day long before, that the
    relation was bad. Whoever reads those as known then finds an effect where there is none.
    """
    size = rng.normal(0, 1.0, customers)
    depth = 0.5 * size + rng.normal(0, np.sqrt(0.75), customers)
    level = 50_000 * np.exp(size)
    margin = np.clip(rng.normal(0.3, 0.05, customers), 0.1, 0.5)
    here = np.ones(customers, dtype=bool)
    since = rng.integers(0, 4, customers)  # how many years ago it began, before the first year end
    years: list[dict] = []
    revenue = level.copy()
    ends = [add_months(AS_OF, -12 * k) for k in range(ENDS)]
    lost_at = np.full(customers, -1)
    for ago in range(ENDS - 1, -1, -1):
        shock = rng.normal(0, 0.3, customers) + rng.normal(0, 0.05)
        if ago < ENDS - 1:
            hazard = 1 / (1 + np.exp(2.2 + 0.3 * size + stay * depth))
            gone = here & (rng.random(customers) < hazard)
            lost_at[gone] = ago
            here &= ~gone
            revenue = np.where(here, level * np.exp(0.97 * np.log(revenue / level) + effect * depth + shock * 0.8), revenue)  # fmt: skip
            level = level * np.exp(effect * depth)
        sold = np.where(here, revenue, 0.0)
        recency = np.where(here, rng.exponential(20 + 40 * np.exp(-size)), 365.0 * (lost_at - ago + 1) + 10)
        years.append({"ago": ago, "sold": sold, "here": here.copy(), "recency": np.clip(recency, 0, 3000)})
    frame = {
        "customer_key": np.tile(np.arange(1, customers + 1), ENDS),
        "years_ago": np.repeat([y["ago"] for y in years], customers),
        "value_state": np.concatenate([_abc(y["sold"], y["here"]) for y in years]).astype(object),
        "revenue_amount": np.concatenate([y["sold"] * SCALE for y in years]).astype(np.int64),
        "margin_amount": np.concatenate([y["sold"] * margin * SCALE for y in years]).astype(np.int64),
        "orders_count": np.concatenate([np.where(y["here"], 12, 0) for y in years]),
        "recency_days": np.concatenate([y["recency"] for y in years]),
        "tenure_days": np.concatenate([365.0 * (since + ENDS - y["ago"]) for y in years]),
    }
    asked = rng.random(customers) < 1 / (1 + np.exp(-0.8 - 0.5 * size))
    rows: list[tuple] = []
    for c in np.flatnonzero(asked):
        for y in years[:-1]:
            if not y["here"][c]:
                continue
            said = np.datetime64(ends[y["ago"]]) - int(rng.integers(5, 300))
            told = np.clip(np.rint(2 + depth[c] + rng.normal(0, 0.7, len(CONNECTORS))), 0, 4)
            known = rng.random(len(CONNECTORS)) < 0.9
            rows += [(c + 1, name, f"{v:.0f}", said, said) for (name, _), v, k in zip(CONNECTORS, told, known, strict=True) if k]  # fmt: skip
        if back_filled and lost_at[c] >= 0:
            ago = int(lost_at[c]) + 1
            said = np.datetime64(ends[ago]) - 2
            written = np.datetime64(ends[lost_at[c]]) - 1
            rows += [(c + 1, name, "0", said, written) for name, _ in CONNECTORS]
    keys, codes, texts, said, written = zip(*rows, strict=True)
    evidence = {
        "customer_key": np.array(keys),
        "measure_code": np.array(codes, dtype=object),
        "value_text": np.array(texts, dtype=object),
        "as_of_on": np.array(said, dtype="datetime64[D]"),
        "recorded_on": np.array(written, dtype="datetime64[D]"),
    }
    return frame, evidence


def judge(frame, evidence, **rules):
    """Run both steps on the frames; verdicts and figures by (endpoint, claim)."""
    from dataclasses import replace  # noqa: PLC0415 - beside its use

    from clientela.analyses.relation_hypothesis import relation_hypothesis  # noqa: PLC0415
    from clientela.predictions.relation_history import relation_history  # noqa: PLC0415

    params = {**PARAMS, "dynamics": replace(PARAMS["dynamics"], **rules)}
    history = relation_history.build(params, {"relation_evidence": evidence})
    found = relation_hypothesis.build(params, {"customer_years": frame, "relation_history": history})
    names = [f.name for f in relation_hypothesis.fields]
    count = len(found["verdict_class"])
    rows = [
        {n: None if np.ma.getmaskarray(found[n])[i] else found[n][i] for n in names} for i in range(count)
    ]
    return {(r["endpoint_class"], r["claim_class"]): r for r in rows}
