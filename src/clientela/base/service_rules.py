"""Which service a customer is to get by its potential and its type, from the tables `[[service_rules]]`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

POTENTIALS = ("high", "low", "unknown")
"""A potential margin on or above its line in the profitability matrix, below it, or not known."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """One line of the table; the first that holds for a customer is its rule. What it does not state it does not ask for."""

    name: str
    potential: str = ""
    """One of `POTENTIALS`; empty: any."""
    customer_type: str = ""
    """The type of the customer, such as wholesaler; empty: any."""
    on_time_in_full: float | None = None
    """Share of lines to be delivered on time and in full."""
    lead_time_days: float | None = None
    """Days from the order to the delivery at most."""
    minimum_order_amount: float | None = None
    """Net value that an order is to have on average at least, in units of the reporting currency."""
    contacts_a_year: float | None = None
    """Contacts a year at least."""
    most_serve_share: float | None = None
    """What serving may cost at most, as a share of net-net revenue."""


SERVICE_RULES = (
    ServiceRule("resellers with potential", "high", "wholesaler", on_time_in_full=0.98, contacts_a_year=12, most_serve_share=0.15),
    ServiceRule("others with potential", "high", on_time_in_full=0.98, contacts_a_year=12, most_serve_share=0.20),
    ServiceRule("potential not known", "unknown", on_time_in_full=0.95, contacts_a_year=4, most_serve_share=0.15),
    ServiceRule("end users without potential", "low", "end_user", on_time_in_full=0.90, contacts_a_year=2, most_serve_share=0.10),
    ServiceRule("others without potential", "low", on_time_in_full=0.95, contacts_a_year=4, most_serve_share=0.10),
)  # fmt: skip
"""The packaged table: a proposal, to be changed by each company."""
_SHARES, _TEXTS = ("on_time_in_full", "most_serve_share"), ("name", "potential", "customer_type")
_KNOWN = tuple(f.name for f in fields(ServiceRule))


def _problem(entry: object) -> Message | None:
    """Say what is wrong with one line of the table, if anything is."""
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        return msg('it needs a name = "..."')
    for name, value in entry.items():
        if name not in _KNOWN:
            return msg("there is no {name}. Known: {known}", name=name, known=", ".join(_KNOWN))
        if name in _TEXTS:
            if not isinstance(value, str):
                return msg("{name} must be a text in quotation marks that is not empty", name=name)
        elif (
            not isinstance(value, (int, float))
            or isinstance(value, bool)
            or value < 0
            or (name in _SHARES and value > 1)
        ):
            return msg("{name} must be a number", name=name)
    if entry.get("potential", "") not in ("", *POTENTIALS):
        return msg("{name} is one of {known}", name="potential", known=", ".join(POTENTIALS))
    return None


def read_service_rules(given: object, path: Path) -> tuple[ServiceRule, ...]:
    """Read `[[service_rules]]` in the order in which they are tried; without any the packaged table holds.

    Errors: SettingsError for a line without a name, an unknown word, a value that cannot be, a name used twice.
    """
    found: list[ServiceRule] = []
    for place, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        problem = _problem(entry)
        if problem is None and any(rule.name == entry["name"].strip() for rule in found):
            problem = msg("{code} is there twice", code=entry["name"].strip())
        if problem is not None:
            raise SettingsError(
                msg("{file}: entry {place} of [[service_rules]]: {problem}.", file=str(path), place=place, problem=problem)
            )  # fmt: skip
        found.append(_made(entry))
    return tuple(found) or SERVICE_RULES


def _made(entry: Mapping[str, Any]) -> ServiceRule:
    values: dict[str, Any] = {
        n: v.strip() if isinstance(v, str) else float(v) for n, v in entry.items() if v is not None
    }
    return ServiceRule(**{**values, "customer_type": values.get("customer_type", "").lower()})


def restore_service_rules(kept: Iterable[Any]) -> tuple[ServiceRule, ...]:
    """Make the table that a run's manifest keeps; a run that keeps none was made with the packaged one."""
    found = tuple(e if isinstance(e, ServiceRule) else _made({n: v for n, v in e.items() if n in _KNOWN}) for e in kept)  # fmt: skip
    return found or SERVICE_RULES
