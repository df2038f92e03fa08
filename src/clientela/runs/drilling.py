"""From the contribution of a customer down to its documents and their lines; every level adds up to the one above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.ladder_tables import STEPS
from clientela.base.i18n import msg
from clientela.blocks import Column, Table
from clientela.economics.customer_ladder import customer_ladder
from clientela.measures.passes import costed_lines
from clientela.reports._waterfalls import ladder_waterfall
from clientela.runs.reader import Page

if TYPE_CHECKING:
    from clientela.blocks import Waterfall
    from clientela.runs.reader import Reader, Row

LADDER_NAMES = frozenset(
    f.name for f in customer_ladder.fields if f.name.endswith("_amount") and "prior" not in f.name
)
"""Figures of a customer that its documents explain."""
_COSTS = ("freight", "handling", "service", "credit")


def customer_steps(reader: Reader, customer_key: int) -> list[tuple[str, Any, Any, int]]:
    """Return the ladder of a customer: name, title, amount (None: not known), sign (0: a sum). Empty without a purchase in 12 months."""
    rows = reader.query(
        f"select l.*, m.revenue_12m_amount from customer_ladder as l join customers as m on m.customer_key = l.customer_key where l.customer_key = {int(customer_key)} and m.lines_12m_count > 0"
    )
    if not rows:
        return []
    row = rows[0]
    found = []
    for name, title, _, sign in STEPS:
        if name == "unknown_goods":
            continue
        amount = row.get("revenue_12m_amount" if name == "revenue" else f"{name}_12m_amount")
        found.append((name, title, amount, sign))
    return found


def customer_documents(reader: Reader, customer_key: int, *, limit: int = 100, offset: int = 0) -> Page:
    """Return the documents of the last 12 months with their ladder, the newest first. `amount` is what all of them leave."""
    where = f"customer_key = {int(customer_key)}"
    total = reader.query(
        f"select count(*) as n, case when count(*) = count(document_cm_amount) then cast(sum(document_cm_amount) as bigint) end as left_amount from document_ladder where {where}"
    )[0]
    rows = reader.query(
        f"select * from document_ladder where {where} order by document_on desc, document_id, document_series limit {int(limit)} offset {int(offset)}"
    )
    return Page(tuple(rows), total["n"], total["left_amount"])


def customer_rest(reader: Reader, customer_key: int) -> Row | None:
    """Return what of the customer's ladder no document carries; None without a document in 12 months."""
    rows = reader.query(f"select * from document_rest where customer_key = {int(customer_key)}")
    return rows[0] if rows else None


def find_document(reader: Reader, customer_key: int, *, day: str, series: str, number: str) -> Row | None:
    """Return the ladder of one document of a customer; None where there is none. `day` as YYYY-MM-DD."""
    rows = reader.query(
        f"select * from document_ladder where customer_key = {int(customer_key)} and document_on = cast(? as date) and document_series = ? and coalesce(document_id, '') = ?",
        values=(day, series, number),
    )
    return rows[0] if rows else None


def document_lines(reader: Reader, document: Row) -> list[Row]:
    """Return the lines of a document with revenue, cost of goods and contribution, and whether the cost is taken over from other lines.

    A line without a cost has the rate of the customer's other lines, as in its ladder. What serving the document cost is the document's, not the lines'.
    """
    key = int(document["customer_key"])
    lines = costed_lines(reader.params, "document_series", "document_id", "line_number", "product_key", "quantity", "batch_number", "row_number")  # fmt: skip
    rate = (
        "select sum(cast(coalesce(margin_known_amount, 0) + coalesce(margin_estimated_amount, 0) as double)) / nullif(sum(cast(coalesce(known_revenue_amount, 0) + coalesce(estimated_revenue_amount, 0) as double)), 0) "
        f"from customer_days where customer_key = {key} and document_on > {reader.params['since_12m']}"
    )
    known = f"(select cm1_12m_amount from customer_ladder where customer_key = {key})"
    goods = f"case when l.cost_amount is not null then l.cost_amount when {known} is not null then l.net_amount - cast(round(cast(l.net_amount as double) * ({rate})) as bigint) end"
    return reader.query(
        "select line_number, product_id, product_name, quantity, net_amount, goods_amount, net_amount - goods_amount as left_amount, is_taken_over, file_name, row_number from ("
        f"select l.line_number, p.product_id, p.product_name, l.quantity / 10000.0 as quantity, l.net_amount, cast({goods} as bigint) as goods_amount, "
        f"case when l.cost_amount is null then 1 else 0 end as is_taken_over, b.file_name, l.row_number from (select * from ({lines}) as costed where customer_key = {key} "
        "and document_on = cast(? as date) and document_series = ? and coalesce(document_id, '') = ?) as l left join product_keys as p on p.product_key = l.product_key "
        "left join batch_control as b on b.batch_number = l.batch_number) as valued order by row_number, line_number",
        values=(str(document["document_on"]), document["document_series"], document["document_id"] or ""),
    )


def steps_table(steps: list[tuple[str, Any, Any, int]], *, currency: str) -> Table:
    """Show a ladder step by step; what is taken off stands with its minus, what is not known as a dash."""
    return Table(
        "customer_ladder",
        msg("From revenue to what is left"),
        (Column("ladder_step", msg("Step"), "text"), Column("step_amount", msg("Amount, last 12 months"), "money", digits=2)),
        tuple((title, None if amount is None else -amount if sign < 0 else amount) for _, title, amount, sign in steps if amount is not None or sign == 0),
        currency=currency,
    )  # fmt: skip


def ladder_blocks(reader: Reader, customer_key: int) -> list[Table]:
    """Explain the contribution of a customer: its ladder, then its documents with what belongs to none of them."""
    steps = customer_steps(reader, customer_key)
    if not steps:
        return []
    currency = reader.manifest.currency
    page = customer_documents(reader, customer_key, limit=1000)
    return [
        steps_table(steps, currency=currency),
        documents_table(page, customer_rest(reader, customer_key), currency=currency),
    ]


def _taken(value: Any) -> Any:
    return None if value is None else -value


def documents_table(page: Page, rest: Row | None, *, currency: str) -> Table:
    """Show documents with what each leaves, then what belongs to no document, and their sum: the customer's contribution.

    What is taken off stands with its minus; a step that costs nothing anywhere has no column.
    """
    is_whole = rest is not None and page.total == len(page.rows)
    kept = [n for n in _COSTS if any(r[f"{n}_amount"] for r in page.rows) or (rest is not None and is_whole and rest[f"rest_{n}_amount"])]  # fmt: skip
    rows: list[tuple[Any, ...]] = [
        (r["document_on"], r["document_id"], r["lines_count"], r["revenue_amount"], *(_taken(r[f"{n}_amount"]) for n in ("goods", *kept)), r["document_cm_amount"])
        for r in page.rows
    ]  # fmt: skip
    total: tuple[Any, ...] | None = None
    if rest is not None and is_whole:
        said = msg("visits, rebates and whatever names no document")
        rows.append((None, said, None, rest["rest_revenue_amount"], *(_taken(rest[f"rest_{n}_amount"]) for n in ("goods", *kept)), rest["rest_cm_amount"]))  # fmt: skip
        total = (None, msg("Contribution of the customer"), rest["documents_count"], *(None for _ in range(2 + len(kept))), rest["customer_cm_amount"])  # fmt: skip
    titles = {
        "freight": msg("Freight"),
        "handling": msg("Handling"),
        "service": msg("Service"),
        "credit": msg("Credit"),
    }
    return Table(
        "documents",
        msg("What each document left"),
        (
            Column("document_on", msg("Date"), "date"), Column("document_id", msg("Document"), "text"), Column("lines_count", msg("Lines"), "count"), Column("revenue_amount", msg("Revenue"), "money", digits=2),
            Column("goods_amount", msg("Cost of goods"), "money", digits=2), *(Column(f"{n}_amount", titles[n], "money", digits=2) for n in kept), Column("document_cm_amount", msg("Left"), "money", digits=2),
        ),
        tuple(rows),
        msg("{shown} of {total} documents, the newest first.", shown=len(page.rows), total=page.total) if page.total > len(page.rows) else None,
        total=total,
        currency=currency,
        limit=100,
    )  # fmt: skip


def document_lines_table(rows: list[Row], document: Row, *, currency: str) -> Table:
    """Show the lines of a document, then what serving it cost, and their sum: what the document left."""
    told = [
        (
            r["line_number"], r["product_id"], r["product_name"], r["quantity"], r["net_amount"], None if r["goods_amount"] is None else -r["goods_amount"], r["left_amount"],
            msg("taken over from other lines") if r["is_taken_over"] and r["goods_amount"] is not None else None,
        )
        for r in rows
    ]  # fmt: skip
    left = document["document_cm_amount"]
    known = [r["left_amount"] for r in rows]
    serving = left - sum(known) if left is not None and None not in known else None
    told.append(
        (
            None,
            None,
            msg("freight, handling, service and credit of the document"),
            None,
            None,
            None,
            serving,
            None,
        )
    )
    return Table(
        "document_lines",
        msg("What each line left"),
        (
            Column("line_number", msg("Line"), "text"), Column("product_id", msg("Product number"), "text"), Column("product_name", msg("Product"), "text"), Column("quantity", msg("Quantity"), "number"),
            Column("net_amount", msg("Revenue"), "money", digits=2), Column("goods_amount", msg("Cost of goods"), "money", digits=2), Column("left_amount", msg("Left"), "money", digits=2), Column("source", msg("Cost"), "text"),
        ),
        tuple(told),
        total=(None, None, msg("What the document leaves"), None, document["revenue_amount"], None if document["goods_amount"] is None else -document["goods_amount"], left, None),
        currency=currency,
    )  # fmt: skip


def drill_customer(
    reader: Reader, customer_key: int, *, limit: int = 100, offset: int = 0
) -> tuple[Table | None, Table, Page]:
    """Return the ladder of a customer (None without a purchase), a page of its documents as a table, and the same page as rows."""
    currency = reader.manifest.currency
    steps = customer_steps(reader, customer_key)
    page = customer_documents(reader, customer_key, limit=limit, offset=offset)
    shown = documents_table(page, customer_rest(reader, customer_key), currency=currency)
    return steps_table(steps, currency=currency) if steps else None, shown, page


def drill_document(
    reader: Reader, customer_key: int, *, day: str, series: str, number: str
) -> tuple[Row, Table] | None:
    """Return the ladder of a document and its lines as a table; None for one that is not the customer's of the last 12 months."""
    found = find_document(reader, customer_key, day=day, series=series, number=number)
    if found is None:
        return None
    return found, document_lines_table(
        document_lines(reader, found), found, currency=reader.manifest.currency
    )


def ladder_picture(reader: Reader, customer_key: int) -> Waterfall | None:
    """Draw what a customer left in the last 12 months; None where its contribution is not known or it bought nothing."""
    steps = customer_steps(reader, customer_key)
    title = msg("What the customer left, last 12 months")
    return ladder_waterfall(steps, currency=reader.manifest.currency, title=title)
