"""What the content of columns proves when their names say nothing: dates, quantity x price = amount, who determines whom.

Nothing is taken for likely here. A column gets a role when the rows leave no other reading; else a person is asked.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.engine.connect import quote_name
from clientela.sources._dates import COMPACT, FIRST_DAY, LAST_DAY
from clientela.sources._names import normalise_name
from clientela.sources._numbers import decide_decimal, number_sql, weigh_shapes
from clientela.sources._roles import ColumnMapping, missing_roles, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.base.i18n import Message
    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._roles import Profile

_SAMPLE = 20_000
_FEWEST_ROWS = 20
_HOLDS, _DETERMINES, _SURE = 0.98, 0.995, 0.8
_MOST_NUMBERS, _MOST_COLUMNS = 8, 24
_TELLING = 0.3
_REPEATS = 0.9
_DATES_OF_A_CUSTOMER = 1.5
_SAME_MEANING = 0.98
_NUMBER_AND_NAME = 2
_SAMPLE_NAME = "_content"
_EXCHANGE = frozenset(
    {
        "exchange",
        "fx",
        "cambio",
        "change",
        "kurs",
        "wechselkurs",
        "курс",
        "koers",
        "rate",
        "parity",
        "dovizkuru",
        "tecaj",
        "curs",
    }
)
"""Words of an exchange rate: an amount times it is the same amount in another currency."""


@dataclass(frozen=True, slots=True)
class _Number:
    column: RawColumn
    sql: str
    whole: float
    """Share of the values that are whole."""


class _Evidence:
    """Questions about a sample of a file; each column is text, numbers are read in the form their shapes prove."""

    def __init__(self, engine: Engine, raw: RawTable) -> None:
        self.engine = engine
        fields = ", ".join(
            f"nullif(ltrim(cast({c.field} as varchar), '\x02\x03'), '') as {c.field}" for c in raw.columns
        )
        engine.execute(
            f"create or replace temp table {_SAMPLE_NAME} as select row_number, {fields} from {quote_name(raw.relation)} "
            f"order by row_number limit {_SAMPLE}"
        )
        self.rows = int(engine.fetch_one(f"select count(*) from {_SAMPLE_NAME}")[0])
        self._pairs: dict[tuple[str, ...], int] = {}

    def close(self) -> None:
        """Drop the sample."""
        self.engine.execute(f"drop table {_SAMPLE_NAME}")

    def distinct(self, *columns: RawColumn) -> int:
        """Count the different values of columns together, where all of them are stated."""
        fields = tuple(sorted(c.field for c in columns))
        if fields not in self._pairs:
            stated = " and ".join(f"{f} is not null" for f in fields)
            row = self.engine.fetch_one(
                f"select count(*) from (select distinct {', '.join(fields)} from {_SAMPLE_NAME} where {stated})"
            )
            self._pairs[fields] = int(row[0])
        return self._pairs[fields]

    def determines(self, one: RawColumn, other: RawColumn) -> bool:
        """Say whether each value of `one` stands with a single value of `other`, but for a few in a thousand."""
        together = self.distinct(one, other)
        return together > 0 and self.distinct(one) >= _DETERMINES * together

    def filled(self, column: RawColumn) -> float:
        """Return the share of rows that state the column."""
        return float(self.engine.fetch_one(f"select count({column.field}) from {_SAMPLE_NAME}")[0]) / max(
            1, self.rows
        )

    def number(self, column: RawColumn) -> _Number | None:
        """Return a column of numbers, None when most of its values are none or their form is in doubt."""
        rows = self.engine.fetch(
            f"select {column.field} from {_SAMPLE_NAME} where {column.field} is not null"
        )
        shapes: dict[str, int] = {}
        for (value,) in rows:
            shape = shape_of(str(value))
            shapes[shape] = shapes.get(shape, 0) + 1
        seen = weigh_shapes(shapes)
        decimal = decide_decimal(seen, elsewhere=None)
        if not rows or decimal is None or seen.readable < _HOLDS * len(rows):
            return None
        sql = number_sql(column.field, decimal=decimal, evidence=seen, type_="decimal(20,6)")
        whole = self.engine.fetch_one(
            f"select avg(({sql} = trunc({sql}))::integer) from {_SAMPLE_NAME} where {column.field} is not null"
        )[0]
        return _Number(column, f"cast({sql} as double)", float(whole or 0))

    def share(self, test: str, where: str) -> tuple[float, int]:
        """Return in what share of the rows a test holds, and among how many."""
        row = self.engine.fetch_one(
            f"select count(*) filter ({test}), count(*) from {_SAMPLE_NAME} where {where}"
        )
        return (row[0] / row[1] if row[1] else 0.0), int(row[1])


def _packed_dates(evidence: _Evidence, column: RawColumn) -> bool:
    """Say whether a column of eight digits holds dates of one order throughout: chance would not make so many."""
    tests = [
        f"try_cast(try_strptime({column.field}, '{form}') as date) between date '{FIRST_DAY}' and date '{LAST_DAY}'"
        for form in COMPACT.values()
    ]
    shares = [evidence.share(test, f"{column.field} is not null")[0] for test in tests]
    return max(shares) == 1.0 and evidence.distinct(column) >= _FEWEST_ROWS


def _product(evidence: _Evidence, columns: Sequence[RawColumn]) -> dict[str, RawColumn]:
    """Find the three columns of which one is the product of the others, rounded, and nothing else is."""
    columns = [c for c in columns if not _EXCHANGE & set(normalise_name(c.name).split())]
    numbers = [n for n in (evidence.number(c) for c in columns[:_MOST_COLUMNS]) if n is not None][
        :_MOST_NUMBERS
    ]
    found: list[tuple[_Number, _Number, _Number, _Number | None]] = []
    for one, two in itertools.combinations(numbers, 2):
        others = [n for n in numbers if n not in (one, two)]
        for total in others:
            for less in (None, *(n for n in others if n is not total)):
                rest = f" * (1 - {less.sql} / 100)" if less else ""
                filled = f"{one.sql} is not null and {two.sql} is not null and {total.sql} is not null"
                near = f"abs({one.sql} * {two.sql}{rest} - {total.sql}) <= 0.0051 + 1e-9 * abs({total.sql})"
                share, rows = evidence.share(near, filled)
                # where a factor is 1, anything is a product; a discount of 0 proves nothing either
                telling = f"{filled} and abs({one.sql}) <> 1 and abs({two.sql}) <> 1 and {total.sql} <> 0"
                telling += f" and {less.sql} <> 0" if less else ""
                told, tellers = evidence.share(near, telling)
                least = _FEWEST_ROWS if less else max(_FEWEST_ROWS, _TELLING * rows)
                if share >= _HOLDS and told >= _HOLDS and tellers >= least:
                    found.append((one, two, total, less))
                    break
    if len(found) != 1:
        return {}
    one, two, total, less = found[0]
    roles = {"net_amount": total.column}
    if one.whole != two.whole:
        count, price = (one, two) if one.whole > two.whole else (two, one)
        roles |= {"quantity": count.column, "unit_price": price.column}
    if less is not None:
        roles["discount"] = less.column
    return roles


def _document(evidence: _Evidence, date: RawColumn, columns: Sequence[RawColumn]) -> RawColumn | None:
    """Find the column whose values repeat and each stand with one date: the one with the most values."""
    found = [
        c
        for c in columns
        if evidence.filled(c) >= _HOLDS
        and evidence.determines(c, date)
        and evidence.distinct(c) <= _REPEATS * evidence.rows
        and evidence.distinct(c) >= evidence.distinct(date)
    ]
    return max(found, key=evidence.distinct, default=None)


def _customers(
    evidence: _Evidence, document: RawColumn, date: RawColumn, columns: Sequence[RawColumn]
) -> dict[str, RawColumn]:
    """Find what each document has one of and what returns on other days: the finest such column, with its name."""
    owned = [
        c
        for c in columns
        if evidence.determines(document, c)
        and evidence.distinct(c) < _SURE * evidence.distinct(document)
        and evidence.distinct(c) >= _FEWEST_ROWS // 4
        and evidence.distinct(c, date) >= _DATES_OF_A_CUSTOMER * evidence.distinct(c)
    ]
    if not owned:
        return {}
    finest = max(evidence.distinct(c) for c in owned)
    same = [c for c in owned if evidence.distinct(c) >= _SAME_MEANING * finest]
    # what is no coarser view of the finest would be a second kind of owner
    if (
        any(not evidence.determines(same[0], c) for c in owned if c not in same)
        or len(same) > _NUMBER_AND_NAME
    ):
        return {}
    return _named_pair(evidence, same, "customer_id", "customer_name")


def _named_pair(
    evidence: _Evidence, same: Sequence[RawColumn], id_role: str, name_role: str
) -> dict[str, RawColumn]:
    """Tell number and name: the name has more letters."""
    if len(same) == 1:
        return {id_role: same[0]}
    if not (evidence.determines(same[0], same[1])):
        return {}
    letters = {
        c.field: evidence.engine.fetch_one(
            f"select avg(length(regexp_replace({c.field}, '[^\\p{{L}} ]', '', 'g'))) from {_SAMPLE_NAME}"
        )[0]
        for c in same
    }
    number, name = sorted(same, key=lambda c: letters[c.field] or 0)
    return {id_role: number, name_role: name}


def _products(evidence: _Evidence, document: RawColumn, columns: Sequence[RawColumn]) -> dict[str, RawColumn]:
    """Find a pair of columns that name the same thing, of which a document may have several."""
    free = [
        c
        for c in columns
        if not evidence.determines(document, c) and 1 < evidence.distinct(c) <= _SURE * evidence.rows
    ]
    pairs = [
        (one, two)
        for one, two in itertools.combinations(free, 2)
        if evidence.determines(one, two) and evidence.determines(two, one)
    ]
    return _named_pair(evidence, pairs[0], "product_id", "product_name") if len(pairs) == 1 else {}


def recognise_content(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], profiles: Mapping[str, Profile]
) -> tuple[ColumnMapping, ...]:
    """Add to a mapping of sales lines what the rows prove about the columns that no name explains.

    Only for files without column names, or whose names leave out something a line must have. What is found has
    `how="content"` and a confidence below 1. Without proof the mapping comes back as it was.
    """
    if raw.dialect.header_row and not missing_roles(mapping):
        return tuple(mapping)
    roles = {m.role: raw.column(m.column) for m in mapping}
    taken = {m.column for m in mapping}
    free = [c for c in raw.columns if c.name not in taken and profiles[c.name].filled][:_MOST_COLUMNS]
    evidence = _Evidence(engine, raw)
    proven: dict[str, RawColumn] = {}
    try:
        if evidence.rows >= _FEWEST_ROWS:
            proven = _prove(evidence, roles, free, profiles)
    finally:
        evidence.close()
    added = [
        ColumnMapping(role, column.name, _SURE, "content", profiles[column.name].samples)
        for role, column in proven.items()
        if role not in roles
    ]
    return (*mapping, *added)


def headless_question(
    engine: Engine, raw: RawTable, profiles: Mapping[str, Profile], mapping_file: str, file: str
) -> Message | None:
    """Return the question about a file without column names whose rows show dates, who may have bought and what may be amounts.

    A customer may be a column whose values return on other dates and are about as many as those of any other such column; an
    amount may be a column of numbers with decimals, or of any numbers where none has decimals. None where one of them is missing.
    """
    if raw.dialect.header_row or raw.kind == "parquet":
        return None
    proven = {m.role: raw.column(m.column) for m in recognise_content(engine, raw, (), profiles)}
    date = proven.get("document_on")
    if date is None:
        return None
    free = [c for c in raw.columns if c not in proven.values() and profiles[c.name].filled][:_MOST_COLUMNS]
    evidence = _Evidence(engine, raw)
    try:
        numbers = [n for n in (evidence.number(c) for c in free) if n is not None]
        amounts = [n.column for n in numbers if n.whole < _REPEATS] or [n.column for n in numbers]
        buyers = [proven[role] for role in ("customer_id", "customer_name") if role in proven] or [
            c
            for c in free
            if c not in [n.column for n in numbers if n.whole < 1]
            and evidence.distinct(c) >= _FEWEST_ROWS // 4
            and evidence.distinct(c, date) >= _DATES_OF_A_CUSTOMER * evidence.distinct(c)
        ]
        finest = max((evidence.distinct(c) for c in buyers), default=0)
        buyers = [c for c in buyers if evidence.distinct(c) * 2 >= finest]
    finally:
        evidence.close()
    amounts = [c for c in amounts if c not in buyers]
    if not buyers or not amounts:
        return None
    return msg(
        "{file} has no column names. {date} holds the dates. If {candidates} name the customer and {amounts} the amount of a line, write "
        'role = "sales_lines" at the top of {mapping}, and under [columns] the right ones, such as document_on = "{date}", '
        'customer_id = "{customer}" and net_amount = "{amount}".',
        file=file, date=date.name, candidates=", ".join(c.name for c in buyers), amounts=", ".join(c.name for c in amounts),
        customer=buyers[0].name, amount=amounts[-1].name, mapping=mapping_file,
    )  # fmt: skip


def _prove(
    evidence: _Evidence,
    roles: Mapping[str, RawColumn],
    free: list[RawColumn],
    profiles: Mapping[str, Profile],
) -> dict[str, RawColumn]:
    proven: dict[str, RawColumn] = {}

    def rest() -> list[RawColumn]:
        used = {c.field for c in proven.values()}
        return [c for c in free if c.field not in used]

    if "document_on" not in roles:
        dates = [c for c in free if profiles[c.name].dates >= _HOLDS]
        dates = dates or [
            c for c in free if profiles[c.name].could_be_day_numbers and _packed_dates(evidence, c)
        ]
        if len(dates) == 1:
            proven["document_on"] = dates[0]
    date = roles.get("document_on") or proven.get("document_on")
    if not {"net_amount", "gross_amount"} & set(roles):
        numbers = [c for c in rest() if profiles[c.name].numbers >= _HOLDS]
        named = [roles[role] for role in ("quantity", "unit_price", "discount") if role in roles]
        proven |= {r: c for r, c in _product(evidence, [*named, *numbers]).items() if c not in named}
    if date is None:
        return proven
    document = roles.get("document_id") or _document(evidence, date, rest())
    if document is None:
        return proven
    if "document_id" not in roles:
        proven["document_id"] = document
    if not {"customer_id", "customer_name"} & set(roles):
        proven |= _customers(evidence, document, date, rest())
    if not {"product_id", "product_name"} & set(roles):
        proven |= _products(evidence, document, rest())
    return proven
