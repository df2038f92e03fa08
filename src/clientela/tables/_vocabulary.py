"""Columns that many tables share, with the words companies use for them; the words of sales lines are not repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clientela.base.canonical import Code, TableColumn
from clientela.base.i18n import msg
from clientela.sources._synonyms import CUSTOMERS, PRODUCTS, SALES

CUSTOMER = TableColumn(
    "customer_id", msg("Customer number"), "id",
    (*SALES["customer_id"], "cust", "household id", "household", "firm", "codice azienda", "numero client", "numero cliente"),
    is_required=True, refers_to="customers.customer_id", examples=("000117",),
)  # fmt: skip
PRODUCT = TableColumn(
    "product_id", msg("Product number"), "id", SALES["product_id"], refers_to="products.product_id", examples=("A-100",),
)  # fmt: skip
FAMILY = TableColumn(
    "product_family", msg("Product family"), "text", SALES["product_family"], refers_to="product_families.product_family",
    examples=("Fasteners",),
)  # fmt: skip
EMPLOYEE = TableColumn(
    "employee_id", msg("Employee number"), "id",
    (
        *SALES["seller_id"], "employee", "employee no", "employee number", "sales agent", "staff id", "personnel number",
        "matricola", "dipendente", "codice venditore", "табельный номер", "сотрудник", "код сотрудника", "personalnummer",
        "mitarbeiter", "mitarbeiternummer", "vendeur", "vendedor",
    ),
    refers_to="employees.employee_id", examples=("E07",),
)  # fmt: skip
SELLER = TableColumn(
    "seller_id", msg("Sales person"), "id",
    (*SALES["seller_id"], "owner", "account owner", "owner id", "responsible", "responsabile", "betreuer"),
    refers_to="employees.employee_id", examples=("E07",),
)  # fmt: skip
DOCUMENT = TableColumn(
    "document_id", msg("Document number"), "id", SALES["document_id"], refers_to="sales_lines.document_id", examples=("2024/0153",),
)  # fmt: skip
AREA = TableColumn(
    "area_id", msg("Area"), "id", SALES["area_id"], refers_to="areas.area_id", examples=("North",)
)
SEGMENT = TableColumn(
    "segment_id", msg("Segment"), "id", (*SALES["segment_id"], "cohort"), refers_to="market_segments.segment_id",
    examples=("Builders",),
)  # fmt: skip
COUNTRY = TableColumn("country", msg("Country"), "text", SALES["country"], examples=("IT",))
CURRENCY = TableColumn("currency", msg("Currency"), "text", SALES["currency"], examples=("EUR",))
CITY = TableColumn("city", msg("Town"), "text", CUSTOMERS["city"], examples=("Torino",))
ADDRESS = TableColumn(
    "address", msg("Address"), "text",
    ("street", "street address", "address line 1", "indirizzo", "via", "адрес", "улица", "adresse", "strasse", "anschrift",
     "direccion", "adres", "ulica"),
    examples=("Via Roma 1",),
)  # fmt: skip
POSTAL_CODE = TableColumn(
    "postal_code", msg("Postal code"), "id",
    ("postcode", "zip", "zip code", "post code", "cap", "codice postale", "индекс", "почтовый индекс", "plz", "postleitzahl",
     "code postal", "codigo postal", "kod pocztowy"),
    examples=("10121",),
)  # fmt: skip
PERSON = TableColumn(
    "person_id", msg("Person number"), "id",
    ("person", "contact id", "contact", "contact number", "contact no", "id contatto", "contatto", "referente", "код контакта",
     "контакт", "контактное лицо", "ansprechpartner", "kontakt", "kontakt id"),
    refers_to="people.person_id", examples=("P12",),
)  # fmt: skip
SITE = TableColumn(
    "site_id", msg("Site number"), "id",
    ("site", "site code", "location id", "location", "plant", "id sede", "sede", "codice sede", "filiale", "площадка",
     "код площадки", "филиал", "standort", "standort id", "niederlassung"),
    refers_to="sites.site_id", examples=("S1",),
)  # fmt: skip
COMPETITOR = TableColumn(
    "competitor_id", msg("Competitor"), "id",
    ("competitor", "competitor name", "rival", "concorrente", "конкурент", "wettbewerber", "konkurrent", "mitbewerber",
     "concurrent", "competidor", "konkurencja"),
    examples=("Rival SpA",),
)  # fmt: skip
YEAR = TableColumn(
    "year", msg("Year"), "count",
    ("fiscal year", "fy", "anno", "esercizio", "год", "финансовый год", "jahr", "geschaftsjahr", "annee", "exercice", "ano", "rok"),
    low=1900, high=2200, examples=("2024",),
)  # fmt: skip
MONTH = TableColumn(
    "month", msg("Month"), "count",
    ("month number", "mese", "месяц", "monat", "mois", "mes", "miesiac"), low=1, high=12, examples=("3",),
    help=msg("1 to 12; empty for the whole year."),
)  # fmt: skip
NOTE = TableColumn(
    "note", msg("Note"), "text",
    ("notes", "remark", "remarks", "comment", "comments", "nota", "osservazioni", "commento", "примечание", "комментарий",
     "bemerkung", "notiz", "anmerkung", "commentaire", "uwagi"),
    examples=("As agreed by phone",),
)  # fmt: skip
AMOUNT_WORDS = (
    "amount", "value", "total", "importo", "valore", "totale", "сумма", "стоимость", "betrag", "wert", "summe", "montant",
    "importe", "kwota", "net amount", "importo netto", "sum",
)  # fmt: skip
FROM_WORDS = (
    "from", "valid from", "start", "start date", "start on", "begin", "since", "dal", "valido dal", "inizio", "data inizio",
    "decorrenza", "с", "дата начала", "начало", "действует с", "von", "gultig ab", "beginn", "ab", "du", "desde", "od",
)  # fmt: skip
TO_WORDS = (
    "to", "valid to", "end", "end date", "end on", "until", "valid until", "al", "valido al", "fine", "data fine", "scadenza",
    "по", "дата окончания", "конец", "действует по", "bis", "gultig bis", "ende", "au", "hasta", "do",
)  # fmt: skip
UNIT_COST_WORDS, TAX_WORDS, PRODUCT_NAME_WORDS = (
    PRODUCTS["unit_cost"],
    CUSTOMERS["tax_id"],
    PRODUCTS["product_name"],
)
CUSTOMER_NAME_WORDS, CUSTOMER_OWN_WORDS = CUSTOMERS["customer_name"], CUSTOMERS["customer_id"]
PRODUCT_OWN_WORDS = PRODUCTS["product_id"]
SALES_WORDS = SALES

SOURCE_CLASSES = tuple(
    Code(value, title, words)
    for value, title, words in (
        ("M", msg("Measured"), ("invoice", "ledger", "misurato", "измерено", "gemessen")),
        ("C", msg("Contract or document held"), ("contract", "contratto", "договор", "vertrag")),
        ("D", msg("Declared by the customer"), ("declared", "dichiarato", "заявлено", "erklart")),
        ("X", msg("From a third party"), ("external", "esterno", "внешнее", "extern")),
        ("O", msg("Observed event"), ("observed", "osservato", "наблюдение", "beobachtet")),
        ("E", msg("Estimated by a model"), ("estimated", "stimato", "оценка модели", "geschatzt")),
        ("J", msg("Judged by an expert"), ("judged", "giudizio", "экспертная оценка", "urteil")),
        ("J0", msg("Bare opinion"), ("opinion", "opinione", "мнение", "meinung")),
    )
)
SOURCE_CLASS = TableColumn(
    "source_class", msg("Source class"), "code", ("source type", "class of source", "classe fonte", "класс источника", "quellenart"),
    codes=SOURCE_CLASSES, examples=("J",),
)  # fmt: skip


def optional(column: TableColumn, **changes: Any) -> TableColumn:
    """Return a shared column that a file may lack, with these changes."""
    return replace(column, **{"is_required": False, **changes})


def required(column: TableColumn, **changes: Any) -> TableColumn:
    """Return a shared column that a file must have, with these changes."""
    return replace(column, **{"is_required": True, **changes})


def column(name: str, title: Any, kind: Any, *words: str, **rest: Any) -> TableColumn:
    """Declare a column in one line."""
    return TableColumn(name, title, kind, words, **rest)


def own_id(name: str, title: Any, *words: str, example: str = "1") -> TableColumn:
    """Declare the column that names a row; a file may lack it, or call it just a number."""
    return TableColumn(
        name, title, "id", (*words, "id", "number", "no", "nr", "code", "numero", "codice", "номер", "код", "nummer"),
        examples=(example,),
    )  # fmt: skip


def money(name: str, title: Any, *words: str, **rest: Any) -> TableColumn:
    """Declare an amount; the plain words for amounts count after its own."""
    return TableColumn(name, title, "money", (*words, *AMOUNT_WORDS), **{"examples": ("1250.50",), **rest})


def start_on(**changes: Any) -> TableColumn:
    """Return the first day of a spell."""
    return replace(
        TableColumn("from_on", msg("Valid from"), "date", FROM_WORDS, examples=("2024-01-01",)), **changes
    )


def end_on(**changes: Any) -> TableColumn:
    """Return the last day of a spell; empty while it lasts."""
    return replace(
        TableColumn("to_on", msg("Valid to"), "date", TO_WORDS, examples=("2024-12-31",)), **changes
    )


def share(name: str, title: Any, *words: str, **rest: Any) -> TableColumn:
    """Declare a share between 0 and 1, written as a fraction or in percent."""
    return TableColumn(name, title, "share", words, **{"low": 0, "high": 1, "examples": ("0.25",), **rest})


def day(name: str, title: Any, *words: str, **rest: Any) -> TableColumn:
    """Declare a date."""
    return TableColumn(name, title, "date", words, **{"examples": ("2024-03-05",), **rest})


def codes(*given: tuple[str, Any, tuple[str, ...]]) -> tuple[Code, ...]:
    """Declare the allowed values of a code."""
    return tuple(Code(*code) for code in given)
