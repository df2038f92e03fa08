"""Numbers as companies write them. The form is decided from every value of a column, never value by value.

A value becomes a shape (each digit a 9); the shapes of a column and how often they occur say whether the comma
or the point is decimal. One grammar serves the decision here and the reading in SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._names import is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPED = "\x02"
"""Mark before a cell that its file declares to be a number: it needs no guess."""

_SPACE = " \u00a0\u202f\u2009"
_APOSTROPHE = "'’ʼ"
_MINUS = "-−–"
_CURRENCY = "(?:(?:US|CA|AU|NZ|HK|NT|MX|R|A|C|S)\\$|[€$£¥₽₴₺₹₸₪¤%]|[A-Za-z]{3}\\.?|[Рр]уб(?:л[а-я]+)?\\.?|[Рр]\\.?|грн\\.?|kr\\.?|zł\\.?|Kč|Fr\\.?|Ft|лв\\.?|TL|R\\$)"
_UNIT = (
    "(?:[Pp]z|[Pp]cs?|PZ|PCS?|[Ss]t|[Ss]tk|[Ss]zt|[Шш]т|[Кк]г|[Лл]|[Мм]|[Уу]п|[Кк]ор|[Кк]омп|kg|KG|Kg|[Ll]t?|[Mm]t?|[Kk]s|[Dd]b|[Uu]ds?|[Uu]n|[Ee]a|[Kk]om|"
    "[Kk]pl|[Nn]r|[Aa]det|[Bb]ox|[Cc]onf|[Ss]tück|[Pp]aar|[Uu]nits?|[Pp]ieces|[Ss]tuks?|[Ss]ztuk|τεμ|ТЕМ|бр)\\.?"
)
"""What is counted, behind a quantity: `12 pz`."""
_THOUSANDS = {".": f"[,_{_SPACE}{_APOSTROPHE}]", ",": f"[._{_SPACE}{_APOSTROPHE}]"}
_SIDE = "(?:[CcDd][Rr]|[DACSH])"
"""Debit or credit behind a number: Dr and Cr, dare and avere, Soll and Haben."""
_CREDIT_SIDE = "[0-9.,) ](?:[Cc][Rr]|[ACH])$"
_EXPONENT = "[eE][+-][0-9]{1,3}"
_GROUP = 3


def grammar(decimal: str) -> str:
    """Return the regular expression of a readable number when `decimal` separates the decimals."""
    point = re.escape(decimal)
    digits = f"(?:[0-9]{{1,3}}(?:{_THOUSANDS[decimal]}[0-9]{{3}})+(?:{point}[0-9]*)?|[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)"
    space, minus = f"[{_SPACE}]*", f"[{_MINUS}]"
    lead = f"(?:[{_MINUS}+]?{space}{_CURRENCY}?|{_CURRENCY}{space}{minus})"
    bare = f"{_CURRENCY}?{space}{digits}{space}{_CURRENCY}?"
    return (
        f"^(?:{lead}{space}{digits}{space}(?:{_CURRENCY}|{_UNIT})?|{bare}{space}{minus}{space}(?:{_CURRENCY}|{_UNIT})?|"
        f"{_CURRENCY}?{space}\\({space}{bare}{space}\\){space}{_CURRENCY}?|{minus}?{bare}{space}{_SIDE}|"
        f"[{_MINUS}+]?[0-9]+(?:{point}[0-9]+)?{_EXPONENT})$"
    )


_GRAMMAR = {decimal: re.compile(grammar(decimal)) for decimal in (".", ",")}
_CORE = re.compile(f"[0-9][0-9.,_{_SPACE}{_APOSTROPHE}]*[0-9.,]|[.,][0-9]+|[0-9]")
_SIMPLE = re.compile("^-?(?P<whole>[0-9]+)(?:[.,](?P<behind>[0-9]*))?$")
_HAS_SIDE = re.compile(f"[0-9.,)]{_SIDE}$|[0-9.,)][{_SPACE}]+{_SIDE}$")
_HAS_EXPONENT = re.compile(f"[0-9.,]{_EXPONENT}$")
_MONEY_WORD = re.compile(r"(?:US|CA|AU|NZ|HK|NT|MX|R|A|C|S)?\$|[€£¥₽₴₺₹₸₪¤]|[^\W\d_]+\.?")
_SAME_CURRENCY = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₽": "RUB", "руб": "RUB", "р": "RUB", "₴": "UAH", "₺": "TRY",
    "₹": "INR", "zł": "PLN", "kč": "CZK", "fr": "CHF", "грн": "UAH", "ft": "HUF", "лв": "BGN", "tl": "TRY", "₸": "KZT",
    "us$": "USD", "r$": "BRL", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "nt$": "TWD", "mx$": "MXN", "s$": "SGD",
    "¤": "EUR", "₪": "ILS", "kr": "kr", "рубль": "RUB", "рублей": "RUB", "рубля": "RUB", "рубли": "RUB",
}  # fmt: skip


_CURRENCIES = frozenset(
    [
        *_SAME_CURRENCY.values(), *["AED", "ALL", "AMD", "ARS", "AUD", "AZN", "BAM", "BDT", "BGN", "BHD", "BRL", "BYN", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DOP", "DZD", "EGP", "EUR", "GBP", "GEL", "GHS", "HKD", "HRK", "HUF", "IDR", "ILS"],
        *["INR", "IQD", "ISK", "JOD", "JPY", "KES", "KGS", "KRW", "KWD", "KZT", "LBP", "LKR", "LTL", "LVL", "MAD", "MDL", "MKD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD"],
        *["TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "XAF", "XOF", "ZAR", "RUR", "TRL"],
    ]
)  # fmt: skip
"""Codes of currencies (ISO 4217, with former ones): any other word beside a number says what is counted."""


@dataclass(frozen=True, slots=True)
class NumberEvidence:
    """How often the values of a column prove a form. Counts are of values."""

    point: int = 0
    """Values in which only the point can be decimal."""
    comma: int = 0
    """Values in which only the comma can be decimal."""
    ambiguous: int = 0
    """Values such as `1.234` that read in both forms with different results."""
    plain: int = 0
    """Values that read the same in both."""
    unreadable: int = 0
    signs: str = ""
    """Characters other than digits that occur, each once."""
    example: str = ""
    """An ambiguous shape, or an unreadable one."""
    currencies: tuple[str, ...] = ()
    """Currencies written beside the numbers."""
    sides: int = 0
    """Values that say debit or credit behind the number."""
    exponents: int = 0
    """Values such as 1.2E+03."""
    places: tuple[int, int] | None = None
    """The most digits before and behind the sign; None when some values are more than digits, one sign and a minus."""

    def is_simple(self, decimal: str) -> bool:
        """Say whether every value is digits with at most a minus before them and this sign among them."""
        return self.places is not None and not self.unreadable and set(self.signs) <= {"-", decimal}

    @property
    def readable(self) -> int:
        """Values that are numbers in some form."""
        return self.point + self.comma + self.ambiguous + self.plain


def _weigh(shape: str) -> str:
    readable = {decimal for decimal, rule in _GRAMMAR.items() if rule.match(shape)}
    if not readable:
        return "unreadable"
    core = _CORE.search(shape)
    text = core.group().strip() if core else ""
    marks = {mark for mark in ".," if mark in text}
    if not marks:
        return "plain"
    if len(readable) == 1:
        return "point" if "." in readable else "comma"
    # both forms read it: one mark, once, followed by a group of three
    mark = marks.pop()
    before, after = text.split(mark, 1)
    if len(after) != _GROUP or any(c in before for c in _SPACE + _APOSTROPHE) or not before:
        return "point" if mark == "." else "comma"
    return "ambiguous"


def weigh_shapes(shapes: Mapping[str, int]) -> NumberEvidence:
    """Count what the shapes of a column prove. Missing tokens count for nothing."""
    counts = dict.fromkeys(("point", "comma", "ambiguous", "plain", "unreadable"), 0)
    signs: set[str] = set()
    example = ""
    sides = exponents = 0
    currencies: set[str] = set()
    whole, behind, simple = 0, 0, True
    for shape, count in shapes.items():
        if is_missing(shape):
            continue
        plain = _SIMPLE.match(shape)
        simple = simple and plain is not None
        if plain is not None:
            whole, behind = max(whole, len(plain["whole"])), max(behind, len(plain["behind"] or ""))
        if shape.startswith(TYPED):
            counts["plain"] += count
            signs.add(TYPED)
            continue
        verdict = _weigh(shape)
        counts[verdict] += count
        if verdict != "unreadable":
            signs.update(c for c in shape if not c.isdigit())
            if _HAS_EXPONENT.search(shape):
                exponents += count
                continue
            if _HAS_SIDE.search(shape):
                sides += count
                continue
            words = (word.strip(".").casefold() for word in _MONEY_WORD.findall(shape))
            found = (_SAME_CURRENCY.get(word, word.upper()) for word in words)
            currencies.update(word for word in found if word in _CURRENCIES)
        if verdict == "ambiguous" or (verdict == "unreadable" and not example):
            example = shape
    return NumberEvidence(
        **counts,
        signs="".join(sorted(signs)),
        example=example,
        currencies=tuple(sorted(currencies)),
        sides=sides,
        exponents=exponents,
        places=(whole, behind) if simple else None,
    )


def decide_decimal(
    evidence: NumberEvidence, *, elsewhere: str | None, leading_zero: str | None = None
) -> str | None:
    """Return the decimal sign of a column, or None when its values do not say and neither does the rest of the file.

    Formula: the form most values prove; without proof, a leading zero (`0,125`) proves it; else the form of the
    other columns (`elsewhere`); a column of plain whole numbers reads the same either way.
    """
    if evidence.point != evidence.comma:
        return "." if evidence.point > evidence.comma else ","
    if evidence.point:
        return None
    if leading_zero:
        return leading_zero
    if evidence.ambiguous:
        return elsewhere
    return elsewhere or "."


def simple_text(field: str, decimal: str, evidence: NumberEvidence) -> str:
    """Return the text of a simple number as the engine writes it."""
    return f"replace({field}, ',', '.')" if decimal in evidence.signs and decimal == "," else field


def number_sql(field: str, *, decimal: str, evidence: NumberEvidence, type_: str) -> str:
    """Return the SQL that reads a text column in this form as `type_`; a value it cannot read is NULL.

    What the shapes do not contain is not looked for: a column of plain numbers costs one cast.
    """
    if evidence.is_simple(decimal):
        return f"try_cast({simple_text(field, decimal, evidence)} as {type_})"
    signs = evidence.signs.replace(TYPED, "")
    text = field
    if any(c.isalpha() for c in signs):
        # a currency may carry a point of its own ("руб."), so it goes before the signs are changed
        text = f"regexp_replace({text}, '\\p{{L}}+\\.?', '', 'g')"
    negative = [c for c in "-−–(" if c in signs]
    drop = "".join(c for c in signs if c not in ".,+-" and not c.isalpha()) + "+"
    dropped = drop + ("." if decimal == "," else ",") + ("-" if negative else "")
    if decimal == ",":
        text = f"translate({text}, {quote_text(',' + dropped)}, '.')"
    elif set(dropped) & (set(signs) | {"-"}) or "," in signs:
        text = f"translate({text}, {quote_text(dropped)}, '')"
    value = f"try_cast({text} as {type_})"
    if negative or evidence.sides:
        tests = " or ".join(f"contains({field}, '{c}')" for c in negative)
        if evidence.sides:
            credit = f"regexp_matches({field}, {quote_text(_CREDIT_SIDE)})"
            tests = f"(({tests or 'false'}) <> {credit})"
        value = f"(case when {tests} then -{value} else {value} end)"
    if evidence.exponents:
        scientific = (
            f"try_cast(try_cast(replace(translate({field}, '−–', '--'), ',', '.') as double) as {type_})"
        )
        value = f"(case when regexp_matches({field}, {quote_text(_EXPONENT + '$')}) then {scientific} else {value} end)"
    if evidence.unreadable:
        value = f"(case when regexp_matches({field}, {quote_text(grammar(decimal))}) then {value} end)"
    if TYPED in evidence.signs:
        value = f"(case when {field}[1] = '{TYPED}' then try_cast(substr({field}, 2) as {type_}) else {value} end)"
    return value
