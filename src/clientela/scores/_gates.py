"""The gates of the levels of a relation: each condition is met, not met, or unknown, and says where its answer comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.evidence._measures import MEASURES

if TYPE_CHECKING:
    from clientela.base.i18n import Message


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of one level. `sql` is 1 met, 0 not met, null unknown, over the columns of `facts`."""

    level: int
    name: str
    title: Message
    sql: str
    is_relational: bool = True
    """False where it counts orders, rank or share of wallet: what the relation is to explain cannot be part of it."""


_ORDERS_L2, _SHARE_L3, _RANK_L3, _SHARE_L4, _PAIRS, _REVIEWS = 4, 0.30, 2, 0.50, 4, 2
HALF_YEAR = 180
LOST_POINTS = 0.10
SEVERE_DAYS = 60
"""Days an open severe complaint may stay open."""


def flag(code: str) -> str:
    """Return 1, 0 or null for a measure that is yes or no."""
    return f"case when e.{code} >= 0.5 then 1 when e.{code} is not null then 0 end"


def either(*conditions: str) -> str:
    """Return 1 when one holds, 0 when none can, else null: unknown or not met is unknown (Kleene 1952)."""
    some = " or ".join(f"({c}) = 1" for c in conditions)
    none = " and ".join(f"({c}) = 0" for c in conditions)
    return f"case when {some} then 1 when {none} then 0 end"


def at_least(value: str, least: float) -> str:
    """Return 1 when a value reaches a limit, 0 when it does not, null without it."""
    return f"case when ({value}) is not null then case when ({value}) >= {least!r} then 1 else 0 end end"


def _at_most(value: str, most: float) -> str:
    return f"case when ({value}) is not null then case when ({value}) <= {most!r} then 1 else 0 end end"


_WALLET = "f.wallet_share"
_QUALIFIED = either(
    flag("vendor_qualified"), at_least("e.formal_status", 3.0), "case when f.contracts_count > 0 then 1 end"
)
GATES = (
    Gate(1, "orders_24m", msg("An order within 24 months"), at_least("f.orders_24m", 1), is_relational=False),
    Gate(2, "orders_12m", msg("Four orders in 12 months, or a framework in force"), either(at_least("f.orders_12m", _ORDERS_L2), "case when f.contracts_count > 0 then 1 when f.contracts_count = 0 then 0 end"), is_relational=False),
    Gate(2, "qualified", msg("Supplier qualification done"), _QUALIFIED),
    Gate(3, "functions", msg("Two functions on each side in contact within 180 days"), f"coalesce({at_least('e.functions_in_contact', 2)}, {at_least('f.functions_met', 2)})"),
    Gate(3, "forecast", msg("Forecast or plan shared"), flag("forecast_shared")),
    Gate(3, "position", msg("First or second supplier, or 30 % of what it spends"), either(_at_most("e.supplier_rank", _RANK_L3), at_least(_WALLET, _SHARE_L3)), is_relational=False),
    Gate(3, "complaints", msg("Complaints handled together, or none in two years"), f"coalesce({flag('complaints_joint')}, case when f.complaints_24m = 0 then 1 end)"),
    Gate(4, "pairs", msg("Four pairs of functions in contact"), f"coalesce({at_least('e.function_pairs', _PAIRS)}, {at_least('f.pairs_met', _PAIRS)})"),
    Gate(4, "sponsors", msg("Sponsors in both managements"), flag("executive_sponsor")),
    Gate(4, "joint_plan", msg("Written joint plan with targets"), flag("joint_plan")),
    Gate(4, "adaptation", msg("Something adapted for the other side"), either(flag("specific_adaptation"), at_least("e.ori_buyer_adaptation", 2), at_least("e.ori_seller_adaptation", 2))),
    Gate(4, "half_of_wallet", msg("Half of what it spends, or only source in a strategic family"), either(at_least(_WALLET, _SHARE_L4), flag("sole_source")), is_relational=False),
    Gate(4, "reviews", msg("Two review meetings a year"), at_least("e.review_meetings", _REVIEWS)),
    Gate(5, "integration", msg("Processes or systems integrated"), flag("system_integration")),
    Gate(5, "development", msg("Joint development or investment"), flag("joint_development")),
    Gate(5, "open_book", msg("Open book or shared indicators"), flag("open_book")),
    Gate(5, "alliance", msg("Contract of the kind of an alliance"), flag("alliance_contract")),
)  # fmt: skip
"""Source: own proposal, after Webster 1992, Dwyer, Schurr & Oh 1987, Millman & Wilson 1995."""
ALARMS = (
    ("key_contact", msg("Key contact gone and not replaced"), flag("key_contact_left")),
    ("tender", msg("Whole business put out to tender"), flag("whole_business_tender")),
    ("notice", msg("Formal notice given"), flag("notice_given")),
    ("complaint", msg("Severe complaint open for more than 60 days"), "case when f.severe_open > 0 then 1 when f.severe_open = 0 then 0 end"),
    ("wallet", msg("Share of wallet down by ten points in a year"), f"case when e.share_of_wallet is not null and b.share_of_wallet is not null then case when b.share_of_wallet - e.share_of_wallet >= {LOST_POINTS - 1e-9!r} then 1 else 0 end end"),
    ("declared", msg("Called declining"), "d.is_declining"),
)  # fmt: skip
"""Any of these makes a relation one that falls apart."""
CONNECTORS = (
    ("ori_information", msg("Information exchange"), 20.0), ("ori_operations", msg("Operational linkages"), 20.0), ("ori_legal", msg("Legal bonds"), 15.0),
    ("ori_norms", msg("Cooperative norms"), 20.0), ("ori_buyer_adaptation", msg("Adaptations by the customer"), 15.0), ("ori_seller_adaptation", msg("Adaptations by us"), 10.0),
)  # fmt: skip
"""The six connectors of Cannon & Perreault 1999; weights: own proposal. Each 0 to 4."""
MOST_CONNECTED = 4.0
LEVELS = 5
STATED = (
    "vendor_qualified", "formal_status", "functions_in_contact", "forecast_shared", "supplier_rank", "share_of_wallet", "complaints_joint", "function_pairs",
    "executive_sponsor", "joint_plan", "specific_adaptation", "sole_source", "review_meetings", "system_integration", "joint_development", "open_book",
    "alliance_contract", "key_contact_left", "whole_business_tender", "notice_given", *(name for name, _, _ in CONNECTORS),
)  # fmt: skip
"""The measures of observations that gates and connectors read."""


def stated_sql(table: str, codes: tuple[str, ...] = STATED) -> str:
    """Select the ruling value of each measure by customer; what only the customer can say and we judged ourselves opens no gate."""
    columns = [f"max(case when measure_code = '{code}' then value end) as {code}" for code in codes]
    columns += [
        f"{how}(case when measure_code = '{code}' then value_{end} end) as {code}_{end}"
        for code, _, _ in CONNECTORS
        if code in codes
        for how, end in (("min", "low"), ("max", "high"))
    ]
    named = ", ".join(f"'{code}'" for code in codes)
    theirs = ", ".join(f"'{code}'" for code in codes if MEASURES[code].is_by_customer)
    ours = f" and (source_class <> 'J' or measure_code not in ({theirs}))" if theirs else ""
    return f"select customer_key, {', '.join(columns)} from {table} where status_class in ('known', 'conflicting') and measure_code in ({named}){ours} group by customer_key"
