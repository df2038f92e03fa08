"""What holds a customer back: its weakest item of engagement, and the play that goes with it."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY

ITEMS = (
    ("service", msg("Delivered on time and in full")),
    ("complaint", msg("Open complaints")),
    ("contact", msg("Last contact")),
    ("deciders", msg("People of the decision unit whom we know")),
    ("breadth", msg("Families bought of those that suit it")),
    ("level", msg("Level of the relation")),
)
"""In the order in which equals are told: what we owe the customer before what we want from it."""
PLAYS = (
    ("service", msg("mend the deliveries first, and tell the customer what was mended; sell nothing until then")),
    ("complaint", msg("settle what is open, with a person and a day; then ask whether it is settled")),
    ("contact", msg("visit or call this week: ask what has changed since the last contact")),
    ("deciders", msg("get to know a second person of those who decide, introduced by the first")),
    ("breadth", msg("offer the family that most customers of its kind buy and it does not")),
    ("level", msg("agree with the customer what the next level takes, and the first gate to it")),
)  # fmt: skip
"""What to do about each: a proposal, to be replaced by what works in the company."""
CONTACT_DAYS, COMPLAINT_DAYS, DECIDERS = 90, 30, 2
"""A contact within so many days, a complaint settled within so many, so many people of the decision unit score in full."""
_SOURCE = "own definition, after the questions on class B"


def _scores(params: dict[str, Any]) -> dict[str, str]:
    """Return the SQL of the score of each item, 0 to 1; none where it is not known."""
    one, target = "cast(1.0 as double)", params["service"].on_time_in_full_targets[1]
    known = "interactions" in params["tables"] and not params["bu"]
    never = "cast(0.0 as double)" if known else "cast(null as double)"
    otif = "coalesce(s.otif_requested_share, s.otif_confirmed_share)"
    return {
        "service": f"case when {otif} is not null then least({one}, {otif} / {target!r}) end",
        "complaint": f"case when s.complaints_open_count = 0 then {one} when s.complaint_age_days > {COMPLAINT_DAYS} then {COMPLAINT_DAYS} / nullif(s.complaint_age_days, 0) when s.complaints_open_count > 0 then {one} end",
        "contact": f"case when k.contact_recency_days <= {CONTACT_DAYS} then {one} when k.contact_recency_days is not null then {CONTACT_DAYS}.0 / nullif(cast(k.contact_recency_days as double), 0) else {never} end",
        "deciders": f"case when f.deciders_count is not null then least({one}, cast(f.deciders_held_count as double) / {DECIDERS}.0) end",
        "breadth": f"case when b.breadth_share is not null and u.usual_breadth > 0 then least({one}, b.breadth_share / nullif(u.usual_breadth, 0)) end",
        "level": f"case when f.level_possible_number > 0 then least({one}, f.level_met_number / nullif(f.level_possible_number, 0)) end",
    }


@step(
    title=msg("Engagement and its weakest item"),
    inputs=("customer_measures", "customer_service", "customer_contacts", "family_breadth", "relation_facts"),
    fields=(
        KEY,
        Field("engagement_service_score", ITEMS[0][1], "number", msg("on time and in full / target of class B, at most 1"), _SOURCE),
        Field("engagement_complaint_score", ITEMS[1][1], "number", msg("1 without an open complaint or while they are young, else 30 days / their mean age"), _SOURCE),
        Field("engagement_contact_score", ITEMS[2][1], "number", msg("1 within 90 days, else 90 / days since the last contact; 0 without one in two years"), _SOURCE),
        Field("engagement_deciders_score", ITEMS[3][1], "number", msg("people of the decision unit whom one of ours knows / 2, at most 1"), _SOURCE),
        Field("engagement_breadth_score", ITEMS[4][1], "number", msg("breadth / upper quartile of the breadth of the customers of its kind, at most 1"), _SOURCE),
        Field("engagement_level_score", ITEMS[5][1], "number", msg("level reached / level possible"), _SOURCE),
        Field("engagement_known_count", msg("Items known"), "count"),
        Field("weakest_item_class", msg("Weakest item"), "class", msg("the lowest score of those that are known, the first in the order of the list among equals; none where all that is known is in order"), _SOURCE, ITEMS),
        Field("weakest_score", msg("Its score"), "number"),
        Field("weakest_value", msg("Its value"), "number", msg("share, days, people or level")),
        Field("weakest_norm", msg("What would be in order"), "number"),
    ),
)  # fmt: skip
def engagement(params: dict[str, Any]) -> str:
    """Score six items of the relation of each active customer between 0 and 1, and name the weakest with its value and its norm.

    Nothing is said of what is not known: an item without data is no weak one. Customers without a purchase in 12 months have no row.
    """
    scores = _scores(params)
    names = [f"engagement_{code}_score" for code in scores]
    values = {
        "service": "otif", "complaint": "complaint_age_days", "contact": "contact_recency_days", "deciders": "cast(deciders_held_count as double)",
        "breadth": "breadth_share", "level": "level_met_number",
    }  # fmt: skip
    norms = {
        "service": f"cast({params['service'].on_time_in_full_targets[1]!r} as double)", "complaint": f"cast({COMPLAINT_DAYS} as double)", "contact": f"cast({CONTACT_DAYS} as double)",
        "deciders": f"cast({DECIDERS} as double)", "breadth": "usual_breadth", "level": "level_possible_number",
    }  # fmt: skip
    lowest = f"least({', '.join(f'coalesce({n}, cast(2.0 as double))' for n in names)})"
    weakest = " ".join(f"when {n} = lowest then '{code}'" for code, n in zip(scores, names, strict=True))

    def pick(found: dict[str, str]) -> str:
        arms = " ".join(f"when weakest_item_class = '{code}' then {sql}" for code, sql in found.items())
        return f"cast(case {arms} end as double)"

    columns = ", ".join(
        f"cast({sql} as double) as {name}" for sql, name in zip(scores.values(), names, strict=True)
    )
    rows = (
        f"select m.customer_key, {columns}, coalesce(s.otif_requested_share, s.otif_confirmed_share) as otif, s.complaint_age_days, k.contact_recency_days, "
        "f.deciders_held_count, f.level_met_number, f.level_possible_number, b.breadth_share, u.usual_breadth from customer_measures as m "
        "left join customer_service as s on s.customer_key = m.customer_key left join customer_contacts as k on k.customer_key = m.customer_key "
        "left join family_breadth as b on b.customer_key = m.customer_key left join usual as u on u.peer_kind is not distinct from b.peer_kind left join relation_facts as f on f.customer_key = m.customer_key "
        "where m.lines_12m_count > 0"
    )  # fmt: skip
    known = " + ".join(f"case when {n} is not null then 1 else 0 end" for n in names)
    lowered = f"select *, {lowest} as lowest from ({rows}) as scored"
    told = f"select *, case when lowest >= 1 then null {weakest} end as weakest_item_class from ({lowered}) as lowered"
    usual = "select peer_kind, percentile_cont(0.75) within group (order by breadth_share) as usual_breadth from family_breadth where breadth_share is not null group by peer_kind"
    return (
        f"with usual as ({usual}) select customer_key, {', '.join(names)}, cast({known} as bigint) as engagement_known_count, weakest_item_class, "
        f"case when weakest_item_class is not null then lowest end as weakest_score, {pick(values)} as weakest_value, {pick(norms)} as weakest_norm from ({told}) as told"
    )
