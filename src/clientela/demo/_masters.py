"""The two lists beside the lines: customers and articles."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from clientela.base.files import writing
from clientela.demo._csv import decimal_comma
from clientela.demo._customers import SEGMENTS, area_name
from clientela.demo._dirt import DUPLICATED, MERGED, RENUMBERED
from clientela.demo._names import LANGUAGE, STREETS, TOWNS
from clientela.demo._plan import MONTH_STARTS, MONTHS, Plan, day_of, stream
from clientela.demo._products import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clientela.demo._dirt import Identities
    from clientela.demo._world import World

_CUSTOMERS = (
    ("customer_id", "Codice cliente"), ("customer_name", "Ragione sociale"), ("tax_id", "Partita IVA"),
    ("address", "Indirizzo"), ("postcode", "CAP"), ("town", "Città"), ("province", "Provincia"),
    ("country", "Paese"),
    ("area", "Zona"), ("segment", "Settore"), ("seller_id", "Agente"), ("seller_name", "Nome agente"),
    ("customer_since", "Cliente dal"), ("parent_id", "Capogruppo"), ("previous_id", "Codice precedente"),
    ("merged_into", "Confluito in"), ("credit_limit", "Fido"),
)  # fmt: skip
_PRODUCTS = (
    ("product_id", "Codice articolo"), ("product_name", "Descrizione"), ("product_family", "Famiglia"),
    ("pack_quantity", "Confezione"), ("list_price", "Prezzo di listino"), ("standard_cost", "Costo standard"),
    ("successor_id", "Sostituito da"), ("replaced_on", "Sostituito dal"), ("grade", "Fascia"), ("launch_date", "Data lancio"),
)  # fmt: skip
GRADES = ("base", "standard", "premium")


@contextmanager
def table(path: Path, *, separator: str = ",", encoding: str = "utf-8") -> Iterator[csv._writer]:  # type: ignore[name-defined]
    """Yield a writer of a text table that appears whole or not at all."""
    with writing(path) as temporary, temporary.open("w", encoding=encoding, newline="") as stream:
        yield csv.writer(stream, delimiter=separator)


def write_rows(path: Path, header: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    """Write a text table in UTF-8 with commas; None is an empty cell."""
    with table(path) as writer:
        writer.writerow(header)
        writer.writerows(rows)


def _day(plan: Plan, day: date) -> str:
    return f"{day:%d/%m/%Y}" if plan.italian else day.isoformat()


def _money(plan: Plan, units: int) -> str:
    return decimal_comma(units, 4) if plan.italian else f"{units // 10_000}.{units % 10_000:04d}"


def write_customers(world: World, path: Path, identities: Identities | None) -> None:
    """Write the customer list as it stands on the last day; a customer kept twice is listed twice."""
    plan, customers, sellers = world.plan, world.customers, world.sellers
    limits = credit_limits(world)
    with table(
        path, separator=";" if plan.italian else ",", encoding="utf-8-sig" if plan.italian else "utf-8"
    ) as out:
        out.writerow([italian if plan.italian else english for english, italian in _CUSTOMERS])
        for i in range(plan.customers):
            town = TOWNS[int(customers.town[i])]
            change = 0 if identities is None else int(identities.change[i])
            seller = int(sellers.by_month[i, MONTHS - 1])
            parent = int(customers.parent[i])
            number, previous = customers.numbers[i], ""
            if identities is not None and change == RENUMBERED:
                number, previous = str(identities.number[i]), number
            merged = str(identities.number[i]) if identities is not None and change == MERGED else ""
            row = [
                number, customers.names[i], customers.tax_numbers[i],
                f"{STREETS[LANGUAGE[town.country]]} {1 + i % 97}",
                town.postcode, town.name, town.province, town.country, area_name(customers, i),
                SEGMENTS[int(customers.segment[i])], sellers.ids[seller], sellers.names[seller],
                _day(plan, day_of(int(customers.since[i]))), _head(customers.numbers, parent, identities),
                previous, merged, str(limits[i]) if limits[i] else "",
            ]  # fmt: skip
            out.writerow(row)
            if identities is not None and change == DUPLICATED:
                since = _day(plan, day_of(int(identities.since[i])))
                out.writerow(
                    [str(identities.number[i]), str(identities.name[i]), *row[2:12], since, *row[13:]]
                )


def _head(numbers: tuple[str, ...], parent: int, identities: Identities | None) -> str:
    if parent < 0:
        return ""
    if identities is not None and identities.change[parent] == RENUMBERED:
        return str(identities.number[parent])
    return numbers[parent]


def credit_limits(world: World) -> list[int]:
    """Return the limit up to which each customer may owe us, in euros: some months of what it was expected to buy; 0 for none."""
    customers = world.customers
    rng = stream(world.plan, "credit_limits")
    yearly = customers.rate * customers.order_lines * customers.line_value * (1 - customers.discount / 1000)
    months = rng.uniform(3.5, 6.5, len(yearly))
    limit = np.maximum(np.rint(yearly / 12 * months / 500), 2) * 500
    stated = (rng.random(len(yearly)) < 0.93) & ~customers.one_timer  # noqa: PLR2004 - most have one
    return [int(value) for value in np.where(stated, limit, 0)]


def _launched(world: World) -> list[date]:
    """Return since when each article is sold: successors from the month they replace another, the others from before the ledger."""
    products = world.products
    rng = stream(world.plan, "launches")
    day = -rng.integers(60, 365 * 14, len(products.ids))
    old = np.flatnonzero(products.successor >= 0)
    day[products.successor[old]] = MONTH_STARTS[products.replaced_month[old]]
    return [day_of(int(d)) for d in day]


def _grades(world: World) -> list[str]:
    """Return the grade of each article: its third of the family by what a pack costs at list price."""
    products = world.products
    value = products.price[:, 0] * products.pack
    grades = np.empty(len(value), dtype=np.int64)
    for family in range(len(FAMILIES)):
        mine = np.flatnonzero(products.family == family)
        grades[mine[np.argsort(value[mine], kind="stable")]] = np.arange(len(mine)) * len(GRADES) // len(mine)
    return [GRADES[grade] for grade in grades]


def write_products(world: World, path: Path) -> None:
    """Write the article list with the last year's prices; the Italian one in Windows' own encoding.

    It states a standard cost for every article, also for those whose invoice lines carry none: their margins are estimates.
    """
    plan, products = world.plan, world.products
    grades, launched = _grades(world), _launched(world)
    with table(
        path, separator=";" if plan.italian else ",", encoding="cp1252" if plan.italian else "utf-8"
    ) as out:
        out.writerow([italian if plan.italian else english for english, italian in _PRODUCTS])
        for i, identity in enumerate(products.ids):
            month = int(products.replaced_month[i])
            replaced = month < MONTHS
            out.writerow([
                identity, products.names[i], FAMILIES[int(products.family[i])], int(products.pack[i]),
                _money(plan, int(products.price[i, -1])),
                _money(plan, int(products.cost[i, -1])),
                products.ids[int(products.successor[i])] if replaced else "",
                _day(plan, day_of(int(MONTH_STARTS[month]))) if replaced else "", grades[i], _day(plan, launched[i]),
            ])  # fmt: skip
