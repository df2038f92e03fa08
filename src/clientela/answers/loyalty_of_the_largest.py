"""Question 4: why are the customers we invoice most sometimes the least loyal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.class_loyalty import GROUPS, VERDICTS
from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, call, count, share
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Kpi, Note, Table

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("Why are the customers we invoice most sometimes the least loyal?")
_METHOD = msg(
    "Customers by their class of the year before: how many bought again in the last 12 months, with 95 % intervals (Wilson 1927). A difference is shown when the intervals do not meet."
)
_HEADLINES = {
    "more": msg("In your data it is not so: the largest customers are more loyal than the others."),
    "less": msg("In your data it is so: the largest customers are less loyal than the others."),
    "not_shown": msg("In your data no difference of loyalty between the largest customers and the others is shown."),
}  # fmt: skip


def answer_loyalty(given: Given) -> Answer:
    """Try the claim and its opposite on the company's own customers; list large customers whose relation is thin."""
    rows = sorted(given.tables["class_loyalty"], key=lambda r: r["loyalty_group"])
    if not rows or rows[0]["loyalty_verdict"] == "too_few":
        return not_answerable(
            msg("There are too few customers, or less than two years, to compare the loyalty of large and other customers."),
            method=_METHOD,
            ask_next=(msg("Import older invoices."),),
        )  # fmt: skip
    verdict = rows[0]["loyalty_verdict"]
    figures = tuple(
        Kpi(f"stayed_{r['loyalty_group']}", call(r["loyalty_group"], dict(GROUPS)), r["stayed_share"], "share", msg("{low} to {high} of {all} bought again", low=share(r["stayed_low_share"]), high=share(r["stayed_high_share"]), all=count(r["customers_count"])))  # type: ignore[arg-type]  # a known group has a name
        for r in rows
    )  # fmt: skip
    stars = [r for r in given.tables["pareto_findings"] if r["finding_class"] == "false_star"]
    unknown = [r for r in given.tables["pareto_findings"] if r["finding_class"] == "undetermined_a"]
    blocks: list[Block] = [Note("info", msg("{verdict}, on the last two years.", verdict=call(verdict, dict(VERDICTS))))]  # fmt: skip
    if stars:
        blocks.append(
            Table(
                "false_stars",
                msg("Large customers whose relation cannot be deep"),
                (*NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("relationship_level_met", msg("Level of the relation, met"), "number", digits=0),
                 Column("relationship_level_possible", msg("Level of the relation, possible"), "number", digits=0)),
                tuple((r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["relationship_level_met"], r["relationship_level_possible"]) for r in stars),
                currency=given.currency,
                limit=SHOWN,
            )
        )  # fmt: skip
    return Answer(
        "partial" if unknown else "answered",
        _HEADLINES[verdict],
        _METHOD,
        figures,
        tuple(blocks),
        assumptions=(msg("Loyal is who ordered again within a year; share of wallet and level of the relation are looked at apart."),),
        would_change=msg("Their share of wallet, tenders and number of suppliers: a large customer that orders from three suppliers stays, and is not loyal."),
        ask_next=(msg("Ask the large customers for their share of needs and the number of suppliers (interview, questions 1 and 2)."),) if unknown else (),
        because=msg("Of {count} class A customers the relation is not known: why they stay or go cannot be said of them.", count=count(len(unknown))) if unknown else None,
    )  # fmt: skip


loyalty_of_the_largest = Question(
    "loyalty_of_the_largest", 4, _TITLE, ("class_loyalty", "pareto_findings"), answer_loyalty
)
