"""How the literature names the levels of a relation, beside ours."""

from __future__ import annotations

from clientela.base.i18n import msg

SCALES = ("Webster 1992", "Dwyer, Schurr & Oh 1987", "Millman & Wilson 1995", "McDonald & Woodburn 1998–2007", "Cannon & Perreault 1999")  # fmt: skip
LEVEL_NAMES = (
    (0, msg("none"), ("–", "awareness", "pre-KAM (prospect)", "exploratory (before the sale)", "–")),
    (1, msg("now and then, single deals"), ("transaction", "exploration", "pre-KAM", "exploratory", "basic buying and selling; bare bones")),
    (2, msg("usual, approved supplier"), ("repeated transaction", "exploration – expansion", "early KAM", "basic", "contractual transaction; custom supply")),
    (3, msg("preferred, working together"), ("long-term relationship", "expansion", "mid KAM", "cooperative", "cooperative systems")),
    (4, msg("partners that need each other"), ("partnership", "commitment", "partnership KAM", "interdependent", "collaborative; mutually adaptive")),
    (5, msg("integrated, an alliance"), ("strategic alliance", "commitment", "synergistic KAM", "integrated", "(beyond)")),
    (None, msg("falling apart"), ("–", "dissolution", "uncoupling KAM", "disintegrating", "–")),
)  # fmt: skip
"""Our level, its name, and the names of `SCALES` in their own language (dossier 5.4.1). "Customer is king" (Cannon & Perreault) is no level: the customer dominates."""
CONNECTOR_ANCHORS = (
    ("ori_information", msg("Information exchange"), (msg("orders only"), msg("yearly volumes, some technical data"), msg("rolling forecasts, cost or plans shared both ways"))),
    ("ori_operations", msg("Operational linkages"), (msg("none"), msg("agreed routines: call-off, labels, portal"), msg("connected systems, joint scheduling, people on site"))),
    ("ori_legal", msg("Legal bonds"), (msg("spot orders"), msg("framework, price list, service agreement"), msg("several years with commitments, rights or development agreement"))),
    ("ori_norms", msg("Cooperative norms"), (msg("each for itself, blame"), msg("problems are handled together"), msg("shared goals; gains and losses were shared fairly in a past case"))),
    ("ori_buyer_adaptation", msg("Adaptations by the customer"), (msg("none"), msg("changed a procedure, or approved only us"), msg("invested around us: tools, design, process"))),
    ("ori_seller_adaptation", msg("Adaptations by us"), (msg("standard offer"), msg("own packaging, stock or report"), msg("dedicated line, people or product"))),
)  # fmt: skip
"""The six connectors and what 0, 2 and 4 mean; 1 and 3 lie between. Source: Cannon & Perreault 1999; anchors: own wording."""
