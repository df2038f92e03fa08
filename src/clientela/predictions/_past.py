"""What studies of past days read; the last panel made of it is remembered, since several results come out of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.predictions._looking import COLUMNS, NUMBERS
from clientela.predictions._remember import fingerprint

if TYPE_CHECKING:
    from clientela.engine.frames import Frame
    from clientela.predictions._panel import Panel

READ = {
    "customer_days": COLUMNS,
    "customer_register": NUMBERS,
    "dated_facts": ("customer_key", "fact_class", "from_on", "until_on", "fact_number", "employee_id"),
    "customer_family_months": ("customer_key", "product_family", "month_number"),
    "receivable_items": ("customer_key", "due_on", "paid_on", "due_amount", "open_amount"),
}
USES = ("as_of_day", "outlook", "tables")
_LAST: dict[str, Panel] = {}


def panel_of(params: dict[str, Any], frames: dict[str, Frame]) -> tuple[str, Panel]:
    """Return what is asked of past days, and a name of what it was made of."""
    name = fingerprint((params["as_of_day"], params["outlook"].seed, params["tables"]), frames, READ)
    if name not in _LAST:
        from clientela.predictions._panel import read_panel  # noqa: PLC0415 - loads SciPy

        _LAST.clear()
        _LAST[name] = read_panel(params, frames)
    return name, _LAST[name]
