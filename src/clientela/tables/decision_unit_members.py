"""Decision units: who has which part in a purchase."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_ROLES = v.codes(
    ("initiator", msg("Initiator"), ("promotore", "инициатор")),
    ("user", msg("User"), ("utilizzatore", "пользователь", "anwender")),
    ("influencer", msg("Influencer"), ("influenzatore", "влияющий", "beeinflusser")),
    ("decider", msg("Decider"), ("decision maker", "decisore", "принимающий решение", "entscheider")),
    ("approver", msg("Approver"), ("approvatore", "утверждающий", "genehmiger")),
    ("buyer", msg("Buyer"), ("purchaser", "acquirente", "закупщик", "einkaufer")),
    ("gatekeeper", msg("Gatekeeper"), ("filtro", "привратник", "turhuter")),
)

decision_unit_members = canonical_table(
    name="decision_unit_members",
    title=msg("Members of decision units"),
    grain=msg("One row is the part of one person in the purchases of a site or a family."),
    key=("customer_id", "person_id", "site_id", "product_family", "role"),
    level=6,
    brings=msg("Who decides, who only advises, and whom of them nobody of us knows."),
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.required(v.PERSON),
        v.SITE,
        v.FAMILY,
        v.column("role", msg("Role in the purchase"), "code", "buying role", "dmu role", "role", "ruolo", "ruolo di acquisto", "роль", "роль в закупке",
                 "rolle", codes=_ROLES, is_required=True, examples=("decider",)),
        v.column("authority_amount", msg("May decide up to"), "money", "authority", "authority limit", "potere di firma", "лимит полномочий",
                 "entscheidungsbefugnis", low=0, examples=("50000",)),
        v.column("influence_score", msg("Influence"), "number", "influence", "influenza", "влияние", "einfluss", low=0, high=10, examples=("7",)),
        v.column("attitude_score", msg("Attitude towards us"), "number", "attitude", "atteggiamento", "отношение", "einstellung", low=-10, high=10,
                 examples=("2",)),
        v.column("involvement_kind", msg("Kind of involvement"), "text", "involvement", "coinvolgimento", "вовлеченность", "beteiligung",
                 examples=("technical",)),
        v.column("our_owner_id", msg("Known by"), "id", "our owner", "our contact", "nostro referente", "наш ответственный", "unser betreuer",
                 refers_to="employees.employee_id", examples=("E07",)),
        v.start_on(),
        v.end_on(),
    ),
    checks=(Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),),
)  # fmt: skip
