"""Rebates and bonuses that no invoice shows."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    (
        "bonus",
        msg("Bonus"),
        ("year end bonus", "premio", "premio di fine anno", "бонус", "ретробонус", "jahresbonus"),
    ),
    ("refund", msg("Refund"), ("reimbursement", "rimborso", "возмещение", "erstattung")),
    (
        "marketing",
        msg("Contribution to marketing"),
        ("advertising", "contributo marketing", "маркетинговый бюджет", "werbekostenzuschuss"),
    ),
    ("other", msg("Other"), ("altro", "другое", "sonstiges")),
)

rebates = canonical_table(
    name="rebates",
    title=msg("Rebates"),
    grain=msg("One row is one rebate of a customer for a period."),
    key=("customer_id", "year", "month", "kind"),
    level=4,
    brings=msg("The margin that is left after bonuses paid outside the invoice."),
    known_on="granted_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.YEAR,
        v.MONTH,
        v.day("granted_on", msg("Granted on"), "rebate date", "date", "data", "data premio", "дата", "дата начисления", "datum"),
        v.column("kind", msg("Kind of rebate"), "code", "rebate type", "bonus type", "type", "tipo premio", "tipo", "вид бонуса",
                 "тип бонуса", "bonusart", codes=_KINDS, examples=("bonus",)),
        v.column("rebate_amount", msg("Rebate"), "money", "rebate", "bonus", "bonus amount", "premio", "importo premio",
                 "ristorno", "бонус", "сумма бонуса", "ретробонус", "ruckvergutung", "bonusbetrag", "ristourne",
                 *v.AMOUNT_WORDS, is_required=True, examples=("1200",)),
        v.CURRENCY,
    ),
    must_have=(("year", "granted_on"), ("kind", "year")),
    telling=("rebate_amount",),
    checks=(Check("negative_rebate", msg("A rebate is below zero"), "rebate_amount < 0"),),
)  # fmt: skip
