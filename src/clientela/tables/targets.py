"""Targets: what sellers, areas or customers should reach."""

from __future__ import annotations

from clientela.base.canonical import Wide, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_MEASURES = v.codes(
    (
        "net_sales",
        msg("Net sales"),
        ("sales", "revenue", "turnover", "fatturato", "vendite", "оборот", "выручка", "umsatz"),
    ),
    ("margin", msg("Margin"), ("gross margin", "margine", "маржа", "deckungsbeitrag")),
    ("quantity", msg("Quantity"), ("units", "quantita", "количество", "menge")),
    ("visits", msg("Visits"), ("visite", "визиты", "besuche")),
)

targets = canonical_table(
    name="targets",
    title=msg("Targets"),
    grain=msg("One row is one target of a seller, an area or a customer in a year or a month."),
    key=("year", "month", "employee_id", "customer_id", "area_id", "product_family", "measure_code"),
    level=1,
    brings=msg("Actual against target, by seller, area and month."),
    columns=(
        v.required(v.YEAR),
        v.MONTH,
        v.EMPLOYEE,
        v.optional(v.CUSTOMER),
        v.AREA,
        v.FAMILY,
        v.column("measure_code", msg("Measure"), "code", "measure", "kpi", "metric", "misura", "indicatore", "показатель",
                 "kennzahl", codes=_MEASURES, examples=("net_sales",)),
        v.column("target_amount", msg("Target value"), "money", "target", "goal", "quota", "plan", "sales target", "obiettivo",
                 "budget vendite", "план", "план продаж", "цель", "ziel", "umsatzziel", "plan umsatz", "objectif", "objetivo",
                 "cel", is_required=True, examples=("50000",)),
        v.CURRENCY,
    ),
    must_have=(("employee_id", "customer_id", "area_id", "product_family"),),
    least_explained=0.6,
    wide=Wide(value="target_amount", year="year", month="month"),
    telling=("target_amount",),
)  # fmt: skip
