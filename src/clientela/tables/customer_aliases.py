"""Other numbers and names of customers: one customer, several systems."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

customer_aliases = canonical_table(
    name="customer_aliases",
    title=msg("Other numbers of customers"),
    grain=msg("One row is one further number or name of a customer."),
    key=("customer_id", "alias_source", "alias_id"),
    level=0,
    brings=msg("Files of several systems about the same customers add up."),
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.column("alias_id", msg("Other number"), "id", "alias", "external id", "external number", "other id", "old number",
                 "previous number", "duplicate of", "codice esterno", "vecchio codice", "altro codice", "внешний код",
                 "старый код", "другой код", "externe nummer", "alte nummer", is_required=True, examples=("CRM-88",)),
        v.column("alias_source", msg("System of the other number"), "text", "source", "system", "sistema", "fonte", "система",
                 "источник", "quelle", examples=("crm",)),
        v.column("alias_name", msg("Other name"), "text", "alias name", "also known as", "altro nome", "другое имя",
                 "anderer name", examples=("Rossi F.lli",)),
        v.start_on(name="valid_from_on", title=msg("Valid from")),
    ),
    checks=(Check("own_alias", msg("A customer is named as another number of itself"), "alias_id = customer_id and alias_source is null"),),
)  # fmt: skip
