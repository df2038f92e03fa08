"""From raw cells to typed lines, as one select: dates, exact amounts in 1/10,000, texts without noise."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._amounts import amounts, stated_currency
from clientela.sources._dates import FIRST_DAY, LAST_DAY, TYPED_DATE
from clientela.sources._names import DISCOUNT, IMPLIED, MISSING_TOKENS
from clientela.sources._numbers import TYPED
from clientela.sources._price_words import words_of
from clientela.sources._synonyms import DISCOUNT_WORDS
from clientela.sources._values import (
    TYPES,
    Context,
    clean_sql,
    document_date_sql,
    id_sql,
    in_cents,
    number_of,
    quick_units,
    units_sql,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.sources._raw import RawColumn

__all__ = [
    "TEXTS", "TYPES", "Context", "clean_sql", "id_sql", "in_cents", "lines_sql", "number_of", "problems", "units_sql",
]  # fmt: skip

TEXTS = (
    "customer_id", "customer_name", "document_id", "document_series", "line_number", "product_id", "product_name",
    "product_family", "currency", "seller_id", "area_id", "segment_id", "country", "channel", "bu_id",
)  # fmt: skip
INNER_TEXTS = ("document_type", "status")
"""Texts that decide about a line and are not kept."""
_MAIN = ("net_amount", "gross_amount", "unit_price", "debit_amount", "amount_with_tax")
_IDS = frozenset({"customer_id", "document_id", "document_series", "line_number", "product_id", "seller_id", "area_id", "segment_id", "bu_id"})  # fmt: skip

_PROBLEMS = ("too_few_cells", "too_many_cells", "document_without_header")
"""What a reader says of a row that is set aside whatever its cells hold."""
_FEWEST_SIGNS = 10


def _plain_beginnings() -> tuple[tuple[str, str], ...]:
    """Return the ranges of first signs, as (first, sign behind the last), with which no token for a missing value begins."""
    taken = {sign for token in MISSING_TOKENS for sign in (token[:1].upper(), token[:1].lower())}
    signs = [chr(code) for code in range(ord("!"), ord("~")) if chr(code) not in taken]
    runs = (list(run) for _, run in groupby(enumerate(signs), lambda pair: ord(pair[1]) - pair[0]))
    kept = [run for run in runs if len(run) >= _FEWEST_SIGNS]
    # letters first: most numbers of customers and products begin with one, or with a digit
    return tuple((run[0][1], chr(ord(run[-1][1]) + 1)) for run in reversed(kept))


_PLAIN = _plain_beginnings()


def _text_sql(column: RawColumn, *, is_id: bool) -> str:
    """Return what `id_sql` or `clean_sql` returns, sooner where the first sign says that the text stands as it is."""
    exact = id_sql(column) if is_id else clean_sql(column)
    if column.kind != "text" or not column.plain:
        return exact
    field = column.field
    tests = []
    for first, behind in _PLAIN:
        # `12345.0` is a number that names something; it ends with a zero
        whole = f" and not suffix({field}, '0')" if is_id and first <= "0" < behind else ""
        tests.append(
            f"when {field} >= {quote_text(first)} and {field} < {quote_text(behind)}{whole} then {field}"
        )
    return f"(case {' '.join(tests)} else {exact} end)"


def _shown(context: Context, role: str) -> str:
    """Return the cell as it stands in the file, for a person to find it; an empty one is NULL."""
    column = _known(context, role)
    marks = "" if column.plain else f", '{TYPED}{TYPED_DATE}'"
    text = f"cast(f_{role} as varchar)"
    return f"nullif(ltrim({text}{marks}), '')" if marks else f"nullif({text}, '')"


def _unread(context: Context, role: str) -> str:
    """Return the test that a cell says something that is not a number."""
    column = context.column(role)
    if column is None:
        return "false"
    # the number that is made in any case; a nested case, because it looks at the text of the few cells without a number only
    number = f"u_{role}" if quick_units(context, role) else f"n_{role}"
    return f"(case when {number} is null then {_said(context, role)} end is not null)"


def _said(context: Context, role: str) -> str:
    """Return the text of a role's cell where its field is carried along as `f_<role>`."""
    return clean_sql(replace(_known(context, role), field=f"f_{role}"))


def problems(context: Context) -> list[tuple[str, str, str | None]]:
    """Return why a line is set aside: (test, reason code, role of the column), the first that holds counts."""
    undated = "true"
    if context.column("document_on"):
        undated = f"case when document_on is null then {_said(context, 'document_on')} end is null"
    checks: list[tuple[str, str, str | None]] = [
        *((f"problem = '{problem}'", problem, None) for problem in _PROBLEMS),
        (f"document_on is null and {undated}", "missing_date", "document_on"),
        ("document_on is null", "unreadable_date", "document_on"),
        (
            f"document_on not between date '{FIRST_DAY}' and date '{LAST_DAY}'",
            "date_out_of_range",
            "document_on",
        ),
    ]
    if context.column("net_amount"):
        checks.append((_unread(context, "net_amount"), "unreadable_amount", "net_amount"))
    checks += [
        (f"(net_amount is null and {_unread(context, role)})", "unreadable_amount", role)
        for role in (
            "gross_amount",
            "unit_price",
            "discount",
            "debit_amount",
            "credit_amount",
            "amount_with_tax",
            "tax_amount",
            "tax_rate",
            "price_unit",
        )
        if context.column(role)
    ]
    if not context.column("net_amount"):
        # a discount that cannot be read is not none
        checks.append((_unread(context, "discount"), "unreadable_amount", "discount"))
    checks.append((_unread(context, "quantity"), "unreadable_quantity", "quantity"))
    checks += [(_unread(context, role), "unreadable_cost", role) for role in ("cost_amount", "unit_cost")]
    main = next((r for r in _MAIN if context.column(r)), None)
    checks.append(("net_amount is null", "missing_amount", main))
    return [check for check in checks if check[0] != "false"]


def _good(context: Context) -> str:
    """Return the test that none of the `problems` holds, with the fewest looks at a line."""
    listed = ", ".join(quote_text(problem) for problem in _PROBLEMS)
    # with a net amount, whatever else is unread does not matter; without one a discount does
    first = "net_amount" if context.column("net_amount") else "discount"
    unread = [
        f" and not {_unread(context, role)}"
        for role in (first, "quantity", "cost_amount", "unit_cost")
        if context.column(role)
    ]
    return (
        f"((problem is null or problem not in ({listed})) and document_on between date '{FIRST_DAY}' and date '{LAST_DAY}' "
        f"and net_amount is not null{''.join(unread)})"
    )


def _case(checks: list[tuple[str, str | None]], default: str = "null") -> str:
    return (
        "case "
        + " ".join(f"when {test} then {value or 'null'}" for test, value in checks)
        + f" else {default} end"
    )


def lines_sql(context: Context) -> str:
    """Return the select of typed lines: row_number, the typed columns, `status`, `type_text`, reason and its cell.

    `is_good` is true where there is no reason: where only good lines are wanted, it costs less than the reason.
    """
    roles = {m.role for m in context.mapping}
    cells: list[str] = ["row_number", "problem", f"{document_date_sql(context)} as document_on"]
    seen = {*TYPES, "document_on"} & roles
    cells += [f"{_known(context, role).field} as f_{role}" for role in sorted(seen)]
    cells += [f"{number_of(context, role)} as n_{role}" for role in sorted(set(TYPES) & roles)]
    cells += [
        f"{units} as u_{role}" for role in sorted(set(TYPES) & roles) if (units := quick_units(context, role))
    ]
    for role in (*TEXTS, *INNER_TEXTS, "debit_credit"):
        column = context.column(role)
        if column is not None:
            cells.append(f"{_text_sql(column, is_id=role in _IDS)} as {role}")
    checks = problems(context)
    reason = _case([(test, quote_text(code)) for test, code, _ in checks])
    known = [
        (test, column) for test, _, role in checks for column in [context.column(role) if role else None]
    ]
    names = _case(
        [(test, quote_text(_written(context, column)) if column else None) for test, column in known]
    )
    values = _case(
        [(t, _shown(context, role) if role and context.column(role) else None) for t, _, role in checks]
    )
    plain = [role if role in roles else f"cast(null as varchar) as {role}" for role in (*TEXTS, *INNER_TEXTS)]
    if "currency" not in roles and (currency := stated_currency(context)):
        plain[plain.index("cast(null as varchar) as currency")] = f"{quote_text(currency)} as currency"
    if "customer_id" not in roles and "customer_name" in roles:
        # a company without numbers for its customers tells them apart by name
        plain[plain.index("cast(null as varchar) as customer_id")] = "customer_name as customer_id"
    money: Mapping[str, str] = amounts(context)
    listed = ", ".join(f"{sql} as {name}" for name, sql in money.items())
    return (
        f"select row_number, document_on, {', '.join(plain)}, quantity, gross_amount, net_amount, cost_amount, estimated_cost_amount, "
        f"{reason} as reason_code, {names} as column_name, {values} as value, {_good(context)} as is_good from "
        f"(select *, {listed} from (select {', '.join(cells)} from {context.raw.relation}))"
    )


def _written(context: Context, column: RawColumn) -> str:
    """Return the name in the file of a column, also of the one that is made of a column of discounts."""
    if column.name != DISCOUNT:
        return column.name
    free = {c.name for c in context.raw.columns} - {m.column for m in context.mapping} - IMPLIED
    return next(
        (c.name for c in context.raw.columns if c.name in free and words_of(c.name) & DISCOUNT_WORDS),
        column.name,
    )


def _known(context: Context, role: str) -> RawColumn:
    column = context.column(role)
    if column is None:
        raise KeyError(role)
    return column
