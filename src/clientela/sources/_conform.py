"""From raw cells to typed lines, as one select: dates, exact amounts in 1/10,000, texts without noise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._amounts import amounts, stated_currency
from clientela.sources._dates import FIRST_DAY, LAST_DAY, TYPED_DATE
from clientela.sources._numbers import TYPED
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
    "product_family", "currency", "seller_id", "area_id", "segment_id", "country", "channel",
)  # fmt: skip
INNER_TEXTS = ("document_type", "status")
"""Texts that decide about a line and are not kept."""
_MAIN = ("net_amount", "gross_amount", "unit_price", "debit_amount", "amount_with_tax")
_IDS = frozenset({"customer_id", "document_id", "document_series", "line_number", "product_id", "seller_id", "area_id", "segment_id"})  # fmt: skip


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
    # a nested case, because it looks at the text of the few cells without a number only
    return f"(case when n_{role} is null then {_said(context, role)} end is not null)"


def _said(context: Context, role: str) -> str:
    """Return the text of a role's cell where its field is carried along as `f_<role>`."""
    return clean_sql(replace(_known(context, role), field=f"f_{role}"))


def problems(context: Context) -> list[tuple[str, str, str | None]]:
    """Return why a line is set aside: (test, reason code, role of the column), the first that holds counts."""
    undated = "true"
    if context.column("document_on"):
        undated = f"case when document_on is null then {_said(context, 'document_on')} end is null"
    checks: list[tuple[str, str, str | None]] = [
        ("problem = 'too_few_cells'", "too_few_cells", None),
        ("problem = 'too_many_cells'", "too_many_cells", None),
        ("problem = 'document_without_header'", "document_without_header", None),
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
        )
        if context.column(role)
    ]
    checks.append((_unread(context, "quantity"), "unreadable_quantity", "quantity"))
    checks += [(_unread(context, role), "unreadable_cost", role) for role in ("cost_amount", "unit_cost")]
    main = next((r for r in _MAIN if context.column(r)), None)
    checks.append(("net_amount is null", "missing_amount", main))
    return [check for check in checks if check[0] != "false"]


def _case(checks: list[tuple[str, str | None]], default: str = "null") -> str:
    return (
        "case "
        + " ".join(f"when {test} then {value or 'null'}" for test, value in checks)
        + f" else {default} end"
    )


def lines_sql(context: Context) -> str:
    """Return the select of typed lines: row_number, the typed columns, `status`, `type_text`, reason and its cell."""
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
            cells.append(f"{id_sql(column) if role in _IDS else clean_sql(column)} as {role}")
    checks = problems(context)
    reason = _case([(test, quote_text(code)) for test, code, _ in checks])
    known = [
        (test, column) for test, _, role in checks for column in [context.column(role) if role else None]
    ]
    names = _case([(test, quote_text(column.name) if column else None) for test, column in known])
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
        f"{reason} as reason_code, {names} as column_name, {values} as value from "
        f"(select *, {listed} from (select {', '.join(cells)} from {context.raw.relation}))"
    )


def _known(context: Context, role: str) -> RawColumn:
    column = context.column(role)
    if column is None:
        raise KeyError(role)
    return column
