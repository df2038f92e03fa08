"""The economics of the customers: what each one really brings, costs and could bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.reports import (
    _bridge,
    _context,
    _control,
    _dependence,
    _growth,
    _ladder,
    _matrix,
    _mix,
    _norms,
    _offer,
    _potential,
    _prices,
    _retention,
    _service,
    _service_network,
    _service_payment,
)
from clientela.reports._bridge import bridge_section
from clientela.reports._context import context_section
from clientela.reports._control import control_section
from clientela.reports._dependence import dependence_section
from clientela.reports._growth import growth_section
from clientela.reports._ladder import ladder_section, whale_section
from clientela.reports._matrix import matrix_section
from clientela.reports._mix import mix_section
from clientela.reports._norms import norms_section
from clientela.reports._offer import range_section
from clientela.reports._potential import potential_section, profile_section
from clientela.reports._prices import prices_section
from clientela.reports._report import Report, put_together
from clientela.reports._retention import retention_section
from clientela.reports._service import service_section
from clientela.reports._service_network import network_section, policy_section
from clientela.reports._service_payment import payment_section

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Economics of the customers")
_SECTIONS = (
    control_section, ladder_section, whale_section, growth_section, bridge_section, retention_section, prices_section, range_section, mix_section,
    potential_section, matrix_section, dependence_section, service_section, payment_section, policy_section, norms_section, network_section,
    context_section, profile_section,
)  # fmt: skip
_PARTS = (
    _control, _ladder, _growth, _bridge, _retention, _prices, _offer, _potential, _matrix, _dependence, _service, _service_payment,
    _service_network, _context, _mix, _norms,
)  # fmt: skip
_TABLES = tuple(dict.fromkeys(name for part in _PARTS for name in part.TABLES))


def build_economics(inputs: Inputs) -> Document:
    """Put the sections together."""
    return put_together(
        inputs, name="economics", title=_TITLE, sections=[build(inputs) for build in _SECTIONS]
    )


economics = Report("economics", _TITLE, _TABLES, build_economics, _offer.WHOLE_TABLES)
