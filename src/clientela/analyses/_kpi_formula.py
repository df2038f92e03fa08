"""The language of indicators: arithmetic on named columns and sums, turned into SQL. Nothing is ever run as code.

month, base:  cm3_amount / contact_hours
customer:     sum(revenue_12m_amount where segment_id = 'North') / count(where lines_12m_count > 0)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.base.money import SCALE
from clientela.classes._rule_words import (
    Comparison,
    Condition,
    Joined,
    Membership,
    Missing,
    Negation,
    RuleTextError,
    Value,
    read_condition,
)
from clientela.engine.connect import quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.base.declare import Field

AGGREGATES = ("sum", "average", "count")
ROWWISE = ("least", "greatest")
_NUMERIC = frozenset({"money", "share", "count", "number", "days"})
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<word>[a-z_]\w*)|(?P<sign>[-+*/(),]))", re.IGNORECASE
)
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as SQL: its value, and the parts of it that have to be known of a row."""

    sql: str
    known: tuple[str, ...]
    """Of a formula over customers: for each sum the number of rows it knows, of those it is about, as (known, all)."""


class _Reader:
    """Recursive descent: sums and differences, products and quotients, then one value."""

    def __init__(self, text: str, columns: Mapping[str, Field], *, has_rows: bool) -> None:
        self.text, self.columns, self.has_rows = text, columns, has_rows
        self.place, self.depth = 0, 0
        self.inside = False
        self.known: list[str] = []

    def fail(self, problem: Message, place: int | None = None) -> RuleTextError:
        return RuleTextError((self.place if place is None else place) + 1, problem)

    def skip(self) -> None:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    def peek(self) -> tuple[str, str]:
        self.skip()
        if self.place >= len(self.text):
            return "end", ""
        found = _TOKEN.match(self.text, self.place)
        if found is None:
            raise self.fail(msg("{sign} means nothing here", sign=self.text[self.place]))
        kind = str(found.lastgroup)
        return kind, found.group(kind)

    def take(self) -> str:
        _, text = self.peek()
        self.place += len(text)
        return text

    def accept(self, *signs: str) -> str:
        kind, text = self.peek()
        return self.take() if kind != "end" and text.lower() in signs else ""

    def expect(self, sign: str, problem: Message) -> None:
        if not self.accept(sign):
            raise self.fail(problem)

    def whole(self) -> str:
        found = self.sums()
        kind, text = self.peek()
        if kind != "end":
            raise self.fail(msg("here one of + - * / or the end was expected, not {found}", found=text))
        return found

    def sums(self) -> str:
        found = self.products()
        while sign := self.accept("+", "-"):
            found = f"({found} {sign} {self.products()})"
        return found

    def products(self) -> str:
        found = self.one()
        while sign := self.accept("*", "/"):
            other = self.one()
            found = f"({found} / nullif({other}, 0))" if sign == "/" else f"({found} * {other})"
        return found

    def one(self) -> str:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fail(msg("the brackets are nested too deeply"))
        try:
            if self.accept("-"):
                return f"(-{self.one()})"
            if self.accept("("):
                found = self.sums()
                self.expect(")", msg("here a closing bracket was expected"))
                return found
            return self.value()
        finally:
            self.depth -= 1

    def value(self) -> str:
        self.skip()
        start = self.place
        kind, text = self.peek()
        name = text.lower()
        if kind == "number":
            self.take()
            return f"cast({text} as double)"
        if kind != "word":
            raise self.fail(msg("here a number, a column or a sum was expected"))
        self.take()
        if name in AGGREGATES and self.accept("("):
            return self.aggregate(name, start)
        if name in ROWWISE and self.accept("("):
            first = self.sums()
            self.expect(",", msg("{name} takes two values with a comma between", name=name))
            second = self.sums()
            self.expect(")", msg("here a closing bracket was expected"))
            # least and greatest leave a missing value out on some engines: here it stays missing
            sign = "<=" if name == "least" else ">="
            return f"(case when {first} is null or {second} is null then null when {first} {sign} {second} then {first} else {second} end)"
        field = self.columns.get(name)
        if field is None:
            near = ", ".join(get_close_matches(name, sorted(self.columns), n=3, cutoff=0.0))
            raise self.fail(
                msg("there is no column {name}. The nearest ones: {near}", name=text, near=near), start
            )
        if field.unit not in _NUMERIC:
            raise self.fail(msg("{name} is no number: it can stand after `where` only", name=text), start)
        if self.has_rows and not self.inside:
            raise self.fail(msg("{name} has a value for each customer: write sum({name})", name=text), start)
        number = f"cast({field.name} as double)"
        return f"({number} / {SCALE})" if field.unit == "money" else number

    def aggregate(self, name: str, start: int) -> str:
        if not self.has_rows:
            raise self.fail(
                msg("{name} is for formulas over customers; here each column is a sum already", name=name),
                start,
            )
        if self.inside:
            raise self.fail(msg("a sum cannot stand within a sum"), start)
        self.inside = True
        inner = "" if self.peek()[1].lower() == "where" else self.sums()
        where = self.condition() if self.accept("where") else ""
        self.expect(")", msg("here a closing bracket was expected"))
        self.inside = False
        if name == "count":
            tested = [f"({where})"] if where else []
            tested += [f"({inner}) is not null"] if inner else []
            test = " and ".join(tested) or "true"
            self.known.append(
                f"count(case when {where} then 1 when not ({where}) then 0 end)|count(*)"
                if where
                else "count(*)|count(*)"
            )
            return f"cast(count(case when {test} then 1 end) as double)"
        if not inner:
            raise self.fail(msg("{name} needs a column", name=name), start)
        about = where or "true"
        self.known.append(f"count(case when {about} then {inner} end)|count(case when {about} then 1 end)")
        chosen = f"case when {where} then {inner} end" if where else inner
        return f"{'sum' if name == 'sum' else 'avg'}({chosen})"

    def condition(self) -> str:
        """Read what stands after `where`, up to the bracket that closes the sum, as a condition of segments is read."""
        start, open_brackets, quote = self.place, 0, ""
        while self.place < len(self.text):
            sign = self.text[self.place]
            if quote:
                quote = "" if sign == quote else quote
            elif sign in "'\"":
                quote = sign
            elif sign == "(":
                open_brackets += 1
            elif sign == ")":
                if open_brackets == 0:
                    break
                open_brackets -= 1
            self.place += 1
        try:
            found = read_condition(self.text[start : self.place], self.columns)
        except RuleTextError as error:
            raise RuleTextError(start + error.position, error.problem) from error
        return self.condition_sql(found)

    def literal(self, column: str, value: Value) -> str:
        if isinstance(value, date):
            return f"date '{value.isoformat()}'"
        if isinstance(value, Decimal):
            is_money = self.columns[column].unit == "money"
            return str(int((value * SCALE).to_integral_value())) if is_money else f"{value:f}"
        return quote_text(value)

    def condition_sql(self, condition: Condition) -> str:
        match condition:
            case Comparison(column, sign, value):
                return f"{column} {sign} {self.literal(column, value)}"
            case Membership(column, values):
                return f"{column} in ({', '.join(self.literal(column, v) for v in values)})"
            case Missing(column):
                return f"{column} is null"
            case Negation(inner):
                return f"(not ({self.condition_sql(inner)}))"
            case Joined(word, parts):
                return "(" + f" {word} ".join(f"({self.condition_sql(p)})" for p in parts) + ")"


def read_formula(text: str, columns: Mapping[str, Field], *, has_rows: bool) -> Formula:
    """Read a formula: + - * /, brackets, numbers, columns; over customers sum(), average(), count() with `where`.

    `has_rows`: each column has a value for each customer, so it stands within a sum. Money is in currency units. A quotient with a
    divisor of zero is unknown. Errors: RuleTextError with the place and a sentence.
    """
    reader = _Reader(text, columns, has_rows=has_rows)
    sql = reader.whole()
    if has_rows and not reader.known:
        raise RuleTextError(1, msg("a formula over customers needs a sum, an average or a count"))
    return Formula(sql, tuple(reader.known))
