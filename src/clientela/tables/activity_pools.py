"""Pools of activity: what a process costs, and how many minutes it has."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v
from clientela.tables.customer_costs import STEPS

activity_pools = canonical_table(
    name="activity_pools",
    title=msg("Pools of activity"),
    grain=msg("One row is one pool of resources in a year."),
    key=("pool_id", "year"),
    level=4,
    brings=msg("Cost to serve: what a minute of sales, order handling or logistics costs."),
    columns=(
        v.required(v.own_id("pool_id", msg("Pool"), "activity pool", "cost pool", "pool name", "pool di costo", "пул", "пул затрат",
                            "kostenpool", example="order desk")),
        v.YEAR,
        v.column("cost_amount", msg("Cost of the pool"), "money", "pool cost", "cost", "total cost", "costo", "costo totale",
                 "затраты", "стоимость", "kosten", is_required=True, low=0, examples=("180000",)),
        v.column("practical_minutes", msg("Practical minutes"), "number", "minutes", "capacity minutes", "practical capacity",
                 "minuti", "minuti pratici", "минут", "практические минуты", "minuten", "kapazitat minuten", is_required=True,
                 low=0, examples=("96000",)),
        v.column("ladder_step", msg("Step of the contribution ladder"), "code", "step", "cost type", "fase", "tipo costo", "вид затрат",
                 "kostenart", codes=STEPS, examples=("selling",)),
        v.CURRENCY,
    ),
)  # fmt: skip
