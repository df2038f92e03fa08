"""One customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Bars, Column, Kpi, Kpis, Series, Table
from clientela.web.data import OpenRun, with_run
from clientela.workspace import (
    CustomerNotFoundError,
    customer_history,
    drilling,
    fields_of,
    find_customer,
    groups_of,
    node_title,
    numbers_of,
    portfolio_place,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ABOUT = ("customer_id", "city", "country", "tax_id", "segment_id", "channel", "seller_id", "area_id")
_CLASSES = (
    "abc_value_class", "abc_count_class", "abc_margin_class", "abc_orders_class", "abc_value_held_class", "abc_prior_class",
    "pyramid_revenue_layer", "pyramid_orders_layer", "pyramid_families_layer", "pyramid_margin_layer", "pyramid_prior_layer",
    "lifecycle_state", "lifecycle_state_year_ago", "activity_state",
)  # fmt: skip
_TILES = (
    "revenue_12m_amount",
    "margin_12m_amount",
    "orders_12m_count",
    "basket_amount",
    "last_order_on",
    "expected_gap_days",
)
_GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (msg("Money"), (
        "revenue_12m_amount", "revenue_prior_12m_amount", "revenue_change_amount", "revenue_change_share", "revenue_amount", "returns_12m_amount",
        "returns_amount", "returns_share", "discount_share", "margin_12m_amount", "margin_amount", "margin_coverage_share", "trend_amount", "season_share",
    )),
    (msg("Orders and products"), ("orders_12m_count", "orders_prior_12m_count", "orders_count", "basket_amount", "lines_12m_count", "products_12m_count", "families_12m_count")),
    (msg("Receivables"), ("receivable_open_amount", "receivable_overdue_amount", "payment_delay_days")),
    (msg("Rhythm"), (
        "first_order_on", "last_order_on", "recency_days", "expected_gap_days", "overdue_ratio", "gap_median_days", "gap_mean_days", "gap_sd_days",
        "regularity_k", "purchase_days_count", "tenure_days",
    )),
)  # fmt: skip
_WITHOUT_LINES = (
    "season_share", "trend_amount", "regularity_k", "receivable_open_amount", "receivable_overdue_amount", "payment_delay_days",
)  # fmt: skip
_MONTHS = 36


def _lines_address(customer_id: str, name: str) -> str:
    return f"{reverse('lines:page')}?{urlencode({'customer': customer_id, 'figure': name})}"


def _written(field: Any, code: Any) -> Any:
    return dict(field.codes).get(code, code)


def _growth(customer: dict[str, Any], currency: str) -> tuple[Message, bool | None]:
    """Compare the last twelve months with those before, and say whether that is good news."""
    change = customer["revenue_change_share"]
    if change is None:
        before = Amount(customer["revenue_prior_12m_amount"], "money", currency)
        return msg("{amount} in the 12 months before", amount=before), None
    share = Amount(change, "share")
    if change < 0:
        return msg("{change} on the 12 months before", change=share), False
    return msg("+{change} on the 12 months before", change=share), True


def _contexts(customer: dict[str, Any], currency: str) -> dict[str, tuple[Message, bool | None]]:
    """Return what puts the figures of the tiles in proportion, by name."""
    before = Amount(customer["orders_prior_12m_count"], "count")
    found: dict[str, tuple[Message, bool | None]] = {
        "revenue_12m_amount": _growth(customer, currency),
        "orders_12m_count": (msg("{count} in the 12 months before", count=before), None),
    }
    if customer["margin_12m_amount"] is None and customer["lines_12m_count"]:
        found["margin_12m_amount"] = (msg("some lines have no cost"), None)
    if customer["recency_days"] is not None:
        found["last_order_on"] = (nmsg("{count} day ago", "{count} days ago", customer["recency_days"]), None)
    if customer["overdue_ratio"] is not None:
        ratio = Amount(customer["overdue_ratio"], "number", digits=1)
        found["expected_gap_days"] = (msg("now at {ratio} times the expected gap", ratio=ratio), None)
    return found


def _tiles(customer: dict[str, Any], fields: dict[str, Any], currency: str) -> Kpis:
    tiles = []
    contexts = _contexts(customer, currency)
    for name in _TILES:
        context, is_good = contexts.get(name, (None, None))
        tiles.append(
            Kpi(
                name,
                fields[name].title,
                customer[name],
                fields[name].unit,
                context,
                currency if fields[name].unit == "money" else None,
                is_good,
            )
        )
    return Kpis("tiles", tuple(tiles))


def _months(history: dict[str, list[dict[str, Any]]], as_of: Any, currency: str) -> Bars:
    """Draw the last three years month by month; a month without a line is zero from the first purchase on."""
    by_month = {r["month_number"]: r for r in history["months"]}
    last = as_of.year * 12 + as_of.month - 1
    first = max(min(by_month, default=last), last - _MONTHS + 1)
    months = range(first, last + 1)
    series = [
        Series(
            "revenue_amount",
            msg("Revenue"),
            tuple(by_month[m]["revenue_amount"] if m in by_month else 0 for m in months),
            "money",
            "bar",
        )
    ]
    before = tuple(by_month[m - 12]["revenue_amount"] if m - 12 in by_month else None for m in months)
    if any(v is not None for v in before):
        series.append(Series("year_before", msg("A year before"), before, "money", "line"))
    return Bars(
        name="customer_months",
        title=msg("Revenue by month"),
        categories=tuple(f"{m % 12 + 1:02d}/{m // 12}" for m in months),
        series=tuple(series),
        currency=currency,
    )


def _states(history: dict[str, list[dict[str, Any]]], currency: str) -> Table:
    fields = {f.name: f for f in fields_of("lifecycle_transitions")}
    names = (
        "on_day",
        "from_state",
        "to_state",
        "overdue_ratio",
        "revenue_12m_amount",
        "revenue_prior_12m_amount",
    )
    rows = tuple(
        tuple(_written(fields[n], r[n]) if fields[n].codes else r[n] for n in names)
        for r in reversed(history["transitions"])
    )
    return Table(
        "states",
        msg("History of states"),
        tuple(Column(n, fields[n].title, fields[n].unit) for n in names),
        rows,
        currency=currency,
        limit=12,
    )


def _receivables(history: dict[str, list[dict[str, Any]]], as_of: Any, currency: str) -> Table | None:
    """List what is open, the oldest first; nothing when the company brought no receivables, or all is paid."""
    rows = tuple(
        (
            r["document_id"], r["due_on"], r["due_amount"], r["open_amount"],
            max(0, (as_of - r["due_on"]).days) or None,
        )
        for r in history["receivables"]
    )  # fmt: skip
    if not rows:
        return None
    return Table(
        "receivables",
        msg("Open receivables"),
        (
            Column("document_id", msg("Document number")), Column("due_on", msg("Due on"), "date"), Column("due_amount", msg("Amount due"), "money", digits=2),
            Column("open_amount", msg("Amount still open"), "money", digits=2), Column("overdue_days", msg("Days overdue"), "count"),
        ),
        rows,
        currency=currency,
        limit=12,
    )  # fmt: skip


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show one customer of the reader's scope; every figure opens its lines."""
    try:
        customer = run.ask(find_customer, request.GET.get("id", ""))
    except CustomerNotFoundError as error:
        raise Http404 from error
    history = run.ask(customer_history, customer["customer_key"])
    fields = {f.name: f for f in fields_of("customers")}
    number = customer["customer_id"]
    with_lines = [n for _, names in _GROUPS for n in names if n not in _WITHOUT_LINES]
    context = {
        "customer": customer,
        "name": customer["customer_name"] or number,
        "about": [(fields[n].title, customer[n]) for n in _ABOUT if customer[n] is not None],
        "badges": [
            _written(fields[n], customer[n])
            for n in ("abc_value_class", "pyramid_revenue_layer", "lifecycle_state")
            if customer[n] is not None
        ],
        "since": customer["lifecycle_since_on"],
        "tiles": _tiles(customer, fields, run.currency),
        "links": {n: _lines_address(number, n) for n in with_lines},
        "months": _months(history, run.manifest.as_of_day, run.currency),
        "groups": [
            (
                title,
                [
                    (
                        fields[n],
                        customer[n],
                        _lines_address(number, n) if n in with_lines and customer[n] is not None else "",
                    )
                    for n in names
                ],
            )
            for title, names in _GROUPS
        ],
        "classes": [(fields[n].title, _written(fields[n], customer[n])) for n in _CLASSES],
        "states": _states(history, run.currency),
        "receivables": _receivables(history, run.manifest.as_of_day, run.currency),
        "lines_address": _lines_address(number, "revenue_amount"),
        "ladder": run.ask(drilling.ladder_picture, customer["customer_key"]),
        "place": run.ask(portfolio_place, customer["customer_key"]),
        "documents_address": f"{reverse('documents:page')}?{urlencode({'customer': number})}",
        "asked": request.GET.get("id", ""),
        "numbers": run.ask(numbers_of, customer["customer_key"])
        if (customer.get("numbers_count") or 1) > 1
        else [],
        "joined_into": customer.get("joined_into_id"),
        "above": [node_title(row) for row in run.ask(groups_of, number)[:-1]],
    }
    return render(request, "customer/page.html", context)
