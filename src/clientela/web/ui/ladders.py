"""The ladder of one customer as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.workspace import customer_steps, ladder_waterfall

if TYPE_CHECKING:
    from clientela.blocks import Waterfall
    from clientela.web.data import OpenRun


def ladder_of(run: OpenRun, customer_key: int) -> Waterfall | None:
    """Draw what the customer left in the last 12 months; None where its contribution is not known or it bought nothing."""
    steps = run.ask(customer_steps, customer_key)
    return ladder_waterfall(steps, currency=run.currency, title=msg("What the customer left, last 12 months"))
