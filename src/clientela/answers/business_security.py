"""Question 2: how safe is the business with our customers?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, add_up, call, money, ratio, share
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Kpi, Table
from clientela.predictions.customer_outlook import BASES, SIGNALS

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("How safe is the business with our customers?")
_METHOD = msg(
    "What each customer brings in a year, weighed by the probability that it does not order within a year; losses of one market segment come together. Six signals besides the orders lower the security of a customer."
)
_MISSING = msg(
    "Neither what is at stake nor how likely it is to go is known: that takes a forecast, and the cost of what customers buy."
)
_FEW_SIGNALS = 0.5


def _listed(given: Given, rows: list[dict[str, Any]]) -> Table:
    stakes = dict(BASES)
    return Table(
        "business_security",
        msg("The largest expected losses"),
        (*NAMED, Column("stake_12m_amount", msg("At stake"), "money"), Column("stake_basis", msg("Counted in"), "text"), Column("active_12m_probability", msg("Orders next year"), "share"),
         Column("expected_loss_amount", msg("Expected loss"), "money"), Column("signals_known_count", msg("Signals known"), "count"), Column("security_class", msg("Security"), "text"), Column("security_worst_class", msg("at worst"), "text")),
        tuple((r["customer_id"], r["customer_name"], r["stake_12m_amount"], call(r["stake_basis"], stakes), r["active_12m_probability"], r["expected_loss_amount"], r["signals_known_count"], r["security_class"], r["security_worst_class"]) for r in rows),
        currency=given.currency,
        limit=SHOWN,
    )  # fmt: skip


def answer_business_security(given: Given) -> Answer:
    """State the expected and the bad year's loss, and how much of the security rests on signals nobody recorded (dossier 7.7)."""
    classes = given.tables["outlook_classes"]
    stake, lost = add_up(classes, "stake_12m_amount"), add_up(classes, "expected_loss_amount")
    if lost is None or stake is None:
        return not_answerable(
            _MISSING, method=_METHOD, ask_next=(msg("Import the cost of each line or product."),)
        )
    rows = given.tables["at_risk_list"]
    seen = sum(r["signals_known_count"] for r in rows)
    known = seen / (len(SIGNALS) * len(rows)) if rows else None
    is_blind = known is not None and known < _FEW_SIGNALS
    part = ratio(lost, stake)
    figures = [
        Kpi("expected_loss", msg("Expected loss in a year"), lost, "money", None if part is None else msg("{share} of what is at stake", share=share(part)), given.currency)
    ]  # fmt: skip
    for row in given.tables["business_at_risk"]:
        basis = call(row["stake_basis"], dict(BASES))
        figures += [
            Kpi(f"bad_year_{row['stake_basis']}", msg("Loss in a bad year"), row["bad_year_loss_amount"], "money", msg("one year in twenty is worse; counted in {basis}", basis=basis), given.currency),
            Kpi(f"five_largest_{row['stake_basis']}", msg("Part of the five largest risks"), row["five_largest_share"], "share", msg("of the uncertainty; counted in {basis}", basis=basis)),
        ]  # fmt: skip
    blocks: tuple[Block, ...] = (_listed(given, rows),) if rows else ()
    return Answer(
        "partial" if is_blind else "answered",
        msg("Of {stake} that customers bring in a year, {lost} is likely to go.", stake=money(stake, given.currency), lost=money(lost, given.currency)),
        _METHOD,
        tuple(figures),
        blocks,
        coverage=known,
        assumptions=(msg("Customers of one market segment meet a bad year together, with the correlation set in the settings."),),
        would_change=msg("Contracts signed or ended, overdue invoices, a rival in the house: each moves the security of its customer by what is shown there."),
        ask_next=(msg("Import contracts, receivables and visits: they are the signals that are missing most."),) if is_blind else (),
        because=msg("Only {share} of the signals of the customers at risk are known; security at worst takes the others for warnings.", share=share(known)) if is_blind else None,
    )  # fmt: skip


business_security = Question(
    "business_security",
    2,
    _TITLE,
    ("outlook_classes", "at_risk_list"),
    answer_business_security,
    ("business_at_risk",),
)
