"""Fiocca 1982: all customers by importance and difficulty, then the key ones by relation and business; and the variant of Yorke & Droussiotis."""

from __future__ import annotations

from itertools import product

from clientela.base.i18n import msg
from clientela.scores._matrices import THIRDS, Cell, Matrix
from clientela.scores._matrix_axes import (
    BUSINESS_ATTRACTIVENESS,
    DIFFICULTY,
    PERCEIVED_STRENGTH,
    RELATIONSHIP_STRENGTH,
    STRATEGIC_IMPORTANCE,
    profitability,
)

_NAMES = (
    "withdraw",
    "low_medium",
    "low_strong",
    "selective",
    "medium_medium",
    "medium_strong",
    "build",
    "improve",
    "deepen",
)
"""Cells of the second step by (upright level, lying level), the lowest first."""

FIOCCA = Matrix(
    "fiocca",
    msg("All customers: importance and difficulty (Fiocca, step 1)"),
    msg("Fiocca, step 1"),
    "Fiocca 1982",
    msg("Which customers matter to our strategy, and which of them are hard to serve."),
    STRATEGIC_IMPORTANCE,
    DIFFICULTY,
    (
        Cell("key_difficult", msg("Key, difficult"), msg("Put your best people on it, agree a plan with the customer, and lower the difficulty one cause at a time."), msg("The causes of the difficulty are known, and two of them can be changed within a year."), msg("After two years the difficulty has not fallen and contribution 3 is below zero.")),
        Cell("key_easy", msg("Key, easy"), msg("Keep it easy: steady service, one person in charge, and an eye on rivals who will notice it too."), msg("It brings contribution and its importance rests on figures, not on opinion."), msg("Importance falls below the line at two reviews in a row.")),
        Cell("non_key_difficult", msg("Not key, difficult"), msg("Standard offer, conditions that pay for the effort, or a friendly way out."), msg("A standard offer or better conditions are ready to be put to the customer."), msg("It takes neither within six months: leave it to a distributor.")),
        Cell("non_key_easy", msg("Not key, easy"), msg("Routine at low cost: telephone, web, standard terms."), msg("It can be served without a visit."), msg("It asks for more than the routine without paying for it.")),
    ),
    {(1, 1): "key_difficult", (1, 0): "key_easy", (0, 1): "non_key_difficult", (0, 0): "non_key_easy"},
)  # fmt: skip
_SECOND = (
    Cell("deepen", msg("Strong relation, attractive business"), msg("Defend and deepen: more functions in contact, longer agreements, joint projects."), msg("Both managements back it, and hours are set aside for it."), msg("A rival takes ten points of our share within a year.")),
    Cell("medium_strong", msg("Strong relation, middling business"), msg("Hold: keep the level of service, invest only what keeps it."), msg("The cost of holding it is below its contribution."), msg("Its business becomes unattractive: harvest.")),
    Cell("low_strong", msg("Strong relation, unattractive business"), msg("Keep without investing, and use the goodwill for price and terms."), msg("The relation bears a talk about price."), msg("Contribution 3 turns negative.")),
    Cell("improve", msg("Middling relation, attractive business"), msg("Improve: invest in the one or two things this customer chooses by."), msg("We know what it chooses by and can be first in one of them."), msg("No step up in the relation after twelve months.")),
    Cell("medium_medium", msg("Middling relation, middling business"), msg("Hold selectively: serve what pays, propose little."), msg("The next order pays for its own effort."), msg("Effort grows faster than contribution for a year.")),
    Cell("low_medium", msg("Middling relation, unattractive business"), msg("Reduce: fewer visits, simpler service."), msg("A cheaper way of serving it is there."), msg("It leaves or costs more than it brings: let it go.")),
    Cell("build", msg("Weak relation, attractive business"), msg("Build it with one project, or leave it on purpose. Nothing in between."), msg("One project with an end, a budget and somebody at the customer who wants it."), msg("The project ends without an order: leave it.")),
    Cell("selective", msg("Weak relation, middling business"), msg("Be selective: take single orders that pay."), msg("The order covers its cost to serve."), msg("Two orders in a row below cost.")),
    Cell("withdraw", msg("Weak relation, unattractive business"), msg("Withdraw: free the hours for others."), msg("There is a customer the hours go to."), msg("Done when nobody visits it any more.")),
)  # fmt: skip
_TABLE = dict(zip(product(range(3), range(3)), _NAMES, strict=True))
_KEY = ("fiocca", ("key_difficult", "key_easy"))

FIOCCA_RELATION = Matrix(
    "fiocca_relation",
    msg("Key customers: relation and business (Fiocca, step 2)"),
    msg("Fiocca, step 2"),
    "Fiocca 1982",
    msg(
        "What to do with each key customer: improve, hold or withdraw. Only customers that are key in step 1."
    ),
    BUSINESS_ATTRACTIVENESS,
    RELATIONSHIP_STRENGTH,
    _SECOND,
    _TABLE,
    only_cells=_KEY,
)
YORKE = Matrix(
    "yorke",
    msg("Key customers: profitability and perceived relation (Yorke & Droussiotis)"),
    msg("Yorke & Droussiotis"),
    "Yorke & Droussiotis 1994",
    msg("The second step with what Fiocca leaves out: what a key customer leaves us."),
    profitability(THIRDS),
    PERCEIVED_STRENGTH,
    tuple(
        Cell(f"yorke_{cell.code}", title, cell.play, cell.entry, cell.leave)
        for cell, title in zip(
            _SECOND,
            (
                msg("Strong relation, profitable"), msg("Strong relation, middling profit"), msg("Strong relation, little profit"), msg("Middling relation, profitable"), msg("Middling relation, middling profit"),
                msg("Middling relation, little profit"), msg("Weak relation, profitable"), msg("Weak relation, middling profit"), msg("Weak relation, little profit"),
            ),
            strict=True,
        )
    ),
    {levels: f"yorke_{name}" for levels, name in _TABLE.items()},
    only_cells=_KEY,
)  # fmt: skip
