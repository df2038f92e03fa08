"""What the base was worth a year ago and is worth now, customer by customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions._looking import COLUMNS, NUMBERS, prove
from clientela.predictions.customer_forecast import customer_forecast, frame_of
from clientela.predictions.customer_outlook import YEARS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

CHANGES = (
    ("existing", msg("Customers that stayed")),
    ("lost", msg("Customers without an order for a year")),
    ("new", msg("Customers won within the year")),
)


@step(
    title=msg("Forecast of a year ago"),
    inputs=("customer_days", "customer_register"),
    fields=customer_forecast.fields,
    uses=("as_of_day", "outlook"),
    form="arrays",
    columns={"customer_days": COLUMNS, "customer_register": NUMBERS},
)
def customer_forecast_before(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Forecast every customer as of twelve months before, from what was known on that day; no row without a year of history before it."""
    keys, _, proof = prove(params, frames)
    return frame_of(keys, None if proof is None else proof.earlier)


@step(
    title=msg("Value of the customers, now and a year ago"),
    inputs=("customer_outlook", "customer_forecast_before", "customer_ladder", "customer_measures"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("change_class", msg("Change"), "class", msg("won: first order within the last twelve months; lost: none within them; stayed: all others that were valued a year ago"), codes=CHANGES),
        Field("value_before_amount", msg("Value a year ago"), "money", msg("lifetime value over three years as of twelve months before: the forecast of that day, brought to contribution 3 by today's ratio of the customer so that the change is one of the forecast; unknown where no line has a cost"), "Gupta, Lehmann & Stuart 2004"),
        Field("value_now_amount", msg("Value now"), "money", msg("lifetime value over three years; see the outlook of the customers")),
        Field("value_change_amount", msg("Change of the value"), "money", msg("value now - value a year ago, of customers won the value now; unknown where a value that is needed is unknown")),
    ),
)  # fmt: skip
def customer_equity(params: dict[str, Any]) -> str:
    """Set the value of each customer beside that of a year ago; no row where the base was not valued then."""
    discount = 1 + params["outlook"].yearly_discount_share
    factors = " ".join(f"when year_ahead = {year} then {discount**-year!r}" for year in range(1, YEARS + 1))
    worth = f"cast(margin_mean_amount as double) * cast(case {factors} end as double)"
    before = (
        f"select customer_key, case when count(margin_mean_amount) = {YEARS} then sum({worth}) end as worth "
        "from customer_forecast_before group by customer_key"
    )
    ratio = "case when l.cm3_12m_amount is not null and l.cm1_12m_amount > 0 then cast(l.cm3_12m_amount as double) / nullif(case when l.cm1_12m_amount > 0 then cast(l.cm1_12m_amount as double) end, 0) end"
    joined = (
        "select o.customer_key, case when b.customer_key is null then 'new' when m.orders_12m_count = 0 then 'lost' else 'existing' end as change_class, "
        f"cast(round(b.worth * coalesce({ratio}, cast(1 as double))) as bigint) as value_before_amount, o.lifetime_value_amount as value_now_amount "
        "from customer_outlook as o join customer_measures as m on m.customer_key = o.customer_key left join customer_ladder as l on l.customer_key = o.customer_key "
        "left join earlier as b on b.customer_key = o.customer_key cross join (select count(*) as rows_count from customer_forecast_before) as t where t.rows_count > 0"
    )
    return (
        f"with earlier as ({before}), joined as ({joined}) select customer_key, change_class, value_before_amount, value_now_amount, "
        "case when change_class = 'new' then value_now_amount else value_now_amount - value_before_amount end as value_change_amount from joined"
    )
