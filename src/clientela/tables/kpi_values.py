"""Values of indicators that other systems compute."""

from __future__ import annotations

from clientela.base.canonical import Wide, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

kpi_values = canonical_table(
    name="kpi_values",
    title=msg("Values of indicators"),
    grain=msg("One row is the value of one indicator for one scope in a year or a month."),
    key=("kpi_code", "scope", "year", "month"),
    level=1,
    brings=msg("Indicators of other systems beside ours, with trend and limits."),
    columns=(
        v.column("kpi_code", msg("Indicator"), "text", "kpi", "kpi code", "indicator", "kpi name", "indicatore", "показатель", "kennzahl", is_required=True,
                 examples=("otif",)),
        v.column("scope", msg("Scope"), "text", "scope", "unit", "ambito", "область", "охват", "bereich", examples=("North",)),
        v.required(v.YEAR),
        v.MONTH,
        v.column("kpi_value", msg("Value of the indicator"), "number", "value", "kpi value", "valore", "значение", "wert", is_required=True, examples=("0.93",)),
        v.share("coverage", msg("Coverage"), "data coverage", "copertura", "покрытие", "abdeckung"),
    ),
    wide=Wide(value="kpi_value", year="year", month="month"),
    least_explained=0.6,
    telling=("kpi_code", "kpi_value"),
)  # fmt: skip
