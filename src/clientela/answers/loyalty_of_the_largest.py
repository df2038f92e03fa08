"""Question 4: why are the customers we invoice most sometimes the least loyal?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.class_loyalty import GROUPS, VERDICTS
from clientela.analyses.large_loyalty import CAUSES, SIGNS
from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, call, count, share
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Kpi, Note, Table

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("Why are the customers we invoice most sometimes the least loyal?")
_METHOD = msg(
    "Customers by their class of the year before: how many bought again in the last 12 months, with 95 % intervals (Wilson 1927). A difference is shown when the intervals do not meet. Revenue is also ranked against each sign of loyalty (Spearman 1904), and each large customer with a thin relation is looked through for eight causes."
)
_HEADLINES = {
    "more": msg("In your data it is not so: the largest customers are more loyal than the others."),
    "less": msg("In your data it is so: the largest customers are less loyal than the others."),
    "not_shown": msg("In your data no difference of loyalty between the largest customers and the others is shown."),
}  # fmt: skip
_TRENDS = {
    "more": msg("the more loyal"),
    "less": msg("the less loyal"),
    "not_shown": msg("nothing is shown"),
    "too_few": msg("too few to say"),
}


def answer_loyalty(given: Given) -> Answer:
    """Try the claim and its opposite on the company's own customers; list large customers whose relation is thin."""
    rows = sorted(given.tables["class_loyalty"], key=lambda r: r["loyalty_group"])
    is_compared = bool(rows) and rows[0]["loyalty_verdict"] != "too_few"
    signs = [r["loyalty_verdict"] for r in given.tables["loyalty_signs"] if r["loyalty_verdict"] != "too_few"]
    if not is_compared and not signs:
        return not_answerable(
            msg("There are too few customers, or less than two years, to compare the loyalty of large and other customers."),
            method=_METHOD,
            ask_next=(msg("Import older invoices."),),
        )  # fmt: skip
    if not is_compared:
        return Answer(
            "partial",
            msg(
                "Who stays cannot be compared yet; of {count} signs of loyalty {less} are weaker the larger the customer, and {more} stronger.",
                count=count(len(signs)), less=count(signs.count("less")), more=count(signs.count("more")),
            ),
            _METHOD,
            (),
            (*_signs(given), *_causes(given)),
            ask_next=(msg("Import older invoices."),),
            because=msg("There are too few customers, or less than two years, to compare who stayed."),
        )  # fmt: skip
    verdict = rows[0]["loyalty_verdict"]
    figures = tuple(
        Kpi(f"stayed_{r['loyalty_group']}", call(r["loyalty_group"], dict(GROUPS)), r["stayed_share"], "share", msg("{low} to {high} of {all} bought again", low=share(r["stayed_low_share"]), high=share(r["stayed_high_share"]), all=count(r["customers_count"])))  # type: ignore[arg-type]  # a known group has a name
        for r in rows
    )  # fmt: skip
    stars = [r for r in given.tables["pareto_findings"] if r["finding_class"] == "false_star"]
    unknown = [r for r in given.tables["pareto_findings"] if r["finding_class"] == "undetermined_a"]
    blocks: list[Block] = [Note("info", msg("{verdict}, on the last two years.", verdict=call(verdict, dict(VERDICTS))))]  # fmt: skip
    blocks += [*_signs(given), *_causes(given)]
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


def _signs(given: Given) -> list[Block]:
    """Revenue against each sign of loyalty; signs too few customers have a value of are listed as such."""
    order = {name: place for place, (name, _) in enumerate(SIGNS)}
    rows = sorted(given.tables["loyalty_signs"], key=lambda r: order[r["sign_class"]])
    if not rows:
        return []
    return [
        Table(
            "loyalty_signs",
            msg("Revenue against the signs of loyalty"),
            (Column("sign_class", msg("Sign of loyalty"), "text"), Column("customers_count", msg("Customers with a value"), "count"),
             Column("rank_correlation", msg("Rank correlation with revenue"), "number", digits=2), Column("correlation_low", msg("At least"), "number", digits=2),
             Column("correlation_high", msg("At most"), "number", digits=2), Column("verdict", msg("The larger the customer"), "text")),
            tuple(
                (call(r["sign_class"], dict(SIGNS)), r["customers_count"], r["rank_correlation"], r["correlation_low"], r["correlation_high"], _TRENDS[r["loyalty_verdict"]])
                for r in rows
            ),
            note=msg("From -1 to 1; nothing is shown when zero lies between the ends. With several signs one in twenty shows something by chance."),
        )
    ]  # fmt: skip


def _causes(given: Given) -> list[Block]:
    """Count the causes over the large customers with a thin relation, then name them customer by customer."""
    rows = given.tables["thin_large_customers"]
    if not rows:
        return []
    states = [(title, [r[f"{code}_cause"] for r in rows]) for code, title in CAUSES]
    named: list[tuple[Any, ...]] = []
    for r in rows:
        who = (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["share_of_wallet_share"])
        seen = [title for code, title in CAUSES if r[f"{code}_cause"] == "yes"]
        nothing = msg("none seen, {count} of eight not known", count=count(r["unknown_count"]))
        named += [(*who, title) for title in seen or [nothing]]
    return [
        Table(
            "loyalty_causes",
            msg("Large customers with a thin relation: causes seen"),
            (Column("cause", msg("Cause"), "text"), Column("seen_count", msg("Seen at"), "count"), Column("absent_count", msg("Not at"), "count"),
             Column("unknown_count", msg("Not known of"), "count")),
            tuple((title, found.count("yes"), found.count("no"), found.count(None)) for title, found in states),
            note=msg("The largest fifth by revenue, with a relation that cannot be above level 2 or less than 30 % of the wallet. A cause seen is a reason to look, no proof."),
        ),
        Table(
            "thin_large_customers",
            msg("Customer by customer"),
            (*NAMED, Column("revenue_12m_amount", msg("Revenue"), "money"), Column("share_of_wallet_share", msg("Share of wallet"), "share"), Column("cause", msg("Cause"), "text")),
            tuple(named),
            currency=given.currency,
            limit=SHOWN,
        ),
    ]  # fmt: skip


loyalty_of_the_largest = Question(
    "loyalty_of_the_largest", 4, _TITLE, ("class_loyalty", "pareto_findings", "loyalty_signs", "thin_large_customers"), answer_loyalty
)  # fmt: skip
