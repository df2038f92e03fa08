"""The outlook: who will still be here, what is at risk, what the base is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.reports import _outlook
from clientela.reports._outlook import outlook_section, risk_section, value_section
from clientela.reports._report import Report, put_together

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Outlook")
_SECTIONS = (outlook_section, risk_section, value_section)


def build_outlook(inputs: Inputs) -> Document:
    """Put the sections together."""
    return put_together(inputs, name="outlook", title=_TITLE, sections=[build(inputs) for build in _SECTIONS])


outlook = Report("outlook", _TITLE, _outlook.TABLES, build_outlook, _outlook.WHOLE_TABLES)
