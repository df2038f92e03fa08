"""Volumes: how often an activity was done for a customer."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

activity_volumes = canonical_table(
    name="activity_volumes",
    title=msg("Volumes of activity"),
    grain=msg("One row is how often one driver occurred for one customer in a year or a month."),
    key=("driver_id", "customer_id", "year", "month"),
    level=4,
    brings=msg("Cost to serve of each customer."),
    subject="customer_id",
    columns=(
        v.column("driver_id", msg("Driver"), "id", "activity driver", "cost driver", "activity", "determinante", "attivita", "драйвер",
                 "активность", "kostentreiber", "aktivitat", is_required=True, refers_to="activity_drivers.driver_id", examples=("order line",)),
        v.CUSTOMER,
        v.required(v.YEAR),
        v.MONTH,
        v.column("volume", msg("Volume"), "number", "count", "times", "number of times", "volume", "numero", "volumi", "объем",
                 "количество", "anzahl", "menge", is_required=True, low=0, examples=("37",)),
    ),
    telling=("driver_id", "volume"),
)  # fmt: skip
