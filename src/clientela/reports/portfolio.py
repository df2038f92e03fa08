"""The portfolio: who is attractive, whom we matter to, how sure that is, and what to ask next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.reports import (
    _campaign,
    _decisions,
    _dynamics,
    _entry_tests,
    _liking,
    _plans,
    _portfolio,
    _portfolio_evidence,
    _portfolio_moves,
    _portfolio_trail,
    _pulse,
    _raters,
    _strengths,
    _weights,
)
from clientela.reports._campaign import campaign_section
from clientela.reports._decisions import decisions_section
from clientela.reports._dynamics import dynamics_sections
from clientela.reports._entry_tests import entry_section
from clientela.reports._liking import liking_sections
from clientela.reports._plans import plans_section
from clientela.reports._portfolio import kaism_section, matrix_section
from clientela.reports._portfolio_evidence import ask_section, gap_section, health_section, pareto_section
from clientela.reports._portfolio_moves import moves_section
from clientela.reports._portfolio_trail import trail_section
from clientela.reports._pulse import pulse_section
from clientela.reports._raters import raters_section
from clientela.reports._report import Report, put_together
from clientela.reports._scales import scales_section
from clientela.reports._strengths import strengths_section
from clientela.reports._weights import weights_section

if TYPE_CHECKING:
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Portfolio of customers")
_SECTIONS = (
    matrix_section,
    ask_section,
    campaign_section,
    pareto_section,
    gap_section,
    kaism_section,
    moves_section,
    trail_section,
    health_section,
    strengths_section,
    pulse_section,
    raters_section,
    weights_section,
)


def build_portfolio(inputs: Inputs) -> Document:
    """Put the sections together: where the customers stand, then where they move and whom we like."""
    sections = [
        *(build(inputs) for build in _SECTIONS),
        *dynamics_sections(inputs),
        *liking_sections(inputs),
        entry_section(inputs),
        plans_section(inputs),
        decisions_section(inputs),
        scales_section(inputs),
    ]
    return put_together(inputs, name="portfolio", title=_TITLE, sections=sections)


portfolio = Report(
    "portfolio",
    _TITLE,
    (
        *_portfolio.TABLES,
        *_portfolio_evidence.TABLES,
        *_portfolio_moves.TABLES,
        *_portfolio_trail.TABLES,
        *_dynamics.TABLES,
        *_liking.TABLES,
        *_entry_tests.TABLES,
        *_plans.TABLES,
        *_pulse.TABLES,
        *_decisions.TABLES,
    ),
    build_portfolio,
    tuple(
        dict.fromkeys(
            (
                *_portfolio.WHOLE_TABLES,
                *_campaign.WHOLE_TABLES,
                *_dynamics.WHOLE_TABLES,
                *_liking.WHOLE_TABLES,
                *_weights.WHOLE_TABLES,
                *_raters.WHOLE_TABLES,
                *_strengths.WHOLE_TABLES,
                *_pulse.WHOLE_TABLES,
            )
        )
    ),
)
