"""The contribution ladder of each customer: from list money to what is left after serving it."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.economics_settings import Economics
from clientela.base.i18n import Message, msg
from clientela.economics._rungs import ITEMS, KNOWN, RUNGS, SERVING, TO_CM1, TO_CM2, TO_CM4
from clientela.measures.passes import KEY

_MARN = "Marn & Rosiello 1992"
_ABC = "Cooper & Kaplan 1991; Kaplan & Cooper 1998"
LADDER_STATES = (
    ("unknown", msg("Too little known")),
    ("before_cost_to_serve", msg("Before cost-to-serve")),
    ("served", msg("After cost-to-serve")),
)
_NAMES = tuple(name for name, _ in RUNGS)


def _windows(params: dict[str, Any]) -> dict[str, str]:
    """Return the two years by the infix of their columns, as tests on `happened_on`."""
    return {
        "12m": f"happened_on > {params['since_12m']}",
        "prior_12m": f"happened_on > {params['since_24m']} and happened_on <= {params['since_12m']}",
    }


def _sums(params: dict[str, Any]) -> str:
    """Sum the items by customer, rung and year; an item whose amount nobody knows makes its sum unknown."""
    found = []
    for infix, within in _windows(params).items():
        for rung in _NAMES:
            test = f"{within} and rung = '{rung}'"
            found.append(
                f"case when count(case when {test} and cost_amount is null then 1 end) = 0 then "
                f"cast(coalesce(sum(case when {test} then cost_amount end), 0) as bigint) end as {rung}_{infix}"
            )
        known = f"{within} and rung in ({_quoted(SERVING)}) and evidence in ({_quoted(KNOWN)})"
        found.append(
            f"cast(coalesce(sum(case when {known} then cost_amount end), 0) as bigint) as served_known_{infix}"
        )
    return f"select customer_key, {', '.join(found)} from cost_items group by customer_key"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _there(params: dict[str, Any]) -> str:
    """Say which rungs anything is known of, in each of the two years: a customer without a cost then had none."""
    tests = ", ".join(
        f"coalesce(max(case when {within} and rung = '{rung}' then 1 else 0 end), 0) as has_{rung}_{infix}"
        for infix, within in _windows(params).items()
        for rung in _NAMES
    )
    return f"select {tests} from cost_items"


def _margins(params: dict[str, Any]) -> str:
    """Sum margin and discount of the lines by customer and year, with what is not known of them."""
    tests = {
        "12m": f"document_on > {params['since_12m']}",
        "prior_12m": f"document_on <= {params['since_12m']}",
    }
    sums = []
    for infix, test in tests.items():
        sums += [
            f"cast(coalesce(sum(case when {test} then revenue_amount end), 0) as bigint) as revenue_{infix}",
            f"cast(sum(case when {test} then discount_amount end) as bigint) as discount_{infix}",
            f"cast(coalesce(sum(case when {test} then margin_known_amount end), 0) as bigint) as margin_known_{infix}",
            f"cast(coalesce(sum(case when {test} then margin_estimated_amount end), 0) as bigint) as margin_estimated_{infix}",
            f"cast(coalesce(sum(case when {test} then known_revenue_amount + estimated_revenue_amount end), 0) as bigint) as costed_{infix}",
            f"coalesce(sum(case when {test} then uncosted_lines_count end), 0) as uncosted_{infix}",
        ]
    return (
        f"select customer_key, {', '.join(sums)} from customer_days "
        f"where document_on > {params['since_24m']} group by customer_key"
    )


def _add(names: tuple[str, ...], infix: str) -> str:
    """Add rungs: those nobody knows anything of are left out; of the others every one must be known."""
    return " + ".join(
        f"case when t.has_{rung}_{infix} = 1 then case when c.customer_key is null then 0 else c.{rung}_{infix} end else 0 end"
        for rung in names
    )


def _has(names: tuple[str, ...], infix: str) -> str:
    return f"({' + '.join(f't.has_{rung}_{infix}' for rung in names)}) > 0"


def _beyond(infix: str) -> str:
    """Return the margin of the lines without a cost, if they earned what the customer's other lines earn."""
    return (
        f"cast(round(cast(d.margin_known_{infix} + d.margin_estimated_{infix} as double) "
        f"* (d.revenue_{infix} - d.costed_{infix}) / nullif(d.costed_{infix}, 0)) as bigint)"
    )


def _year(params: dict[str, Any], infix: str, *, is_whole: bool) -> dict[str, str]:
    """Return the columns of one year by name. `is_whole`: with every rung, not the contributions alone."""
    revenue = f"coalesce(d.revenue_{infix}, 0)"
    own = f"coalesce(d.margin_known_{infix}, 0) + coalesce(d.margin_estimated_{infix}, 0)"
    least = params["economics"].least_cost_coverage_share
    is_enough = f"d.costed_{infix} > 0 and d.costed_{infix} >= {least!r} * d.revenue_{infix} and d.revenue_{infix} > 0"
    all_costed = f"coalesce(d.uncosted_{infix}, 0) = 0"
    margin = f"case when {all_costed} then {own} when {is_enough} then {own} + {_beyond(infix)} end"
    cm1 = f"{margin} - ({_add(TO_CM1, infix)})"
    served = _add(SERVING, infix)
    serve = f"case when {_has(SERVING, infix)} then {served} end"
    cm3 = f"case when {_has(SERVING, infix)} then {cm1} - ({served}) end"
    columns = {f"cm1_{infix}_amount": cm1, f"serve_{infix}_amount": serve, f"cm3_{infix}_amount": cm3}
    if not is_whole:
        return columns
    whole = {
        f"cm1_extrapolated_{infix}_amount": f"case when {all_costed} then 0 when {is_enough} then {_beyond(infix)} end",
        f"list_{infix}_amount": f"{revenue} + d.discount_{infix}",
        f"line_discount_{infix}_amount": f"d.discount_{infix}",
        f"net_net_{infix}_amount": f"{revenue} - ({_add(('rebates',), infix)})",
        f"goods_{infix}_amount": f"{revenue} - ({margin}) + ({_add(('goods',), infix)})",
    }
    whole |= {
        f"{rung}_{infix}_amount": f"case when t.has_{rung}_{infix} = 1 then {_add((rung,), infix)} end"
        for rung in _NAMES
        if rung != "goods"
    }
    known = f"{cm1} - case when {_has(SERVING, infix)} then coalesce(c.served_known_{infix}, 0) else 0 end"
    return (
        whole
        | columns
        | {
            f"cm2_{infix}_amount": f"case when {_has(TO_CM2, infix)} then {cm1} - ({_add(TO_CM2, infix)}) end",
            f"cm3_known_{infix}_amount": f"case when {_has(SERVING, infix)} then {known} end",
            f"cm4_{infix}_amount": f"case when {_has(SERVING, infix)} and {_has(TO_CM4, infix)} then {cm1} - ({served}) - ({_add(TO_CM4, infix)}) end",
            f"serve_known_{infix}_amount": f"case when {_has(SERVING, infix)} then coalesce(c.served_known_{infix}, 0) end",
        }
    )


_TITLES: dict[str, tuple[Message, Message, str]] = {
    "list_12m_amount": (msg("Sales before discount"), msg("revenue + discount on the documents, where lines state both"), _MARN),
    "line_discount_12m_amount": (msg("Discount on the documents"), msg("amount before discount - net amount, over the lines that state both"), _MARN),
    "net_net_12m_amount": (msg("Net-net revenue"), msg("revenue - rebates, bonuses and other money given back"), _MARN),
    "goods_12m_amount": (msg("Cost of goods sold"), msg("cost on the lines, else quantity x unit cost, + costs of goods stated for the customer; lines without a cost as the customer's other lines, where these are enough of its revenue; else unknown"), ""),
    "cm1_extrapolated_12m_amount": (msg("Contribution 1 taken over from other lines"), msg("margin of the lines without a cost, at the rate of the customer's other lines, where these are at least `economics.least_cost_coverage_share` of its revenue"), "own definition: ratio estimate"),
    "cm1_12m_amount": (msg("Contribution 1"), msg("net-net revenue - cost of goods"), _ABC),
    "cm2_12m_amount": (msg("Contribution 2"), msg("contribution 1 - freight, delivery and order handling"), _ABC),
    "cm3_12m_amount": (msg("Contribution 3"), msg("contribution 2 - selling, service and credit: what the customer leaves after being served"), _ABC),
    "cm3_prior_12m_amount": (msg("Contribution 3, 12 months before"), msg("the same of the twelve months before"), _ABC),
    "cm1_prior_12m_amount": (msg("Contribution 1, 12 months before"), msg("the same of the twelve months before"), _ABC),
    "cm4_12m_amount": (msg("Contribution 4"), msg("contribution 3 - investment in the customer"), _ABC),
    "serve_12m_amount": (msg("Cost-to-serve"), msg("freight + handling + selling + service + credit, those of which anything is known"), "Kaplan & Narayanan 2001"),
    "serve_prior_12m_amount": (msg("Cost-to-serve, 12 months before"), msg("the same of the twelve months before"), "Kaplan & Narayanan 2001"),
    "serve_known_12m_amount": (msg("Cost-to-serve, stated or measured part"), msg("cost-to-serve without what rests on minutes or assumed prices"), ""),
    "cm3_known_12m_amount": (msg("Contribution 3 without assumptions"), msg("contribution 1 - the stated or measured part of cost-to-serve"), ""),
}  # fmt: skip
_RUNG_TITLES = {f"{rung}_12m_amount": title for rung, title in RUNGS if rung != "goods"}


def _fields() -> tuple[Field, ...]:
    params = {"economics": Economics()}  # the names are the same whatever the settings
    names = [*_year(params, "12m", is_whole=True), *_year(params, "prior_12m", is_whole=False)]
    found = []
    for name in names:
        if name in _TITLES:
            title, formula, source = _TITLES[name]
            found.append(Field(name, title, "money", formula, source))
        else:
            found.append(
                Field(
                    name,
                    _RUNG_TITLES[name],
                    "money",
                    msg("sum of the items of this step in the last 12 months"),
                    _ABC,
                )
            )
    return tuple(found)  # fmt: skip


@step(
    title=msg("Contribution ladder by customer"),
    inputs=("customer_register", "customer_days", "cost_items"),
    fields=(
        KEY,
        *_fields(),
        Field("serve_share", msg("Cost-to-serve in per cent"), "share", msg("cost-to-serve / net-net revenue")),
        Field("cm3_share", msg("Contribution 3 in per cent"), "share", msg("contribution 3 / net-net revenue")),
        Field("ladder_state", msg("Reach of the ladder"), "class", codes=LADDER_STATES),
        Field("largest_cost_item", msg("Largest cost of serving"), "class", codes=ITEMS),
    ),
)  # fmt: skip
def customer_ladder(params: dict[str, Any]) -> str:
    """One row per customer: what is left after each step, in the last 12 months and the 12 before.

    A step of which nothing is known for anybody is NULL and leaves nothing out; where something is known, a customer without an item
    had no such cost. Lines without a cost are taken at the margin of the customer's other lines, and that part is shown apart; where these are too few of its
    revenue, its contribution is unknown. Nothing is allocated by revenue.
    """
    columns = {**_year(params, "12m", is_whole=True), **_year(params, "prior_12m", is_whole=False)}
    listed = ", ".join(f"cast({sql} as bigint) as {name}" for name, sql in columns.items())
    largest = (
        "select customer_key, item from (select customer_key, item, row_number() over (partition by customer_key order by sum(cost_amount) desc, item) as place "
        f"from cost_items where happened_on > {params['since_12m']} and rung in ({_quoted(SERVING)}) and cost_amount > 0 group by customer_key, item) as ranked where place = 1"
    )
    inner = (
        f"select r.customer_key, {listed}, l.item as largest_cost_item, {' + '.join(f't.has_{rung}_12m' for rung in SERVING)} as known_rungs "
        f"from customer_register as r cross join ({_there(params)}) as t "
        f"left join ({_margins(params)}) as d on d.customer_key = r.customer_key "
        f"left join ({_sums(params)}) as c on c.customer_key = r.customer_key "
        f"left join ({largest}) as l on l.customer_key = r.customer_key"
    )
    net = "nullif(cast(case when net_net_12m_amount > 0 then net_net_12m_amount end as double), 0)"
    return (
        f"select customer_key, {', '.join(columns)}, cast(serve_12m_amount as double) / {net} as serve_share, "
        f"cast(cm3_12m_amount as double) / {net} as cm3_share, "
        "case when cm1_12m_amount is null then 'unknown' when known_rungs = 0 then 'before_cost_to_serve' else 'served' end as ladder_state, "
        f"largest_cost_item from ({inner}) as ladder"
    )
