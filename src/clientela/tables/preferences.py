"""Choices between two customers: whom somebody would rather keep or win."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

preferences = canonical_table(
    name="preferences",
    title=msg("Choices between customers"),
    grain=msg("One row is one choice of one person between two customers."),
    key=("rater_id", "customer_id", "other_customer_id", "chosen_on"),
    level=7,
    brings=msg("Which customers are liked most, and what the liking follows in truth, beside what is said to count."),
    known_on="chosen_on",
    subject="customer_id",
    columns=(
        v.column("rater_id", msg("Who chose"), "id", "rater", "chooser", "chosen by", *v.SALES_WORDS["seller_id"], "chi ha scelto", "valutatore",
                 "кто выбрал", "эксперт", "wer wahlte", "bewerter", is_required=True, refers_to="employees.employee_id", examples=("E07",)),
        v.required(v.CUSTOMER, title=msg("Preferred customer"),
                   words=(*v.CUSTOMER.words, "preferred customer", "preferred", "chosen customer", "cliente preferito", "preferito", "предпочтенный клиент",
                          "выбранный клиент", "bevorzugter kunde")),
        v.column("other_customer_id", msg("Other customer"), "id", "other", "other customer number", "rejected customer", "altro cliente", "другой клиент",
                 "второй клиент", "anderer kunde", is_required=True, refers_to="customers.customer_id", examples=("000204",)),
        v.day("chosen_on", msg("Chosen on"), "choice date", "date", "data", "data scelta", "дата", "дата выбора", "datum"),
        v.NOTE,
    ),
    checks=(Check("chosen_before_itself", msg("A customer is chosen before itself"), "customer_id = other_customer_id", is_fatal=True),),
    telling=("other_customer_id",),
)  # fmt: skip
