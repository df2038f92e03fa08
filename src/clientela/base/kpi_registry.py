"""The packaged indicators: each with its formula, who answers for it by default and the decision it serves.

Formulas are written in the small language of `analyses/_kpi_formula.py`, as those of a company are.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientela.base.i18n import Message, msg

SCOPES = ("month", "customer", "base")
UNITS = ("money", "share", "count", "number", "days")
DIRECTIONS = ("up", "down", "none")

_DIRECTOR = msg("Sales director")
_COMMERCIAL = msg("Commercial director")
_FINANCE = msg("Finance")
_ANALYST = msg("Analyst")
_SERVICE = msg("Customer service")
_LOGISTICS = msg("Logistics")
_KEY = msg("Key account managers")

_PREDICTIONS = msg("predictions: how likely each customer still buys in three years")
_JUDGED = msg("observations: what the customers say of us, with source and date")
_PEOPLE = msg("the people of the customers and who knows them")


@dataclass(frozen=True, slots=True)
class PackagedKpi:
    """One indicator of the packaged set."""

    code: str
    title: Message
    over: str
    """Over what the formula is computed, one of `SCOPES`; empty when it cannot be computed yet."""
    formula: str
    unit: str
    direction: str
    owner: Message
    decision: Message
    needs: Message | None = None
    """What has to be there before it can be computed at all."""
    source: str = ""


_BOUGHT_BEFORE = "lines_prior_12m_count > 0"
_OVERDUE = "overdue_30_amount + overdue_60_amount + overdue_90_amount + overdue_more_amount"

PACKAGED = (
    PackagedKpi("revenue", msg("Revenue"), "month", "revenue_amount", "money", "up", _DIRECTOR, msg("where to send sales people, and whether the plan holds")),
    PackagedKpi("cm1", msg("Contribution 1"), "month", "cm1_amount", "money", "up", _FINANCE, msg("prices and assortment"), source="Cooper & Kaplan 1991"),
    PackagedKpi("cm3", msg("Contribution 3"), "month", "cm3_amount", "money", "up", _COMMERCIAL, msg("which customers to develop and which to repair"), source="Cooper & Kaplan 1991"),
    PackagedKpi("cm3_share", msg("Contribution 3 in per cent"), "month", "cm3_amount / revenue_amount", "share", "up", _COMMERCIAL, msg("which customers to develop and which to repair")),
    PackagedKpi("cm3_per_hour", msg("Contribution 3 per hour of contact"), "month", "cm3_amount / contact_hours", "money", "up", _DIRECTOR, msg("to whom the hours of the sales people go")),
    PackagedKpi("serve_share", msg("Cost-to-serve in per cent"), "month", "serve_amount / revenue_amount", "share", "down", _FINANCE, msg("minimum orders, delivery terms and visits"), source="Kaplan & Narayanan 2001"),
    PackagedKpi("price_index", msg("Price index"), "customer", "sum(priced_12m_amount) / sum(reference_12m_amount)", "number", "none", _COMMERCIAL, msg("price negotiations"), source="Shapiro, Rangan, Moriarty & Ross 1987"),
    PackagedKpi("discount_leak", msg("Discount leak"), "customer", "sum(discount_leak_amount)", "money", "down", _COMMERCIAL, msg("which discounts to take back"), source="Marn & Rosiello 1992"),
    PackagedKpi("active_customers", msg("Active customers, last 12 months"), "customer", "count(where lines_12m_count > 0)", "count", "up", _DIRECTOR, msg("how much to spend on winning and on keeping customers")),
    PackagedKpi("second_orders", msg("New customers with a second order"), "month", "second_order_count", "count", "up", _DIRECTOR, msg("whether winning new customers pays")),
    PackagedKpi("lost_customers", msg("Lost customers"), "customer", f"count(where lifecycle_state = 'L' and {_BOUGHT_BEFORE})", "count", "down", _DIRECTOR, msg("whom to win back and what to mend")),
    PackagedKpi("lost_cm3", msg("Contribution 3 of lost customers, 12 months before"), "customer", f"sum(cm3_prior_12m_amount where lifecycle_state = 'L' and {_BOUGHT_BEFORE})", "money", "down", _DIRECTOR, msg("whom to win back and what to mend")),
    PackagedKpi("retention", msg("Customers kept"), "customer", f"count(where {_BOUGHT_BEFORE} and lines_12m_count > 0) / count(where {_BOUGHT_BEFORE})", "share", "up", _DIRECTOR, msg("how much to spend on keeping customers"), source="Reichheld & Sasser 1990"),
    PackagedKpi("gross_retention", msg("Revenue kept, without growth"), "customer", "sum(least(greatest(revenue_12m_amount, 0), revenue_prior_12m_amount) where revenue_prior_12m_amount > 0) / sum(revenue_prior_12m_amount where revenue_prior_12m_amount > 0)", "share", "up", _DIRECTOR, msg("how much to spend on keeping customers")),
    PackagedKpi("net_retention", msg("Revenue kept, with growth"), "customer", "sum(revenue_12m_amount where revenue_prior_12m_amount > 0) / sum(revenue_prior_12m_amount where revenue_prior_12m_amount > 0)", "share", "up", _DIRECTOR, msg("growth with whom we have, or with new customers")),
    PackagedKpi("future_contribution", msg("Contribution still there in three years"), "", "", "money", "up", _COMMERCIAL, msg("what to invest in the base"), _PREDICTIONS),
    PackagedKpi("business_at_risk", msg("Business at risk"), "", "", "money", "down", _COMMERCIAL, msg("contracts and hedges"), _PREDICTIONS),
    PackagedKpi("effective_customers", msg("Effective number of customers"), "base", "effective_number", "number", "up", _COMMERCIAL, msg("how far we depend on a few"), source="Hirschman 1945; Herfindahl 1950"),
    PackagedKpi("largest_customer", msg("Share of the largest customer"), "base", "largest_share", "share", "down", _COMMERCIAL, msg("how far we depend on a few")),
    PackagedKpi("gini", msg("Gini coefficient"), "base", "gini_index", "number", "none", _ANALYST, msg("how unequal effort may be"), source="Gini 1912"),
    PackagedKpi("breadth", msg("Breadth: eligible families bought"), "customer", "sum(eligible_bought_count) / sum(eligible_count)", "share", "up", _DIRECTOR, msg("what to offer to whom")),
    PackagedKpi("depth", msg("Depth: grade of what is bought"), "", "", "number", "up", _DIRECTOR, msg("what better product to offer"), msg("grades of the products")),
    PackagedKpi("share_of_wallet", msg("Share of customer"), "", "", "share", "up", _DIRECTOR, msg("where there is room to grow"), msg("what the customers spend in all, stated or estimated")),
    PackagedKpi("matched_customers", msg("Customers that matter and value us"), "", "", "share", "up", _COMMERCIAL, msg("where to invest in the relation"), _JUDGED),
    PackagedKpi("relation_strength", msg("Strength of the relations"), "", "", "number", "up", _KEY, msg("which relations to strengthen"), _JUDGED),
    PackagedKpi("level_moves", msg("Relations that rose or fell a level"), "", "", "count", "up", _KEY, msg("which relations to strengthen"), _JUDGED),
    PackagedKpi("decision_coverage", msg("Deciders known at class A customers"), "", "", "share", "up", _KEY, msg("whom to meet"), _PEOPLE),
    PackagedKpi("single_thread", msg("Customers held by one contact"), "", "", "share", "down", _KEY, msg("whom to meet"), _PEOPLE),
    PackagedKpi("visit_plan", msg("Contacts made against plan"), "customer", "sum(contacts_12m_count where planned_contacts > 0) / sum(planned_contacts where planned_contacts > 0)", "share", "up", _DIRECTOR, msg("the visit plan of the next months")),
    PackagedKpi("visit_cost", msg("Cost of a visit"), "customer", "sum(visit_cost_12m_amount) / sum(visits_12m_count)", "money", "down", _DIRECTOR, msg("visit, call or web")),
    PackagedKpi("on_time_in_full", msg("On time and in full, against the requested day"), "month", "otif_lines_count / judged_lines_count", "share", "up", _LOGISTICS, msg("what to invest in logistics"), source="common practice (SCOR)"),
    PackagedKpi("complaint_age", msg("Mean age of open complaints"), "customer", "sum(complaint_age_days * complaints_open_count) / sum(complaints_open_count)", "days", "down", _SERVICE, msg("which complaints to settle first")),
    PackagedKpi("overdue", msg("Overdue receivables"), "customer", f"sum({_OVERDUE}) / sum(greatest(not_due_amount, 0) + {_OVERDUE})", "share", "down", _FINANCE, msg("credit limits and reminders")),
    PackagedKpi("cost_coverage", msg("Revenue whose cost is known"), "month", "costed_revenue_amount / revenue_amount", "share", "up", _ANALYST, msg("how far contributions can be trusted")),
    PackagedKpi("orders", msg("Orders"), "month", "orders_count", "count", "up", _DIRECTOR, msg("where to send sales people")),
    PackagedKpi("buying_customers", msg("Customers that bought in the month"), "month", "buying_count", "count", "up", _DIRECTOR, msg("whom to call")),
    PackagedKpi("margin_share", msg("Margin in per cent"), "month", "cm1_amount / revenue_amount", "share", "up", _COMMERCIAL, msg("prices and assortment")),
    PackagedKpi("discount", msg("Discount on the documents"), "month", "discount_amount / gross_amount", "share", "down", _COMMERCIAL, msg("who may grant which discount"), source="Marn & Rosiello 1992"),
    PackagedKpi("returns", msg("Returns in per cent of revenue"), "month", "returns_amount / (revenue_amount + returns_amount)", "share", "down", _SERVICE, msg("quality and wrong deliveries")),
)  # fmt: skip
BY_CODE = {kpi.code: kpi for kpi in PACKAGED}
