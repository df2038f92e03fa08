"""Reviews of lost customers: why, and whether it could have been avoided."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

loss_reviews = canonical_table(
    name="loss_reviews",
    title=msg("Reviews of losses"),
    grain=msg("One row is one review of a lost customer."),
    key=("customer_id", "reviewed_on"),
    level=7,
    brings=msg("Reasons for losses, and which of them were in our hands."),
    known_on="reviewed_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.day("reviewed_on", msg("Reviewed on"), "review date", "interview date", "date", "data revisione", "data intervista", "data",
              "дата разбора", "дата", "datum", is_required=True),
        v.column("reasons", msg("Reasons"), "text", "loss reasons", "reason", "churn reason", "motivi", "motivo di perdita", "причины", "причина ухода",
                 "verlustgrunde", is_required=True, examples=("price; service",)),
        v.column("is_controllable", msg("Could have been avoided"), "flag", "controllable", "avoidable", "evitabile", "controllabile", "управляемо",
                 "vermeidbar", examples=("yes",)),
        v.column("prior_beliefs", msg("What we believed before"), "text", "prior beliefs", "convinzioni", "что думали раньше", "vorherige annahme",
                 examples=("satisfied",)),
        v.SOURCE_CLASS,
        v.COMPETITOR,
    ),
    must_have=(("is_controllable", "prior_beliefs", "source_class", "competitor_id"),),
    telling=("reasons",),
)  # fmt: skip
