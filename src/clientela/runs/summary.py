"""What the current facts hold: dates, currencies, money, and whether a run in one currency is possible."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, quote_text
from clientela.runs.build import view_facts
from clientela.runs.params import unit_currencies

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clientela.base.settings import Settings
    from clientela.tables._generation import Generation


class RateMissingError(ClientelaError):
    """A report in one currency needs a rate that nobody gave."""


def summarise_facts(facts: Path, generation: Generation) -> dict[str, Any]:
    """Return dates, currencies, lines and money of a generation."""
    return dict(_summary(facts, generation))


@lru_cache(maxsize=16)
def _summary(facts: Path, generation: Generation) -> dict[str, Any]:
    # The parts of a generation never change under their names, so one look at them is enough.
    with Engine() as engine:
        view_facts(engine, generation, facts)
        first, last, lines, amount, customers, bare, gross, estimated = engine.fetch_one(
            "select min(document_on), max(document_on), count(*), cast(sum(net_amount) as bigint), "
            "count(distinct case when customer_key <> 0 then customer_key end), count(*) - count(currency), "
            "count(gross_amount), count(estimated_cost_amount) from sales_lines"
        )
        currencies = [
            row[0]
            for row in engine.fetch(
                "select distinct currency from sales_lines where currency is not null order by currency"
            )
        ]
    return {
        "first_on": first,
        "last_on": last,
        "lines": lines,
        "amount": amount or 0,
        "customers": customers,
        "currencies": currencies,
        "lines_without_currency": bare,
        "gross_amount": gross,
        "estimated_cost_amount": estimated,
    }


@lru_cache(maxsize=16)
def last_plausible_day(facts: Path, generation: Generation) -> date | None:
    """Return the last document date that is not after the day its file was written; else the last one."""
    with Engine() as engine:
        view_facts(engine, generation, facts)
        limits = " ".join(
            f"when {b.number} then date {quote_text(b.file_modified_on)}" for b in generation.batches
        )
        if not limits:
            return None
        row = engine.fetch_one(
            f"select max(case when document_on <= case batch_number {limits} end then document_on end), max(document_on) from sales_lines"
        )
    day: date | None = row[0] or row[1]
    return day


def adopt_currency(facts: Path, generation: Generation, settings: Settings) -> Settings:
    """Report in the documents' own currency when they all state the same one and the settings choose none."""
    if settings.company.is_currency_chosen:
        return settings
    summary = summarise_facts(facts, generation)
    if len(summary["currencies"]) != 1 or summary["lines_without_currency"]:
        return settings
    return replace(settings, company=replace(settings.company, currency=summary["currencies"][0]))


def check_rates(facts: Path, generation: Generation, settings: Settings, as_of: date) -> None:
    """Refuse a run in one currency while a rate is missing, and say which.

    Errors: RateMissingError naming currency, days and the setting to write.
    """
    units = " ".join(
        f"when {quote_text(bu_id)} then {quote_text(code)}" for bu_id, code in unit_currencies(settings)
    )
    stated = f"coalesce(l.currency, case t.bu_id {units} end)" if units else "l.currency"
    unit = settings.company.business_unit
    terms = " join customer_terms as t on t.terms_key = l.terms_key" if units or unit else ""
    ours = f" and t.bu_id = {quote_text(unit)}" if unit else ""
    with Engine() as engine:
        view_facts(engine, generation, facts)
        used = engine.fetch(
            f"select currency, min(document_on), max(document_on), count(*) from (select {stated} as currency, l.document_on from sales_lines as l{terms} "
            f"where true{ours}) as l where currency is not null and currency <> {quote_text(settings.company.currency)} and document_on <= date '{as_of.isoformat()}' group by currency order by currency"
        )
    for currency, first, last, lines in used:
        starts = [day for name, day, _ in settings.exchange_rates if name == currency]
        if not starts or min(starts) > first:
            raise RateMissingError(
                msg(
                    "{lines} lines are in {currency} (from {first} to {last}), and the report is in {reporting}. Write the rate into "
                    '{file}: [exchange_rates.{currency}] and below it "{day}" = the value of one {currency} in {reporting}.',
                    lines=lines,
                    file=str(facts.parent / "clientela.toml"),
                    currency=currency,
                    first=first,
                    last=last,
                    reporting=settings.company.currency,
                    day=first.isoformat(),
                )
            )


def unit_ids(facts: Path, generation: Generation) -> tuple[str, ...]:
    """Return the business units that documents name, in order."""
    with Engine() as engine:
        view_facts(engine, generation, facts)
        rows = engine.fetch(
            "select distinct bu_id from customer_terms where bu_id is not null order by bu_id"
        )
    return tuple(row[0] for row in rows)
