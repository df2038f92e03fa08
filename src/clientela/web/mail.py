"""Where mails go: to a server by SMTP, or into a folder where the administrator finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

_PORTS = {"smtp": 587, "smtps": 465}


class EmailUrlError(ValueError):
    """CLIENTELA_EMAIL_URL cannot be used."""


def read_email_url(url: str, *, outbox: Path) -> dict[str, Any]:
    """Read `smtp://user:password@host:port` (STARTTLS) or `smtps://...` (TLS); empty: mails are files in `outbox`.

    Errors: EmailUrlError for another form.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": outbox,
        }
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise EmailUrlError(
            "CLIENTELA_EMAIL_URL must read smtp://user:password@host:587 or smtps://user:password@host:465"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }
