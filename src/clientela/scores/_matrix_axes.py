"""The axes of the classic matrices: their factors, weights and anchors. Weights are own proposals; factors are those of the authors."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.scores._matrices import THIRDS, Axis, Factor

_OF_MEDIAN = ((0.0, 0.0), (1.0, 2.9), (2.5, 5.2), (5.0, 7.5), (10.0, 10.0))
"""Times the median customer: close to 10 · ln(1 + v) / ln 11."""
_YEARS = ((0.0, 0.0), (1.0, 2.0), (3.0, 5.0), (5.0, 7.0), (10.0, 10.0))


def _taken(
    code: str, axis: str, title: object, weight: float, *, criterion: str = "", is_reversed: bool = False
) -> Factor:
    return Factor(code, title, weight, taken=(axis, criterion or code), is_reversed=is_reversed)  # type: ignore[arg-type]


_LIKED, _GIVEN, _AGAINST = "attractiveness", "importance", "relative_strength"
_LENGTH = msg("Length of the relation")
_LEVEL = msg("Cooperation: level of the relation")

STRATEGIC_IMPORTANCE = Axis(
    "strategic_importance",
    msg("Strategic importance to us"),
    (
        Factor(
            "purchases",
            msg("Value of its purchases"),
            30,
            _OF_MEDIAN,
            fact="purchases_ratio",
            is_measured=True,
        ),
        _taken("potential", _LIKED, msg("Potential"), 20, criterion="attainable_margin"),
        _taken("prestige", _LIKED, msg("Prestige and leadership"), 15, criterion="reference"),
        Factor("market_entry", msg("Opens a market to us"), 10),
        Factor("technology_access", msg("Technology and know-how we learn"), 15),
        Factor("influence_on_others", msg("Influence on other customers"), 10),
    ),
)
DIFFICULTY = Axis(
    "difficulty",
    msg("Difficulty of serving it"),
    (
        Factor("product_novelty", msg("Novelty of what it buys"), 15),
        Factor("product_complexity", msg("Complexity of what it buys"), 15),
        _taken("effort", _LIKED, msg("Effort it takes: cost to serve"), 10, criterion="simplicity", is_reversed=True),
        Factor("buying_power", msg("Power of its buyers"), 10),
        Factor("buyer_competence", msg("Technical and commercial skill of its buyers"), 10),
        Factor("several_suppliers", msg("Buys from several suppliers"), 10, ((1.0, 0.0), (2.0, 4.0), (3.0, 7.0), (5.0, 10.0)), measure="suppliers_count"),
        Factor("rivals", msg("Number of rivals"), 10, ((0.0, 0.0), (1.0, 3.0), (2.0, 6.0), (4.0, 10.0)), fact="rivals_count", is_measured=True),
        Factor("rival_strength", msg("Share of the strongest rival"), 10, ((0.0, 0.0), (0.3, 5.0), (0.6, 10.0)), fact="rival_share", is_measured=True),
        _taken("rival_position", _GIVEN, msg("Position of the rivals: our rank"), 10, criterion="supplier_rank", is_reversed=True),
    ),
)  # fmt: skip
BUSINESS_ATTRACTIVENESS = Axis(
    "business_attractiveness",
    msg("Attractiveness of its business"),
    (
        _taken("own_growth", _LIKED, msg("Growth of its business"), 25, criterion="growth"),
        Factor("market_stability", msg("How well its market bears a crisis"), 15),
        Factor("market_rivalry", msg("Competition in its market"), 15, is_reversed=True),
        _taken("finance", _LIKED, msg("Payment and solvency"), 20, criterion="payment"),
        Factor("market_technology", msg("Technology of its market, still developing"), 5),
        Factor("market_rules", msg("Rules and politics in its favour"), 5),
        Factor("market_position", msg("Its position in its market"), 15),
    ),
    THIRDS,
)
RELATIONSHIP_STRENGTH = Axis(
    "relationship_strength",
    msg("Strength of the relation"),
    (
        Factor("length", _LENGTH, 15, _YEARS, fact="years_bought", is_measured=True),
        _taken("our_share", _GIVEN, msg("Our share of what it buys"), 20, criterion="wallet_share"),
        Factor("personal_relation", msg("Personal relations"), 10),
        _taken("cooperation", _GIVEN, _LEVEL, 25, criterion="relation_level"),
        Factor("closeness", msg("Closeness of culture and management"), 15),
        _taken("access", _GIVEN, msg("Access granted to us"), 15),
    ),
    THIRDS,
)
PERCEIVED_STRENGTH = Axis(
    "perceived_strength",
    msg("Strength of the relation as the customer sees it"),
    (
        Factor("ability", msg("Technical ability"), 15, measure="choice_own_quality"),
        Factor("pricing", msg("Pricing"), 10, measure="choice_own_price"),
        Factor("response", msg("Speed of response"), 10, measure="choice_own_speed"),
        Factor("trust", msg("Trust"), 15, measure="choice_own_trust"),
        _taken("cooperation", _GIVEN, _LEVEL, 15, criterion="relation_level"),
        Factor("length", _LENGTH, 15, _YEARS, fact="years_bought", is_measured=True),
        Factor("contact", msg("Frequency of contact"), 10, ((0.0, 0.0), (4.0, 4.0), (12.0, 8.0), (24.0, 10.0)), fact="contacts_count", is_measured=True),
        Factor("personal_relation", msg("Personal relations"), 5),
        Factor("closeness", msg("Closeness of culture and management"), 5),
    ),
    THIRDS,
    is_theirs=True,
)  # fmt: skip


def profitability(cuts: tuple[float, ...] = ()) -> Axis:
    """Return the axis of profitability; the same in all matrices but for its levels."""
    return Axis(
        "customer_profitability",
        msg("Profitability of the customer"),
        (
            _taken("margin_rate", _LIKED, msg("Margin in per cent"), 50, criterion="margin_quality"),
            Factor("contribution", msg("Contribution in money"), 50, ((0.0, 0.0), (1.0, 5.0), (3.0, 8.0), (10.0, 10.0)), fact="contribution_ratio", is_measured=True),
        ),
        cuts,
    )  # fmt: skip


RELATIONSHIP_VALUE = Axis(
    "relationship_value",
    msg("Value of the relation"),
    (
        Factor("goods_criticality", msg("How critical the goods are"), 30),
        Factor("output_share", msg("Part of our sales it takes"), 30, ((0.0, 0.0), (0.005, 2.0), (0.02, 5.0), (0.05, 7.0), (0.1, 10.0)), fact="output_share", is_measured=True),
        Factor("replacement_ease", msg("How easily another customer would take its place"), 25, is_reversed=True),
        _taken("savings", _LIKED, msg("Costs it saves us"), 15, criterion="simplicity"),
    ),
)  # fmt: skip
INTEREST_COMMONALITY = Axis(
    "interest_commonality",
    msg("Interests in common"),
    (
        Factor("goal_fit", msg("Goals that fit together"), 30),
        Factor("norms_fit", msg("The same idea of fair dealing"), 25),
        Factor("horizon_fit", msg("The same time horizon"), 20),
        _taken("openness", _LIKED, msg("Openness to partnership"), 25),
    ),
)
POWER = Axis(
    "power",
    msg("Who is stronger: 0 they, 10 we"),
    (
        Factor("power_balance", msg("Balance of power"), 40),
        _taken("switching", _GIVEN, msg("Time it needs to replace us"), 30),
        Factor("our_dependence", msg("Part of our sales it takes"), 30, ((0.0, 0.0), (0.005, 2.0), (0.02, 5.0), (0.05, 7.0), (0.1, 10.0)), fact="output_share", is_measured=True, is_reversed=True),
    ),
    (4.0, 6.0),
)  # fmt: skip
PURCHASE_IMPORTANCE = Axis(
    "purchase_importance",
    msg("Importance of the purchase to the customer"),
    (
        Factor("category_competence", msg("Adds to what it does best"), 30),
        Factor("category_value", msg("Weight in its costs and profit"), 30),
        Factor("category_image", msg("Weight for its image"), 20),
        _taken("declared", _GIVEN, msg("Importance it declares"), 20),
    ),
    is_theirs=True,
)
PURCHASE_DIFFICULTY = Axis(
    "purchase_difficulty",
    msg("Difficulty of the purchase for the customer"),
    (
        Factor("product_novelty", msg("Novelty of what it buys"), 15),
        Factor("product_complexity", msg("Complexity of what it buys"), 20),
        Factor("few_suppliers", msg("Few suppliers to choose from"), 30, ((1.0, 10.0), (2.0, 7.0), (3.0, 5.0), (5.0, 2.0), (8.0, 0.0)), measure="suppliers_count"),
        _taken("switching", _GIVEN, msg("Time it needs to replace us"), 20),
        Factor("supply_risk", msg("Risk of supply"), 15),
    ),
    is_theirs=True,
)  # fmt: skip
SUPPLIER_ATTRACTIVENESS = Axis(
    "supplier_attractiveness",
    msg("How attractive we are to the customer"),
    (
        _taken("price", _AGAINST, msg("Price"), 20),
        _taken("quality", _AGAINST, msg("Quality"), 20),
        _taken("delivery", _AGAINST, msg("Delivery"), 15),
        _taken("service", _AGAINST, msg("Service"), 15),
        _taken("innovation", _AGAINST, msg("Innovation"), 15),
        _taken("trust", _AGAINST, msg("Trust"), 15),
    ),
    is_theirs=True,
)
COMMITMENT = Axis(
    "commitment",
    msg("Commitment of the customer"),
    (
        _taken("our_share", _GIVEN, msg("Our share of what it buys"), 25, criterion="wallet_share"),
        _taken("relation_level", _GIVEN, msg("Level of the relation"), 25),
        _taken("formal_status", _GIVEN, msg("Formal status and cover by contract"), 20),
        _taken("declared", _GIVEN, msg("Importance it declares"), 15),
        _taken("access", _GIVEN, msg("Access granted to us"), 15),
    ),
)
GROWTH_POTENTIAL = Axis(
    "growth_potential",
    msg("Growth potential"),
    (
        _taken("potential", _LIKED, msg("Potential"), 60, criterion="attainable_margin"),
        _taken("own_growth", _LIKED, msg("Growth of its business"), 40, criterion="growth"),
    ),
)
