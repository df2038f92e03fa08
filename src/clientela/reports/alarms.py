"""The alarms of the week, and how many of those before were right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.reports import _alarms
from clientela.reports._alarms import alarms_section, precision_section
from clientela.reports._report import Report, put_together

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Alarms")
_SECTIONS = (alarms_section, precision_section)


def build_alarms(inputs: Inputs) -> Document:
    """Put the sections together."""
    return put_together(inputs, name="alarms", title=_TITLE, sections=[build(inputs) for build in _SECTIONS])


alarms = Report("alarms", _TITLE, _alarms.TABLES, build_alarms)
