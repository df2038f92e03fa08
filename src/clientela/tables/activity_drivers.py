"""Drivers: how many minutes one unit of an activity takes."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

activity_drivers = canonical_table(
    name="activity_drivers",
    title=msg("Drivers of activity"),
    grain=msg("One row is one driver of a pool."),
    key=("driver_id",),
    level=4,
    brings=msg("Minutes for an order, a line, a visit: cost to serve from volumes."),
    columns=(
        v.required(v.own_id("driver_id", msg("Driver"), "activity driver", "cost driver", "driver name", "determinante",
                            "драйвер", "драйвер затрат", "kostentreiber", example="order line")),
        v.column("pool_id", msg("Pool"), "id", "activity pool", "cost pool", "pool di costo", "пул", "kostenpool", is_required=True,
                 refers_to="activity_pools.pool_id", examples=("order desk",)),
        v.column("unit_minutes", msg("Minutes for one"), "number", "minutes per unit", "unit minutes", "minuti per unita",
                 "минут на единицу", "minuten je einheit", low=0, examples=("4.5",)),
        v.column("time_equation", msg("Time equation"), "text", "equation", "formula", "equazione", "формула времени", "zeitgleichung",
                 examples=("4 + 1.5 * new_customer",)),
    ),
    must_have=(("unit_minutes", "time_equation"),),
)  # fmt: skip
