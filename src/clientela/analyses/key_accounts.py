"""Key accounts: who should be one, who is one without cause, how many there can be, and what the firm is without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._contribution_items import FIELDS, ITEMS, items_sql
from clientela.analyses._dynamics import to_frame
from clientela.analyses._key_numbers import capacity_number, needed_number, safe_number
from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.predictions.success_factors import FITS
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

VERDICTS = (
    ("keep", msg("Keep: key, and treated as key")),
    ("develop", msg("Keep for a limited time: find what is missing in our strength")),
    ("promote", msg("Promote: key, and not treated as key")),
    ("demote", msg("Demote: treated as key without being attractive")),
    ("leave", msg("Take off the list: left out")),
    ("ask", msg("Ask: treated as key, and too little is known")),
)
BOUNDS = (
    ("need", msg("Needed for the goal, at least")),
    ("risk", msg("Not to depend on one, at least")),
    ("capacity", msg("Hours of the managers, at most")),
    ("market", msg("Attractive customers there are, at most")),
)
CASES = (
    ("all", msg("With the key accounts")),
    ("key", msg("The key accounts")),
    ("without", msg("Without the key accounts")),
    ("shock", msg("With 30 % of the key accounts lost")),
)
CANDIDACIES = (
    ("in", msg("has a place")),
    ("last_in", msg("the last that has a place")),
    ("first_out", msg("the first without a place")),
    ("out", msg("no place")),
)
_CHEVERTON = "Cheverton 1999, 2004"
_SHOCK = 0.30
_LARGE = 0.05
"""Part of all contribution from which a customer weighs whatever else is known."""
_HALF = 0.5
"""A candidate is more probably key than not."""


def _stated() -> str:
    """Select the customers named key accounts: the newest statement that stands."""
    return "select customer_key, 1 as is_stated from customer_evidence where measure_code = 'key_account' and status_class in ('known', 'conflicting') and value > 0"


@step(
    title=msg("Key accounts and candidates"),
    inputs=("customers", "kaism", "portfolio_matrix", "key_account_odds", "customer_evidence", "customer_scores", "customer_criteria", "profitability_cells", "customer_potential", "customer_outlook", "relation_levels_met", "customer_fit", "reference_influence"),
    fields=(
        *NAMED,
        Field("segment_id", msg("Segment"), "text"),
        Field("portfolio_cell", msg("Portfolio"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty of the cell"), "class", codes=CERTAINTIES),
        Field("is_stated", msg("Treated as key"), "id", msg("1 where the observation key_account says so")),
        Field("kaism_cell", msg("Key account selection"), "class", codes=KAISM_CELLS),
        Field("kaism_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("key_probability", msg("Probability of being key"), "share"),
        Field("verdict_class", msg("Keep, promote, demote"), "class", msg("the cell against how it is treated; no verdict against a key account of which too little is known"), _CHEVERTON, VERDICTS),
        Field("candidate_rank", msg("Place among the candidates"), "count", msg("those more probably key than not: by probability, then by contribution now")),
        Field("abc_value_class", msg("ABC by revenue"), "class"),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("contribution_share", msg("Part of all contribution"), "share", msg("contribution now / contribution of all customers; how far we depend on it")),
        Field("potential_margin_amount", msg("Potential margin"), "money", msg("possible contribution")),
        Field("possible_mean_amount", msg("Expected possible contribution"), "money", msg("potential margin x probability that it orders in the year")),
        Field("possible_low_amount", msg("Possible contribution, at least"), "money", msg("lower end of the potential margin x the same probability")),
        Field("possible_high_amount", msg("Possible contribution, at most"), "money", msg("upper end of the potential margin x the same probability")),
        Field("lifetime_value_amount", msg("Lifetime value, three years"), "money"),
        Field("lifetime_low_amount", msg("Lifetime value, at least"), "money"),
        Field("lifetime_high_amount", msg("Lifetime value, at most"), "money"),
        Field("active_12m_probability", msg("Orders in the year"), "share"),
        Field("reference_score", msg("Worth as a reference"), "number", msg("0 to 10, with its evidence")),
        Field("reference_won_count", msg("Offers won with its name"), "count", msg("none where no won offer of the year names a reference")),
        Field("reference_unpriced_count", msg("of which without an amount"), "count"),
        Field("reference_won_amount", msg("Won with its name"), "money", msg("offers of others, won in the last 12 months, that name it as reference: not its own revenue"), "dossier 9.1 (d)"),
        Field("strength_score", msg("Strength against the best rival"), "number", msg("0 to 10, 5 is parity")),
        Field("fit_class", msg("Do we fit"), "class", msg("our capabilities against its success factors"), codes=FITS),
        *FIELDS,
    ),
)  # fmt: skip
def key_account_list(params: dict[str, Any]) -> str:
    """List the customers treated as key, those in the cell of the key accounts, the candidates, and who else weighs: contribution sheet and verdict of each.

    Who else weighs: a strategic partner of the portfolio, a twentieth of all contribution, a name that helped win others, or something brought besides money.
    """
    del params
    verdict = (
        "case when is_stated = 1 then case when knock_out_reason is not null then 'leave' when kaism_cell = 'key' then 'keep' when kaism_cell = 'key_development' then 'develop' "
        "when kaism_cell is not null then 'demote' else 'ask' end when kaism_cell = 'key' then 'promote' end"
    )

    def possible(end: str) -> str:
        return f"cast(floor(cast(q.potential_{end}_amount as double) * u.active_12m_probability + 0.5) as bigint)"

    weighs = " or ".join(f"{code}_score is not null" for code, _ in ITEMS)
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, c.segment_id, f.portfolio_cell, f.portfolio_certainty, coalesce(t.is_stated, 0) as is_stated, k.kaism_cell, k.kaism_certainty, o.key_probability, s.knock_out_reason, c.abc_value_class, l.relationship_level_met, "
        "c.revenue_12m_amount, p.contribution_12m_amount, cast(p.contribution_12m_amount as double) / nullif(case when sum(p.contribution_12m_amount) over () > 0 then cast(sum(p.contribution_12m_amount) over () as double) end, 0) as contribution_share, "
        f"q.potential_margin_amount, {possible('margin')} as possible_mean_amount, {possible('low')} as possible_low_amount, {possible('high')} as possible_high_amount, u.lifetime_value_amount, u.lifetime_low_amount, u.lifetime_high_amount, u.active_12m_probability, "
        f"g.criterion_score as reference_score, case when e.named_count > 0 then coalesce(i.reference_won_count, 0) end as reference_won_count, case when e.named_count > 0 then coalesce(i.reference_unpriced_count, 0) end as reference_unpriced_count, case when e.named_count > 0 then case when i.customer_key is null then 0 else i.reference_won_amount end end as reference_won_amount, s.relative_strength_score as strength_score, h.fit_class, {', '.join('w.' + f.name for f in FIELDS)} "
        f"from customers as c join kaism as k on k.customer_key = c.customer_key join key_account_odds as o on o.customer_key = c.customer_key join portfolio_matrix as f on f.customer_key = c.customer_key join customer_scores as s on s.customer_key = c.customer_key left join ({_stated()}) as t on t.customer_key = c.customer_key "
        "left join profitability_cells as p on p.customer_key = c.customer_key left join customer_potential as q on q.customer_key = c.customer_key left join customer_outlook as u on u.customer_key = c.customer_key left join relation_levels_met as l on l.customer_key = c.customer_key "
        "left join customer_criteria as g on g.customer_key = c.customer_key and g.axis_class = 'attractiveness' and g.criterion = 'reference' "
        f"left join customer_fit as h on h.customer_key = c.customer_key left join ({items_sql()}) as w on w.customer_key = c.customer_key "
        "left join reference_influence as i on i.customer_key = c.customer_key cross join (select count(*) as named_count from reference_influence) as e"
    )
    ranked = f"select *, {verdict} as verdict_class, case when key_probability >= {_HALF} then row_number() over (partition by case when key_probability >= {_HALF} then 1 else 0 end order by key_probability desc, case when contribution_12m_amount is null then 1 else 0 end, contribution_12m_amount desc, customer_id, customer_key) end as candidate_rank from ({rows}) as judged"
    names = ", ".join(f.name for f in key_account_list.fields)
    return f"select {names} from ({ranked}) as ranked where is_stated = 1 or verdict_class is not null or candidate_rank is not null or portfolio_cell = 'strategic' or contribution_share >= {_LARGE} or reference_won_count > 0 or {weighs}"


@step(
    title=msg("With and without the key accounts"),
    inputs=("profitability_cells", "customers", "customer_evidence"),
    fields=(
        Field("case_class", msg("Case"), "class", codes=CASES),
        Field("customers_count", msg("Customers"), "count", msg("with purchases in the year")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money", msg("with the key accounts it is that of the ledger, sales without a customer included")),
        Field("cm1_12m_amount", msg("Contribution 1"), "money", msg("of the customers of which it is known")),
        Field("cm3_12m_amount", msg("Contribution 3"), "money", msg("of the customers of which it is known")),
        Field("revenue_share", msg("Part of the revenue"), "share"),
        Field("cm3_share", msg("Part of contribution 3"), "share"),
        Field("largest_share", msg("Largest customer"), "share", msg("its part of the revenue of the case")),
    ),
)  # fmt: skip
def without_key_accounts(params: dict[str, Any]) -> str:
    """Set the sums of the year with the customers treated as key beside those without; no row where nobody is."""
    del params
    base = (
        "select p.placed_revenue_amount as revenue, c.cm1_12m_amount as cm1, c.cm3_12m_amount as cm3, case when c.lines_12m_count > 0 then 1 else 0 end as is_buying, coalesce(t.is_stated, 0) as is_key, p.customer_key "
        f"from profitability_cells as p left join customers as c on c.customer_key = p.customer_key left join ({_stated()}) as t on t.customer_key = p.customer_key where p.customer_key = 0 or c.lines_count > 0"
    )
    parts = (("all", "1 = 1", "1.0"), ("key", "is_key = 1", "1.0"), ("without", "is_key = 0", "1.0"), ("shock", "1 = 1", f"case when is_key = 1 then {1 - _SHOCK!r} else 1.0 end"))  # fmt: skip
    cases = " union all ".join(
        f"select '{name}' as case_class, is_buying, customer_key, "
        + ", ".join(f"cast(floor(cast({column} as double) * {kept} + 0.5) as bigint) as {column}" if name == "shock" else column for column in ("revenue", "cm1", "cm3"))
        + f" from base where {test}"
        for name, test, kept in parts
    )  # fmt: skip
    sums = (
        "select case_class, cast(sum(is_buying) as bigint) as customers_count, cast(coalesce(sum(revenue), 0) as bigint) as revenue_12m_amount, cast(sum(cm1) as bigint) as cm1_12m_amount, cast(sum(cm3) as bigint) as cm3_12m_amount, "
        "max(case when customer_key <> 0 then revenue end) as largest from cases group by case_class"
    )

    def part(column: str) -> str:
        whole = f"max(case when case_class = 'all' then {column} end) over ()"
        return f"cast({column} as double) / nullif(case when {whole} > 0 then cast({whole} as double) end, 0)"

    return (
        f"with base as ({base}), cases as ({cases}), sums as ({sums}) select case_class, customers_count, revenue_12m_amount, cm1_12m_amount, cm3_12m_amount, {part('revenue_12m_amount')} as revenue_share, {part('cm3_12m_amount')} as cm3_share, "
        "cast(largest as double) / nullif(case when revenue_12m_amount > 0 then cast(revenue_12m_amount as double) end, 0) as largest_share from sums where exists (select 1 from base where is_key = 1)"
    )


def _numbers(column: Any) -> np.ndarray[Any, Any]:
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


@step(
    title=msg("How many key accounts"),
    inputs=("key_account_list", "customer_scores"),
    columns={
        "key_account_list": ("candidate_rank", "contribution_12m_amount", "active_12m_probability"),
        "customer_scores": ("attractiveness_side", "attractiveness_certainty"),
    },
    fields=(
        Field("bound_class", msg("Bound"), "class", codes=BOUNDS),
        Field("bound_count", msg("Number"), "count", msg("none where what it takes is not stated, or where no number is enough")),
        Field("is_reached", msg("Can be reached"), "id", msg("0 where all candidates together are too few; none where what it takes is not known")),
        Field("binds", msg("Binds"), "id", msg("1 for the bound that sets the end of the interval")),
        Field("low_count", msg("Key accounts, at least"), "count", msg("larger of need and risk")),
        Field("high_count", msg("Key accounts, at most"), "count", msg("smaller of capacity and market")),
        Field("is_feasible", msg("Fits"), "id", msg("1 where at least is not above at most")),
    ),
    uses=("portfolio",),
    form="arrays",
)  # fmt: skip
def key_account_number(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Give the four bounds of the number of key accounts, what binds, and whether any number fits (after dossier 9.7); no row without customers."""
    if not len(frames["customer_scores"]["attractiveness_side"]):
        return to_frame(key_account_number.fields, [])
    rules, rows = params["portfolio"], frames["key_account_list"]
    rank = _numbers(rows["candidate_rank"])
    order = np.argsort(np.where(np.isnan(rank), np.inf, rank), kind="stable")[: int((~np.isnan(rank)).sum())]
    money = np.nan_to_num(_numbers(rows["contribution_12m_amount"])[order])
    odds = np.nan_to_num(_numbers(rows["active_12m_probability"])[order])
    is_open = bool(
        np.isnan(
            _numbers(rows["contribution_12m_amount"])[order] + _numbers(rows["active_12m_probability"])[order]
        ).any()
    )
    sides = np.ma.filled(np.ma.asarray(frames["customer_scores"]["attractiveness_side"]).astype(object), "")
    sure = np.asarray(frames["customer_scores"]["attractiveness_certainty"]).astype(object)
    goal = rules.key_goal_amount
    need = None if goal is None else needed_number(money, odds, goal * SCALE, draws=rules.weight_draws, seed=rules.seed)  # fmt: skip
    found = {
        "need": need,
        "risk": safe_number(money, concentration=rules.key_concentration, largest=rules.key_largest_share),
        "capacity": capacity_number(rules),
        "market": int(((sides == "high") & (sure == "sharp")).sum()),
    }
    asked = {"need": goal is not None, "risk": len(money) > 0, "capacity": rules.key_managers is not None, "market": True}  # fmt: skip
    floors = [count for n, count in found.items() if n in ("need", "risk") and count is not None]
    tops = [count for n, count in found.items() if n in ("capacity", "market") and count is not None]
    low, high = max(floors, default=0), min(tops)
    # who falls short only by what is not known of the candidates does not fall short
    asked["need"] = goal is not None and (need is not None or not is_open)
    is_short = any(asked[n] and found[n] is None for n in ("need", "risk"))
    names = [name for name, _ in BOUNDS]
    counts = [found[n] for n in names]
    return {
        "bound_class": np.array(names, dtype=object),
        "bound_count": np.ma.masked_array(np.array([c or 0 for c in counts], dtype=np.int64), [c is None for c in counts]),
        "is_reached": np.ma.masked_array(np.array([int(c is not None) for c in counts], dtype=np.int64), [not asked[n] for n in names]),
        "binds": np.array([int(found[n] is not None and found[n] == (low if n in ("need", "risk") else high)) for n in names], dtype=np.int64),
        "low_count": np.full(4, low, dtype=np.int64),
        "high_count": np.full(4, high, dtype=np.int64),
        "is_feasible": np.full(4, int(low <= high and not is_short), dtype=np.int64),
    }  # fmt: skip


@step(
    title=msg("Places of the candidates"),
    inputs=("key_account_list", "key_account_number"),
    fields=(
        *NAMED,
        Field("candidate_rank", msg("Place among the candidates"), "count"),
        Field("key_probability", msg("Probability of being key"), "share"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("is_stated", msg("Treated as key"), "id"),
        Field("place_class", msg("Place"), "class", msg("by how many key accounts there can be at most"), codes=CANDIDACIES),
    ),
)  # fmt: skip
def key_account_places(params: dict[str, Any]) -> str:
    """Say of each candidate whether there is a place for it: the last that has one and the first that has none are named."""
    del params
    names = ", ".join(f"l.{f.name}" for f in key_account_places.fields[:-1])
    return (
        f"select {names}, case when l.candidate_rank = n.high_count then 'last_in' when l.candidate_rank < n.high_count then 'in' when l.candidate_rank = n.high_count + 1 then 'first_out' else 'out' end as place_class "
        "from key_account_list as l cross join (select max(high_count) as high_count from key_account_number) as n where l.candidate_rank is not null"
    )
