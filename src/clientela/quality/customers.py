"""Checks over customers and products: who is there twice, who is in one list and not in the other."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import Any

from clientela.base.declare import Subject, quality_check
from clientela.base.i18n import msg

_LEGAL_FORMS = frozenset(
    {
        "srl", "srls", "spa", "sas", "snc", "sapa", "scarl", "soc", "societa", "gmbh", "ag", "kg", "ohg", "ug", "ltd", "limited", "llc",
        "llp", "plc", "inc", "corp", "co", "company", "sa", "sarl", "sasu", "bv", "nv", "oy", "ab", "aps", "sp", "zoo", "z", "o", "ooo",
        "oao", "zao", "pao", "ао", "ип", "ооо", "оао", "зао", "пао",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[^\w]+|_")
_SHORTEST = 4
"""Letters a name needs to be compared: `ACE` and `Ace` may well be two firms."""


def name_for_matching(name: str) -> str:
    """Return a company name without accents, signs, case and legal form. Equal results are worth a look, no proof."""
    plain = "".join(
        c
        for c in unicodedata.normalize("NFKD", name.casefold().replace(".", ""))
        if not unicodedata.combining(c)
    )
    words = _NOT_WORD.sub(" ", plain).split()
    return " ".join(word for word in words if word not in _LEGAL_FORMS) or " ".join(words)


def _named(row: dict[str, Any]) -> str:
    """Return number and name of a customer; where a list has no numbers the name is both."""
    number, name = str(row["customer_id"]), row["customer_name"] or ""
    return number if name in ("", number) else f"{number} {name}"


def _grouped(rows: list[dict[str, Any]], key: Any) -> list[Subject]:
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if (name := key(row)) is not None:
            groups[name].append(row)
    found = []
    for same in groups.values():
        if len({row["customer_id"] for row in same}) > 1:
            same.sort(key=lambda row: (-(row["amount"] or 0), row["customer_id"]))
            # what the smaller ones would bring to the largest
            found.append(
                Subject(
                    " = ".join(_named(row) for row in same[:4]),
                    sum(row["rows_count"] for row in same[1:]),
                    sum(row["amount"] or 0 for row in same[1:]),
                )
            )
    return found


def _same_name(rows: list[dict[str, Any]]) -> list[Subject]:
    def key(row: dict[str, Any]) -> Any:
        name = name_for_matching(row["customer_name"] or "")
        # a chain has one name in many towns: those are sites, not doubles
        return (name, (row["city"] or "").casefold(), row["country"]) if len(name) >= _SHORTEST else None

    return _grouped(rows, key)


def _same_tax_number(rows: list[dict[str, Any]]) -> list[Subject]:
    def key(row: dict[str, Any]) -> Any:
        plain = re.sub(r"\W", "", row["tax_id"] or "").upper()
        return plain if sum(c.isdigit() for c in plain) > _SHORTEST else None

    return _grouped(rows, key)


def _people(params: dict[str, Any]) -> str:
    return (
        "select k.customer_id, coalesce(c.customer_name, t.customer_name) as customer_name, c.city, coalesce(c.country, t.country) as country, c.tax_id, "
        "coalesce(l.rows_count, 0) as rows_count, l.amount from customer_keys as k "
        "left join stated_customers as c on c.source = k.source and c.customer_id = k.customer_id "
        "left join (select customer_key, max(customer_name) as customer_name, max(country) as country from customer_terms group by 1) as t on t.customer_key = k.customer_key "
        "left join (select customer_key, count(*) as rows_count, cast(sum(amount) as bigint) as amount from valued_lines "
        f"where document_on <= {params['as_of']} group by 1) as l on l.customer_key = k.customer_key order by k.customer_key"
    )


@quality_check(
    title=msg("Customers that may be one: same name, same town"),
    remedy=msg(
        "Compare them. If they are one, keep one number in the accounting program and block the other."
    ),
    effect=msg("Split in two, a large customer looks like two small ones, and one of them like a lost one."),
    needs="",
    judge=_same_name,
)
def customers_with_one_name(params: dict[str, Any]) -> str:
    """Subject: the customers. Found: equal names but for accents, case, signs and legal form, in one town and country."""
    return _people(params)


@quality_check(
    title=msg("Customers that may be one: same tax number"),
    remedy=msg("Compare them. Several numbers of one firm may be its sites, or a slip."),
    effect=msg("Split in two, a large customer looks like two small ones, and one of them like a lost one."),
    needs="customers",
    judge=_same_tax_number,
)
def customers_with_one_tax_number(params: dict[str, Any]) -> str:
    """Subject: the customers. Blank or very short numbers never match."""
    return _people(params)


@quality_check(
    title=msg("Customers who buy and are not in the customer list"),
    remedy=msg("Export the whole customer list, closed customers included, and import it again."),
    effect=msg("Their town, segment and sales person are known only where the documents state them."),
    needs="customers",
    subject_unit="id",
)
def customers_not_listed(params: dict[str, Any]) -> str:
    """Subject: the customer number."""
    return (
        "select k.customer_id as subject, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount from valued_lines as l "
        "join customer_keys as k on k.customer_key = l.customer_key left join stated_customers as c on c.source = k.source and c.customer_id = k.customer_id "
        f"where c.customer_id is null and l.document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("Products that are sold and are not in the list of products"),
    remedy=msg("Export the whole list of products, discontinued ones included, and import it again."),
    effect=msg("Their family and cost are known only where the documents state them."),
    needs="products",
    subject_unit="id",
)
def products_not_listed(params: dict[str, Any]) -> str:
    """Subject: the product number."""
    return (
        "select k.product_id as subject, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount from valued_lines as l "
        "join product_keys as k on k.product_key = l.product_key left join products as p on p.source = k.source and p.product_id = k.product_id "
        f"where p.product_id is null and l.document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("The customer list and the documents disagree on the sales person"),
    remedy=msg("Decide which is right. The customer list goes before the documents."),
    effect=msg("Figures by sales person follow the customer list."),
    needs="customers",
    subject_unit="id",
)
def sellers_in_conflict(params: dict[str, Any]) -> str:
    """Subject: the customer. Found: the sales person of the last document is not the one in the list."""
    return (
        "with last_terms as (select customer_key, terms_key, document_on, rows_count, amount, row_number() over (partition by customer_key order by document_on desc, terms_key desc) as place "
        "from (select customer_key, terms_key, max(document_on) as document_on, count(*) as rows_count, cast(sum(amount) as bigint) as amount from valued_lines "
        f"where customer_key <> 0 and document_on <= {params['as_of']} group by 1, 2) as used) "
        "select k.customer_id as subject, l.rows_count, l.amount from last_terms as l join customer_terms as t on t.terms_key = l.terms_key "
        "join customer_keys as k on k.customer_key = l.customer_key join stated_customers as c on c.source = k.source and c.customer_id = k.customer_id "
        "where l.place = 1 and c.seller_id is not null and t.seller_id is not null and c.seller_id <> t.seller_id"
    )
