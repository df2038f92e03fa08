"""Which column is what: by its name, confirmed by its content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from clientela.sources import _synonyms
from clientela.sources._concepts import meaning_of
from clientela.sources._dates import weigh_date_shapes
from clientela.sources._known_names import PART, PhraseBook
from clientela.sources._names import (
    DISCOUNT,
    DOCUMENT_DATE,
    DOCUMENT_KIND,
    HEADING,
    is_missing,
    normalise_name,
)
from clientela.sources._numbers import weigh_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientela.sources._raw import CellKind, RawColumn

FileRole = str
"""`sales_lines`, the name of another canonical table, or `unknown`."""
How = Literal["name", "content", "remembered"]

SYNONYMS: dict[FileRole, dict[str, tuple[str, ...]]] = {
    "sales_lines": _synonyms.SALES,
    "customers": _synonyms.CUSTOMERS,
    "products": _synonyms.PRODUCTS,
}
NUMERIC = frozenset(
    {
        "quantity", "unit_price", "discount", "gross_amount", "net_amount", "unit_cost", "cost_amount", "debit_amount",
        "credit_amount", "amount_with_tax", "tax_amount", "tax_rate", "price_unit",
    }
)  # fmt: skip
DATE_PARTS = ("document_year", "document_month", "document_day")
_NAMES = frozenset({"customer_name", "product_name", "product_family", "country", "city", "channel"})
_PERIOD_NAMES = frozenset({"period", "periodo", "periode", "fiscal period", "posting period", "accounting period", "buchungsperiode", "период", "periode comptable", "okres"})  # fmt: skip
"""Names of a month of the year, where the year has a column of its own."""
_CONTENT = 0.5
_EITHER = 0.05
_ENOUGH = 0.5
_NEARLY_ALL = 0.9
_MOST_TEXT = 0.5
_IMPLIED = {HEADING: ("customer_name", 0.6), DOCUMENT_DATE: ("document_on", 0.6), DOCUMENT_KIND: ("document_type", 0.6),
            DISCOUNT: ("discount", 0.99)}  # fmt: skip
"""What the implied columns are, where no column of the file is it; several discounts together stand for each of them."""
_TAX = frozenset(normalise_name(text) for text in _synonyms.WITH_TAX)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One recognised column."""

    role: str
    column: str
    confidence: float
    """0 to 1."""
    how: How
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a sample of a column's values looks like. Shares are of the values that are not missing."""

    filled: int
    dates: float
    numbers: float
    distinct: float
    samples: tuple[str, ...]
    could_be_day_numbers: bool


def shape_of(value: str) -> str:
    """Return a value with every digit as 9."""
    return "".join("9" if c.isdigit() else c for c in value)


def profile(values: Sequence[str | None], kind: CellKind) -> Profile:
    """Describe a sample of one column."""
    texts = [v.strip() for v in values if v is not None and not is_missing(v)]
    shown = tuple(dict.fromkeys(t.lstrip("\x02\x03")[:40] for t in texts))[:3]
    if not texts:
        return Profile(0, float(kind == "date"), float(kind == "number"), 0.0, (), could_be_day_numbers=False)
    shapes: dict[str, int] = {}
    for text in texts:
        shape = shape_of(text)
        shapes[shape] = shapes.get(shape, 0) + 1
    dates = weigh_date_shapes(shapes)
    numbers = weigh_shapes(shapes)
    named = dates.if_named + dates.readable
    day_numbers = named >= _ENOUGH * len(texts) and dates.if_named > dates.readable and kind != "date"
    return Profile(
        filled=len(texts),
        dates=1.0 if kind == "date" else dates.readable / len(texts),
        numbers=1.0 if kind == "number" else numbers.readable / len(texts),
        distinct=len(set(texts)) / len(texts),
        samples=shown,
        could_be_day_numbers=day_numbers,
    )


_UNITS = {*_synonyms.IN_CENTS, *_synonyms.IN_THOUSANDS, "eur", "usd", "gbp", "chf", "rub", "pln", "czk", "uah", "try", "ron", "sek",
          "huf", "kc", "zl", "руб", "грн", "euro", "euros", "in"}  # fmt: skip


@cache
def _book(file_role: FileRole) -> PhraseBook:
    return PhraseBook(SYNONYMS[file_role], units=_UNITS)


@lru_cache(maxsize=20_000)  # any cell may be asked for, and a worker lives long
def _scores(name: str, file_role: FileRole) -> dict[str, float]:
    if name in _IMPLIED and file_role == "sales_lines":
        return dict([_IMPLIED[name]])
    found = _book(file_role).scores(name)
    if not found:
        return found
    plain = normalise_name(name)
    if plain in _TAX or _book(file_role).without_units(plain) in _TAX:
        return {role: score for role, score in found.items() if role == "amount_with_tax"}
    if "customer_id" in found and "customer_name" in found and " " not in plain:
        # `Cliente` may be number or name: a column that says which comes first
        found = {
            **found,
            "customer_id": found["customer_id"] - _EITHER,
            "customer_name": found["customer_name"] - _EITHER,
        }
    if _synonyms.NOT_A_DOCUMENT_DATE & set(plain.split()):
        found.pop("document_on", None)
    return found


def name_score(name: str, role: str, file_role: FileRole) -> float:
    """Return how well a column name fits a role, 0 to 1: the whole name, the name without its unit, a phrase in it."""
    return _scores(name, file_role).get(role, 0.0)


def _date_factor(seen: Profile) -> float:
    if seen.could_be_day_numbers:
        return 0.95
    if not seen.filled:
        return 0.5
    return float(seen.dates >= _ENOUGH)


def _content_factor(role: str, seen: Profile) -> float:
    """Return what the content leaves of the confidence a name gave: 0 when it contradicts the name."""
    if role == "document_on":
        return _date_factor(seen)
    if not seen.filled:
        return 0.6
    if role in NUMERIC:
        return float(seen.numbers >= _ENOUGH and seen.dates < _ENOUGH)
    if seen.dates >= _ENOUGH and seen.numbers < _ENOUGH:
        return 0.0
    return 0.55 if role in _NAMES and seen.numbers >= _MOST_TEXT else 1.0


def recognise(
    columns: Iterable[RawColumn],
    profiles: Mapping[str, Profile],
    *,
    file_role: FileRole,
    fixed: Mapping[str, str] | None = None,
) -> tuple[ColumnMapping, ...]:
    """Give each role at most one column and each column at most one role, best fit first.

    `fixed` (role to column name, empty for a role not to be used) comes from a remembered mapping and is not questioned.
    """
    known = list(columns)
    remembered = {role: column for role, column in (fixed or {}).items() if role in SYNONYMS[file_role]}
    found = [
        ColumnMapping(r, column, 1.0, "remembered", profiles[column].samples)
        for r, column in remembered.items()
        if column
    ]
    taken = {m.column for m in found}
    roles = set(remembered)
    offers = sorted(
        (
            (
                -name_score(c.name, role, file_role) * _content_factor(role, profiles[c.name]),
                place,
                role,
                c.name,
            )
            for place, c in enumerate(known)
            for role in SYNONYMS[file_role]
        ),
    )
    for negative, _, role, name in offers:
        if negative < 0 and role not in roles and name not in taken:
            found.append(ColumnMapping(role, name, round(-negative, 2), "name", profiles[name].samples))
            roles.add(role)
            taken.add(name)
    if file_role == "sales_lines" and "document_on" not in roles:
        dated = [c.name for c in known if c.name not in taken and profiles[c.name].dates > _NEARLY_ALL]
        dated = [n for n in dated if not _synonyms.NOT_A_DOCUMENT_DATE & set(normalise_name(n).split())]
        if len(dated) == 1:
            found.append(
                ColumnMapping("document_on", dated[0], _CONTENT, "content", profiles[dated[0]].samples)
            )
    if file_role == "sales_lines":
        found = _with_period(found, known, profiles)
        found = _with_item_number(found, known, profiles)
        found = without_idle_parts(_without_false_customer(found, profiles))
    order = list(SYNONYMS[file_role])
    return tuple(sorted(found, key=lambda m: order.index(m.role)))


def _with_period(
    found: Iterable[ColumnMapping], columns: Iterable[RawColumn], profiles: Mapping[str, Profile]
) -> list[ColumnMapping]:
    """Take a column of numbers called a period for the month, where a year stands beside it and nothing else is a date."""
    mapping = list(found)
    roles = {m.role for m in mapping}
    if "document_year" not in roles or roles & {"document_on", "document_month"}:
        return mapping
    used = {m.column for m in mapping}
    for column in columns:
        seen = profiles[column.name]
        if (
            column.name not in used
            and normalise_name(column.name) in _PERIOD_NAMES
            and seen.numbers > _NEARLY_ALL
        ):
            return [*mapping, ColumnMapping("document_month", column.name, _CONTENT, "name", seen.samples)]
    return mapping


def _with_item_number(
    found: Iterable[ColumnMapping], columns: Iterable[RawColumn], profiles: Mapping[str, Profile]
) -> list[ColumnMapping]:
    """Take a column called just a number for the number of the item, where the document and the customer have theirs."""
    mapping = list(found)
    known = {m.role: m.column for m in mapping}
    if "product_id" in known or not {"product_name", "document_id"} <= known.keys():
        return mapping
    used = set(known.values())
    free = [c.name for c in columns if c.name not in used and meaning_of(normalise_name(c.name)) == "no"]
    if len(free) == 1 and 0 < profiles[free[0]].distinct < 1 and profiles[free[0]].dates < _ENOUGH:
        mapping.append(ColumnMapping("product_id", free[0], _CONTENT, "name", profiles[free[0]].samples))
    return mapping


def _without_false_customer(
    found: Iterable[ColumnMapping], profiles: Mapping[str, Profile]
) -> list[ColumnMapping]:
    """Leave out a customer number that stands for many names, as the account of a ledger does: it names no customer.

    A heading is no name of the customer where a column has its number.
    """
    known = {m.role: m for m in found}
    number, name = known.get("customer_id"), known.get("customer_name")
    if number and name and name.column == HEADING:
        del known["customer_name"]
    elif number and name and number.how == "name" and profiles[name.column].filled:
        few = profiles[number.column].distinct * profiles[number.column].filled * 2
        if few <= profiles[name.column].distinct * profiles[name.column].filled:
            del known["customer_id"]
    return list(known.values())


def without_idle_parts(found: Iterable[ColumnMapping]) -> list[ColumnMapping]:
    """Leave out the parts of a date or an amount that the file has whole; what a person fixed stays."""
    known = list(found)
    roles = {m.role for m in known}
    idle: set[str] = set()
    if "document_on" in roles or not {"document_year", "document_month"} <= roles:
        idle.update(DATE_PARTS)
    if "net_amount" in roles or {"quantity", "unit_price"} <= roles or "gross_amount" in roles:
        idle.update({"debit_amount", "credit_amount", "amount_with_tax", "tax_amount", "tax_rate"})
    elif {"debit_amount", "credit_amount"} <= roles:
        idle.update({"amount_with_tax", "tax_amount", "tax_rate", "debit_credit"})
    else:
        idle.update({"debit_amount", "credit_amount"})
    if "net_amount" in roles:
        # nothing rests on the discounts then
        known = [m for m in known if m.column != DISCOUNT]
    return [m for m in known if m.role not in idle or m.how == "remembered"]


def _has_amount(roles: set[str]) -> bool:
    return bool({"net_amount", "gross_amount", "amount_with_tax"} & roles) or any(
        pair <= roles for pair in ({"quantity", "unit_price"}, {"debit_amount", "credit_amount"})
    )


def missing_roles(mapping: Iterable[ColumnMapping]) -> tuple[str, ...]:
    """Name what a file of sales lines must have and this one lacks."""
    roles = {m.role for m in mapping}
    missing = [] if "document_on" in roles or {*DATE_PARTS[:2]} <= roles else ["document_on"]
    if not _has_amount(roles):
        missing.append("net_amount")
    if not roles & {"customer_id", "customer_name", "document_id"}:
        missing.append("customer_id")
    return tuple(missing)


def header_hits(names: Iterable[str]) -> int:
    """Count the names of a possible header that some role knows."""
    filled = [name for name in names if name.strip()]
    return sum(
        any(score >= PART for kind in SYNONYMS for score in _scores(name, kind).values()) for name in filled
    )
