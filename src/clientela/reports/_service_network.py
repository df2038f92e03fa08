"""The network of sales persons, the objectives, and the rules of the classes: planned against done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.policy_checks import CHECKS
from clientela.analyses.policy_checks import STATES as CHECK_STATES
from clientela.analyses.service_tables import PARTS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.economics.objectives import KINDS, STATES
from clientela.reports._service import named
from clientela.reports._words import Row, label, money, share, total

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.reports._inputs import Inputs

TABLES = (
    "contact_efficiency",
    "contact_coverage",
    "effectiveness",
    "policy_checks",
    "policy_breaches",
    "class_b_patterns",
    "service_menu",
)
"""The results these sections read, besides the customers."""
_PART_NAMES, _CHECK_NAMES = dict(PARTS), dict(CHECKS)
_SHARES = (
    "otif_requested",
    "otif_confirmed",
    "dedicated_person",
    "discount_guard",
    "serve_share",
    "data_depth",
    "promotion_guard",
)
"""Rules whose figure is a share; the others are days or counts."""
_SHOWN = 20
_UNEVEN = 1.5
"""A load so many times the mean is said to be uneven."""


def _table(
    name: str,
    title: Message,
    columns: tuple[Column, ...],
    rows: list[Row],
    inputs: Inputs,
    note: Message | None = None,
) -> Table:
    return Table(
        name,
        title,
        columns,
        tuple(tuple(r[c.name] for c in columns) for r in rows),
        note,
        currency=inputs.currency,
        limit=_SHOWN,
    )


def _network_lead(people: list[Row], parts: list[Row]) -> Message:
    reached, active = total(parts, "contacted_active_count"), total(parts, "active_count")
    found = nmsg(
        "{count} contact in 12 months reached {share} of the active customers.", "{count} contacts in 12 months reached {share} of the active customers.",
        int(total(people, "contacts_12m_count")), share=Amount(share(reached, active), "share"),
    )  # fmt: skip
    missed = [r for r in parts if r["abc_part"] == "A" and r["contacted_active_count"] < r["active_count"]]
    if missed:
        gap = missed[0]["active_count"] - missed[0]["contacted_active_count"]
        found = msg(
            "{found} {missed}",
            found=found,
            missed=nmsg(
                "{count} class A customer was not contacted at all.",
                "{count} class A customers were not contacted at all.",
                gap,
            ),
        )
    heavy = max(
        (r for r in people if r["load_index"] is not None), key=lambda r: r["load_index"], default=None
    )
    if heavy is not None and heavy["load_index"] > _UNEVEN:
        found = msg(
            "{found} {person} has {load} times the mean load.",
            found=found,
            person=heavy["employee_id"],
            load=Amount(heavy["load_index"], "number", digits=1),
        )
    return found


def _objectives(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["effectiveness"]
    if not rows:
        return [
            Note(
                "unknown",
                msg(
                    "Effectiveness is not measurable yet: no objective with a value and a date is stated. Bring targets or goals."
                ),
            )
        ]
    columns = (
        Column("objective", msg("Objective"), "text"), Column("objective_kind", msg("Kind of objective"), "text"), Column("due_on", msg("Due on"), "date"),
        Column("target_value", msg("Value to reach"), "number"), Column("reached_value", msg("Reached"), "number"), Column("reached_share", msg("Share reached"), "share"),
        Column("hours_used", msg("Hours used"), "number", digits=1), Column("hours_per_unit", msg("Hours per unit"), "number", digits=4), Column("cost_per_unit", msg("Cost per unit"), "number", digits=4),
        Column("effectiveness_index", msg("Index"), "number"), Column("objective_state", msg("Can it be measured?"), "text"),
    )  # fmt: skip
    kinds, states = dict(KINDS), dict(STATES)

    def name_of(row: Row) -> str:
        parts = (
            row["objective_text"],
            row["employee_id"],
            row["customer_name"] or row["customer_id"],
            row["area_id"],
            row["measure_code"],
        )
        return " · ".join(str(p) for p in parts if p)

    told = tuple(
        (
            name_of(r),
            label(r["objective_kind"], kinds),
            *(r[c.name] for c in columns[2:-1]),
            label(r["objective_state"], states),
        )
        for r in rows
    )
    note = msg(
        "Resources used / objective reached: lower is better. The index is the share reached / the share of the planned contacts used: above 1 more was reached than used. Neither says that the contacts brought the result."
    )
    return [Table("effectiveness", msg("Resources used and objectives reached"), columns, told, note, currency=inputs.currency, limit=_SHOWN)]  # fmt: skip


def network_section(inputs: Inputs) -> Section:
    """Contacts by person and class, and resources against objectives; without contacts a note of what one more file would bring."""
    title = msg("Efficiency and effectiveness of the network")
    people, parts = inputs.tables["contact_efficiency"], inputs.tables["contact_coverage"]
    if not people:
        note = Note(
            "unknown",
            msg(
                "How the network works is not known: bring visits and contacts with customer, person and day."
            ),
        )
        return Section("network", title, (note, *_objectives(inputs)))
    cost, visits = (
        total([r for r in people if r["visit_cost_12m_amount"] is not None], "visit_cost_12m_amount"),
        total(people, "visits_12m_count"),
    )
    days = total(people, "working_days_count")
    figures = (
        Kpi("contacts_per_day", msg("Contacts per working day and person"), share(total([r for r in people if r["working_days_count"]], "contacts_12m_count"), days), "number"),
        Kpi("cost_per_visit_amount", msg("Cost of a visit"), None if cost is None or any(r["visit_cost_12m_amount"] is None for r in people) else share(cost, visits), "money", currency=inputs.currency),
        Kpi("coverage_share", msg("Active customers contacted"), share(total(parts, "contacted_active_count"), total(parts, "active_count")), "share"),
        Kpi("orders_per_contact", msg("Orders per contact"), share(total(parts, "orders_12m_count"), total(parts, "contacts_12m_count")), "number"),
    )  # fmt: skip
    by_person = _table(
        "contact_efficiency", msg("Contacts by sales person"),
        (
            Column("employee_id", msg("Sales person"), "text"), Column("contacts_12m_count", msg("Contacts"), "count"), Column("visits_12m_count", msg("Visits"), "count"),
            Column("contacts_per_day", msg("Per working day"), "number"), Column("load_index", msg("Load"), "number"), Column("contact_hours", msg("Hours"), "number", digits=0),
            Column("hours_share", msg("of the hours of the year"), "share"), Column("cost_per_visit_amount", msg("Cost of a visit"), "money"), Column("own_active_count", msg("Active customers"), "count"),
            Column("coverage_share", msg("Customers reached"), "share"), Column("orders_per_contact", msg("Orders per contact"), "number"),
        ),
        people, inputs, msg("A load of 1 is the mean of the persons. Time on the road is in no contact: the share of travel is not known."),
    )  # fmt: skip
    names = (
        "active_count",
        "contacted_active_count",
        "coverage_share",
        "contacts_12m_count",
        "orders_12m_count",
        "orders_per_contact",
        "planned_contacts",
        "plan_share",
    )
    heads: tuple[tuple[Message, Unit], ...] = (
        (msg("Active customers"), "count"), (msg("of which contacted"), "count"), (msg("Customers reached"), "share"), (msg("Contacts"), "count"), (msg("Orders"), "count"),
        (msg("Orders per contact"), "number"), (msg("Contacts planned"), "number"), (msg("Made of planned"), "share"),
    )  # fmt: skip
    by_class = Table(
        "contact_coverage", msg("Coverage by class"),
        (Column("abc_part", msg("Class"), "text"), *(Column(n, t, u) for n, (t, u) in zip(names, heads, strict=True))),
        tuple((label(r["abc_part"], _PART_NAMES), *(r[n] for n in names)) for r in sorted(parts, key=lambda r: list(_PART_NAMES).index(r["abc_part"]))),
        currency=inputs.currency,
    )  # fmt: skip
    blocks: list[Block] = [Kpis("network", figures), by_person, by_class]
    if cost is None:
        blocks.append(
            Note(
                "unknown",
                msg(
                    "What a visit costs is not known: state the cost of an hour in the list of employees, or visit_hour_amount in [cost_to_serve]."
                ),
            )
        )
    return Section("network", title, (*blocks, *_objectives(inputs)), _network_lead(people, parts))


def _figure(row: Row, column: str) -> Amount:
    return Amount(row[column], "share" if row["check_code"] in _SHARES else "number", digits=1)


def policy_section(inputs: Inputs) -> Section | None:
    """The rules of the classes against what was done, the tasks that follow, the sheet of class B; None without classes."""
    rows = inputs.tables["policy_checks"]
    if not rows:
        return None
    states = dict(CHECK_STATES)
    checks = Table(
        "policy_checks", msg("Rules of the classes"),
        (
            Column("abc_part", msg("Class"), "text"), Column("check_code", msg("Rule"), "text"), Column("check_state", msg("Kept?"), "text"), Column("target_value", msg("To be"), "text"),
            Column("actual_value", msg("Is"), "text"), Column("customers_count", msg("Customers"), "count"), Column("breach_count", msg("Not kept"), "count"), Column("unknown_count", msg("Cannot be said"), "count"),
        ),
        tuple(
            (label(r["abc_part"], _PART_NAMES), label(r["check_code"], _CHECK_NAMES), label(r["check_state"], states),
             *(None if r[c] is None else msg("{figure}", figure=_figure(r, c)) for c in ("target_value", "actual_value")),
             r["customers_count"], r["breach_count"], r["unknown_count"])
            for r in rows
        ),
        note=msg("How fast class A is answered is known where observations of the measure response_hours say so. Limits are settings of [service]."),
    )  # fmt: skip
    blocks: list[Block] = [checks]
    tasks = inputs.tables["policy_breaches"]
    if tasks:
        told = tuple(
            (r["customer_id"], r["customer_name"], r["abc_value_class"], r["seller_id"], label(r["check_code"], _CHECK_NAMES),
             *(None if r[c] is None else msg("{figure}", figure=_figure(r, c)) for c in ("target_value", "actual_value")))
            for r in tasks
        )  # fmt: skip
        columns = (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("abc_value_class", msg("ABC"), "class"), Column("seller_id", msg("Sales person"), "text"),
            Column("check_code", msg("Rule"), "text"), Column("target_value", msg("To be"), "text"), Column("actual_value", msg("Is"), "text"),
        )  # fmt: skip
        blocks.append(
            Table(
                "policy_breaches",
                msg("Tasks: rules not kept, the largest customers first"),
                columns,
                told,
                limit=_SHOWN,
            )
        )
    menu = inputs.tables["service_menu"]
    if menu:
        units: tuple[tuple[str, Message, Unit], ...] = (
            ("customers_count", msg("Customers"), "count"), ("promised_count", msg("With a promise"), "count"), ("otif_target_share", msg("OTIF, to get"), "share"),
            ("otif_requested_share", msg("OTIF, requested"), "share"), ("otif_confirmed_share", msg("OTIF, confirmed"), "share"), ("promised_lead_time_days", msg("Lead time promised"), "days"),
            ("lead_time_12m_days", msg("Lead time"), "days"), ("minimum_order_amount", msg("Minimum order"), "money"), ("order_value_amount", msg("Mean order"), "money"),
            ("person_promised_count", msg("Person promised"), "count"), ("with_person_count", msg("and named"), "count"), ("contacts_per_customer", msg("Contacts per customer"), "number"),
            ("complaints_per_100_orders", msg("Complaints per 100 orders"), "number"),
        )  # fmt: skip
        blocks.append(
            Table(
                "service_menu", msg("Service promised and delivered"), (Column("abc_part", msg("Class"), "text"), *(Column(n, t, u) for n, t, u in units)),
                tuple((label(r["abc_part"], _PART_NAMES), *(r[n] for n, _, _ in units)) for r in menu), currency=inputs.currency,
            )
        )  # fmt: skip
    patterns = inputs.tables["class_b_patterns"]
    if patterns:
        sheet = (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("orders_12m_count", msg("Orders"), "count"), Column("gap_median_days", msg("Median gap"), "days"),
            Column("recency_days", msg("Days since the last purchase"), "days"), Column("season_share", msg("Weight of the strongest quarter"), "share"), Column("best_quarter", msg("Strongest quarter"), "id"),
            Column("families_12m_count", msg("Families"), "count"), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), Column("revenue_change_share", msg("Change"), "share"),
        )  # fmt: skip
        blocks.append(
            _table(
                "class_b_patterns",
                msg("How class B buys: the sheet to go through each quarter"),
                sheet,
                patterns,
                inputs,
            )
        )
    return Section("policy", msg("Rules of the classes"), tuple(blocks), _policy_lead(inputs, rows, tasks))


def _policy_lead(inputs: Inputs, rows: list[Row], tasks: list[Row]) -> Message:
    broken = [r for r in rows if r["check_state"] == "breach"]
    unsaid = [r for r in rows if r["check_state"] == "unknown"]
    floor = [r for r in broken if r["abc_part"] == "C" and r["check_code"].startswith("otif")]
    found = msg(
        "{broken} of {all} rules of the classes are not kept; of {unknown} it cannot be said.",
        broken=len(broken),
        all=len(rows),
        unknown=len(unsaid),
    )
    if floor:
        found = msg("{found} Class C is served below its floor.", found=found)
    if tasks:
        revenue = money(
            sum(r["revenue_12m_amount"] for r in {t["customer_key"]: t for t in tasks}.values()),
            inputs.currency,
        )
        found = msg(
            "{found} Begin with {names}; {revenue} a year stand behind the customers concerned.",
            found=found,
            names=named(list({t["customer_key"]: t for t in tasks}.values())),
            revenue=revenue,
        )
    return found
