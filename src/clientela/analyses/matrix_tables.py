"""The classic matrices in numbers: what each cell brings, who moved, and what each matrix says of a customer."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import MOST_ROWS, NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.price_realisation import CELLS as PRICE_CELLS
from clientela.economics.profitability_cells import CELLS as PROFIT_CELLS
from clientela.portfolios._matrix_places import OPENS
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.scores._matrix_krapfel import MODES
from clientela.scores._matrix_list import CELL_CODES, MATRICES, MATRIX_CODES
from clientela.scores.customer_scores import CERTAINTIES

OTHERS = (
    ("portfolio", msg("Attractiveness and importance"), PORTFOLIO_CELLS),
    ("kaism", msg("Key account selection (KAISM)"), KAISM_CELLS),
    ("profitability", msg("Profitability now and potential (Dubinsky & Ingram)"), PROFIT_CELLS[:4]),
    ("price_cost", msg("Price and cost to serve (Shapiro and others)"), PRICE_CELLS),
)
"""The matrices that have reports of their own: (code, title, cells)."""
NOT_PLACED = (
    ("undetermined", msg("Undetermined")),
    ("not_key", msg("Not a key customer in the first step")),
    ("unscored", msg("Not scored")),
    ("excluded", msg("Left out")),
    ("not_stated", msg("Customer not stated")),
)
GROUPS = (*CELL_CODES, *NOT_PLACED)
"""Cells, and those that have none: in each matrix all of them together are the ledger."""
_SCALE = 10_000
_WIDEST = 100
_GROUP = (
    "case when p.customer_key = 0 then 'not_stated' when m.matrix_cell_class is not null then m.matrix_cell_class when m.open_class in ('not_key', 'excluded') then m.open_class "
    "when m.matrix_certainty = 'undetermined' then 'undetermined' else 'unscored' end"
)
_ALL = " union all ".join(f"select '{matrix.code}' as matrix_code" for matrix in MATRICES)
_POINTS = tuple(
    f"{axis}_{part}" for axis in ("upright", "lying") for part in ("value", "low", "high", "coverage")
)


def _whole(column: str, scale: float) -> str:
    """Return a number as a whole one of a finer unit, so that its sum is the same in whatever order rows are added."""
    return f"cast(floor(({column}) * cast({float(scale)!r} as double) + cast(0.5 as double)) as bigint)"


def _correlations() -> str:
    """Correlation of the two axes of each matrix (Pearson 1896) over the customers with both values, to four digits; from three on."""
    sides = {
        axis: f"case when abs({axis}_value) <= {_WIDEST} then {_whole(f'{axis}_value', _SCALE)} end"
        for axis in ("upright", "lying")
    }
    both = (
        f"select m.matrix_code, {sides['upright']} as y, {sides['lying']} as x from matrix_places as m join customers as c on c.customer_key = m.customer_key "
        "where m.upright_value is not null and m.lying_value is not null and c.lines_count > 0"
    )
    sums = (
        f"select matrix_code, cast(count(*) as double) as n, cast(sum(x) as double) as x, cast(sum(y) as double) as y, cast(sum(x * x) as double) as xx, cast(sum(y * y) as double) as yy, cast(sum(x * y) as double) as xy "
        f"from ({both}) as scaled where x is not null and y is not null group by matrix_code"
    )
    spread = "sqrt((n * xx - x * x) * (n * yy - y * y))"
    return f"select matrix_code, case when n >= 3 and n * xx > x * x and n * yy > y * y then round((n * xy - x * y) / nullif({spread}, 0) * 1e6) / 1e6 end as axes_correlation from ({sums}) as summed"


@step(
    title=msg("Cells of the classic matrices"),
    inputs=("profitability_cells", "customers", "customer_contacts", "matrix_places"),
    fields=(
        Field("matrix_code", msg("Matrix"), "class", codes=MATRIX_CODES),
        Field("matrix_group_class", msg("Cell"), "class", codes=GROUPS),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("sharp_count", msg("Sharp"), "count", msg("placed whatever is missing")),
        Field("provisional_count", msg("Provisional"), "count", msg("placed by what is known")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money", msg("over all rows of a matrix it is that of the ledger")),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("growth_share", msg("Growth"), "share", msg("revenue of the last 12 months / that of the 12 before - 1")),
        Field("cm1_12m_amount", msg("Contribution 1"), "money", msg("of the customers of which it is known")),
        Field("cm3_12m_amount", msg("Contribution 3"), "money", msg("of the customers of which it is known")),
        Field("cm3_known_count", msg("Customers with a known contribution 3"), "count"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("axes_correlation", msg("Correlation of the two axes"), "number", msg("of the matrix, over the customers with both scores"), "Pearson 1896"),
    ),
)  # fmt: skip
def matrix_cells(params: dict[str, Any]) -> str:
    """Sum the customers by cell of each matrix; who is not placed and the lines without a customer are rows too, so that each matrix adds up to the ledger."""
    del params
    rows = (
        f"select a.matrix_code, {_GROUP} as matrix_group_class, m.matrix_certainty, case when m.matrix_cell_class is not null then 1 else 0 end as is_placed, p.placed_revenue_amount, "
        "c.customer_key, c.lines_12m_count, c.revenue_prior_12m_amount, c.cm1_12m_amount, c.cm3_12m_amount, k.contact_hours from profitability_cells as p "
        f"cross join ({_ALL}) as a left join customers as c on c.customer_key = p.customer_key left join customer_contacts as k on k.customer_key = p.customer_key "
        "left join matrix_places as m on m.customer_key = p.customer_key and m.matrix_code = a.matrix_code where p.customer_key = 0 or c.lines_count > 0"
    )
    hours = _whole("contact_hours", 1e6)
    summed = (
        "select matrix_code, matrix_group_class, count(customer_key) as customers_count, count(case when lines_12m_count > 0 then 1 end) as active_count, "
        "count(case when is_placed = 1 and matrix_certainty = 'sharp' then 1 end) as sharp_count, count(case when is_placed = 1 and matrix_certainty = 'provisional' then 1 end) as provisional_count, "
        "cast(coalesce(sum(placed_revenue_amount), 0) as bigint) as revenue_12m_amount, cast(coalesce(sum(revenue_prior_12m_amount), 0) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(case when customer_key is not null then placed_revenue_amount end) as double) / nullif(case when sum(revenue_prior_12m_amount) > 0 then cast(sum(revenue_prior_12m_amount) as double) end, 0) - 1 as growth_share, "
        "cast(sum(cm1_12m_amount) as bigint) as cm1_12m_amount, cast(sum(cm3_12m_amount) as bigint) as cm3_12m_amount, count(cm3_12m_amount) as cm3_known_count, "
        f"cast(sum({hours}) as double) * cast(1e-6 as double) as contact_hours from ({rows}) as grouped group by matrix_code, matrix_group_class"
    )
    return f"select s.*, r.axes_correlation from ({summed}) as s left join ({_correlations()}) as r on r.matrix_code = s.matrix_code"


@step(
    title=msg("Moves in the classic matrices"),
    inputs=("customers", "matrix_places"),
    fields=(
        Field("matrix_code", msg("Matrix"), "class", codes=MATRIX_CODES),
        Field("from_group_class", msg("A year ago"), "class", codes=GROUPS),
        Field("to_group_class", msg("Now"), "class", codes=GROUPS),
        Field("customers_count", msg("Customers"), "count"),
        Field("sharp_count", msg("Sharp on both days"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    ),
)  # fmt: skip
def matrix_moves(params: dict[str, Any]) -> str:
    """Count the customers by cell a year ago and now; only those placed on one of the two days."""
    del params
    before = "coalesce(m.matrix_cell_before, 'undetermined')"
    now = "case when m.matrix_cell_class is not null then m.matrix_cell_class when m.open_class in ('not_key', 'excluded') then m.open_class else 'undetermined' end"
    return (
        f"select m.matrix_code, {before} as from_group_class, {now} as to_group_class, count(*) as customers_count, "
        "count(case when m.matrix_certainty = 'sharp' and m.matrix_certainty_before = 'sharp' then 1 end) as sharp_count, "
        "cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(c.revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount "
        "from matrix_places as m join customers as c on c.customer_key = m.customer_key where c.lines_count > 0 and (m.matrix_cell_class is not null or m.matrix_cell_before is not null) "
        f"group by m.matrix_code, {before}, {now}"
    )


def _others() -> str:
    """Select the places in the matrices that have reports of their own, of the customers listed."""
    cells = {code: ", ".join(f"'{name}'" for name, _ in listed) for code, _, listed in OTHERS}
    profit = "case p.cell_certainty_class when 'certain' then 'sharp' when 'provisional' then 'provisional' else 'undetermined' end"
    sources = {
        "portfolio": (
            "m.portfolio_cell",
            "m.portfolio_certainty",
            "portfolio_matrix as m on m.customer_key = l.customer_key",
        ),
        "kaism": ("m.kaism_cell", "m.kaism_certainty", "kaism as m on m.customer_key = l.customer_key"),
        "profitability": (
            "p.profit_cell_class",
            profit,
            "profitability_cells as p on p.customer_key = l.customer_key",
        ),
        "price_cost": (
            "x.price_cost_class",
            "cast(null as varchar)",
            "price_cost_place as x on x.customer_key = l.customer_key",
        ),
    }
    return " union all ".join(
        f"select l.customer_key, '{code}' as matrix_code, case when {cell} in ({cells[code]}) then {cell} end as matrix_cell_class, {sure} as matrix_certainty from listed as l join {joined}"
        for code, (cell, sure, joined) in sources.items()
    )


@step(
    title=msg("What each matrix says of the largest customers"),
    inputs=("customers", "matrix_places", "portfolio_matrix", "kaism", "profitability_cells", "price_cost_place"),
    fields=(
        *NAMED,
        Field("matrix_code", msg("Matrix"), "class", codes=(*MATRIX_CODES, *((code, title) for code, title, _ in OTHERS))),
        Field("matrix_cell_class", msg("Cell"), "class", codes=tuple(dict((*(cell for _, _, cells in OTHERS for cell in cells), *CELL_CODES)).items())),
        Field("matrix_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("open_class", msg("What is open"), "class", codes=OPENS),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
        *(Field(name, msg("Part of the weight known"), "share") if name.endswith("_coverage") else Field(name, msg("Value on the axis"), "number") for name in _POINTS),
        Field("third_value", msg("Third axis"), "number"),
        Field("third_level", msg("Level of the third axis"), "number"),
        Field("fit_number", msg("Criteria that differ"), "number"),
        Field("mode_class", msg("Way to manage it"), "class", codes=MODES),
        Field("used_mode_class", msg("Way in use"), "class", codes=MODES),
    ),
)  # fmt: skip
def matrix_list(params: dict[str, Any]) -> str:
    """List the 200 customers with the largest revenue, one row for each matrix that knows anything of them."""
    del params
    listed = (
        "select customer_key, customer_id, customer_name, revenue_12m_amount, cm3_12m_amount from (select customer_key, customer_id, customer_name, revenue_12m_amount, cm3_12m_amount, "
        f"row_number() over (order by revenue_12m_amount desc, customer_id) as place from customers where lines_count > 0) as ordered where place <= {MOST_ROWS}"
    )
    numbers = (*_POINTS, "third_value", "third_level", "fit_number")
    words = ("open_class", "mode_class", "used_mode_class")
    nothing = ", ".join(
        (
            *(f"cast(null as double) as {n}" for n in numbers),
            *(f"cast(null as varchar) as {n}" for n in words),
        )
    )
    classic = f"select m.customer_key, m.matrix_code, m.matrix_cell_class, m.matrix_certainty, {', '.join(f'm.{n}' for n in (*numbers, *words))} from listed as l join matrix_places as m on m.customer_key = l.customer_key"
    return (
        f"with listed as ({listed}) select l.customer_key, l.customer_id, l.customer_name, p.matrix_code, p.matrix_cell_class, p.matrix_certainty, l.revenue_12m_amount, l.cm3_12m_amount, "
        f"{', '.join(f'p.{n}' for n in (*numbers, *words))} from listed as l join ({classic} union all select o.*, {nothing} from ({_others()}) as o) as p on p.customer_key = l.customer_key"
    )


@step(
    title=msg("Who supplies whom"),
    inputs=("customers", "rival_shares", "customer_criteria", "customer_evidence", "segment_facts"),
    fields=(
        *NAMED,
        Field("segment_id", msg("Segment"), "text"),
        Field("competitor_id", msg("Competitor"), "text"),
        Field("product_family", msg("Product family"), "text"),
        Field("rival_share", msg("Share"), "share"),
        Field("own_share", msg("Our share"), "share", msg("as the portfolio knows it: revenue / wallet, else as stated")),
        Field("demand_growth_share", msg("Growth of its demand"), "share", msg("observation demand_growth, else customer_growth")),
        Field("market_growth_share", msg("Growth of the market"), "share", msg("newest observation market_growth of the segment")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def matrix_suppliers(params: dict[str, Any]) -> str:
    """List the shares of competitors at the customers with the largest revenue, with ours and the growth of their demand (step 2 of Campbell & Cunningham); 200 rows."""
    del params
    told = "select customer_key, max(case when measure_code = 'demand_growth' then value end) as demand, max(case when measure_code = 'customer_growth' then value end) as own_growth from customer_evidence where measure_code in ('demand_growth', 'customer_growth') and status_class in ('known', 'conflicting') group by customer_key"
    own = "select customer_key, max(value_number) as own_share from customer_criteria where axis_class = 'importance' and criterion = 'wallet_share' and is_scored = 1 group by customer_key"
    market = "select segment_id, max(value_number) as growth from segment_facts where measure_code = 'market_growth' and newest_number = 1 group by segment_id"
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, c.segment_id, r.competitor_id, r.product_family, r.rival_share, o.own_share, coalesce(t.demand, t.own_growth) as demand_growth_share, g.growth as market_growth_share, c.revenue_12m_amount "
        f"from rival_shares as r join customers as c on c.customer_key = r.customer_key left join ({own}) as o on o.customer_key = c.customer_key left join ({told}) as t on t.customer_key = c.customer_key "
        f"left join ({market}) as g on g.segment_id = c.segment_id where r.rival_share > 0 and c.lines_count > 0"
    )
    columns = "customer_key, customer_id, customer_name, segment_id, competitor_id, product_family, rival_share, own_share, demand_growth_share, market_growth_share, revenue_12m_amount"
    order = "revenue_12m_amount desc, customer_id, case when product_family is null then 0 else 1 end, product_family, rival_share desc, competitor_id"
    return f"select {columns} from (select {columns}, row_number() over (order by {order}) as place from ({rows}) as shared) as placed where place <= {MOST_ROWS}"
