"""Assignments: who looked after which customer, from when to when."""

from __future__ import annotations

from clientela.base.canonical import Check, Code, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_ROLES = (
    Code("owner", msg("Owner"), ("account manager", "titolare", "responsabile", "ответственный", "betreuer")),
    Code("deputy", msg("Deputy"), ("substitute", "vice", "sostituto", "заместитель", "vertreter")),
    Code("member", msg("Member"), ("team member", "membro", "участник", "mitglied")),
    Code("sponsor", msg("Sponsor"), ("executive sponsor", "спонсор", "pate")),
)
_REASONS = (
    Code("first", msg("First assignment"), ("prima assegnazione", "первое назначение", "erste zuordnung")),
    Code(
        "seller_left",
        msg("The seller left"),
        ("venditore uscito", "сотрудник ушел", "verkaufer ausgeschieden"),
    ),
    Code("reassigned", msg("Reassigned"), ("riassegnato", "передан", "umverteilt")),
)

assignments = canonical_table(
    name="assignments",
    title=msg("Assignments"),
    grain=msg("One row is one spell of one employee with one customer."),
    key=("customer_id", "employee_id", "role", "from_on"),
    level=6,
    brings=msg("Who looked after whom and when it changed: handovers, workload, sales by seller as of any day."),
    known_on="from_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.required(v.EMPLOYEE),
        v.column("employee_name", msg("Employee name"), "text", "seller name", "nome venditore", "имя сотрудника",
                 "mitarbeitername", examples=("Luca Verdi",)),
        v.column("role", msg("Role"), "code", "assignment role", "ruolo", "роль", "rolle", codes=_ROLES, examples=("owner",)),
        v.start_on(),
        v.end_on(),
        v.column("reason", msg("Reason"), "code", "motivo", "causale", "причина", "grund", codes=_REASONS, examples=("first",)),
        v.column("overlap_days", msg("Days of overlap"), "count", "overlap", "giorni di affiancamento", "дней передачи",
                 "uberlappung tage", low=0, examples=("20",)),
    ),
    must_have=(("from_on", "to_on"), ("role", "to_on", "reason")),
    checks=(Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),),
)  # fmt: skip
