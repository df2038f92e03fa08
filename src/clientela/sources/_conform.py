"""From raw cells to typed lines, as one select: dates, exact amounts in 1/10,000, texts without noise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.engine.connect import quote_text
from clientela.sources._dates import FIRST_DAY, LAST_DAY, TYPED_DATE, date_sql
from clientela.sources._names import MISSING_TOKENS, normalise_name
from clientela.sources._numbers import TYPED, number_sql
from clientela.sources._synonyms import IN_CENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.sources._forms import Forms
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._roles import ColumnMapping

# at least 19 digits each: the product of two shorter decimals is capped at 18 digits
QUANTITY, PRICE, AMOUNT, SHARE = "decimal(19,5)", "decimal(19,8)", "decimal(20,6)", "decimal(19,5)"
TYPES = {
    "quantity": QUANTITY, "unit_price": PRICE, "unit_cost": PRICE, "discount": SHARE,
    "net_amount": AMOUNT, "gross_amount": AMOUNT, "cost_amount": AMOUNT,
}  # fmt: skip
TEXTS = (
    "customer_id", "customer_name", "document_id", "document_series", "line_number", "product_id", "product_name",
    "product_family", "currency", "seller_id", "area_id", "segment_id", "country", "channel",
)  # fmt: skip
_IDS = frozenset({"customer_id", "document_id", "document_series", "line_number", "product_id", "seller_id", "area_id", "segment_id"})  # fmt: skip
_LARGEST = "1e13"
_LONGEST_TOKEN = max(len(token.encode()) for token in MISSING_TOKENS)
_TOKENS = ", ".join(quote_text(token) for token in sorted(MISSING_TOKENS))


@dataclass(frozen=True, slots=True)
class Context:
    """What the expressions of one file are built from."""

    raw: RawTable
    mapping: tuple[ColumnMapping, ...]
    forms: Forms
    saved: SavedMapping | None
    discount: str | None = None
    """How the discount column is meant: `percent`, `share` or `amount`."""

    def column(self, role: str) -> RawColumn | None:
        """Return the column that has this role."""
        for found in self.mapping:
            if found.role == role:
                return self.raw.column(found.column)
        return None


def clean_sql(column: RawColumn) -> str:
    """Return the text of a cell without marks; NULL when nothing is stated."""
    if column.kind != "text":
        return f"cast({column.field} as varchar)"
    text = column.field if column.plain else f"ltrim({column.field}, '{TYPED}{TYPED_DATE}')"
    return f"(case when strlen({text}) <= {_LONGEST_TOKEN} and upper({text}) in ({_TOKENS}) then null else {text} end)"


def id_sql(column: RawColumn) -> str:
    """Return a number that names something, as text: `12345.0` is 12345, leading zeros stay."""
    text = clean_sql(column)
    if column.kind == "number":
        return f"regexp_replace({text}, '\\.0+$', '')"
    whole = f"regexp_replace({text}, '^([0-9]+)[.,]0+$', '\\1')"
    return f"(case when ends_with({column.field}, '.0') or ends_with({column.field}, ',0') then {whole} else {text} end)"


def in_cents(context: Context, role: str) -> bool:
    """Say whether the amounts of this role are hundredths: the mapping says so, or the name of the column."""
    column = context.column(role)
    if column is None:
        return False
    if context.saved and context.saved.amounts_in:
        return context.saved.amounts_in == "cents"
    return bool(IN_CENTS & set(normalise_name(column.name).split()))


def number_of(context: Context, role: str) -> str | None:
    """Return the number of a role as a decimal in currency units or pieces; None when no column has the role."""
    column = context.column(role)
    if column is None:
        return None
    if column.kind == "number":
        return f"try_cast({column.field} as {TYPES[role]})"
    if column.kind == "date":
        return f"cast(null as {TYPES[role]})"
    form = context.forms.numbers[column.name]
    return number_sql(
        f"trim({column.field})", decimal=form.decimal, evidence=form.evidence, type_=TYPES[role]
    )


def units_sql(amount: str, factor: int) -> str:
    """Return `amount * factor` as a whole number, half to even; NULL when missing or beyond 64 bits.

    Formula: round_half_even(amount * factor), with exact decimals.
    """
    exact = f"({amount} * {factor})"
    near = f"try_cast({exact} as bigint)"
    # the cast rounds halves away from zero; most amounts are whole here and end at the first test
    tie = f"abs({exact} - trunc({exact})) = 0.5 and {near} % 2 <> 0"
    return f"(case when {exact} = {near} then {near} when {tie} then {near} - cast(sign({exact}) as integer) else {near} end)"


def _scaled(context: Context, role: str) -> int:
    return 100 if in_cents(context, role) else 10_000


def _given(context: Context, role: str) -> str | None:
    number = number_of(context, role)
    return None if number is None else units_sql(f"n_{role}", _scaled(context, role))


def _shown(context: Context, role: str) -> str:
    """Return the cell as it stands in the file, for a person to find it; an empty one is NULL."""
    column = _known(context, role)
    marks = "" if column.plain else f", '{TYPED}{TYPED_DATE}'"
    text = f"cast(f_{role} as varchar)"
    return f"nullif(ltrim({text}{marks}), '')" if marks else f"nullif({text}, '')"


def _product(context: Context, price: str, share: str = "") -> str | None:
    """Return quantity x price (x share) in 1/10,000; NULL where a factor is missing or the product is beyond reason."""
    if context.column("quantity") is None or context.column(price) is None:
        return None
    factor = 1 if in_cents(context, price) else 100
    exact = f"n_quantity * n_{price}"
    amount = units_sql(f"({exact} * {share})", factor) if share else units_sql(f"({exact})", factor * 100)
    guard = f"abs(cast(n_quantity as double) * cast(n_{price} as double)) < {_LARGEST}"
    return f"(case when {guard} then {amount} end)"


def _coalesce(parts: list[str | None], kind: str = "bigint") -> str:
    known = [part for part in parts if part is not None]
    if not known:
        return f"cast(null as {kind})"
    return known[0] if len(known) == 1 else f"coalesce({', '.join(known)})"


def _remaining_share(context: Context) -> str:
    """Return what the discount leaves, in percent with five decimals, so that the product stays exact."""
    rate = "abs(n_discount)" if context.discount == "percent" else "abs(n_discount) * 100"
    return f"try_cast(100 - coalesce({rate}, 0) as decimal(7,4))" if context.column("discount") else ""


_MONEY = ("net_amount", "gross_amount", "unit_price", "cost_amount", "unit_cost")


def stated_currency(context: Context) -> str | None:
    """Return the currency that the amounts themselves state by sign or code (`$ 10`), where all of them state the same."""
    columns = (context.column(role) for role in _MONEY)
    forms = (context.forms.numbers.get(column.name) for column in columns if column is not None)
    found = {code for form in forms if form is not None for code in form.evidence.currencies}
    return found.pop() if len(found) == 1 else None


def _estimated_cost(context: Context) -> str:
    """Return unit cost x quantity for the holes in a column of total costs: an estimate, since the two may differ."""
    given = _given(context, "cost_amount")
    product = _product(context, "unit_cost")
    return f"(case when {given} is null then {product} end)" if given and product else _coalesce([])


def amounts(context: Context) -> dict[str, str]:
    """Return quantity, gross, net and cost in 1/10,000 as SQL over the numbers `n_<role>`.

    A hole in a column of net amounts is not filled from the price: missing is a state, never a number.
    Formula: net = net amount where the file has one, else gross (quantity x price where not given) x (1 - discount), or minus
    the discount when it is an amount; cost = total cost where the file has one, else unit cost x quantity; a hole in the total
    costs is estimated apart.
    """
    gross = _coalesce([_given(context, "gross_amount"), _product(context, "unit_price")])
    if context.discount == "amount":
        scale = _scaled(context, "discount")
        derived: str | None = f"({gross} - coalesce({units_sql('abs(n_discount)', scale)}, 0))"
    elif context.discount in ("percent", "share"):
        share = _remaining_share(context)
        listed = _given(context, "gross_amount")
        rest = units_sql(
            f"(cast(n_gross_amount as decimal(20,6)) * {share})", _scaled(context, "gross_amount") // 100
        )
        derived = _coalesce([rest if listed else None, _product(context, "unit_price", share)])
    else:
        derived = gross
    quantity = _given(context, "quantity")
    return {
        "quantity": _coalesce([quantity]),
        "gross_amount": gross,
        "net_amount": _coalesce([_given(context, "net_amount") or derived]),
        "cost_amount": _coalesce([_given(context, "cost_amount") or _product(context, "unit_cost")]),
        "estimated_cost_amount": _estimated_cost(context),
    }


def _date(context: Context) -> str:
    column = context.column("document_on")
    if column is None:
        return "cast(null as date)"
    if column.kind == "date":
        return f"cast({column.field} as date)"
    if column.kind == "number":
        field = f"cast({column.field} as varchar)"
        shape = f"try_cast(try_strptime({field}, '%Y%m%d') as date)"
        return f"coalesce({shape}, date '1899-12-30' + cast({column.field} as integer))"
    form = context.forms.dates[column.name]
    return date_sql(column.field, evidence=form.evidence, order=form.order)


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
    undated = f"case when document_on is null then {_said(context, 'document_on')} end is null"
    checks: list[tuple[str, str, str | None]] = [
        ("problem = 'too_few_cells'", "too_few_cells", None),
        ("problem = 'too_many_cells'", "too_many_cells", None),
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
        for role in ("gross_amount", "unit_price", "discount")
        if context.column(role)
    ]
    checks.append((_unread(context, "quantity"), "unreadable_quantity", "quantity"))
    checks += [(_unread(context, role), "unreadable_cost", role) for role in ("cost_amount", "unit_cost")]
    main = next((r for r in ("net_amount", "gross_amount", "unit_price") if context.column(r)), None)
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
    cells: list[str] = ["row_number", "problem", f"{_date(context)} as document_on"]
    seen = {*TYPES, "document_on"} & roles
    cells += [f"{_known(context, role).field} as f_{role}" for role in sorted(seen)]
    cells += [f"{number_of(context, role)} as n_{role}" for role in sorted(set(TYPES) & roles)]
    for role in (*TEXTS, "document_type", "status"):
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
    plain = [
        role if role in roles else f"cast(null as varchar) as {role}"
        for role in (*TEXTS, "document_type", "status")
    ]
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
