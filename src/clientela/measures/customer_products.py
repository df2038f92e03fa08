"""Measures of the table customer x product over the last 12 months: breadth."""

from clientela.base.declare import measure
from clientela.base.i18n import msg


@measure(
    title=msg("Products, last 12 months"),
    unit="count",
    formula=msg(
        "number of different products bought with a positive sum in the last 12 months; unknown when no line names a product"
    ),
)
def products_12m_count() -> str:
    """Different products bought."""
    return "nullif(sum(case when product_key <> 0 and revenue_12m_amount > 0 then 1 else 0 end), 0)"


@measure(
    title=msg("Product families, last 12 months"),
    unit="count",
    formula=msg(
        "number of different families bought with a positive sum in the last 12 months; unknown when no product has a family"
    ),
)
def families_12m_count() -> str:
    """Different families bought."""
    return "nullif(count(distinct case when revenue_12m_amount > 0 then product_family end), 0)"
