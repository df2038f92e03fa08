"""Tax numbers for matching: signs and country letters left out, check digits where the algorithm is public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

_PREFIXES = frozenset(
    "AT BE BG CY CZ DE DK EE EL GR ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI GB CH NO IS RU UA KZ BY TR RS BA ME MK AL MD US SM LI".split()  # noqa: SIM905 - codes read better than a list
)
_SUFFIX = re.compile(r"(?:MWST|TVA|IVA|VAT)$")
_LENGTHS = {"IT": 11, "DE": 9, "FR": 11, "PL": 10, "AT": 8, "GB": 9, "BE": 10, "NL": 9, "CH": 9}
_SHORTEST = 5
"""Digits below which a number is no tax number: a key of the source, a remark."""
_ASCENDING = "01234567890123456789"
_SLIP_LENGTH = 8
SIREN = 9
"""Last digits of a French number that name the firm; those before them are a check on them."""


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A tax number read for matching; `key` is empty when there is none, or a placeholder."""

    key: str
    country: str
    """The country its letters name, or the row's; "" when unknown."""
    is_valid: bool | None
    """Its check digit; None where the algorithm is not known."""


NO_NUMBER = TaxNumber("", "", is_valid=None)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - cast out nines
    return total % 10 == 0


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _german(digits: str) -> bool:
    product = 10
    for digit in digits[:8]:
        total = (int(digit) + product) % 10 or 10
        product = (2 * total) % 11
    return (11 - product) % 10 == int(digits[8])


def _austrian(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(digits[:7]):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return (96 - total) % 10 == int(digits[7])


def _dutch(digits: str) -> bool:
    return _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11 == int(digits[8])


def _british(digits: str) -> bool:
    total, check = _weighted(digits, (8, 7, 6, 5, 4, 3, 2)), int(digits[7:9])
    return (total + check) % 97 == 0 or (total + check + 55) % 97 == 0


def _spanish(text: str) -> bool:
    if text[0].isdigit() or text[0] in "XYZ":
        number = int(text[:-1].translate(str.maketrans("XYZ", "012")))
        return text[-1] == "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]
    digits = text[1:8]
    total = sum(int(d) for d in digits[1::2]) + sum(sum(divmod(2 * int(d), 10)) for d in digits[::2])
    check = (10 - total % 10) % 10
    return text[8] in {str(check), "JABCDEFGHI"[check]}


def _russian(digits: str) -> bool:
    if len(digits) == 10:  # noqa: PLR2004 - a firm
        return _weighted(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == int(digits[9])
    first = _weighted(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = _weighted(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return (first, second) == (int(digits[10]), int(digits[11]))


def _check(key: str, country: str) -> bool | None:  # noqa: C901, PLR0911 - one branch, one country
    size, is_digits = len(key), key.isdigit()
    match country:
        case "IT" if size == 11 and is_digits:  # noqa: PLR2004
            return _luhn(key)
        case "DE" if size == 9 and is_digits:  # noqa: PLR2004
            return _german(key)
        case "FR" if size == 9 and is_digits:  # noqa: PLR2004
            return _luhn(key)
        case "FR" if size == 11 and is_digits:  # noqa: PLR2004 - a right key would have given the nine digits behind it
            return False
        case "PL" if size == 10 and is_digits:  # noqa: PLR2004
            return _weighted(key, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(key[9])
        case "AT" if size == 8 and is_digits:  # noqa: PLR2004
            return _austrian(key)
        case "NL" if size == 9 and is_digits:  # noqa: PLR2004
            return _dutch(key)
        case "BE" if size == 10 and is_digits:  # noqa: PLR2004
            return 97 - int(key[:8]) % 97 == int(key[8:])
        case "GB" if size == 9 and is_digits:  # noqa: PLR2004
            return _british(key)
        case "CH" if size == 9 and is_digits:  # noqa: PLR2004
            return (11 - _weighted(key, (5, 4, 3, 2, 7, 6, 5, 4)) % 11) % 11 == int(key[8])
        case "RU" if size in {10, 12} and is_digits:
            return _russian(key)
        case "ES" if re.fullmatch(r"[A-Z]\d{7}[0-9A-J]|\d{8}[A-Z]|[XYZ]\d{7}[A-Z]", key):
            return _spanish(key)
    return None


def _is_placeholder(key: str) -> bool:
    digits = re.sub(r"\D", "", key)
    is_run = digits in _ASCENDING or digits in _ASCENDING[::-1]
    return is_run or len(set(digits)) == 1 or len(digits.strip("0")) <= 1


@lru_cache(maxsize=200_000)
def read_tax_number(text: str | None, country: str | None) -> TaxNumber:
    """Read a tax number: `IT 012.345.678-90`, `01234567890` and, of an Italian, `1234567890` are one number.

    Letters of a country in front are left out; in France the number behind the key (SIREN) counts, also of a SIRET.
    A number of one repeated digit, of consecutive digits, or of fewer than five digits is none.
    """
    plain = re.sub(r"[\W_]", "", text or "").upper()
    if plain.startswith("CHE"):
        plain = f"CH{_SUFFIX.sub('', plain[3:])}"
    own = country.upper() if country and len(country) == 2 else ""  # noqa: PLR2004 - a code
    if plain[:2] in _PREFIXES and any(c.isdigit() for c in plain[2:4]) | (plain[2:3] == "U"):
        own, plain = plain[:2], plain[2:]
    if sum(c.isdigit() for c in plain) < _SHORTEST or _is_placeholder(plain):
        return NO_NUMBER
    if plain[0] == "U" and plain[1:].isdigit() and len(plain) == 9:  # noqa: PLR2004 - Austria
        own, plain = own or "AT", plain[1:]
    if own == "NL" and (found := re.fullmatch(r"(\d{9})B\d{2}", plain)):
        plain = found[1]
    if plain.isdigit():
        plain = _shorten(plain, own)
    return TaxNumber(plain, own, _check(plain, own))


def _shorten(digits: str, country: str) -> str:
    """Bring the lengths one number has in one country to one."""
    length = _LENGTHS.get(country, 0)
    if country == "FR":
        if len(digits) == 14 and _luhn(digits):  # noqa: PLR2004 - SIRET
            return digits[:9]
        if len(digits) == 11 and (12 + 3 * (int(digits[2:]) % 97)) % 97 == int(digits[:2]):  # noqa: PLR2004
            return digits[2:]
        return digits
    if country == "GB" and len(digits) == 12:  # noqa: PLR2004 - the branch
        return digits[:9]
    # spreadsheets eat zeros in front
    return digits.zfill(length) if length - 2 <= len(digits) < length else digits


def compare_tax_numbers(one: TaxNumber, other: TaxNumber) -> str:
    """Compare: "same", "near" (a typing error of one digit, not both numbers proven), "different", "missing"."""
    if not one.key or not other.key:
        return "missing"
    if one.key == other.key:
        return "same" if not (one.country and other.country) or one.country == other.country else "different"
    if one.is_valid and other.is_valid:
        return "different"
    if "FR" in {one.country, other.country} and one.key[-SIREN:] == other.key[-SIREN:]:
        return "same"
    is_slip = min(len(one.key), len(other.key)) >= _SLIP_LENGTH and OSA.distance(one.key, other.key) == 1
    return "near" if is_slip else "different"
