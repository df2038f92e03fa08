"""What the name of a price says: that VAT is in it, that it is of one piece."""

from __future__ import annotations

from clientela.sources._names import normalise_name
from clientela.sources._synonyms import TAX_WORDS

_WITH = frozenset(
    {
        "incl", "including", "inclusive", "included", "inc", "inclusa", "incluso", "inclusi", "inclusiva", "compresa", "compreso", "con", "with",
        "inkl", "inklusive", "mit", "с", "вкл", "включая", "z", "com", "avec", "incluido", "incluida", "comprise", "compris", "cu", "med", "met",
    }
)  # fmt: skip
_WITHOUT = frozenset(
    {"excl", "excluding", "exclusive", "ex", "esclusa", "escluso", "senza", "ohne", "without", "без", "hors", "sin", "sem", "bez", "net", "netto"}
)  # fmt: skip
_ALWAYS_WITH = frozenset({"ivato", "ivata", "ttc", "tvac"})
PRICE_WORDS = frozenset({"price", "prezzo", "preis", "prix", "precio", "preco", "prijs", "cena", "цена"})
_WHOLE_LINE = frozenset(
    {"total", "totale", "line", "riga", "gesamt", "extended", "ext", "sum", "summe", "importo", "amount", "сумма", "всего", "строки", "totaal", "ligne"}
)  # fmt: skip


def words_of(name: str) -> set[str]:
    """Return the words of a name as `normalise_name` writes them."""
    return set(normalise_name(name).split())


def includes_tax(name: str) -> bool:
    """Say whether the name of a price or amount says that VAT is in it."""
    words = words_of(name)
    if words & _ALWAYS_WITH:
        return True
    return bool(words & TAX_WORDS and words & _WITH) and not words & _WITHOUT


def is_price(name: str) -> bool:
    """Say whether a name says a price of one piece, not the amount of a line."""
    words = words_of(name)
    return bool(words & PRICE_WORDS) and not words & _WHOLE_LINE
