"""Every threshold, weight and enumeration: a packaged default here, overridden in `clientela.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, time
from math import inf
from typing import TYPE_CHECKING, Any

from clientela.base import class_settings as own
from clientela.base import control_settings as control
from clientela.base import dynamics_settings as moves
from clientela.base import economics_settings as worth
from clientela.base import outlook_settings as ahead
from clientela.base import portfolio_settings as portfolios
from clientela.base.business_units import BusinessUnit, rates_in, read_units, restore_units
from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg
from clientela.base.kpi_settings import KpiRule, read_kpis, restore_kpis
from clientela.base.service_rules import (
    SERVICE_RULES,
    ServiceRule,
    read_service_rules,
    restore_service_rules,
)
from clientela.base.setting_tables import ENGINES, check_engine, read_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Company:
    """Who the workspace is about."""

    name: str = "My company"
    currency: str = "EUR"
    """Reporting currency, ISO 4217. Not written: the only currency of the documents, else EUR."""
    is_currency_chosen: bool = False
    """Set by reading: whether the file names the currency."""
    fiscal_start_month: int = 1
    business_unit: str = ""
    """The business unit a run is about; empty for the whole company."""


Abc = own.Abc


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Pyramid of customers."""

    cuts: tuple[float, float, float] = (0.01, 0.05, 0.20)
    """Cumulative shares of customers: top, large, medium; the rest is small."""
    small_cuts: tuple[float, float, float] = (0.05, 0.20, 0.50)
    """The same for a small base."""
    small_below: int = 100
    """A base with fewer active customers uses `small_cuts`."""
    basis: str = "revenue_12m_amount"
    """The measure customers are ranked by."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States of the lifecycle."""

    shrink: float = 3.0
    """Weight of the segment's typical gap, in own gaps."""
    active_ratio: float = 1.5
    late_ratio: float = 2.5
    lost_ratio: float = 4.0
    lost_days: int = 180
    new_months: int = 18
    regular_orders: int = 4
    regular_months: int = 12
    growth_ratio: float = 1.2
    decline_ratio: float = 0.75
    reactivated_orders: int = 3
    reactivated_months: int = 6
    cusum_slack: float = 0.5
    """Standard deviations a month may fall short before it counts."""
    cusum_limit: float = 2.0
    """Sum of counted shortfalls, in standard deviations, that raises the alarm."""
    segment_minimum_gaps: int = 30
    """A segment with fewer gaps takes the typical gap of the whole base."""
    default_gap_days: float = 90.0
    """Typical gap used while the whole base has no two purchases by one customer."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """Dependency alerts."""

    largest_share_alert: float = 0.20
    hhi_alert: float = 0.10


@dataclass(frozen=True, slots=True)
class Rules:
    """Which lines are left out of the figures. A line left out is kept: when its rule is switched off it counts again."""

    duplicate_line: bool = True
    """The same line of the same document, repeated identically."""
    cancelled_document: bool = True
    pro_forma: bool = True
    not_a_sale: bool = True
    """Quotations, orders, delivery notes and transfers between own stores."""
    zero_line: bool = False
    """Lines without money: samples, texts."""
    intercompany_customers: tuple[str, ...] = ()
    """Numbers of customers that are firms of the own group."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Days after which a table is too old: from its last date, or else its last import, to the day looked from."""

    sales_lines: int = 35
    orders: int = 35
    deliveries: int = 35
    receivables: int = 35
    complaints: int = 35
    offers: int = 35
    interactions: int = 35
    observations: int = 180
    assessments: int = 180
    customers: int = 365
    products: int = 365


@dataclass(frozen=True, slots=True)
class Structure:
    """Whose figures are whose: the one parameter of owners, areas, segments, joined numbers and groups."""

    view: str = "as_is"
    """as_is: today's structure for the whole history; as_was: on each day the one of that day; as_if: today's with a scenario."""
    level: str = "legal"
    """What counts as one customer: each number, the same firm (legal), the same site, or the whole group."""
    scenario: str = ""
    """The scenario of as_if."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Where the steps of a run are computed. No password stands here: see `docs/how_to/run_on_your_own_engine.md`."""

    kind: str = "duckdb"
    """duckdb: inside this process; postgresql, spark or clickhouse: on a server of your own."""
    address: str = ""
    """postgresql://user@host/database, sc://host:15002 or http://user@host:8123."""
    schema: str = "clientela"
    """The schema or database that takes the tables; it is made if it is not there."""
    folder: str = ""
    """Spark only: the path under which the cluster itself reads the folder of the facts; without it they are sent."""


VIEWS = ("as_is", "as_was", "as_if")
LEVELS = ("number", "legal", "site", "group")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a workspace. Each section is a table of `clientela.toml`."""

    company: Company = field(default_factory=Company)
    abc: Abc = field(default_factory=Abc)
    pyramid: Pyramid = field(default_factory=Pyramid)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    concentration: Concentration = field(default_factory=Concentration)
    xyz: own.Xyz = field(default_factory=own.Xyz)
    rfm: own.Rfm = field(default_factory=own.Rfm)
    clusters: own.Clusters = field(default_factory=own.Clusters)
    cost_to_serve: worth.CostToServe = field(default_factory=worth.CostToServe)
    economics: worth.Economics = field(default_factory=worth.Economics)
    service: worth.Service = field(default_factory=worth.Service)
    prices: worth.Prices = field(default_factory=worth.Prices)
    offer: worth.Offer = field(default_factory=worth.Offer)
    potential: worth.Potential = field(default_factory=worth.Potential)
    growth: control.Growth = field(default_factory=control.Growth)
    outlook: ahead.Outlook = field(default_factory=ahead.Outlook)
    evidence: portfolios.Evidence = field(default_factory=portfolios.Evidence)
    portfolio: portfolios.Portfolio = field(default_factory=portfolios.Portfolio)
    portfolio_criteria: tuple[portfolios.CriterionRule, ...] = ()
    """What the company changes about the criteria of attractiveness, importance and relative strength, from `[[portfolio_criteria]]`."""
    dynamics: moves.Dynamics = field(default_factory=moves.Dynamics)
    kpis: tuple[KpiRule, ...] = ()
    """Indicators of the company's own, from the tables `[[kpis]]`."""
    segment_criteria: tuple[control.SegmentCriterion, ...] = control.SEGMENT_CRITERIA
    """What makes a market segment attractive, from the tables `[[segment_criteria]]`."""
    service_rules: tuple[ServiceRule, ...] = SERVICE_RULES
    """Which service goes with which potential and customer type, from the tables `[[service_rules]]`."""
    rules: Rules = field(default_factory=Rules)
    freshness: Freshness = field(default_factory=Freshness)
    structure: Structure = field(default_factory=Structure)
    engine: EngineChoice = field(default_factory=EngineChoice)
    exchange_rates: tuple[tuple[str, date, float], ...] = ()
    """(currency, valid from, reporting-currency units per unit), from the table `[exchange_rates.USD]`."""
    business_units: tuple[BusinessUnit, ...] = ()
    """From the tables `[business_units.<number>]`."""
    segment_rules: tuple[tuple[str, str], ...] = ()
    """(name, who belongs to it), from the tables `[[segment_rules]]`, in the order in which they are tried."""


def settings_of_unit(settings: Settings, bu_id: str) -> Settings:
    """Return the settings of a run about one business unit: its currency and fiscal year, rates into its currency."""
    unit = next((u for u in settings.business_units if u.bu_id == bu_id), BusinessUnit(bu_id))
    company = settings.company
    currency = unit.currency or company.currency
    own = replace(
        company, name=f"{company.name} · {unit.name or bu_id}", currency=currency, is_currency_chosen=company.is_currency_chosen or bool(unit.currency),
        fiscal_start_month=unit.fiscal_start_month or company.fiscal_start_month, business_unit=bu_id,
    )  # fmt: skip
    rates = rates_in(currency, settings.exchange_rates, company=company.currency)
    return replace(settings, company=own, exchange_rates=rates)


def restore_settings(kept: Mapping[str, Any]) -> Settings:
    """Make the settings that a run's manifest keeps; what it does not know yet has its packaged default."""
    given: dict[str, Any] = {}
    for item in fields(Settings):
        default = getattr(Settings(), item.name)
        if is_dataclass(default) and not isinstance(default, type):
            known = {f.name for f in fields(default)} & set(kept.get(item.name, {}))
            values = {name: kept[item.name][name] for name in known}
            given[item.name] = type(default)(
                **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
            )
    given["exchange_rates"] = tuple(
        (currency, day if isinstance(day, date) else date.fromisoformat(day), rate)
        for currency, day, rate in kept.get("exchange_rates", ())
    )
    given["business_units"] = restore_units(kept.get("business_units", ()))
    given["segment_rules"] = tuple((name, where) for name, where in kept.get("segment_rules", ()))
    given["kpis"] = restore_kpis(kept.get("kpis", ()))
    given["segment_criteria"] = control.restore_criteria(kept.get("segment_criteria", ()))
    given["service_rules"] = restore_service_rules(kept.get("service_rules", ()))
    given["portfolio_criteria"] = portfolios.restore_criteria(kept.get("portfolio_criteria", ()))
    return Settings(**given)


def _convert(section: str, name: str, default: Any, value: Any, path: Path) -> Any:
    wanted = type(default)
    if default is None:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < inf:
            return float(value)
    elif own.is_number_list(default, name, value):
        return tuple(float(v) for v in value)
    elif own.is_text_list(default, name):
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
    elif isinstance(default, tuple):
        if (
            isinstance(value, list)
            and len(value) == len(default)
            and all(isinstance(v, (int, float)) for v in value)
        ):
            return tuple(float(v) for v in value)
    elif wanted is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    elif isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    raise SettingsError(
        msg(
            "{file}: the setting [{section}] {name} has the value {value}; {kind} is needed, such as {default}.",
            file=str(path),
            section=section,
            name=name,
            value=_toml(value),
            kind=_kind(default, name),
            default=_toml(_example(default, name)),
        )
    )


def _example(default: Any, name: str) -> Any:
    """Return what to write for a setting: its default, or what one looks like that has none."""
    return 12.5 if default is None else default or (own.example_of(name) if default == () else default)


def _toml(value: Any) -> str:
    """Return a value as it is written in a settings file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {_toml(held)}' for name, held in value.items())}}}"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _kind(default: Any, name: str) -> Message:
    """Say what a setting has to be, by its default."""
    if isinstance(default, tuple):
        return own.kind_of_list(default, name)
    if default is None:
        return msg("an amount of zero or more")
    kinds = {bool: msg("true or false"), int: msg("a whole number"), float: msg("a number")}
    return kinds.get(type(default), msg("a text in quotation marks"))


def _read_section(section: str, default: Any, values: dict[str, Any], path: Path) -> Any:
    known = {f.name for f in fields(default)}
    for name in values:
        if name not in known:
            raise SettingsError(
                msg(
                    "{file}: there is no setting {name} in [{section}]. Known: {known}.",
                    file=str(path),
                    section=section,
                    name=name,
                    known=", ".join(sorted(known)),
                )
            )
    if section == "company" and "currency" in values:
        values = {**values, "is_currency_chosen": True}
    given = {
        name: _convert(section, name, getattr(default, name), value, path) for name, value in values.items()
    }
    chosen = type(default)(**given)
    for name, is_sound in _SOUND.items():
        value = getattr(chosen, name, None)
        if name in given and not is_sound(value):
            raise SettingsError(
                msg(
                    "{file}: the setting [{section}] {name} cannot be {value}. Its default is {default}.",
                    file=str(path),
                    section=section,
                    name=name,
                    value=_toml(values[name]),
                    default=_toml(_example(getattr(default, name), name)),
                )
            )
    return chosen


_SOUND: dict[str, Callable[[Any], bool]] = {
    "fiscal_start_month": lambda month: 1 <= month <= 12,  # noqa: PLR2004 - months of a year
    "currency": lambda code: len(code) == 3 and code.isupper(),  # noqa: PLR2004 - ISO 4217
    "shrink": lambda weight: weight >= 0,
    "kind": lambda kind: kind in ENGINES,
    "schema": lambda name: bool(re.fullmatch("[a-z][a-z0-9_]{0,40}", name)),
    "view": lambda view: view in VIEWS,
    "level": lambda level: level in LEVELS,
    "default_gap_days": lambda days: days > 0,
    **own.SOUND,
    **worth.SOUND,
    **control.GROWTH_SOUND,
    **ahead.SOUND,
    **portfolios.SOUND,
    **moves.SOUND,
}
"""What a value must be besides of the right kind."""


def read_settings(path: Path) -> Settings:
    """Read `clientela.toml`; what it does not name keeps its packaged default.

    Errors: SettingsError for an unknown section or name, or a value of the wrong kind.
    """
    if not path.exists():
        return Settings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            msg(
                "{file} cannot be read: {problem}. Mend the line or remove the file.",
                file=str(path),
                problem=str(error),
            )
        ) from error
    defaults = Settings()
    given: dict[str, Any] = {"exchange_rates": read_rates(document.pop("exchange_rates", {}), path)}
    given["business_units"] = read_units(document.pop("business_units", {}), path)
    given["segment_rules"] = own.read_segment_rules(document.pop("segment_rules", []), path)
    given["kpis"] = read_kpis(document.pop("kpis", []), path)
    given["segment_criteria"] = control.read_segment_criteria(document.pop("segment_criteria", []), path)
    given["service_rules"] = read_service_rules(document.pop("service_rules", []), path)
    given["portfolio_criteria"] = portfolios.read_criteria(document.pop("portfolio_criteria", []), path)
    for section, values in document.items():
        default = getattr(defaults, section, None)
        if not is_dataclass(default) or not isinstance(values, dict):
            raise SettingsError(
                msg("{file}: there is no section [{section}].", file=str(path), section=section)
            )
        given[section] = _read_section(section, default, values, path)
    chosen = Settings(**given)
    check_engine(chosen.engine.kind, chosen.engine.address, path)
    return chosen
