"""The indicators of a run: the packaged ones, with what the company changed, and its own; their formulas read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.analyses._kpi_formula import Formula, read_formula
from clientela.analyses.concentration import concentration
from clientela.analyses.customers import customers
from clientela.analyses.kpi_months import kpi_months
from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.base.kpi_registry import BY_CODE, PACKAGED
from clientela.classes._rule_words import RuleTextError
from clientela.economics.contacts import customer_contacts
from clientela.economics.family_breadth import family_breadth
from clientela.economics.payments import customer_payments
from clientela.economics.price_realisation import price_realisation
from clientela.economics.service_quality import customer_service

if TYPE_CHECKING:
    from clientela.base.declare import Field

CUSTOMER_PARTS = (
    customers,
    price_realisation,
    customer_payments,
    customer_service,
    customer_contacts,
    family_breadth,
)
"""Where the columns of formulas over customers come from; a column of several is that of the first."""
_OWN = {
    part.name: tuple(
        f for f in part.fields
        if f.name != "customer_key" and not any(f.name == g.name for other in CUSTOMER_PARTS[:place] for g in other.fields)
    )
    for place, part in enumerate(CUSTOMER_PARTS)
}  # fmt: skip
COLUMNS: dict[str, dict[str, Field]] = {
    "month": {f.name: f for f in kpi_months.fields if f.name != "month_number"},
    "customer": {f.name: f for part in CUSTOMER_PARTS for f in _OWN[part.name]},
    "base": {f.name: f for f in concentration.fields},
}
"""The columns a formula may name, by what it is computed over."""


class KpiFormulaError(ClientelaError):
    """The formula of an indicator cannot be read."""


@dataclass(frozen=True, slots=True)
class RunKpi:
    """One indicator as it holds in a run. Texts are empty where the packaged ones hold."""

    code: str
    title: str
    over: str
    formula: str
    unit: str
    direction: str
    owner: str
    decision: str
    target: float | None
    source: str
    is_packaged: bool


def kpis_of(params: dict[str, Any]) -> tuple[RunKpi, ...]:
    """Return the indicators of a run in order: the packaged set, then the company's own."""
    rules = {rule.code: rule for rule in params.get("kpis", ())}
    found = []
    for kpi in PACKAGED:
        rule = rules.get(kpi.code)
        own = {
            n: getattr(rule, n, "") or getattr(kpi, n)
            for n in ("over", "formula", "unit", "direction", "source")
        }
        if rule is not None and rule.formula:
            own["over"] = rule.over or kpi.over or "month"
        told = {n: getattr(rule, n, "") for n in ("title", "owner", "decision")}
        found.append(RunKpi(kpi.code, **told, **own, target=rule.target if rule else None, is_packaged=True))
    for code, rule in rules.items():
        if code not in BY_CODE:
            found.append(
                RunKpi(
                    code, rule.title, rule.over or "month", rule.formula, rule.unit, rule.direction, rule.owner,
                    rule.decision, rule.target, rule.source, is_packaged=False,
                )
            )  # fmt: skip
    return tuple(found)


def formula_of(kpi: RunKpi) -> Formula:
    """Read the formula of an indicator. Errors: KpiFormulaError with the place and a sentence."""
    try:
        return read_formula(kpi.formula, COLUMNS[kpi.over], has_rows=kpi.over == "customer")
    except RuleTextError as error:
        raise KpiFormulaError(
            msg(
                "[[kpis]] {code}, character {position} of formula: {problem}.",
                code=kpi.code,
                position=error.position,
                problem=error.problem,
            )
        ) from error


def customer_rows() -> str:
    """Return the select of the customers with every column a formula may name."""
    first, *others = CUSTOMER_PARTS
    columns = [f"{first.name}.*"] + [f"{part.name}.{f.name}" for part in others for f in _OWN[part.name]]
    joins = " ".join(
        f"left join {part.name} on {part.name}.customer_key = {first.name}.customer_key" for part in others
    )
    return f"select {', '.join(columns)} from {first.name} {joins} where {first.name}.lines_count > 0"
