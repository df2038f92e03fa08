"""What may be spent on each customer beyond serving it, and what was: the amount, and whether it is of the right kind."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._matrix_norms import GROWING
from clientela.measures.passes import KEY

STATES = (
    ("over", msg("above the ceiling")),
    ("within", msg("within the norm")),
    ("under", msg("below half of the need")),
    ("unknown", msg("not known")),
)
KINDS = (
    ("investment", msg("Investment in the customer")),
    ("contact", msg("Contacts beyond those of its class")),
    ("discount", msg("Discount beyond the corridor")),
)
"""What is spent on a customer beyond serving it. Source: own definition."""
FITS = (
    ("fits", msg("fits the cell")),
    ("misfit", msg("does not fit the cell")),
    ("nothing", msg("nothing was spent")),
    ("unknown", msg("not known")),
)
_ALLOWED = {
    "investment": GROWING,
    "contact": (*GROWING, "developed"),
    "discount": (),
}
"""Where each kind has its place: growth money where a cell is to grow, attention also where it is to be kept, a discount beyond the corridor nowhere."""
_PLACED = ("desirable", "developed", "undeveloped", "undesirable")


def _cells(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "''"


@step(
    title=msg("Budget norm of each customer"),
    inputs=("customer_measures", "profitability_cells", "customer_potential", "customer_ladder", "customer_contacts", "price_realisation", "class_lines"),
    fields=(
        KEY,
        Field("ceiling_amount", msg("Ceiling of the budget"), "money", msg("`potential.investment_ceiling_share` x potential margin in the cells that are to grow, nothing in the others; unknown where the potential is"), "own proposal"),
        Field("need_amount", msg("Need"), "money", msg("contacts that its class is to get and did not x cost of a contact; unknown where contacts or their cost are")),
        Field("norm_amount", msg("Norm of the budget"), "money", msg("the smaller of ceiling and need; the ceiling where the need is unknown")),
        Field("spent_amount", msg("Spent beyond serving it"), "money", msg("investment in the customer + contacts beyond those of its class x cost of one + discount leak, those that are known; unknown where none is")),
        Field("spent_investment_amount", KINDS[0][1], "money"),
        Field("spent_contact_amount", KINDS[1][1], "money", msg("contacts above `service.contacts_a_year` of its class x cost of a contact")),
        Field("spent_discount_amount", KINDS[2][1], "money"),
        Field("budget_state", msg("Budget against its norm"), "class", msg("over: spent more than the ceiling; under: spent less than half of the smaller of ceiling and need, where that is above zero"), "own definition", STATES),
        Field("largest_kind_class", msg("Most of it for"), "class", codes=KINDS),
        Field("budget_fit_class", msg("Kind of spending"), "class", msg("whether what most was spent on has its place in the cell: investment where it is to grow, contacts also where it is to be kept, a discount beyond the corridor nowhere"), "own proposal", FITS),
    ),
)  # fmt: skip
def budget_norms(params: dict[str, Any]) -> str:
    """Hold what is spent on each placed customer beyond serving it against a ceiling, and say whether it is spent on the right things.

    Customers that the profitability matrix does not place by a known potential have no ceiling and are not judged.
    """
    share, counts = params["potential"].investment_ceiling_share, params["service"].contacts_a_year
    grows = f"p.profit_cell_class in ({_cells(GROWING)})"
    ceiling = (
        f"case when p.profit_cell_class in ({_cells(_PLACED)}) then case when {grows} then cast(round({share!r} * greatest(q.potential_margin_amount, 0)) as bigint) else cast(0 as bigint) end end"
    )  # fmt: skip
    wanted = (
        f"case when m.revenue_12m_amount >= n.abc_limit_a_amount then {counts[0]!r} when m.revenue_12m_amount >= n.abc_limit_b_amount then {counts[1]!r} "
        f"else {counts[2]!r} end"
    )
    one = "case when k.visits_12m_count > 0 then cast(k.visit_cost_12m_amount as double) / nullif(k.visits_12m_count, 0) end"
    rows = (
        f"select m.customer_key, p.profit_cell_class, {ceiling} as ceiling_amount, l.investment_12m_amount as spent_investment_amount, "
        f"cast(round(greatest(0, k.contacts_12m_count - ({wanted})) * ({one})) as bigint) as over_contact, "
        f"k.contacts_12m_count, ({wanted}) as wanted_count, a.usual_cost, r.discount_leak_amount as spent_discount_amount from customer_measures as m "
        "join profitability_cells as p on p.customer_key = m.customer_key join customer_potential as q on q.customer_key = m.customer_key "
        "join class_lines as n on n.customer_key = m.customer_key left join customer_ladder as l on l.customer_key = m.customer_key "
        "left join customer_contacts as k on k.customer_key = m.customer_key left join price_realisation as r on r.customer_key = m.customer_key "
        "cross join (select sum(cast(visit_cost_12m_amount as double)) / nullif(sum(case when visit_cost_12m_amount is not null then visits_12m_count end), 0) as usual_cost from customer_contacts) as a "
        "where m.lines_12m_count > 0"
    )
    spent_contact = "case when contacts_12m_count is null then null when contacts_12m_count <= wanted_count then cast(0 as bigint) else over_contact end"
    need = "case when contacts_12m_count is not null and usual_cost is not null then cast(round(greatest(0, wanted_count - contacts_12m_count) * usual_cost) as bigint) end"
    names = ("spent_investment_amount", "spent_contact_amount", "spent_discount_amount")
    total = " + ".join(f"coalesce({n}, 0)" for n in names)
    summed = (
        f"select *, case when {' or '.join(f'{n} is not null' for n in names)} then {total} end as spent_amount, "
        "case when need_amount is null then ceiling_amount when ceiling_amount is null then null else least(ceiling_amount, need_amount) end as norm_amount "
        f"from (select *, {need} as need_amount, {spent_contact} as spent_contact_amount from ({rows}) as rows_of) as needed"
    )
    most = f"greatest({', '.join(f'coalesce({n}, 0)' for n in names)})"
    largest = " ".join(
        f"when coalesce({n}, 0) = most then '{code}'" for (code, _), n in zip(KINDS, names, strict=True)
    )
    told = f"select *, case when spent_amount > 0 then case {largest} end end as largest_kind_class from (select *, {most} as most from ({summed}) as summed) as mosts"
    fits = " ".join(
        f"when largest_kind_class = '{kind}' then case when profit_cell_class in ({_cells(cells)}) then 'fits' else 'misfit' end"
        for kind, cells in _ALLOWED.items()
    )
    placed = f"profit_cell_class in ({_cells(_PLACED)})"
    return (
        f"select customer_key, ceiling_amount, need_amount, norm_amount, spent_amount, {', '.join(names)}, "
        "case when ceiling_amount is null or spent_amount is null then 'unknown' when spent_amount > ceiling_amount then 'over' "
        "when norm_amount > 0 and 2 * spent_amount < norm_amount then 'under' else 'within' end as budget_state, largest_kind_class, "
        f"case when spent_amount is null or not ({placed}) then 'unknown' when spent_amount <= 0 then 'nothing' {fits} end as budget_fit_class from ({told}) as told"
    )
