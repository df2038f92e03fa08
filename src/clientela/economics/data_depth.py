"""How much is known of each customer, against what the rules of the classes ask for."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY

ITEMS = (
    ("called", msg("Name"), "r.customer_name is not null"),
    ("place", msg("Town or country"), "r.city is not null or r.country is not null"),
    ("tax", msg("Tax number"), "r.tax_id is not null"),
    ("owner", msg("Sales person"), "r.seller_id is not null"),
    ("payment", msg("Payments"), "y.receivables_count > 0"),
    ("kind", msg("Segment or customer type"), "r.segment_id is not null or r.customer_type is not null"),
    ("pattern", msg("Products bought, by family"), "b.family_level = 'family' and b.families_now_count > 0"),
    ("contribution", msg("Contribution after being served"), "l.cm3_12m_amount is not null"),
    ("contact", msg("Contacts of the last two years"), "k.last_contact_on is not null"),
    ("people", msg("People"), "f.people_count > 0 or f.deciders_count > 0"),
    ("deciders", msg("Decision unit, two people at least"), "f.deciders_count > 1"),
    ("wallet", msg("Share of wallet, stated"), "w.wallet_state = 'stated'"),
    ("level", msg("Level of the relation"), "f.level_met_number is not null"),
)  # fmt: skip
"""What may be known of a customer: code, what it is called, when it is known."""
WANTED = {
    "a": tuple(name for name, _, _ in ITEMS),
    "b": (
        "called",
        "place",
        "tax",
        "owner",
        "payment",
        "kind",
        "pattern",
        "contribution",
        "contact",
        "people",
    ),
    "c": ("called", "place", "tax", "owner", "payment"),
}
"""What a full sheet of a customer of class A, B and C holds: all of it; card and purchase pattern; master data and payment."""


@step(
    title=msg("What is known of each customer"),
    inputs=("customer_register", "family_breadth", "customer_payments", "customer_ladder", "customer_contacts", "customer_wallet", "relation_facts"),
    fields=(
        KEY,
        *(Field(f"knows_{name}", title, "id", msg("1 known, 0 not known")) for name, title, _ in ITEMS),
        *(
            Field(f"depth_{letter}_share", title, "share", msg("items known / items a full sheet of the class holds"), "rules of the classes A, B and C; items: own definition")
            for letter, title in (("a", msg("Data depth, by the sheet of class A")), ("b", msg("Data depth, by the sheet of class B")), ("c", msg("Data depth, by the sheet of class C")))
        ),
    ),
)  # fmt: skip
def data_depth(params: dict[str, Any]) -> str:
    """Say of each customer which items of a full sheet are known, and which share of the sheet of each class that is.

    Formula: known items / items of the sheet. What a company brings no list for is not known of any customer: that is what the share is about.
    """
    del params
    known = ", ".join(f"case when {sql} then 1 else 0 end as knows_{name}" for name, _, sql in ITEMS)
    depths = ", ".join(
        f"cast({' + '.join(f'knows_{n}' for n in names)} as double) / {len(names)}.0 as depth_{letter}_share"
        for letter, names in WANTED.items()
    )
    return (
        f"select customer_key, {', '.join(f'knows_{n}' for n, _, _ in ITEMS)}, {depths} from (select r.customer_key, {known} from customer_register as r "
        "left join family_breadth as b on b.customer_key = r.customer_key left join customer_payments as y on y.customer_key = r.customer_key "
        "left join customer_ladder as l on l.customer_key = r.customer_key left join customer_contacts as k on k.customer_key = r.customer_key "
        "left join customer_wallet as w on w.customer_key = r.customer_key left join relation_facts as f on f.customer_key = r.customer_key) as items"
    )
