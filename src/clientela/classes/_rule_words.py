"""Reads the conditions of a segment: text to a tree, with a sentence and a place for whatever is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientela.base.declare import Field

Value = Decimal | str | date
COMPARISONS = ("=", "<>", "!=", "<=", ">=", "<", ">")
_NUMBERS = frozenset({"money", "share", "count", "number", "days", "id"})
_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d[\w.]*)|(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
    r"|(?P<word>[^\W\d]\w*)|(?P<sign><=|>=|<>|!=|[=<>(),]))"
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DEEPEST = 50


class RuleTextError(Exception):
    """What is wrong with a condition, and at which character (1 is the first)."""

    def __init__(self, position: int, problem: Message) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column against one value; `sign` is one of `COMPARISONS`, `<>` standing for `!=` too."""

    column: str
    sign: str
    value: Value


@dataclass(frozen=True, slots=True)
class Membership:
    """A column is one of several values."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A column has no value: always true or false."""

    column: str


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite; unknown stays unknown."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """All of the parts (`and`), or at least one of them (`or`)."""

    word: str
    parts: tuple[Condition, ...]


Condition = Comparison | Membership | Missing | Negation | Joined


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def _split(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            rest = text[place:]
            start = place + len(rest) - len(rest.lstrip())
            if text[start] in "'\"":
                raise RuleTextError(start + 1, msg("the text that begins here has no closing quotation mark"))
            raise RuleTextError(start + 1, msg("{sign} means nothing here", sign=text[start]))
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found.group(kind), found.start(kind) + 1))
        place = found.end()
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Reader:
    """Recursive descent: or, and, not, then a bracket or one test."""

    def __init__(self, text: str, columns: Mapping[str, Field]) -> None:
        self.tokens = _split(text)
        self.columns = columns
        self.place = 0
        self.depth = 0

    @property
    def coming(self) -> _Token:
        return self.tokens[self.place]

    def accept(self, *words: str) -> str:
        """Take one of these words or signs, if it is next."""
        token = self.coming
        if token.kind in ("word", "sign") and token.text.lower() in words:
            self.place += 1
            return token.text.lower()
        return ""

    def expect(self, word: str, problem: Message) -> None:
        if not self.accept(word):
            raise RuleTextError(self.coming.position, problem)

    def whole(self) -> Condition:
        found = self.any_of()
        if self.coming.kind != "end":
            raise RuleTextError(
                self.coming.position,
                msg("here `and`, `or` or the end was expected, not {found}", found=self.coming.text),
            )
        return found

    def any_of(self) -> Condition:
        return self.joined("or", self.all_of)

    def all_of(self) -> Condition:
        return self.joined("and", self.one)

    def joined(self, word: str, inner: Callable[[], Condition]) -> Condition:
        parts: list[Condition] = [inner()]
        while self.accept(word):
            parts.append(inner())
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def one(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RuleTextError(self.coming.position, msg("the brackets are nested too deeply"))
        try:
            if self.accept("not"):
                return Negation(self.one())
            if self.accept("("):
                found = self.any_of()
                self.expect(")", msg("here a closing bracket was expected"))
                return found
            return self.test()
        finally:
            self.depth -= 1

    def column(self) -> Field:
        token = self.coming
        if token.kind != "word":
            raise RuleTextError(token.position, msg("here the name of a column was expected"))
        field = self.columns.get(token.text.lower())
        if field is None:
            near = _nearest(token.text.lower(), self.columns)
            raise RuleTextError(
                token.position,
                msg("there is no column {name}. The nearest ones: {near}", name=token.text, near=near),
            )
        self.place += 1
        return field

    def test(self) -> Condition:
        field = self.column()
        token = self.coming
        if sign := self.accept(*COMPARISONS):
            if field.unit not in _NUMBERS | {"date"} and sign not in ("=", "<>", "!="):
                raise RuleTextError(
                    token.position,
                    msg("{name} is a text: it can be compared with = and <> only", name=field.name),
                )
            return Comparison(field.name, "<>" if sign == "!=" else sign, self.value(field))
        if self.accept("is"):
            is_not = bool(self.accept("not"))
            self.expect("missing", msg("after `is` the word `missing` was expected"))
            return Negation(Missing(field.name)) if is_not else Missing(field.name)
        is_not = bool(self.accept("not"))
        self.expect(
            "in", msg("after a column one of = <> < <= > >=, `in`, `not in`, `is missing` was expected")
        )
        self.expect("(", msg("here an opening bracket was expected"))
        values = [self.value(field)]
        while self.accept(","):
            values.append(self.value(field))
        self.expect(")", msg("here a comma or a closing bracket was expected"))
        found = Membership(field.name, tuple(values))
        return Negation(found) if is_not else found

    def value(self, field: Field) -> Value:
        token = self.coming
        self.place += token.kind in ("number", "text")
        if field.unit in _NUMBERS:
            if token.kind != "number":
                raise RuleTextError(
                    token.position, msg("{name} is a number, so a number was expected here", name=field.name)
                )
            if not _NUMBER.fullmatch(token.text):
                raise RuleTextError(
                    token.position, msg("{text} is no number; write it as 1234.5", text=token.text)
                )
            return Decimal(token.text)
        if token.kind != "text":
            raise RuleTextError(
                token.position,
                msg("here a value in quotation marks was expected for {name}", name=field.name),
            )
        mark = token.text[0]
        text = token.text[1:-1].replace(mark * 2, mark)
        if field.unit == "date":
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                raise RuleTextError(
                    token.position, msg("{text} is no date; write it as '2025-12-31'", text=text)
                ) from error
        known = [code for code, _ in field.codes]
        if known and field.name not in OPEN and text not in known:
            raise RuleTextError(
                token.position,
                msg(
                    "{name} never is {text}. It can be: {known}",
                    name=field.name,
                    text=text,
                    known=", ".join(known),
                ),
            )
        return text


OPEN = frozenset({"customer_type"})
"""Coded columns that keep what is none of their codes as it was written."""


def _nearest(name: str, columns: Mapping[str, Field]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for an error only

    return ", ".join(get_close_matches(name, sorted(columns), n=3, cutoff=0.0))


def read_condition(text: str, columns: Mapping[str, Field]) -> Condition:
    """Read who belongs to a segment: comparisons, `and`, `or`, `not`, `in`, `is missing`, brackets.

    `and` binds before `or`. Money is written in currency units, dates as '2025-12-31', shares as fractions of 1.
    Errors: RuleTextError with the place and a sentence.
    """
    return _Reader(text, columns).whole()
