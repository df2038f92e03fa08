"""What key accounts are to reach, each for itself and together for the goals of the company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.analyses._key_numbers import needed_number
from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

KPIS = (
    ("revenue", msg("Revenue")),
    ("retention", msg("Probability that it orders in the year")),
    ("level", msg("Level of the relation")),
)
STATES = (
    ("behind", msg("behind: not expected to be reached")),
    ("open", msg("open: what is not known decides")),
    ("on_track", msg("expected to be reached")),
    ("reached", msg("reached")),
    ("no_figure", msg("no figure to compare with")),
    ("no_goal", msg("no goal stated")),
)
SUM_STATES = (
    ("short", msg("not reached by all key accounts and candidates together")),
    ("more", msg("reached with more key accounts")),
    ("enough", msg("reached with a probability of 80 %")),
    ("no_figure", msg("what they bring to it is not known")),
)
_WORDS = {
    "revenue": "('net_sales', 'revenue')",
    "retention": "('retention', 'loyalty', 'active', 'fedeltà', 'fidelizzazione', 'удержание', 'лояльность', 'bindung')",
    "level": "('level', 'relation level', 'relationship level', 'relationship_level', 'relation_level', 'livello', 'livello di relazione', 'уровень', 'уровень отношений', 'beziehungsstufe')",
}
_MEASURES = {"net_sales": "revenue_12m_amount", "revenue": "revenue_12m_amount", "margin": "contribution_12m_amount", "contribution": "contribution_12m_amount"}  # fmt: skip
"""Measures of a goal of the company that key accounts can serve in money, and what each of them brings to it now."""
_GOAL_COLUMNS = (
    "customer_key",
    "objective_text",
    "measure_code",
    "due_on",
    "target_value",
    "employee_id",
    "area_id",
)
_LEAST_PLACE = 10**6


@step(
    title=msg("Goals of the key accounts"),
    inputs=("key_account_list", "objectives", "customer_forecast", "relation_levels_met"),
    fields=(
        *NAMED,
        Field("kpi_class", msg("Goal for"), "class", codes=KPIS),
        Field("goal_number", msg("To reach"), "number", msg("money in units of the reporting currency; a probability as a share")),
        Field("due_on", msg("Due on"), "date"),
        Field("now_number", msg("Now"), "number", msg("revenue of the last 12 months; probability of an order in the coming year; level met")),
        Field("expected_number", msg("Expected"), "number", msg("revenue of the coming 12 months; the same probability; level possible")),
        Field("gap_number", msg("Gap"), "number", msg("to reach - now; not below zero")),
        Field("goal_state", msg("State"), "class", codes=STATES),
    ),
)  # fmt: skip
def key_account_goals(params: dict[str, Any]) -> str:
    """Three rows per customer treated as key: revenue, retention, level, each with its latest goal or the state that there is none (S3-02)."""
    del params
    named = "customer_key, customer_id, customer_name"
    keys = f"select {named}, revenue_12m_amount, active_12m_probability from key_account_list where is_stated = 1"
    kpis = " union all ".join(
        f"select '{name}' as kpi_class, {n} as place" for n, (name, _) in enumerate(KPIS)
    )
    kpi_of = (
        "case "
        + " ".join(f"when measure_code in {words} then '{name}'" for name, words in _WORDS.items())
        + " end"
    )
    goals = (
        "select * from (select customer_key, kpi_class, target_value, due_on, row_number() over (partition by customer_key, kpi_class order by due_on desc, target_value desc) as place "
        f"from (select customer_key, {kpi_of} as kpi_class, target_value, due_on from objectives where customer_key <> 0 and target_value is not null and due_on is not null) as told where kpi_class is not null) as ranked where place = 1"
    )
    now = f"case p.kpi_class when 'revenue' then cast(k.revenue_12m_amount as double) / {SCALE} when 'retention' then k.active_12m_probability else cast(l.relationship_level_met as double) end"
    ahead = f"case p.kpi_class when 'revenue' then cast(f.revenue_mean_amount as double) / {SCALE} when 'retention' then k.active_12m_probability else cast(l.relationship_level_possible as double) end"
    goal = "case when p.kpi_class = 'retention' and g.target_value > 1 then g.target_value / 100.0 else g.target_value end"
    state = (
        "case when goal_number is null then 'no_goal' when now_number is null then 'no_figure' when now_number >= goal_number then 'reached' "
        "when expected_number >= goal_number then case when kpi_class = 'level' then 'open' else 'on_track' end when expected_number is null then 'open' else 'behind' end"
    )
    rows = (
        f"select k.customer_key, k.customer_id, k.customer_name, p.kpi_class, {goal} as goal_number, g.due_on, {now} as now_number, {ahead} as expected_number "
        f"from ({keys}) as k cross join ({kpis}) as p left join ({goals}) as g on g.customer_key = k.customer_key and g.kpi_class = p.kpi_class "
        "left join customer_forecast as f on f.customer_key = k.customer_key and f.year_ahead = 1 left join relation_levels_met as l on l.customer_key = k.customer_key"
    )
    return (
        f"select {named}, kpi_class, goal_number, due_on, now_number, expected_number, case when goal_number is not null and now_number is not null then case when goal_number > now_number then goal_number - now_number else cast(0.0 as double) end end as gap_number, "
        f"{state} as goal_state from ({rows}) as told"
    )


@step(
    title=msg("Goals of the company and the key accounts"),
    inputs=("objectives", "key_account_list"),
    fields=(
        Field("objective_text", msg("Goal"), "text"),
        Field("measure_code", msg("Measure"), "text"),
        Field("due_on", msg("Due on"), "date"),
        Field("goal_number", msg("To reach"), "number", msg("money in units of the reporting currency")),
        Field("now_number", msg("Key accounts bring now"), "number"),
        Field("expected_number", msg("Expected of them"), "number", msg("what each brings, and for margin its expected possible contribution, x probability of an order in the year")),
        Field("sure_number", msg("Reached with 80 %"), "number", msg("20th percentile of the simulated sum, each account on its own")),
        Field("gap_number", msg("Gap"), "number", msg("to reach - reached with 80 %; not below zero")),
        Field("more_count", msg("More key accounts needed"), "count", msg("the next candidates by their place, until the goal is reached with 80 %")),
        Field("unknown_count", msg("Key accounts without a figure"), "count"),
        Field("served_state", msg("State"), "class", codes=SUM_STATES),
    ),
    uses=("portfolio",),
    form="arrays",
    columns={
        "objectives": _GOAL_COLUMNS,
        "key_account_list": ("customer_id", "is_stated", "candidate_rank", "revenue_12m_amount", "contribution_12m_amount", "possible_mean_amount", "active_12m_probability"),
    },
)  # fmt: skip
def key_goal_sums(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per goal of the company in money: what the key accounts bring to it, how sure, and how many more would be needed (S4-67, S4-76).

    Formula: 20th percentile of the sum of money_i with probability odds_i (corrections 4). What is not known of an account adds nothing and is counted.
    """
    rules, accounts = params["portfolio"], frames["key_account_list"]
    stated = np.asarray(accounts["is_stated"]).astype(np.int64)
    rank = _plain(accounts["candidate_rank"])
    order = np.lexsort((np.asarray(accounts["customer_id"]).astype(str), np.nan_to_num(rank, nan=_LEAST_PLACE), -stated))  # fmt: skip
    odds = _plain(accounts["active_12m_probability"])[order]
    brought = {name: _plain(accounts[name])[order] / SCALE for name in set(_MEASURES.values())}
    possible = np.nan_to_num(_plain(accounts["possible_mean_amount"])[order]) / SCALE
    key = stated[order] == 1
    found = []
    for goal in _goals(frames["objectives"]):
        source = _MEASURES[goal["measure_code"]]
        money = brought[source] + (possible if source == "contribution_12m_amount" else 0.0)
        known = ~np.isnan(money + odds)
        each, chance = np.where(known, money, 0.0), np.where(known, odds, 0.0)
        target = goal["target_value"]
        needed = needed_number(each, chance, target, draws=rules.weight_draws, seed=rules.seed)
        drawn = np.random.default_rng(rules.seed).random((rules.weight_draws, len(each))) < chance
        sure = float(np.quantile((drawn[:, key] * each[key]).sum(axis=1), 0.2)) if key.any() else 0.0
        count = int(key.sum())
        extra = None if needed is None else max(needed - count, 0)
        state = (
            "no_figure"
            if not known.any()
            else "short"
            if needed is None
            else "enough"
            if not extra and sure >= target
            else "more"
        )
        now = brought[source][key]
        found.append([
            goal["objective_text"], goal["measure_code"], goal["due_on"], target, float(np.nansum(now)) if count else None, float((each * chance)[key].sum()) if count else None,
            sure, max(target - sure, 0.0), extra, int((~known[key]).sum()), state,
        ])  # fmt: skip
    return to_frame(key_goal_sums.fields, found)


def _plain(column: Any) -> np.ndarray[Any, Any]:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def _goals(frame: Frame) -> list[dict[str, Any]]:
    """Return the dated goals of the whole company in money, in an order of their own."""
    held = {name: np.ma.asarray(frame[name]) for name in _GOAL_COLUMNS}
    rows = []
    for place in range(len(held["customer_key"])):
        row: dict[str, Any] = {name: None if np.ma.getmaskarray(column)[place] else np.ma.getdata(column)[place] for name, column in held.items()}  # fmt: skip
        if (
            int(row["customer_key"])
            or row["employee_id"]
            or row["area_id"]
            or row["measure_code"] not in _MEASURES
        ):
            continue
        if row["target_value"] is None or np.isnan(float(row["target_value"])) or row["due_on"] is None:
            continue
        rows.append({**row, "target_value": float(row["target_value"])})
    return sorted(rows, key=lambda r: (str(r["due_on"]), str(r["measure_code"]), r["target_value"], str(r["objective_text"])))  # fmt: skip
