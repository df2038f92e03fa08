"""Column names and labels brought to one form, so that `CustomerID`, `customer_id` and `Customer Id` are equal."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CAMEL = re.compile(r"(?<=[^\W_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_PLAIN = str.maketrans("łŁøØđĐıİ", "lLoOdDiI")
"""Letters that are not a letter and an accent."""
_NOT_WORD = re.compile(r"[^\w%]+|_")

HEADING, DOCUMENT_DATE, DOCUMENT_KIND, DISCOUNT = "#heading", "#document date", "#document kind", "#discount"
"""Columns that no file has under these names: a report writes them as rows, inside the name of a document, or as several discounts."""
IMPLIED = frozenset({HEADING, DOCUMENT_DATE, DOCUMENT_KIND, DISCOUNT})

MISSING_TOKENS = frozenset(
    {
        "", "-", "--", "—", "–", ".", "?", "NULL", "(NULL)", "N/A", "#N/A", "NA", "<NA>", "NAN", "NONE", "NIL", "NAT",
        "N/D", "#N/D", "N.D.", "ND", "Н/Д", "#Н/Д", "K.A.", "#NV",
    }
)  # fmt: skip
"""Texts, in capitals, that mean "nothing is stated"."""


@lru_cache(maxsize=50_000)  # any cell may be asked for, and a worker lives long
def normalise_name(name: str) -> str:
    """Return the words of a name in lower case, without accents, signs and camel case, joined by one space."""
    spaced = _CAMEL.sub(" ", name.strip())
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", spaced.translate(_PLAIN)) if not unicodedata.combining(c)
    )
    return " ".join(_NOT_WORD.sub(" ", plain.replace("%", " percent ")).casefold().split())


def header_key(names: Iterable[str]) -> str:
    """Name a header: 12 hexadecimal digits of the SHA-256 of its normalised names in order, without the implied columns."""
    own = (normalise_name(name) for name in names if name not in IMPLIED)
    return hashlib.sha256("|".join(own).encode()).hexdigest()[:12]


def is_missing(value: str) -> bool:
    """Say whether a text means that nothing is stated."""
    return value.strip(" \t\u00a0").upper() in MISSING_TOKENS
