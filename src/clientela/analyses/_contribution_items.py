"""What a customer brings besides money: strategic and competitive items, each 0 to 10, shown by a trace or only claimed."""

from __future__ import annotations

from clientela.base.declare import Field
from clientela.base.i18n import msg

ITEMS = (
    ("strategic_entry", msg("Opens a market or segment to us")),
    ("strategic_learning", msg("We learn from it")),
    ("strategic_standard", msg("Sets the standard for others")),
    ("strategic_volume", msg("Its volume lowers what we pay")),
    ("competitive_denies_rival", msg("Keeps a rival out")),
    ("competitive_know_how", msg("Know-how that only we get")),
    ("competitive_joint_development", msg("Develops together with us")),
    ("competitive_barrier", msg("Hard for others to get in")),
)
"""Measure of the observation, and what it is called. The list is our own proposal."""
PROOFS = (("shown", msg("shown")), ("claimed", msg("claimed")))
_TRACED = ("M", "C", "D", "X", "O")
"""Source classes that leave a trace: measured, document held, declared by the customer, third party, event observed."""
FIELDS = tuple(
    field
    for code, title in ITEMS
    for field in (
        Field(f"{code}_score", title, "number", msg("0 to 10, as stated; none where nobody says")),
        Field(f"{code}_state", msg("{what}: evidence", what=title), "class", msg("shown: measured, a document, the customer's word, a third party, an event observed; claimed: only judged"), codes=PROOFS),
    )
)  # fmt: skip


def items_sql() -> str:
    """Return one row per customer with the items stated of it; a value outside 0 to 10 is none."""
    traced = ", ".join(f"'{name}'" for name in _TRACED)
    columns = ", ".join(
        f"max(case when measure_code = '{code}' then value end) as {code}_score, max(case when measure_code = '{code}' then case when source_class in ({traced}) then 'shown' else 'claimed' end end) as {code}_state"
        for code, _ in ITEMS
    )
    names = ", ".join(f"'{code}'" for code, _ in ITEMS)
    return (
        f"select customer_key, {columns} from customer_evidence where measure_code in ({names}) and status_class in ('known', 'conflicting') "
        "and value >= 0 and value <= 10 group by customer_key"
    )
