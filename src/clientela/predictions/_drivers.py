"""Why customers leave, in a few drivers, and how much of each is in our hands (dossier A.4; the values are proposals)."""

from __future__ import annotations

import re
import unicodedata

from clientela.base.i18n import msg

DRIVERS = (
    ("closure", 0.0, msg("Closure, or end of its product"), ("clos", "shut", "end of product", "chius", "cessa", "закры", "ликвид", "schliess", "stillleg")),
    ("insolvency", 0.0, msg("Insolvency"), ("insolv", "bankrupt", "fallim", "concordato", "банкрот", "konkurs")),
    ("regulation", 0.0, msg("Regulation"), ("regulat", "new law", "normativ", "legge", "закон", "регулир", "gesetz", "verordnung")),
    ("relocation", 0.25, msg("Relocation out of our reach"), ("relocat", "moved abroad", "trasfer", "delocal", "переезд", "за рубеж", "verlager")),
    ("group_sourcing", 0.25, msg("Sourcing decided by its group"), ("group", "headquarter", "central purchas", "gruppo", "centralizz", "групп", "холдинг", "konzern", "zentraleinkauf")),
    ("insourcing", 0.25, msg("Makes it itself"), ("insourc", "in-house", "in house", "internalizz", "produzione interna", "собственн", "eigenfertig")),
    ("substitution", 0.25, msg("Another technology"), ("substitut", "new technology", "sostituz", "nuova tecnologia", "замещ", "новая технолог", "neue technologie")),
    ("supplier_reduction", 0.5, msg("Fewer suppliers"), ("supplier base", "fewer suppliers", "supplier reduction", "vendor reduction", "riduzione fornitori", "meno fornitori", "сокращение поставщик", "lieferantenreduz")),
    ("new_buyer", 0.5, msg("New buyer or owner"), ("new buyer", "new owner", "acquired", "takeover", "merger", "nuovo buyer", "nuovo acquirente", "nuovo proprietario", "nuova proprieta", "новый закупщик", "новый собственник", "новый владелец", "neuer einkaufer", "ubernahme")),
    ("our_person", 0.75, msg("Our person left"), ("our person", "seller left", "salesperson left", "sales rep", "account manager left", "venditore uscito", "venditore andato", "agente uscito", "менеджер уш", "уход менеджера", "vertreter gegangen")),
    ("our_service", 1.0, msg("Our service and quality"), ("service", "deliver", "late", "quality", "complaint", "defect", "error", "servizio", "consegn", "ritard", "qualita", "reclam", "difett", "качеств", "поставк", "задерж", "рекламац", "сервис", "liefer", "verspat", "qualitat", "reklam", "mangel")),
    ("competitor_price", 0.75, msg("Price of a competitor"), ("price", "cheap", "discount", "prezz", "sconto", "цен", "дешев", "скидк", "preis", "billig", "rabatt")),
    ("competitor_offer", 0.75, msg("Offer of a competitor"), ("competitor", "rival", "better product", "concorren", "конкурент", "wettbewerb", "konkurren")),
    ("neglect", 1.0, msg("Neglect, missing contact"), ("neglect", "no contact", "forgot", "no visits", "attention", "trascur", "contatt", "nessuna visita", "внимани", "контакт", "vernachlass", "kontakt")),
)  # fmt: skip
"""Driver, part that is in our hands, what it is called, and how people write it; the more particular come first."""
OTHER = ("other", msg("Something else"))
TITLES = (*((name, title) for name, _, title, _ in DRIVERS), OTHER)
CONTROL = {name: share for name, share, _, _ in DRIVERS}
_WEIGHT = re.compile(r"(\d{1,3})\s*%")


def _plain(text: str) -> str:
    # е and ё, и and й stay apart in Cyrillic: only Latin letters lose their accents
    folded = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(c for c in folded if not unicodedata.combining(c) or c == "\u0306")
    return unicodedata.normalize("NFC", kept)


def driver_of(text: str) -> str:
    """Return the driver a written reason means; empty for one that is none of them."""
    plain = _plain(text).replace("_", " ").strip()
    for name, _, _, words in DRIVERS:
        if plain == name.replace("_", " ") or any(word in plain for word in words):
            return name
    return ""


def read_reasons(text: str, *, avoidable: float) -> dict[str, tuple[float, float]]:
    """Return driver to (share, part in our hands) of a review's reasons: `price 60 %; late deliveries 40 %`.

    Reasons are parted by semicolons, bars or line ends; without a semicolon by commas. Their shares are those written, equal where one
    is missing. A reason that is no known driver counts as something else, in our hands or not as the review says (`avoidable` 1 or 0);
    where the review does not say it is left out. Shares add up to 1; empty when nothing can be read.
    """
    pieces = [p for p in re.split(r"[;|\n]+", text) if p.strip()]
    if len(pieces) == 1:
        pieces = [p for p in pieces[0].split(",") if p.strip()]
    read: list[tuple[str, float, float | None]] = []
    for piece in pieces:
        name = driver_of(piece)
        control = CONTROL[name] if name else avoidable
        if control != control:  # noqa: PLR0124 - nobody says
            continue
        written = _WEIGHT.search(piece)
        read.append((name or OTHER[0], control, float(written.group(1)) if written else None))
    if not read:
        return {}
    stated = [weight for _, _, weight in read if weight is not None]
    whole = sum(stated) if len(stated) == len(read) and sum(stated) > 0 else None
    found: dict[str, tuple[float, float]] = {}
    for name, control, weight in read:
        share = weight / whole if whole and weight is not None else 1 / len(read)
        before, _ = found.get(name, (0.0, control))
        found[name] = (before + share, control)
    return found
