"""Dates with the name of a month, in the languages companies write them in: data, and the two ways to look at them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES: dict[int, str] = {
    1: "january jan gennaio gen januar jan jänner janvier janv enero ene styczeń stycznia sty janeiro januari leden ledna led "
       "січень січня січ январь января янв ianuarie ian ocak oca január janeiro",
    2: "february feb febbraio febr februar février fevr fév fev febrero luty lutego lut fevereiro februari únor února úno "
       "лютий лютого лют февраль февраля фев февр februarie şubat şub február",
    3: "march mar marzo märz mrz mars marzec marca março maart mrt březen března bře березень березня бер март марта мар martie "
       "mart március márc",
    4: "april apr aprile avril avr abril abr kwiecień kwietnia kwi duben dubna dub квітень квітня кві квіт апрель апреля апр "
       "aprilie nisan nis április ápr",
    5: "may maggio mag mai mayo maj maja maio mei květen května kvě травень травня тра трав май мая mayıs mayi május máj",
    6: "june jun giugno giu juni juin junio czerwiec czerwca cze junho jun červen června čvn червень червня чер черв июнь июня июн "
       "iunie iun haziran haz június jún",
    7: "july jul luglio lug juli juillet juil julio lipiec lipca lip julho červenec července čvc липень липня лип июль июля июл "
       "iulie iul temmuz tem július júl",
    8: "august aug agosto ago août aout sierpień sierpnia sie augustus srpen srpna srp серпень серпня сер серп август августа авг "
       "ağustos ağu augusti augusztus",
    9: "september sept sep settembre set sett septembre septiembre setiembre wrzesień września wrz setembro září zář вересень "
       "вересня вер верес сентябрь сентября сен сент septembrie eylül eyl szeptember szept",
    10: "october oct ottobre ott oktober okt octobre octubre październik października paź outubro out říjen října říj жовтень "
        "жовтня жов жовт октябрь октября окт octombrie ekim eki október",
    11: "november nov novembre noviembre listopad listopada lis novembro listopadu листопад листопада лис ноябрь ноября ноя нояб "
        "noiembrie noi kasım kas",
    12: "december dec dicembre dic dezember dez décembre déc diciembre grudzień grudnia gru dezembro prosinec prosince pro "
        "грудень грудня гру груд декабрь декабря дек decembrie aralık ara",
}  # fmt: skip
_MIXED = {"listopad": 11}  # October in Croatian; the languages read here mean November
_WORD = re.compile(r"[^\W\d_]+")
_FILLER = frozenset({"de", "del", "den", "der", "of", "the", "г", "р", "року", "года", "роки", "år", "t", "z", "am", "pm", "utc",
                     "gmt", "st", "nd", "rd", "th", "le", "il", "el", "roku", "r", "er"})  # fmt: skip
_WEEKDAYS = ("seg", "ter", "qua", "qui", "sex", "mie", "jue", "vie", "pon", "wto", "sro", "czw", "pia", "nie", "ma", "wo", "vr", "za", "zo",
             "po", "ut", "st", "ct", "pa", "ne", "man", "tis", "ons", "tor", "fre", "lor", "son", "het", "ked", "sze", "csu", "pen", "szo", "vas",
             "pzt", "sal", "car", "per", "cum", "cmt", "paz", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "gio", "ven", "sab", "dom", "mo", "di", "mi",
             "do", "fr", "sa", "so", "пн", "вт", "ср", "чт", "пт", "сб", "вс")  # fmt: skip
_WEEKDAY = re.compile(r"^([^\W\d_]{2,15})[.,]* *(?=9)")
_WHOLE = re.compile(r"^(?:9999|99?)[-/.] ?99?[-/.] ?(?:9999|99)")
_SIGNS = r"[ ,./'’-]"
_PART = "(?:9999|99?)"
_NAMED = re.compile(
    rf"^(?:@{_SIGNS}*)?(?:{_PART}|@){_SIGNS}*(?:{_PART}|@){_SIGNS}*{_PART}\.?(?: ?@?[ ,]*9{{1,2}}[:.]99.*)?@?\.?$"
)
# two digits behind a blank may be a day; behind a sign, spreadsheets mean the year
_MONTH_ONLY = re.compile(rf"^(?:@{_SIGNS}*9999|@[-/'’]99|9999{_SIGNS}*@)\.?$")


def plain(text: str) -> str:
    """Return a text in small letters without accents, as `strip_accents(lower(...))` does in the engine."""
    lowered = text.lower().replace("ı", "i").replace("ł", "l")
    kept = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in kept if not unicodedata.combining(c))


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, names in _NAMES.items():
        for name in names.split():
            found.setdefault(plain(name), number)
    return found | _MIXED


def months_in(text: str) -> dict[str, int]:
    """Return the names of months that a text holds, and their numbers."""
    words = _WORD.findall(plain(text))
    return {word: _months()[word] for word in words if word in _months()}


def month_number(text: str) -> int | None:
    """Return the number of a month given by its name, None when it is none."""
    return next(iter(months_in(text).values()), None)


def without_weekday(shape: str) -> str:
    """Return a date without the name of the day of the week before it: `lun 12/03/2024`.

    A word before less than a whole date is a month that begins like a day: `mar 5, 2024`.
    """
    found = _WEEKDAY.match(shape)
    if found is None or not plain(found[1]).startswith(_WEEKDAYS):
        return shape
    rest = shape[found.end() :]
    return rest if _WHOLE.match(rest) or months_in(rest) else shape


def named_layout(shape: str) -> str | None:
    """Return `named` for a day with a month's name, `named_month` for a month and a year only; None for anything else.

    `shape` has every digit as 9. Words other than months, weekdays and fillers make it no date.
    """
    words = _WORD.findall(plain(shape))
    if not words:
        return None
    months = [word for word in words if word in _months()]
    others = [w for w in words if w not in _months() and w not in _FILLER and not w.startswith(_WEEKDAYS)]
    if len(months) != 1 or others:
        return None
    rest = " ".join(_WORD.sub(lambda m: "@" if m.group() in _months() else "", plain(shape)).split())
    rest = rest.strip(" ,.")
    if _MONTH_ONLY.match(rest):
        return "named_month"
    return "named" if _NAMED.match(rest) and rest.count("9") > 1 else None


def named_sql(field: str, months: Mapping[str, int]) -> tuple[str, str]:
    """Return test and date of a text with the name of one of these months.

    A year before the day is told by its four digits; two digits are 2000-2068 and 1969-1999. Without a day it is the last
    day of the month.
    """
    text = f"replace(replace(strip_accents(lower({field})), 'ı', 'i'), 'ł', 'l')"
    names = "|".join(sorted(months, key=lambda name: (-len(name), name)))
    # a name stands between signs or digits, not inside a longer word
    word = f"regexp_extract({text}, '(^|[^\\p{{L}}])({names})($|[^\\p{{L}}])', 2)"
    cases = " ".join(f"when {quote_text(name)} then {number}" for name, number in sorted(months.items()))
    month = f"(case {word} {cases} end)"
    digits = f"regexp_extract_all({field}, '[0-9]+')"
    long_first = f"strlen({digits}[1]) = 4"
    year = f"(case when {long_first} then {digits}[1] else {digits}[2] end)"
    day = f"(case when {long_first} then {digits}[2] else {digits}[1] end)"

    def full(value: str) -> str:
        century = f"case when try_cast({value} as integer) < 69 then '20' else '19' end"
        return f"(case when strlen({value}) = 2 then ({century}) || {value} else {value} end)"

    date = f"try_cast({full(year)} || '-' || {month} || '-' || {day} as date)"
    only = f"last_day(try_cast({full(f'{digits}[1]')} || '-' || {month} || '-01' as date))"
    return f"{word} <> ''", f"case when len({digits}) = 1 then {only} else {date} end"


def month_sql(text: str) -> str:
    """Return the SQL for the number of a month that a text gives by name, NULL when it is none."""
    bare = f"replace(replace(strip_accents(lower(trim({text}, ' .'))), 'ı', 'i'), 'ł', 'l')"
    by_number: dict[int, list[str]] = {}
    for name, number in _months().items():
        by_number.setdefault(number, []).append(quote_text(name))
    cases = " ".join(
        f"when {bare} in ({', '.join(names)}) then {n}" for n, names in sorted(by_number.items())
    )
    return f"(case {cases} end)"
