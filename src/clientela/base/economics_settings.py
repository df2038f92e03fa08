"""Settings of the economics: what serving a customer costs, service promised, prices, range, potential."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class CostToServe:
    """What one occurrence costs, in units of the reporting currency. What is not written here is not known, and never counted as zero."""

    order_amount: float | None = None
    """Handling one order: taking it, checking it, invoicing it."""
    line_amount: float | None = None
    """Handling one line of an order: picking and packing."""
    small_order_amount: float | None = None
    """What an order below `small_order_below` costs on top."""
    small_order_below: float = 100.0
    """Net value below which an order is small."""
    delivery_amount: float | None = None
    """One delivery, where the delivery itself states no freight."""
    visit_hour_amount: float | None = None
    """One hour of a sales person with the customer or on the way there."""
    visit_minutes: float = 60.0
    """Minutes of a contact that states none."""
    return_amount: float | None = None
    """Handling one credit note."""
    complaint_amount: float | None = None
    """Handling one complaint, where the complaint itself states no cost."""
    late_day_amount: float | None = None
    """Each day that a payment is late: reminders and telephone calls."""


@dataclass(frozen=True, slots=True)
class Economics:
    """The contribution of a customer."""

    capital_cost_share: float = 0.08
    """Yearly cost of the capital that open receivables bind."""
    least_cost_coverage_share: float = 0.60
    """Share of a customer's revenue whose cost must be known; the lines without one are then taken at the margin of the others."""
    sensitivity_share: float = 0.20
    """By how much the assumed costs are moved up and down to see whose contribution changes its sign."""
    new_customer_months: int = 18
    """A customer whose first order is younger is marked new: its first year says little."""
    fixed_cost_amount: float | None = None
    """Fixed costs of the company in a year, to weigh the loss of the largest customers against; not written: not known."""


@dataclass(frozen=True, slots=True)
class Service:
    """What was promised to customers and how it is judged."""

    on_time_in_full_targets: tuple[float, float, float] = (0.98, 0.95, 0.90)
    """Share of lines delivered on time and in full that classes A, B and C are to get."""
    quantity_tolerance_share: float = 0.0
    """A line counts as full when no more than this share of the ordered quantity is missing."""
    early_days: int = 3
    """Days before the wanted day on which a delivery still counts as on time."""
    carrying_rate_share: float = 0.20
    """Yearly cost of holding stock, as a share of its value."""
    last_contact_days: int = 30
    """Days after which a class A customer without a contact is one to call."""
    class_c_serve_share: float = 0.10
    """What serving a class C customer may cost, as a share of its net-net revenue."""
    response_hours: float = 4.0
    """Working hours within which class A is to be answered."""
    data_depth_targets: tuple[float, float, float] = (0.80, 0.60, 0.40)
    """Share of the sheet of their class that is to be known of customers of class A, B and C."""
    contacts_a_year: tuple[float, float, float] = (24.0, 12.0, 2.0)
    """Contacts a year that customers of class A, B and C are to get."""
    logistics_loss_change_share: float | None = None
    """An option of logistics: by how much it lowers the yearly probability that the customer is lost. Until every figure of the option is written, it is not judged."""
    logistics_gain_share: float | None = None
    """Option of logistics: by which share of what the customer buys now it will buy more."""
    logistics_failures_avoided_share: float | None = None
    """Option of logistics: which share of the lines that fail today will not fail."""
    logistics_failure_amount: float | None = None
    """Option of logistics: what one failed line costs us."""
    logistics_stock_service_share: float | None = None
    """Option of logistics: the cycle service that the safety stock is held for, such as 0.95; 0 for an option without stock. It is no OTIF."""
    logistics_lead_time_days: float | None = None
    """Option of logistics: days from ordering the goods to having them, over which demand must be covered."""
    logistics_handling_amount: float | None = None
    """Option of logistics: what it costs a year for each customer, beside the stock."""
    logistics_capital_amount: float | None = None
    """Option of logistics: what is invested once."""
    logistics_years: float | None = None
    """Option of logistics: years it lasts."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices realised against those of the other customers."""

    least_customers: int = 3
    """A reference price is given when at least so many customers bought the product."""
    corridor_share: float = 0.10
    """A discount that lies further than this above what customers of the same size get is a leak."""
    most_change_factor: float = 3.0
    """A unit price that changed by more than this factor is looked at as a change of unit, not of price."""
    corridor_peers: int = 10
    """Customers of the same kind and size whose discounts must be known for a discount to be compared with them."""
    least_coverage_share: float = 0.30
    """A price index that rests on less of what was invoiced than this places a customer nowhere."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Breadth and depth of what a customer buys."""

    least_family_share: float = 0.02
    """A family counts as one that customers of a kind buy when at least this share of them does, unless a list says so."""
    least_peers: int = 5
    """Customers of the same kind that must buy a family before it is suggested to another."""
    suggestions_count: int = 3
    """Suggestions given for each customer."""


@dataclass(frozen=True, slots=True)
class Potential:
    """How much a customer could buy."""

    wallet_quantile: float = 0.80
    """The quantile of what similar customers spend that stands for the wallet where nobody states it."""
    wallet_quantiles: tuple[float, float] = (0.70, 0.90)
    """The quantiles that bound it."""
    least_neighbours: int = 15
    """Similar customers that an estimate needs at least."""
    dual_source_share: float = 0.60
    """The largest share of its spend a customer with a rule of two suppliers gives to one."""
    attainable_quantile: float = 0.80
    """The quantile of the shares held at similar customers that counts as attainable."""
    least_shares: int = 5
    """Customers whose share of wallet is known in the same way that an attainable share needs at least."""
    matrix_axis: str = "contribution"
    """What the profitability matrix shows first: `contribution` or current `revenue`; the other one stands beside it."""
    rechannel_saving_share: float = 0.50
    """Share of the selling cost saved when a customer is served from the office, by the web or a distributor; 1 removes it."""
    most_price_rise_share: float = 0.05
    """The price rise that a customer below zero is asked for at most before it is let go."""
    investment_ceiling_share: float = 0.10
    """Share of the yearly potential margin that may be invested in getting it, in the cells that are to grow."""


SOUND: dict[str, Callable[[Any], bool]] = {
    "small_order_below": lambda value: value >= 0,
    "visit_minutes": lambda value: value > 0,
    "capital_cost_share": lambda share: 0 <= share < 1,
    "least_cost_coverage_share": lambda share: 0 < share <= 1,
    "sensitivity_share": lambda share: 0 < share < 1,
    "new_customer_months": lambda months: months >= 0,
    "on_time_in_full_targets": lambda shares: all(0 < s <= 1 for s in shares),
    "quantity_tolerance_share": lambda share: 0 <= share < 1,
    "early_days": lambda days: days >= 0,
    "carrying_rate_share": lambda share: 0 <= share < 1,
    "last_contact_days": lambda days: days >= 1,
    "class_c_serve_share": lambda share: 0 < share < 1,
    "response_hours": lambda hours: hours > 0,
    "data_depth_targets": lambda shares: all(0 <= s <= 1 for s in shares),
    "contacts_a_year": lambda counts: all(c >= 0 for c in counts),
    "logistics_loss_change_share": lambda share: share <= 1,
    "logistics_gain_share": lambda share: share <= 1,
    "logistics_failures_avoided_share": lambda share: share <= 1,
    "logistics_failure_amount": lambda amount: amount >= 0,
    "logistics_stock_service_share": lambda share: share == 0 or 0.5 <= share < 1,  # noqa: PLR2004 - below, no stock is held
    "logistics_lead_time_days": lambda days: days >= 0,
    "logistics_handling_amount": lambda amount: amount >= 0,
    "logistics_capital_amount": lambda amount: amount >= 0,
    "logistics_years": lambda years: years > 0,
    "least_customers": lambda count: count >= 1,
    "corridor_share": lambda share: 0 < share < 1,
    "most_change_factor": lambda factor: factor > 1,
    "corridor_peers": lambda count: count >= 4,  # noqa: PLR2004 - a quartile of fewer is one customer
    "least_coverage_share": lambda share: 0 <= share <= 1,
    "least_family_share": lambda share: 0 <= share <= 1,
    "least_peers": lambda count: count >= 1,
    "suggestions_count": lambda count: 1 <= count <= 20,  # noqa: PLR2004 - more nobody reads
    "wallet_quantile": lambda share: 0 < share < 1,
    "wallet_quantiles": lambda cuts: all(0 < c < 1 for c in cuts) and all(a < b for a, b in pairwise(cuts)),
    "least_neighbours": lambda count: count >= 5,  # noqa: PLR2004 - below, a quantile is one customer
    "dual_source_share": lambda share: 0 < share <= 1,
    "attainable_quantile": lambda share: 0 < share < 1,
    "least_shares": lambda count: count >= 3,  # noqa: PLR2004 - below, a quantile is one customer
    "matrix_axis": lambda axis: axis in ("contribution", "revenue"),
    "rechannel_saving_share": lambda share: 0 <= share <= 1,
    "most_price_rise_share": lambda share: 0 <= share < 1,
    "investment_ceiling_share": lambda share: 0 <= share <= 1,
}
"""What a value must be besides of the right kind."""
