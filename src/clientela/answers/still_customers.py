"""Question 1: which customers shall we presumably still have in three years?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, add_up, call, count, ratio
from clientela.base.i18n import msg
from clientela.blocks import Column, Kpi, Table
from clientela.predictions.customer_outlook import VERDICTS

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("Which customers shall we presumably still have in three years?")
_METHOD = msg(
    "Probability of at least one order in months 25 to 36, from each customer's own rhythm and what became of customers like it; summed over the customers, with shocks that they share."
)
_WHOLE_MONTHS = 24
_MISSING = msg(
    "The years ahead are not forecast: that takes at least twelve months of invoices with a day, and 20 customers that ordered more than once."
)


def answer_still_customers(given: Given) -> Answer:
    """Count and name the customers by the probability of an order in the third year (dossier 7.2)."""
    years = sorted(given.tables["outlook_years"], key=lambda r: r["year_ahead"])
    if not years:
        return not_answerable(
            _MISSING,
            method=_METHOD,
            ask_next=(msg("Import older invoices: 36 months and more make the answer sharp."),),
        )
    last = years[-1]
    classes = given.tables["outlook_classes"]
    likely, unlikely = (add_up(classes, f"{name}_count") or 0 for name in ("likely", "unlikely"))
    uncertain = add_up(classes, "uncertain_count") or 0
    months = [r["month_number"] for r in given.tables["revenue_by_month"]]
    is_short = not months or max(months) - min(months) + 1 < _WHOLE_MONTHS
    rows = sorted(
        (r for r in given.tables["lifetime_list"] if r["active_36m_probability"] is not None),
        key=lambda r: (-r["active_36m_probability"], str(r["customer_id"])),
    )
    verdicts = dict(VERDICTS)
    listed = Table(
        "still_customers",
        msg("The most valuable customers, the surest first"),
        (*NAMED, Column("active_36m_probability", msg("Orders in the third year"), "share"), Column("outlook_verdict", msg("Verdict"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"),
         Column("lifetime_value_amount", msg("Lifetime value, three years"), "money"), Column("security_class", msg("Security"), "text")),
        tuple((r["customer_id"], r["customer_name"], r["active_36m_probability"], call(r["outlook_verdict"], verdicts), r["revenue_12m_amount"], r["lifetime_value_amount"], r["security_class"]) for r in rows),
        currency=given.currency,
        limit=SHOWN,
    )  # fmt: skip
    figures = (
        Kpi("active_36m", msg("Will order in the third year"), round(last["active_mean_number"]), "count",
            msg("{low} to {high} of {all}, in four cases of five", low=count(last["active_low_number"]), high=count(last["active_high_number"]), all=count(last["customers_count"]))),
        Kpi("likely", msg("Likely"), likely, "count"),
        Kpi("uncertain", msg("Uncertain"), uncertain, "count"),
        Kpi("unlikely", msg("Unlikely"), unlikely, "count"),
        Kpi("margin_36m", msg("Margin they bring in the third year"), last["margin_mean_amount"], "money", msg("of {known} customers whose margin is known", known=count(last["margin_known_count"])), given.currency),
    )  # fmt: skip
    return Answer(
        "partial" if is_short else "answered",
        msg(
            "About {mean} of {all} customers: {likely} are likely, {uncertain} uncertain, {unlikely} unlikely to be still there.",
            mean=count(last["active_mean_number"]), all=count(last["customers_count"]), likely=count(likely), uncertain=count(uncertain), unlikely=count(unlikely),
        ),
        _METHOD,
        figures,
        (listed,) if rows else (),
        coverage=ratio(last["margin_known_count"], last["customers_count"]),
        assumptions=(
            msg("What customers of this base did in the past, they go on doing; customers not yet won are not in these figures."),
        ),
        would_change=msg("A notice, a closure, a signed contract or a new rival: none of these is in the invoices."),
        ask_next=(msg("Ask the uncertain ones with the largest margin for their plans for the next two or three years."),),
        because=msg("There are less than 24 months of history: who buys once a year cannot be told from who has gone.") if is_short else None,
    )  # fmt: skip


still_customers = Question(
    "still_customers",
    1,
    _TITLE,
    ("outlook_years", "outlook_classes", "lifetime_list", "revenue_by_month"),
    answer_still_customers,
)
