"""Rows of a database, read by a query and imported like a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.sources.sql import read_query

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from clientela.runs.importing import Outcome


class RowsNameError(ClientelaError):
    """A name for the rows that is no plain file name."""


def with_password(url: str, password: str) -> str:
    """Return the address with the password in it, unless it has one or no user to give it to."""
    parts = urlsplit(url)
    if not password or parts.password is not None or not parts.username:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def import_query(
    url: str,
    query: str,
    *,
    name: str,
    password: str,
    imported_at: datetime,
    bring: Callable[[list[Path]], Outcome],
) -> Outcome:
    """Read a query into a file outside the workspace, import it under `name`, and remove it.

    Neither address nor password is kept anywhere; the batch knows the rows and the name.
    """
    if Path(name).name != name or not name.endswith(".parquet"):
        raise RowsNameError(msg("{name} is no name for the rows. Take one like query.parquet.", name=name))
    with tempfile.TemporaryDirectory(prefix="clientela-query-") as folder:
        target = Path(folder) / name
        read_query(with_password(url, password), query, target=target)
        os.utime(target, (imported_at.timestamp(), imported_at.timestamp()))
        return bring([target])
