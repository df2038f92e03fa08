"""Additive measures of sales lines. They are computed per customer and day, and add up at any grain.

Here `net_amount` and `cost_amount` are in the reporting currency (1/10,000); `is_known` and `is_estimated` (1 or 0) say whether the
cost of a line is on the line, or estimated (stated so, or quantity x a unit cost); neither: the cost is unknown.
"""

from clientela.base.declare import measure
from clientela.base.i18n import msg


@measure(
    title=msg("Revenue"),
    unit="money",
    formula=msg("sum of the net amounts of all accepted lines; credit notes count with their minus"),
)
def revenue_amount() -> str:
    """Net revenue."""
    return "sum(net_amount)"


@measure(
    title=msg("Revenue with known cost"),
    unit="money",
    formula=msg("sum of net amounts of the lines that carry a cost"),
)
def known_revenue_amount() -> str:
    """Revenue of the lines whose cost is on the line."""
    return "sum(case when is_known = 1 then net_amount else 0 end)"


@measure(
    title=msg("Revenue with estimated cost"),
    unit="money",
    formula=msg("sum of net amounts of the lines costed by the product's unit cost"),
    needs="estimated_cost_amount",
    without="0",
)
def estimated_revenue_amount() -> str:
    """Revenue of the lines whose cost comes from the product."""
    return "sum(case when is_estimated = 1 then net_amount else 0 end)"


@measure(
    title=msg("Contribution margin 1, known part"),
    unit="money",
    formula=msg("net amount less cost, over the lines that carry a cost"),
    source="Marn & Rosiello 1992; Cooper & Kaplan 1991",
)
def margin_known_amount() -> str:
    """CM1 of the lines whose cost is on the line."""
    return "sum(case when is_known = 1 then net_amount - cost_amount end)"


@measure(
    title=msg("Contribution margin 1, estimated part"),
    unit="money",
    formula=msg("net amount less quantity times unit cost, over the lines without a cost of their own"),
    needs="estimated_cost_amount",
)
def margin_estimated_amount() -> str:
    """CM1 of the lines costed by the product's unit cost."""
    return "sum(case when is_estimated = 1 then net_amount - cost_amount end)"


@measure(
    title=msg("Turnover without sign"),
    unit="money",
    formula=msg("sum of the net amounts without their sign: the base of the coverage of margin"),
)
def moved_amount() -> str:
    """Absolute money moved, the denominator of coverage."""
    return "sum(abs(net_amount))"


@measure(
    title=msg("Turnover without sign, cost known"),
    unit="money",
    formula=msg("the same over the lines that carry a cost"),
)
def moved_known_amount() -> str:
    """Absolute money moved on lines with a known cost."""
    return "sum(case when is_known = 1 then abs(net_amount) else 0 end)"


@measure(
    title=msg("Lines without any cost"),
    unit="count",
    formula=msg("number of lines whose cost is neither given nor to be estimated"),
)
def uncosted_lines_count() -> str:
    """Lines whose margin is unknown."""
    return "sum(case when is_known + is_estimated = 0 then 1 else 0 end)"


@measure(
    title=msg("Orders"),
    unit="count",
    formula=msg(
        "number of distinct documents that are no credit notes; without document numbers, days with a purchase"
    ),
)
def orders_count() -> str:
    """Distinct non-credit documents."""
    return "sum(cast(is_first_line as integer))"


@measure(title=msg("Lines"), unit="count", formula=msg("number of accepted lines"))
def lines_count() -> str:
    """Accepted lines."""
    return "count(*)"


@measure(
    title=msg("Returns"),
    unit="money",
    formula=msg("sum of the net amounts of credit notes and of negative lines, without the minus"),
)
def returns_amount() -> str:
    """Money given back."""
    return "sum(case when is_credit or net_amount < 0 then -net_amount else 0 end)"


@measure(
    title=msg("Gross amount where stated"),
    unit="money",
    formula=msg("sum of the amounts before discount, over the lines that state one"),
    needs="gross_amount",
)
def gross_amount() -> str:
    """List money of the lines that state it."""
    return "sum(case when gross_amount is not null then gross_amount end)"


@measure(
    title=msg("Discount"),
    unit="money",
    formula=msg("amount before discount less net amount, over the lines that state both"),
    needs="gross_amount",
)
def discount_amount() -> str:
    """Money given as discount on the document."""
    return "sum(case when gross_amount is not null then gross_amount - net_amount end)"
