"""Customers: who they are, where, of what kind, and whose."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v
from clientela.tables._customer_types import CUSTOMER_TYPE

customers = canonical_table(
    name="customers",
    title=msg("Customers"),
    grain=msg("One row is one customer."),
    key=("customer_id",),
    level=0,
    brings=msg("Names, groups and attributes of customers, also of those who have not bought yet."),
    subject="customer_id",
    not_words=("supplier", "vendor", "fornitore", "поставщик", "lieferant", "employee", "person", "contact", "site", "visit"),
    columns=(
        v.required(v.CUSTOMER, words=(*v.CUSTOMER.words, *v.CUSTOMER_OWN_WORDS), refers_to="", stand_in="customer_name"),
        v.column("customer_name", msg("Customer name"), "text", *v.CUSTOMER_NAME_WORDS, examples=("Rossi Srl",)),
        v.AREA,
        v.optional(v.SEGMENT, words=(*v.SEGMENT.words, "type", "tipo", "тип", "category", "categoria", "категория")),
        CUSTOMER_TYPE,
        v.SELLER,
        v.COUNTRY,
        v.CITY,
        v.column("tax_id", msg("Tax number"), "id", *v.TAX_WORDS, examples=("IT01234567890",)),
        v.column("channel", msg("Channel"), "text", *v.SALES_WORDS["channel"], examples=("direct",)),
        v.column(
            "group_id", msg("Group"), "id", "customer group id", "group number", "group code", "corporate group", "holding",
            "gruppo", "codice gruppo", "холдинг", "группа компаний", "konzern", "groupe", "grupo", "grupa", examples=("G1",),
        ),
        v.column(
            "parent_id", msg("Parent company"), "id", "parent", "parent account", "parent customer", "subsidiary of",
            "head office", "mother company", "capogruppo", "casa madre", "controllante", "головная компания",
            "материнская компания", "muttergesellschaft", "zentrale", refers_to="customers.customer_id", examples=("000001",),
        ),
        v.column(
            "status", msg("Current status"), "text", "customer status", "account status", "store status", "client status", "stato",
            "stato cliente", "статус", "статус клиента", "kundenstatus", "statut", "estado", examples=("active",),
        ),
        v.ADDRESS,
        v.POSTAL_CODE,
        v.column("industry_code", msg("Industry code"), "id", "nace", "nace code", "ateco", "codice ateco", "sic", "naics",
                 "оквэд", "wz code", examples=("46.74",)),
        v.column("size_band", msg("Size"), "text", "size", "size class", "company size", "household size", "dimensione",
                 "classe dimensionale", "размер", "размер компании", "grosse", "unternehmensgrosse", examples=("medium",)),
        v.column(
            "employees_count", msg("Employees at the customer"), "count", "employees", "number of employees", "headcount",
            "dipendenti", "numero dipendenti", "addetti", "численность", "число сотрудников", "mitarbeiterzahl",
            "anzahl mitarbeiter", "effectif", low=0, examples=("120",),
        ),
        v.column(
            "turnover_amount", msg("Own turnover of the customer"), "money", "company turnover", "company revenue", "revenue",
            "annual revenue", "turnover", "fatturato cliente", "fatturato azienda", "выручка клиента", "оборот клиента",
            "jahresumsatz", "unternehmensumsatz", examples=("2500000",),
        ),
        v.column(
            "credit_limit_amount", msg("Credit limit"), "money", "credit limit", "credit line", "limit", "fido", "fido cliente", "limite di credito",
            "affidamento", "кредитный лимит", "лимит кредита", "kreditlimit", "kreditrahmen", "kreditlinie", "plafond de credit",
            "limite de credit", "encours autorise", low=0, examples=("25000",),
        ),
        v.day("first_on", msg("Customer since"), "first order date", "first purchase date", "since", "created", "created on",
              "creation date", "cliente dal", "data creazione", "prima fattura", "клиент с", "дата создания", "kunde seit",
              "angelegt am", "client depuis"),
        v.column("established_year", msg("Year of foundation"), "count", "year established", "founded", "founding year",
                 "anno fondazione", "год основания", "grundungsjahr", low=1000, high=2200, examples=("1996",)),
    ),
    must_have=(
        ("customer_name", "city", "segment_id", "area_id", "country", "tax_id", "channel", "status", "size_band",
         "turnover_amount", "employees_count", "parent_id", "group_id", "seller_id", "address", "customer_type"),
    ),
    checks=(
        Check("own_parent", msg("A customer is its own parent company"), "parent_id = customer_id"),
    ),
)  # fmt: skip
