"""The places of each customer over the runs that were published: what was said then, day by day, and now."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.scores.customer_scores import CERTAINTIES

_SCORES = ("attractiveness_score", "importance_score", "relationship_level_met")
_CELLS = ("portfolio", "kaism")


def _of_one(name: str) -> str:
    """Return what several numbers that are one customer by now say together: what all that are placed agree on, and never for certain."""
    cell, sure = f"{name}_cell", f"{name}_certainty"
    agreed = f"min({cell}) is not null and min({cell}) = max({cell})"
    return (
        f"case when {agreed} then min({cell}) end as {cell}, "
        f"case when count(*) = 1 then min({sure}) when {agreed} then 'provisional' else 'undetermined' end as {sure}"
    )


@step(
    title=msg("Places over the published runs"),
    inputs=("earlier_places", "customer_keys", "customer_map", "portfolio_matrix", "kaism", "customer_scores", "relation_levels_met"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("placed_on", msg("Day looked from"), "date", msg("the last of each month with a published run whose facts ended within a month of it; and the day of this run")),
        Field("portfolio_cell", msg("Portfolio"), "class", msg("as it was said then; numbers that are one customer by now: where those placed agree"), codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("kaism_cell", msg("Key account selection"), "class", codes=KAISM_CELLS),
        Field("kaism_certainty", msg("Certainty of the selection"), "class", codes=CERTAINTIES),
        Field("attractiveness_score", msg("Attractiveness to us"), "number", msg("none where several numbers are one customer by now")),
        Field("importance_score", msg("Importance the customer gives us"), "number"),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
        Field("is_by_rules_of_now", msg("By the rules of now"), "id", msg("1 where criteria, weights and thresholds were those of this run")),
    ),
)  # fmt: skip
def portfolio_history(params: dict[str, Any]) -> str:
    """One row per customer and day, of those who were placed or had a score (dossier 5.6; row S3-23). Nothing is computed anew: a day says what was known then."""
    as_of, rules = params["as_of"], params["placing_rules"]
    alone = ", ".join(f"case when count(*) = 1 then min({name}) end as {name}" for name in _SCORES)
    then = (
        f"select {KEY_OF} as customer_key, e.made_on as placed_on, {', '.join(_of_one(name) for name in _CELLS)}, {alone}, min(case when e.rules = '{rules}' then 1 else 0 end) as is_by_rules_of_now "
        f"from earlier_places as e {join_customer('e', as_of)}where {KEY_OF} <> 0 and e.made_on < {as_of} group by {KEY_OF}, e.made_on"
    )
    now = (
        f"select p.customer_key, {as_of} as placed_on, p.portfolio_cell, p.portfolio_certainty, y.kaism_cell, y.kaism_certainty, s.attractiveness_score, s.importance_score, "
        "cast(r.relationship_level_met as double) as relationship_level_met, 1 as is_by_rules_of_now from portfolio_matrix as p join kaism as y on y.customer_key = p.customer_key "
        "join customer_scores as s on s.customer_key = p.customer_key join relation_levels_met as r on r.customer_key = p.customer_key "
        "where p.portfolio_cell is not null or y.kaism_cell is not null or s.attractiveness_score is not null or s.importance_score is not null"
    )
    return f"{then} union all {now}"
