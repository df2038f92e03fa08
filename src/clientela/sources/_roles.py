"""Which column is what: by its name, confirmed by its content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from clientela.sources import _synonyms
from clientela.sources._dates import weigh_date_shapes
from clientela.sources._names import is_missing, normalise_name
from clientela.sources._numbers import weigh_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientela.sources._raw import CellKind, RawColumn

FileRole = Literal["sales_lines", "customers", "products", "unknown"]
How = Literal["name", "content", "remembered"]

SYNONYMS: dict[FileRole, dict[str, tuple[str, ...]]] = {
    "sales_lines": _synonyms.SALES,
    "customers": _synonyms.CUSTOMERS,
    "products": _synonyms.PRODUCTS,
}
NUMERIC = frozenset(
    {"quantity", "unit_price", "discount", "gross_amount", "net_amount", "unit_cost", "cost_amount"}
)
_NAMES = frozenset({"customer_name", "product_name", "product_family", "country", "city", "channel"})
_EXACT, _PART, _CONTENT = 0.95, 0.7, 0.5
_STEP = 0.0005
_ENOUGH = 0.5
_UNIQUE = 0.95
_NEARLY_ALL = 0.9
_LEAST = 2
_MOST_TEXT = 0.5
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
    day_numbers = dates.of("serial") + dates.of("compact") == len(texts) and kind != "date"
    return Profile(
        filled=len(texts),
        dates=1.0 if kind == "date" else dates.readable / len(texts),
        numbers=1.0 if kind == "number" else numbers.readable / len(texts),
        distinct=len(set(texts)) / len(texts),
        samples=shown,
        could_be_day_numbers=day_numbers,
    )


@cache
def _phrases(file_role: FileRole) -> dict[str, list[tuple[str, float]]]:
    return {
        role: [(normalise_name(text), place * _STEP) for place, text in enumerate(texts)]
        for role, texts in SYNONYMS[file_role].items()
    }


def _without_units(name: str) -> str:
    units = {*_synonyms.IN_CENTS, "eur", "usd", "gbp", "chf", "rub", "руб", "euro", "euros", "in"}
    kept = [word for word in name.split() if word not in units]
    return " ".join(kept) or name


@cache
def name_score(name: str, role: str, file_role: FileRole) -> float:
    """Return how well a column name fits a role, 0 to 1: the whole name, the name without its unit, a phrase in it."""
    plain = normalise_name(name)
    if plain in _TAX or (role == "document_on" and _synonyms.NOT_A_DOCUMENT_DATE & set(plain.split())):
        return 0.0
    best = 0.0
    short = _without_units(plain)
    for phrase, minus in _phrases(file_role)[role]:
        if phrase == plain:
            best = max(best, _EXACT - minus)
        elif phrase == short:
            best = max(best, _EXACT - 0.03 - minus)
        elif " " in phrase and f" {phrase} " in f" {plain} ":
            best = max(best, _PART + 0.15 * len(phrase) / len(plain) - minus)
    return best


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
    order = list(SYNONYMS[file_role])
    return tuple(sorted(found, key=lambda m: order.index(m.role)))


def _has_amount(roles: set[str]) -> bool:
    return bool({"net_amount", "gross_amount"} & roles) or {"quantity", "unit_price"} <= roles


def missing_roles(mapping: Iterable[ColumnMapping]) -> tuple[str, ...]:
    """Name what a file of sales lines must have and this one lacks."""
    roles = {m.role for m in mapping}
    missing = [] if "document_on" in roles else ["document_on"]
    if not _has_amount(roles):
        missing.append("net_amount")
    if not roles & {"customer_id", "customer_name", "document_id"}:
        missing.append("customer_id")
    return tuple(missing)


def _fits_master(
    mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile], id_role: str, *, has_documents: bool
) -> float:
    by_role = {m.role: m for m in mapping}
    if id_role not in by_role or len(by_role) < _LEAST:
        return 0.0
    # a list may repeat some numbers; what has documents must repeat hardly any to be a list
    if profiles[by_role[id_role].column].distinct < (_UNIQUE if has_documents else _ENOUGH):
        return 0.0
    name_role = id_role.replace("_id", "_name")
    return sum(m.confidence for m in mapping) if name_role in by_role else 0.0


def recognise_file(
    columns: Sequence[RawColumn],
    profiles: Mapping[str, Profile],
    *,
    fixed: Mapping[str, str] | None = None,
    fixed_role: FileRole | None = None,
) -> tuple[FileRole, tuple[ColumnMapping, ...]]:
    """Decide what a file is and what its columns are; an unknown file comes with its best reading as sales lines."""
    if fixed_role is not None and fixed_role != "unknown":
        return fixed_role, recognise(columns, profiles, file_role=fixed_role, fixed=fixed)
    sales = recognise(columns, profiles, file_role="sales_lines", fixed=fixed)
    if not missing_roles(sales):
        return "sales_lines", sales
    has_documents = bool({"document_id", "document_on"} & {m.role for m in sales})
    candidates: list[tuple[float, FileRole, tuple[ColumnMapping, ...]]] = []
    masters: tuple[tuple[FileRole, str], ...] = (("customers", "customer_id"), ("products", "product_id"))
    for role, id_role in masters:
        mapping = recognise(columns, profiles, file_role=role)
        candidates.append(
            (_fits_master(mapping, profiles, id_role, has_documents=has_documents), role, mapping)
        )
    fit, role, mapping = max(candidates, key=lambda c: c[0])
    return (role, mapping) if fit else ("unknown", sales)


def header_hits(names: Iterable[str]) -> int:
    """Count the names of a possible header that some role knows."""
    filled = [name for name in names if name.strip()]
    return sum(
        any(name_score(name, role, kind) >= _PART for kind in SYNONYMS for role in SYNONYMS[kind])
        for name in filled
    )
