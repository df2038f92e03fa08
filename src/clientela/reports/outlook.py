"""The outlook: who will still be here, where the year lands, what is at risk, what the base is worth, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.reports import _attrition, _early, _kept, _landing, _outlook, _proof
from clientela.reports._attrition import attrition_section, control_section, handover_section
from clientela.reports._early import early_section, ended_section
from clientela.reports._kept import kept_section
from clientela.reports._landing import landing_section
from clientela.reports._outlook import outlook_section, risk_section, value_section
from clientela.reports._proof import proof_section
from clientela.reports._report import Report, put_together

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Outlook")
_SECTIONS = (
    outlook_section, landing_section, risk_section, attrition_section, control_section, handover_section, early_section, ended_section,
    value_section, proof_section, kept_section,
)  # fmt: skip
_PARTS = (_outlook, _landing, _attrition, _early, _proof)
_TABLES = (*(name for part in _PARTS for name in part.TABLES), *_kept.TABLES)
_WHOLE = tuple(name for part in _PARTS for name in part.WHOLE_TABLES)


def build_outlook(inputs: Inputs) -> Document:
    """Put the sections together."""
    return put_together(inputs, name="outlook", title=_TITLE, sections=[build(inputs) for build in _SECTIONS])


outlook = Report("outlook", _TITLE, _TABLES, build_outlook, _WHOLE)
