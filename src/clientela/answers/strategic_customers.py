"""Question 7: are the strategic customers only those we invoice most?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, count, ratio, share
from clientela.base.i18n import msg
from clientela.blocks import Column, Kpi, Table

if TYPE_CHECKING:
    from clientela.answers._contract import Given
    from clientela.answers._rows import Row

_TITLE = msg("Are the strategic customers only those we invoice most?")
_METHOD = msg(
    "The customers that are attractive and to whom we matter, beside as many with the largest revenue: customers in both lists / customers in either (Jaccard)."
)
_ENOUGH = 0.6
_FINDINGS = {
    "false_star": msg("Large, but not strategic"),
    "hidden_gem": msg("Strategic or to be won, but not large"),
    "undetermined_a": msg("Large, not enough known"),
}


def _overlaps(row: Row) -> Table:
    """Set the three ways to call a customer strategic against as many of the largest revenue; a way nobody is known by has no likeness."""
    ways = (
        (msg("Attractive, and important to it"), "strategic_count", "shared_count", "jaccard_share"),
        (msg("Key account by the selection"), "key_count", "key_shared_count", "key_jaccard_share"),
        (msg("Worth most over three years, as many as in class A"), "worth_count", "worth_shared_count", "worth_jaccard_share"),
    )  # fmt: skip
    outside = row["worth_outside_share"]
    return Table(
        "strategic_overlap",
        msg("Three ways to be strategic, beside the largest by revenue"),
        (Column("way", msg("Strategic by"), "text"), Column("customers_count", msg("Customers"), "count"), Column("shared_count", msg("of which among as many with the largest revenue"), "count"), Column("jaccard_share", msg("Likeness of the two lists"), "share")),
        tuple((title, *(row[name] for name in names)) for title, *names in ways),
        note=None if outside is None else msg("Of the lifetime value of all customers {share} lies with those that are not the largest by revenue.", share=share(outside)),
    )  # fmt: skip


def answer_strategic(given: Given) -> Answer:
    """Compare the list by revenue with the first pole of the portfolio (dossier 5.6)."""
    (row,) = given.tables["portfolio_pareto"] or (None,)
    active = sum(r["customers_count"] for r in given.tables["portfolio_abc"])
    if row is None or not row["placed_count"]:
        return not_answerable(
            msg("No customer can be placed yet: attractiveness and importance are not known of any."),
            method=_METHOD,
            ask_next=(msg("Begin with the questions of the portfolio that decide most money."),),
        )  # fmt: skip
    covered = ratio(row["placed_count"], active)
    is_thin = covered is None or covered < _ENOUGH
    listed = sorted(given.tables["pareto_findings"], key=lambda r: (r["finding_class"], -float(r["revenue_12m_amount"] or 0)))  # fmt: skip
    table = Table(
        "strategic_customers",
        msg("Where the two lists differ"),
        (Column("finding_class", msg("Finding"), "text"), *NAMED, Column("revenue_12m_amount", msg("Revenue"), "money")),
        tuple((_FINDINGS.get(r["finding_class"], r["finding_class"]), r["customer_id"], r["customer_name"], r["revenue_12m_amount"]) for r in listed),
        currency=given.currency,
        limit=SHOWN,
    )  # fmt: skip
    compared = _overlaps(row)
    figures = (
        Kpi("jaccard", msg("Likeness of the two lists"), row["jaccard_share"], "share", msg("{shared} of {all} strategic customers are among as many with the largest revenue", shared=count(row["shared_count"]), all=count(row["strategic_count"]))),
        Kpi("false_stars", msg("False stars"), row["false_star_count"], "count"),
        Kpi("hidden_gems", msg("Hidden gems"), row["hidden_gem_count"], "count"),
    )  # fmt: skip
    if row["jaccard_share"] is None:
        headline = msg(
            "No customer is strategic for certain: {gems} hidden gems and {stars} false stars are seen.", gems=count(row["hidden_gem_count"]), stars=count(row["false_star_count"]),
        )  # fmt: skip
    else:
        headline = msg(
            "No: the two lists are alike by {share}; {gems} hidden gems are not among the largest, {stars} of the largest are false stars.",
            share=share(row["jaccard_share"]), gems=count(row["hidden_gem_count"]), stars=count(row["false_star_count"]),
        ) if row["jaccard_share"] < 1 else msg("Yes, here they are: every strategic customer is among the largest.")  # fmt: skip
    return Answer(
        "partial" if is_thin else "answered",
        headline,
        _METHOD,
        figures,
        (compared, table) if listed else (compared,),
        coverage=covered,
        assumptions=(msg("Strategic means attractive and important to it, both from 5 of 10."),),
        would_change=msg("The answers of the customers that are not placed: first those whose answer decides most money."),
        ask_next=(msg("Ask what the portfolio says to ask next."),),
        because=msg("Only {share} of the customers can be placed on both axes.", share=share(covered)) if is_thin and covered is not None else None,
    )  # fmt: skip


strategic_customers = Question(
    "strategic_customers",
    7,
    _TITLE,
    ("portfolio_pareto", "portfolio_abc", "pareto_findings"),
    answer_strategic,
)
