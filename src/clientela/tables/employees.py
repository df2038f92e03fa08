"""Employees of the firm: sellers, account managers, service."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

employees = canonical_table(
    name="employees",
    title=msg("Employees"),
    grain=msg("One row is one employee."),
    key=("employee_id",),
    level=6,
    brings=msg("Names, teams, hours and cost of the people who look after customers."),
    not_words=("customer", "cliente", "клиент", "kunde"),
    columns=(
        v.required(v.EMPLOYEE, refers_to="", stand_in="employee_name"),
        v.column("employee_name", msg("Employee name"), "text", "name", "full name", "seller name", "nome", "nominativo",
                 "nome venditore", "фио", "имя сотрудника", "mitarbeitername", "name des mitarbeiters", examples=("Luca Verdi",)),
        v.column("first_name", msg("First name"), "text", "given name", "имя", "vorname", "prenom", "imie", examples=("Luca",)),
        v.column("last_name", msg("Last name"), "text", "surname", "family name", "cognome", "фамилия", "nachname", "nom",
                 "nazwisko", examples=("Verdi",)),
        v.column("role", msg("Job title"), "text", "title", "job title", "position", "ruolo", "qualifica", "должность", "stelle",
                 "position im betrieb", examples=("Key account manager",)),
        v.column("team", msg("Team"), "text", "regional office", "office", "department", "branch", "filiale", "reparto",
                 "ufficio", "отдел", "команда", "офис", "abteilung", "buro", examples=("North",)),
        v.column("manager_id", msg("Reports to"), "id", "manager", "supervisor", "boss", "responsabile", "superiore",
                 "руководитель", "начальник", "vorgesetzter", refers_to="employees.employee_id", examples=("E01",)),
        v.AREA,
        v.COUNTRY,
        v.column("hours_capacity", msg("Hours a year"), "number", "capacity hours", "yearly hours", "ore annue", "часов в год",
                 "jahresstunden", low=0, high=8784, examples=("1650",)),
        v.column("hour_cost_amount", msg("Cost of an hour"), "money", "hour cost", "hourly cost", "costo orario",
                 "стоимость часа", "stundensatz", low=0, examples=("38",)),
        v.day("hired_on", msg("Hired on"), "hire date", "hired", "data assunzione", "assunto il", "дата приема",
              "eintrittsdatum", examples=("2015-04-01",)),
        v.day("left_on", msg("Left on"), "left", "termination date", "data cessazione", "дата увольнения", "austrittsdatum",
              examples=("2030-01-31",)),
    ),
    must_have=(("employee_name", "last_name", "role", "manager_id", "team"),),
    checks=(Check("left_before_hired", msg("The last day is before the first"), "left_on < hired_on"),),
)  # fmt: skip
