"""Olsen & Ellram 1997, turned round: how the customer looks at what it buys from us (after Kraljic 1983), and at us."""

from __future__ import annotations

from dataclasses import replace

from clientela.base.i18n import msg
from clientela.scores._matrices import Cell, Matrix
from clientela.scores._matrix_axes import (
    PURCHASE_DIFFICULTY,
    PURCHASE_IMPORTANCE,
    RELATIONSHIP_STRENGTH,
    SUPPLIER_ATTRACTIVENESS,
)

OLSEN_CATEGORY = Matrix(
    "olsen_category",
    msg("What we are in the customer's purchases (Olsen & Ellram, step 1, turned round)"),
    msg("Olsen & Ellram, step 1"),
    "Olsen & Ellram 1997; Kraljic 1983",
    msg("Whether the customer buys from us something strategic, or something anybody can deliver."),
    PURCHASE_IMPORTANCE,
    PURCHASE_DIFFICULTY,
    (
        Cell("strategic_item", msg("Strategic purchase"), msg("Offer a partnership: joint development, long agreement, shared plan."), msg("We can be one of its few suppliers for three years."), msg("It treats us as one of many at two tenders in a row.")),
        Cell("leverage_item", msg("Purchase with leverage"), msg("Expect tenders: lower its total cost, and make leaving costly by service, not by price."), msg("We know our cost, and what of our service it uses."), msg("The price falls below our floor.")),
        Cell("bottleneck_item", msg("Bottleneck purchase"), msg("Sell security: stock, delivery promise, a fair price for it."), msg("We can promise delivery and keep it."), msg("It qualifies a second source: go back to standard terms.")),
        Cell("non_critical_item", msg("Purchase of little weight"), msg("Be the easiest to buy from: catalogue, web, one invoice."), msg("Orders need no visit."), msg("It costs more to serve than it leaves.")),
    ),
    {(1, 1): "strategic_item", (1, 0): "leverage_item", (0, 1): "bottleneck_item", (0, 0): "non_critical_item"},
)  # fmt: skip
OLSEN_RELATION = Matrix(
    "olsen_relation",
    msg("How the customer sees us as a supplier (Olsen & Ellram, step 2, turned round)"),
    msg("Olsen & Ellram, step 2"),
    "Olsen & Ellram 1997",
    msg("Which of its groups of suppliers we are in, and what a buyer does with each."),
    SUPPLIER_ATTRACTIVENESS,
    replace(RELATIONSHIP_STRENGTH, cuts=()),
    (
        Cell("to_strengthen", msg("Attractive, relation still weak"), msg("The customer would do well to come closer: propose it. More contacts, a joint plan, a project."), msg("It says itself that we are better than the rest in what it chooses by."), msg("No second function in contact after six months.")),
        Cell("to_maintain", msg("Attractive, relation strong"), msg("Prove every year what the relation is worth to the customer."), msg("Last year's value is written down and agreed."), msg("A rival is rated level with us.")),
        Cell("to_change", msg("Not attractive to the customer"), msg("We are the supplier it may replace: mend what it rates worst, or take the effort out."), msg("One weak factor can be mended within six months at known cost."), msg("The rating has not moved after a year: reduce the resources.")),
    ),
    {(1, 0): "to_strengthen", (1, 1): "to_maintain", (0, 0): "to_change", (0, 1): "to_change"},
)  # fmt: skip
