"""Question 9: why does a customer with whom we have an excellent relation leave us?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, call, count
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Table
from clientela.predictions._signs import SIGNS
from clientela.predictions.post_mortem import VERDICTS

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("Why does a customer with whom we have an excellent relation leave us?")
_METHOD = msg(
    "Customers lost although the relation was rated good, beside up to three each that stayed, of the same class and quarter: which signs came before (matched odds, Mantel & Haenszel 1959)."
)


def answer_lost(given: Given) -> Answer:
    """Compare good relations that were lost with good ones that stayed; below five cases tell them one by one."""
    cases, signs = given.tables["good_relations_list"], given.tables["post_mortem"]
    if not cases:
        return not_answerable(
            msg("No customer is known to have left although the relation was rated good."),
            method=_METHOD,
            ask_next=(msg("Rate the relations once a year, and review every loss: quality, level, what happened before."),),
        )  # fmt: skip
    told = [r for r in signs if r["sign_verdict"] in ("more", "less")]
    names, verdicts = dict(SIGNS), dict(VERDICTS)
    blocks: list[Block] = [
        Table(
            "lost_good_relations",
            msg("Lost although the relation was good"),
            (*NAMED, Column("last_order_on", msg("Last order"), "date"), Column("year_revenue_amount", msg("Revenue of its last year"), "money"), Column("signs_count", msg("Signs seen"), "count"), Column("signs_known_count", msg("Signs known"), "count")),
            tuple((r["customer_id"], r["customer_name"], r["last_order_on"], r["year_revenue_amount"], r["signs_count"], r["signs_known_count"]) for r in cases),
            currency=given.currency,
            limit=SHOWN,
        )
    ]  # fmt: skip
    if told:
        blocks.append(
            Table(
                "signs_before",
                msg("What came before"),
                (Column("sign_class", msg("Sign"), "text"), Column("odds_ratio", msg("Odds of leaving"), "number", digits=1), Column("odds_ratio_low", msg("at least"), "number", digits=1), Column("odds_ratio_high", msg("at most"), "number", digits=1), Column("sign_verdict", msg("Answer"), "text")),
                tuple((call(r["sign_class"], names), r["odds_ratio"], r["odds_ratio_low"], r["odds_ratio_high"], call(r["sign_verdict"], verdicts)) for r in told),
            )
        )  # fmt: skip
    few = any(r["sign_verdict"] == "few" for r in signs) or not signs
    headline = (
        msg("{count} good relations were lost; what tells them from those that stayed: {sign}.", count=count(len(cases)), sign=call(told[0]["sign_class"], names))
        if told
        else msg("{count} good relations were lost; nothing that was recorded tells them from those that stayed.", count=count(len(cases)))
    )  # fmt: skip
    return Answer(
        "partial" if few else "answered",
        headline,
        _METHOD,
        (),
        tuple(blocks),
        assumptions=(msg("Good is quality 7 or more, or level 3 or more, in the two years before the loss."),),
        would_change=msg("Reviews of losses with what happened, dated: signs that nobody wrote down cannot be found."),
        ask_next=(msg("Review the losses of the list, one by one."),),
        because=msg("Fewer than five cases can be compared: they are told one by one.") if few else None,
    )  # fmt: skip


lost_despite_relation = Question(
    "lost_despite_relation", 9, _TITLE, ("good_relations_list",), answer_lost, ("post_mortem",)
)
