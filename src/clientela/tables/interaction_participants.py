"""Who took part in a contact."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

interaction_participants = canonical_table(
    name="interaction_participants",
    title=msg("Participants of contacts"),
    grain=msg("One row is one person or employee who took part in one contact."),
    key=("interaction_id", "person_id", "employee_id"),
    level=6,
    brings=msg("Who meets whom: the contact matrix, and how many people carry a relation."),
    columns=(
        v.column("interaction_id", msg("Contact number"), "id", "interaction", "visit id", "visit", "activity id", "id visita", "номер визита",
                 "besuchsnummer", is_required=True, refers_to="interactions.interaction_id", examples=("V1",)),
        v.PERSON,
        v.EMPLOYEE,
    ),
    must_have=(("person_id", "employee_id"),),
    least_explained=0.6,
    checks=(Check("nobody", msg("Neither a person nor an employee is named"), "person_id is null and employee_id is null"),),
)  # fmt: skip
