"""What is said of visits that the ladder does not count, because something stronger speaks of selling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Note
from clientela.economics._rungs import EVIDENCE

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_EVIDENCE = dict(EVIDENCE)


def visit_notes(inputs: Inputs) -> list[Note]:
    """Warn of visits that an activity or a stated cost of the step selling stands for: where it does not mean them, their cost is missing."""
    found = []
    for row in inputs.tables["visits_left_out"]:
        if inputs.settings.cost_to_serve.visit_hour_amount is None:
            continue
        said = nmsg(
            "{count} visit ({hours} hours) is not counted at the price of an hour: in the same month costs of selling stand for it ({evidence}).",
            "{count} visits ({hours} hours) are not counted at the price of an hour: in the same months costs of selling stand for them ({evidence}).",
            row["visits_count"], hours=Amount(row["contact_hours"], "number", digits=0), evidence=_EVIDENCE[row["evidence"]],
        )  # fmt: skip
        found.append(
            Note(
                "warning",
                msg("{said} Where these do not mean the visits, give them another step.", said=said),
            )
        )
    return found
