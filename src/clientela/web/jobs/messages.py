"""Messages as JSON and back, so that a job's words can be read in any language later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from clientela.base.i18n import Message
from clientela.base.units import Amount


def _pack(value: Any) -> Any:
    if isinstance(value, Message):
        return {"message": pack_message(value)}
    if isinstance(value, Amount):
        return {"amount": [_pack(value.value), value.unit, value.currency, value.digits]}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kind, content = next(iter(value.items()))
    if kind == "message":
        return unpack_message(content)
    if kind == "amount":
        return Amount(_unpack(content[0]), content[1], content[2], content[3])
    return date.fromisoformat(content) if kind == "date" else Decimal(content)


def pack_message(message: Message) -> dict[str, Any]:
    """Return a message as a JSON value."""
    return {
        "id": message.id,
        "params": {name: _pack(value) for name, value in message.params},
        "plural": message.plural,
        "count": message.count,
    }


def unpack_message(stored: dict[str, Any] | None) -> Message | None:
    """Return the message a JSON value holds."""
    if not stored:
        return None
    params = tuple(sorted((name, _unpack(value)) for name, value in stored["params"].items()))
    return Message(stored["id"], params, stored["plural"], stored["count"])
