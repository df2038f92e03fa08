"""Our levels of a relation beside those of the literature, and what the marks of the six connectors mean, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.blocks import Column, Section, Table
from clientela.scores._scales import CONNECTOR_ANCHORS, LEVEL_NAMES, SCALES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs


def scales_section(inputs: Inputs) -> Section | None:
    """Show the catalogue of published scales where a level of any customer is shown (dossier 5.4.1, A.2)."""
    if not inputs.tables["portfolio_list"]:
        return None
    levels = Table(
        "relation_scales",
        msg("Levels of the relation, and how others name them"),
        (Column("level", msg("Level"), "text"), Column("name", msg("Ours"), "text"), *(Column(f"scale_{n}", msg("{source}", source=source), "text") for n, source in enumerate(SCALES))),
        tuple(("D" if level is None else f"L{level}", name, *others) for level, name, others in LEVEL_NAMES),
        note=msg("A level is met by what can be shown, gate by gate; the names of others stand as they were published. Where the customer dominates, Cannon & Perreault speak of “customer is king”: that is no level."),
    )  # fmt: skip
    anchors = Table(
        "connector_anchors",
        msg("What ties two firms together: what 0, 2 and 4 mean"),
        (Column("connector", msg("Connector"), "text"), *(Column(f"anchor_{mark}", msg("{mark}", mark=mark), "text") for mark in ("0", "2", "4"))),
        tuple((title, *anchors) for _, title, anchors in CONNECTOR_ANCHORS),
        note=msg("1 and 3 lie between. Each mark names what shows it: a contract, a system, a case."),
    )  # fmt: skip
    return Section("relation_scales", msg("What the levels of a relation mean"), (levels, anchors))
