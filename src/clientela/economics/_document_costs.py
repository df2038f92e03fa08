"""What serving costs per document: the items of the ladder that name a document, counted as `cost_items` counts them.

Each select has the columns customer_key, document_id, month_number, rung, item, evidence and amount (1/10,000 reporting currency), of the
last 12 months up to `as_of`.
"""

from __future__ import annotations

from typing import Any

from clientela.base.money import SCALE


def _units(amount: float) -> int:
    return round(amount * SCALE)


def _named(params: dict[str, Any], rows: str, *, rung: str, item: str, evidence: str, table: str) -> str:
    """Give rows of a table of events the customer they name, else that of their document, as on the day of the event."""
    documents = (
        f"select document_id, min(customer_key) as customer_key from identified_lines where document_id in (select document_id from {table} where customer_id is null) "
        "group by document_id having min(customer_key) = max(customer_key)"
    )
    own = "coalesce(k.customer_key, d.customer_key)"
    return (
        f"select coalesce(m.to_key, {own}) as customer_key, i.document_id, extract(year from i.happened_on) * 12 + extract(month from i.happened_on) as month_of, '{rung}' as rung, '{item}' as item, "
        f"'{evidence}' as evidence, cast(i.amount as bigint) as amount from ({rows}) as i left join customer_keys as k on k.source = i.source and k.customer_id = i.customer_id "
        f"left join ({documents}) as d on i.customer_id is null and d.document_id = i.document_id left join customer_map as m on m.customer_key = {own} and i.happened_on >= m.from_on and i.happened_on < m.until_on "
        f"where i.document_id is not null and i.happened_on > {params['since_12m']} and i.happened_on <= {params['as_of']}"
    )


def _events(params: dict[str, Any]) -> list[str]:
    cts, tables = params["cost_to_serve"], set(params["tables"])
    found = []
    if "deliveries" in tables:
        day = f"coalesce(case when delivered_on <= {params['as_of']} then delivered_on end, shipped_on)"
        rows = f"select source, customer_id, document_id, {day} as happened_on, freight_amount as amount from deliveries where freight_amount is not null"
        found.append(
            _named(params, rows, rung="freight", item="freight", evidence="measured", table="deliveries")
        )
        if cts.delivery_amount is not None:
            one = (
                f"select source, min(customer_id) as customer_id, min(document_id) as document_id, min({day}) as happened_on, {_units(cts.delivery_amount)} as amount from deliveries "
                f"where {day} > {params['since_24m']} and {day} <= {params['as_of']} group by source, coalesce(delivery_id, document_id, cast(row_number as varchar)) having max(freight_amount) is null"
            )
            found.append(
                _named(params, one, rung="freight", item="delivery", evidence="assumed", table="deliveries")
            )
    if "complaints" in tables:
        told = f"cost_amount is not null and (closed_on is null or closed_on <= {params['as_of']})"
        rows = "select source, customer_id, document_id, opened_on as happened_on, {} as amount from complaints where {}"
        found.append(
            _named(
                params,
                rows.format("cost_amount", told),
                rung="service",
                item="complaint_cost",
                evidence="measured",
                table="complaints",
            )
        )
        if cts.complaint_amount is not None:
            one = rows.format(_units(cts.complaint_amount), f"not ({told})")
            found.append(
                _named(params, one, rung="service", item="complaint", evidence="assumed", table="complaints")
            )
    return found


def _credit(params: dict[str, Any]) -> list[str]:
    """The capital each receivable binds and the days it is late, in the last 12 months.

    Only of customers of whom nothing stronger is said of credit in the year: otherwise some months of it do not count.
    """
    if "receivables" not in params["tables"]:
        return []
    cts, share = params["cost_to_serve"], params["economics"].capital_cost_share
    until = f"coalesce(r.paid_on, {params['as_of']})"
    amount = "case when r.paid_on is null then coalesce(r.open_amount, r.due_amount) else r.due_amount end"
    known = "(r.paid_on is not null or r.open_amount is null or r.open_amount <> 0)"
    stronger = (
        "select distinct customer_key from cost_items where rung = 'credit' and evidence in ('stated', 'activity') "
        f"and happened_on > {params['since_12m']}"
    )

    def select(day: str, item: str, value: str, more: str = "") -> str:
        first = f"case when r.{day} > {params['since_12m']} then r.{day} else {params['since_12m']} end"
        days = f"datediff('day', {first}, {until})"
        return (
            f"select r.customer_key, r.document_id, cast(null as integer) as month_of, 'credit' as rung, '{item}' as item, 'assumed' as evidence, "
            f"cast(round({value.format(amount=f'({amount})', days=days)}) as bigint) as amount from receivable_items as r left join ({stronger}) as w on w.customer_key = r.customer_key where w.customer_key is null and {known} and r.document_id is not null and {days} > 0{more}"
        )

    found = [select("issued_on", "capital", f"cast({{amount}} as double) * {{days}} * {share!r} / 365")]
    if cts.late_day_amount is not None:
        found.append(
            select(
                "due_on",
                "late_day",
                f"cast({_units(cts.late_day_amount)} as double) * {{days}}",
                f" and {amount} > 0",
            )
        )
    return found


def named_costs(params: dict[str, Any]) -> str:
    """Return the costs that name a document and that the customer's ladder holds, summed by customer and document, one column for each rung.

    Where a stronger source speaks of a step of a customer in a month, the weaker one is left out here as it is there.
    """
    dated, credit = _events(params), _credit(params)
    month = "extract(year from happened_on) * 12 + extract(month from happened_on)"
    held = f"select distinct customer_key, rung, item, evidence, {month} as month_of from cost_items where cost_amount is not null and happened_on > {params['since_12m']}"
    parts = []
    if dated:
        parts.append(
            f"select x.customer_key, x.document_id, x.rung, x.amount from ({' union all '.join(dated)}) as x join ({held}) as h on h.customer_key = x.customer_key and h.rung = x.rung "
            "and h.item = x.item and h.evidence = x.evidence and h.month_of = x.month_of"
        )
    parts += [f"select x.customer_key, x.document_id, x.rung, x.amount from ({sql}) as x" for sql in credit]
    if not parts:
        return (
            "select cast(0 as bigint) as customer_key, cast('' as varchar) as document_id, cast(0 as bigint) as freight, cast(0 as bigint) as service, cast(0 as bigint) as credit where 1 = 0"
        )  # fmt: skip
    sums = ", ".join(
        f"cast(coalesce(sum(case when rung = '{r}' then amount end), 0) as bigint) as {r}"
        for r in ("freight", "service", "credit")
    )
    return f"select customer_key, document_id, {sums} from ({' union all '.join(parts)}) as named group by customer_key, document_id"


def counted_costs(params: dict[str, Any]) -> dict[str, str]:
    """Return the SQL of the handling and service that is counted on a document itself, by rung; each only in months in which the ladder holds it.

    Reads the columns of a document in `document_ladder`: orders, lines, sold, sold_lines, credit_lines, and `held_<item>`.
    """
    cts = params["cost_to_serve"]
    handling, service = ["0"], ["0"]
    if cts.order_amount is not None:
        handling.append(f"case when held_order = 1 then orders * {_units(cts.order_amount)} else 0 end")
    if cts.line_amount is not None:
        handling.append(f"case when held_line = 1 then lines * {_units(cts.line_amount)} else 0 end")
    if cts.small_order_amount is not None:
        small = f"held_small_order = 1 and sold_lines > 0 and sold < {_units(cts.small_order_below)}"
        handling.append(f"case when {small} then {_units(cts.small_order_amount)} else 0 end")
    if cts.return_amount is not None:
        service.append(
            f"case when held_return = 1 and credit_lines > 0 then {_units(cts.return_amount)} else 0 end"
        )
    return {"handling": " + ".join(handling), "service": " + ".join(service)}


COUNTED = ("order", "line", "small_order", "return")
"""Items that are counted on the documents themselves."""
