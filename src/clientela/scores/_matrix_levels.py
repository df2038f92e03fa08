"""Johnson & Selnes 2004: customers by how far the relation has come. Ritter & Andersen 2014: profitability, commitment, growth potential."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.scores._matrices import Cell, Matrix
from clientela.scores._matrix_axes import COMMITMENT, GROWTH_POTENTIAL, profitability

SELNES_OF = {1: "acquaintances", 2: "acquaintances", 3: "friends", 4: "partners", 5: "partners"}
"""Level of the relation to the kind; without any relation a customer is of none."""

JOHNSON_SELNES = Matrix(
    "johnson_selnes",
    msg("Acquaintances, friends, partners (Johnson & Selnes)"),
    msg("Johnson & Selnes"),
    "Johnson & Selnes 2004",
    msg("How the base divides by closeness, what each part leaves, and how many came closer within a year. Acquaintances bring scale, and are needed."),
    None,
    None,
    (
        Cell("acquaintances", msg("Acquaintances: level 1 and 2"), msg("Serve many at low cost; pick the few that could become friends."), msg("For each one picked: a need we can meet and a second contact."), msg("No second function in contact within a year.")),
        Cell("friends", msg("Friends: level 3"), msg("Keep the preference: shared forecast, complaints settled together."), msg("Two functions on each side are in contact."), msg("The preference does not pay: contribution 3 below that of acquaintances.")),
        Cell("partners", msg("Partners: level 4 and 5"), msg("Adapt and integrate only where both sides gain; check the gain every year."), msg("A written plan with targets, and sponsors on both sides."), msg("The adaptation has not paid back by its date.")),
    ),
)  # fmt: skip
RITTER = Matrix(
    "ritter",
    msg("Profitability, commitment and growth potential (Ritter & Andersen)"),
    msg("Ritter & Andersen"),
    "Ritter & Andersen 2014",
    msg("Who earns us money, who is committed to us, and who of them can still grow."),
    profitability(),
    COMMITMENT,
    (
        Cell("committed_earners", msg("Profitable and committed"), msg("Look after them; where there is growth, grow together."), msg("What keeps them committed is known."), msg("Commitment falls below the line.")),
        Cell("earners_at_risk", msg("Profitable, not committed"), msg("Win the commitment: contract, second contact, something only we do."), msg("A reason to commit that we can offer at known cost."), msg("No commitment after a year: earn while it lasts.")),
        Cell("committed_costly", msg("Committed, not profitable"), msg("Use the goodwill to mend price, order size and service."), msg("The causes of the cost are known."), msg("Contribution 3 has not risen after a year.")),
        Cell("loose_ends", msg("Neither profitable nor committed"), msg("Standard terms; no effort unless growth potential is high and proven."), msg("The effort has an end date."), msg("It passes without an order.")),
    ),
    {(1, 1): "committed_earners", (1, 0): "earners_at_risk", (0, 1): "committed_costly", (0, 0): "loose_ends"},
    third=GROWTH_POTENTIAL,
)  # fmt: skip
