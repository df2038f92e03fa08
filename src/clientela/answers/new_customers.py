"""Question 8: by which indications do the sales people choose new customers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses._profile_rows import BASES
from clientela.answers._card import (
    NO_CARD,
    TITLES,
    asked_for,
    card_row,
    card_table,
    difference_table,
    hit_rate,
    newcomer_table,
    on_the_card,
)
from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import count, share
from clientela.base.i18n import msg
from clientela.blocks import Kpi, Table

if TYPE_CHECKING:
    from clientela.answers._contract import Given
    from clientela.answers._rows import Row
    from clientela.base.i18n import Message

_TITLE = msg("What indications must the sales people have to choose new customers?")
_METHOD = msg(
    "Traits seen early of good customers against lost, loss-making and unfit ones (rank tests, at most 10 % false findings), made into a card and tried on customers that were held back; beside it how far we can do what the customer needs."
)
_ASK = (
    msg("State what new customers need to succeed, and how well we can do it: the fit is known before the first order."),
    msg("Write segment, area, channel and customer type into the customer list, also of prospects."),
)  # fmt: skip
_BASES = dict(BASES)


def answer_new_customers(given: Given) -> Answer:
    """Give the card where it works; where it does not, say so and fall back on the rules of the strategy."""
    rows, fits = given.tables["profile_card"], given.tables["profile_fits"]
    card = card_row(rows)
    if card is None:
        return not_answerable(msg("There are no customers to learn from in view; the profile is one of the whole company."), method=_METHOD, ask_next=_ASK)  # fmt: skip
    works = card["card_state"] == "works"
    tables = (
        card_table(rows, given.currency),
        newcomer_table(fits, ("new", "prospect"), has_card=works, name="newcomers", title=msg("New customers and prospects")),
        difference_table(rows, given.currency),
    )  # fmt: skip
    blocks: tuple[Table, ...] = tuple(t for t in tables if t is not None)
    advised = {code: sum(r["advice_class"] == code and r["newcomer_class"] != "unfit" for r in fits) for code in ("go", "warn", "no_go", "ask")}  # fmt: skip
    figures = (
        *((Kpi("hit_rate", msg("Right on customers not used"), card["apart_number"], "share", hit_rate(card)),) if card["apart_number"] is not None else ()),
        Kpi("newcomers_go", msg("New customers and prospects: go"), advised["go"], "count"),
        Kpi("newcomers_warned", msg("Warned or refused"), advised["warn"] + advised["no_go"], "count", msg("{ask} more to be found out", ask=count(advised["ask"]))),
    )  # fmt: skip
    assumed = (
        msg("Good are {who}; poor are the lost, those below zero, and those whose needs we do not meet.", who=_BASES[card["basis_class"]]),
        msg("Customers of the last 12 months are on neither side."),
    )  # fmt: skip
    if works:
        return Answer("answered", _headline(rows, given.currency), _METHOD, figures, blocks, assumptions=assumed, would_change=msg("More lost customers whose beginning is known, and traits that are not yet written down."), ask_next=_ASK)  # fmt: skip
    because = NO_CARD[card["card_state"]]
    rules = msg("Until then the rules of the strategy hold: we fit by half at least ({fit} of the newcomers do not), nothing rules the customer out, and no must-have of a key account is missing.", fit=count(sum(r["fit_class"] in ("unfit", "probably_unfit") and r["newcomer_class"] != "unfit" for r in fits)))  # fmt: skip
    return Answer("partial", rules, _METHOD, figures, blocks, assumptions=assumed, would_change=msg("Fifteen good and fifteen poor customers whose beginning is in the data."), ask_next=_ASK, because=because)  # fmt: skip


def _headline(rows: list[Row], currency: str) -> Message:
    first = on_the_card(rows)[:2]
    told = [msg("{trait}: {target}", trait=TITLES[r["trait_code"]], target=asked_for(r, rows, currency)) for r in first]  # fmt: skip
    area = share(next(r["apart_number"] for r in rows if r["card_state"] is not None))
    if len(told) == 1:
        return msg("Look first at one thing. {one}. The card is right in {area} of the cases on customers not used to make it.", one=told[0], area=area)  # fmt: skip
    return msg("Look first at two things. {one}; {two}. The card is right in {area} of the cases on customers not used to make it.", one=told[0], two=told[1], area=area)  # fmt: skip


new_customers = Question(
    "new_customers", 8, _TITLE, (), answer_new_customers, ("profile_card", "profile_fits")
)
