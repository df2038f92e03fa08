"""The measures that statements about customers speak of: what each is, and which words stand for which number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.base.i18n import Message

YES = ("yes", "y", "true", "si", "sì", "да", "ja", "oui", "x", "✓")
NO = ("no", "n", "false", "none", "нет", "nein", "non", "nessuno", "nessuna", "-")


@dataclass(frozen=True, slots=True)
class Told:
    """One measure of observations about customers that a score or a gate reads."""

    code: str
    title: Message
    kind: str
    """points (0-10), share, weeks, rank, count, flag, words, level (0-4)."""
    words: tuple[tuple[str, float], ...] = ()
    """Words that stand for a number, besides yes and no."""
    is_by_customer: bool = False
    """Whether only the customer can say it: our own opinion of it is kept apart and never scored."""


_STATUS = (
    ("none", 0.0), ("nessuno", 0.0), ("нет", 0.0), ("approved", 3.0), ("qualified", 3.0), ("qualificato", 3.0), ("одобрен", 3.0),
    ("framework", 5.0), ("accordo quadro", 5.0), ("рамочный договор", 5.0), ("preferred", 7.0), ("preferito", 7.0), ("предпочтительный", 7.0),
    ("key", 10.0), ("strategic", 10.0), ("sole", 10.0), ("sole source", 10.0), ("strategico", 10.0), ("fornitore unico", 10.0),
    ("стратегический", 10.0), ("единственный", 10.0),
)  # fmt: skip
_ACCESS = (
    ("buyer", 1.0), ("buyer only", 1.0), ("solo acquisti", 1.0), ("закупщик", 1.0), ("users", 3.0), ("utilizzatori", 3.0), ("пользователи", 3.0),
    ("technical", 5.0), ("tecnico", 5.0), ("техническая служба", 5.0), ("function head", 7.0), ("responsabile di funzione", 7.0),
    ("руководитель функции", 7.0), ("board", 10.0), ("direzione", 10.0), ("руководство", 10.0),
)  # fmt: skip
_OPEN = (
    ("tender", 0.0), ("tender only", 0.0), ("gara", 0.0), ("тендер", 0.0), ("mixed", 5.0), ("misto", 5.0), ("смешанный", 5.0),
    ("open", 10.0), ("value based", 10.0), ("aperto", 10.0), ("открытый", 10.0),
)  # fmt: skip
_WORTH = (
    ("none", 0.0), ("nessuno", 0.0), ("нет", 0.0), ("no", 0.0), ("local", 4.0), ("locale", 4.0), ("местный", 4.0), ("yes", 4.0), ("si", 4.0), ("sì", 4.0),
    ("да", 4.0), ("sector leader", 10.0), ("leader di settore", 10.0), ("лидер отрасли", 10.0),
)  # fmt: skip
_MODES = (
    ("collaboration", 1.0), ("collaborazione", 1.0), ("сотрудничество", 1.0), ("negotiation", 2.0), ("negoziazione", 2.0), ("переговоры", 2.0),
    ("administration", 3.0), ("amministrazione", 3.0), ("администрирование", 3.0), ("domination", 4.0), ("dominio", 4.0), ("доминирование", 4.0),
    ("accommodation", 5.0), ("accomodamento", 5.0), ("adattamento", 5.0), ("приспособление", 5.0), ("submission", 6.0), ("sottomissione", 6.0), ("подчинение", 6.0),
)  # fmt: skip

MEASURES: dict[str, Told] = {
    told.code: told
    for told in (
        # attractiveness
        Told("customer_growth", msg("Growth of the customer's own sales, a year"), "share"),
        Told("strategic_fit", msg("Strategic fit"), "share"),
        Told("payment_delay", msg("Days paid late"), "count"),
        Told("credit_rating", msg("Rating"), "words"),
        Told("openness", msg("Openness to partnership"), "points", _OPEN),
        Told("reference_value", msg("Worth as a reference"), "points", _WORTH),
        Told("key_account", msg("Treated as a key account"), "flag"),
        Told("knock_out", msg("Reason not to deal with the customer"), "words"),
        Told("share_of_wallet", msg("Our share of what the customer spends"), "share", is_by_customer=True),
        Told("supplier_rank", msg("Our rank among the suppliers"), "rank", is_by_customer=True),
        Told("suppliers_count", msg("Number of suppliers"), "count", is_by_customer=True),
        Told("formal_status", msg("Formal status as a supplier"), "words", _STATUS, is_by_customer=True),
        Told("switching_weeks", msg("Weeks to put another supplier in our place"), "weeks"),
        Told("access_level", msg("Highest level that receives us"), "words", _ACCESS),
        Told("declared_importance", msg("How serious it would be if we stopped"), "points", is_by_customer=True),
        Told("accessible_need", msg("A need we can reach within 12 months"), "flag"),
        Told("own_importance", msg("Our own estimate of our importance"), "points"),
        # gates of the relation
        Told("vendor_qualified", msg("Supplier qualification done"), "flag"),
        Told("functions_in_contact", msg("Functions in contact on each side"), "count"),
        Told("function_pairs", msg("Active pairs of functions"), "count"),
        Told("forecast_shared", msg("Forecast or plan shared"), "flag"),
        Told("complaints_joint", msg("Complaints handled together"), "flag"),
        Told("executive_sponsor", msg("Sponsors in both managements"), "flag"),
        Told("joint_plan", msg("Written joint plan with targets"), "flag"),
        Told("specific_adaptation", msg("Something adapted for the other side"), "flag"),
        Told("sole_source", msg("Only source in a strategic family"), "flag"),
        Told("review_meetings", msg("Review meetings a year"), "count"),
        Told("system_integration", msg("Processes or systems integrated"), "flag"),
        Told("joint_development", msg("Joint development or investment"), "flag"),
        Told("open_book", msg("Open book or shared indicators"), "flag"),
        Told("alliance_contract", msg("Contract of the kind of an alliance"), "flag"),
        Told("key_contact_left", msg("Key contact gone and not replaced for 90 days"), "flag"),
        Told("whole_business_tender", msg("Whole business put out to tender"), "flag"),
        Told("notice_given", msg("Formal notice given"), "flag"),
        # the six connectors
        Told("ori_information", msg("Information exchange"), "level"),
        Told("ori_operations", msg("Operational linkages"), "level"),
        Told("ori_legal", msg("Legal bonds"), "level"),
        Told("ori_norms", msg("Cooperative norms"), "level"),
        Told("ori_buyer_adaptation", msg("Adaptations by the customer"), "level"),
        Told("ori_seller_adaptation", msg("Adaptations by us"), "level"),
        # proofs by what the customer did
        Told("proof_shortage", msg("Gave us priority in a shortage"), "flag"),
        Told("proof_price_rise", msg("Took a price rise without a tender"), "flag"),
        Told("proof_first_call", msg("Calls us first"), "flag"),
        Told("proof_forecast", msg("Shares its forecast"), "flag"),
        Told("proof_payment", msg("Pays us on time although late with others"), "flag"),
        Told("proof_new_products", msg("Lets us into meetings on new products"), "flag"),
        Told("proof_defence", msg("Took our side in a complaint"), "flag"),
        # factors of the classic matrices
        Told("market_entry", msg("Opens a market to us"), "points"),
        Told("technology_access", msg("Technology and know-how we learn"), "points"),
        Told("influence_on_others", msg("Influence on other customers"), "points"),
        Told("product_novelty", msg("Novelty of what it buys"), "points"),
        Told("product_complexity", msg("Complexity of what it buys"), "points"),
        Told("buying_power", msg("Power of its buyers"), "points"),
        Told("buyer_competence", msg("Technical and commercial skill of its buyers"), "points"),
        Told("market_stability", msg("How well its market bears a crisis"), "points"),
        Told("market_rivalry", msg("Competition in its market"), "points"),
        Told("market_technology", msg("Technology of its market, still developing"), "points"),
        Told("market_rules", msg("Rules and politics in its favour"), "points"),
        Told("market_position", msg("Its position in its market"), "points"),
        Told("personal_relation", msg("Personal relations"), "points"),
        Told("closeness", msg("Closeness of culture and management"), "points"),
        Told("goods_criticality", msg("How critical the goods are"), "points"),
        Told("replacement_ease", msg("How easily another customer would take its place"), "points"),
        Told("goal_fit", msg("Goals that fit together"), "points"),
        Told("norms_fit", msg("The same idea of fair dealing"), "points"),
        Told("horizon_fit", msg("The same time horizon"), "points"),
        Told("power_balance", msg("Balance of power: 0 they are stronger, 10 we are"), "points"),
        Told("management_mode", msg("Way of managing the relation in use"), "words", _MODES),
        Told("category_competence", msg("What it buys adds to what it does best"), "points"),
        Told("category_value", msg("Weight of what it buys in its costs and profit"), "points"),
        Told("category_image", msg("Weight of what it buys for its image"), "points"),
        Told("supply_risk", msg("Risk of supply"), "points"),
        Told("strategic_resources", msg("Hours of engineers and development it takes, a year"), "count"),
        Told("demand_growth", msg("Growth of what it buys of our kind from all suppliers, a year"), "share"),
        # what decides the choice of a supplier, and how we and the best rival do on it
        *(
            Told(f"choice_{part}_{name}", msg("{part}: {name}", part=part_title, name=title), "points", is_by_customer=True)
            for part, part_title in (("weight", msg("Weight of 100")), ("own", msg("We")), ("rival", msg("Best rival")))
            for name, title in (
                ("price", msg("Price")), ("quality", msg("Quality")), ("delivery", msg("Delivery")), ("service", msg("Service")),
                ("speed", msg("Speed of response")), ("innovation", msg("Innovation")), ("relationship", msg("Relationship")), ("trust", msg("Trust")),
            )
        ),
    )
}  # fmt: skip
"""What is read by name. A criterion of the company's own reads a measure beyond these: numbers, per cent, yes and no."""
PROOFS = tuple(code for code in MEASURES if code.startswith("proof_"))
CHOICE_FACTORS = ("price", "quality", "delivery", "service", "speed", "innovation", "relationship", "trust")
SOURCES = (
    ("M", msg("Measured")),
    ("C", msg("Contract or document held")),
    ("D", msg("Declared by the customer")),
    ("X", msg("From a third party")),
    ("O", msg("Observed event")),
    ("E", msg("Estimated by a model")),
    ("J", msg("Judged by an expert")),
)
"""From the strongest to the weakest; a bare opinion is none of them."""
STATES = (
    ("known", msg("known")),
    ("conflicting", msg("statements contradict each other")),
    ("unknown_not_asked", msg("not asked")),
    ("unknown_asked", msg("asked, not answered")),
    ("refused", msg("refused")),
    ("not_applicable", msg("does not apply")),
    ("expired", msg("expired")),
)
