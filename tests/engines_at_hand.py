"""The engines a test can start here, two small worlds, and what it means that two engines say the same."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clientela.base.errors import ClientelaError
from clientela.demo import write_demo
from clientela.engine.connect import Engine
from clientela.engine.mends import MENDS
from clientela.engine.opening import open_adapter
from clientela.engine.translate import translate
from clientela.runs.elsewhere import describe
from clientela.workspace import Workspace
from conftest import NOON, line, open_workspace, run_at, tiny_rows, write_rows
from engine_probes import PROBE_COLUMNS, PROBE_ROWS, PROBES, REFUSED, SHOWN_BY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.base.settings import EngineChoice
    from clientela.engine.adapter import Adapter
    from clientela.workspace import Run

FLOAT = 1e-9
"""How far two floating numbers may be apart, of the larger one. Everything else is equal."""


def need(package: str, what: str) -> None:
    """Skip where an engine is not installed; in continuous integration it must be."""
    if importlib.util.find_spec(package) is None:
        message = f"{what} is not installed: make engines"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


# --- servers --------------------------------------------------------------------------------------


def _postgres_folder() -> Path | None:
    found = [Path(p).parent for p in [shutil.which("initdb")] if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def _as_nobody() -> dict[str, Any]:
    """Run as a user that may: the server refuses root."""
    if os.getuid() != 0:
        return {}
    with contextlib.suppress(KeyError):
        person = pwd.getpwnam("postgres")
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    person = pwd.getpwnam("nobody")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL of its own, whose default collation is not the order of bytes; gives its address."""
    need("psycopg", "psycopg")
    programs = _postgres_folder()
    if programs is None:
        message = "PostgreSQL is not installed: apt install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    as_user = _as_nobody()
    folder = Path(tempfile.mkdtemp(prefix="clientela-pg-"))
    if as_user:
        os.chown(folder, as_user["user"], as_user["group"])
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": "/", **as_user}
    made = [programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "clientela", "-E", "UTF8", "-N"]
    subprocess.run(
        [*made, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"], check=True, **quiet
    )
    start = [programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w"]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    subprocess.run([*start, "-o", options, "start"], check=True, **quiet)
    try:
        yield f"postgresql://clientela@/postgres?host={folder}"
    finally:
        subprocess.run([*start, "-m", "immediate", "stop"], check=True, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def sail_server() -> Iterator[str]:
    """Start Sail in this process; it speaks Spark Connect."""
    need("pysail", "Sail")
    need("pyspark", "the client of Spark Connect")
    with tempfile.TemporaryDirectory(prefix="clientela-sail-", ignore_cleanup_errors=True) as folder:
        os.environ["SAIL_CATALOG__DEFAULT_DATABASE"] = '["default"]'
        os.environ["SAIL_SPARK__SESSION_TIMEOUT_SECS"] = "600"
        before = Path.cwd()
        os.chdir(folder)  # its tables are files of the folder it is started in
        from pysail.spark import SparkConnectServer  # noqa: PLC0415

        server = SparkConnectServer()
        server.start()
        try:
            yield f"sc://127.0.0.1:{server.listening_address[1]}"
        finally:
            server.stop()
            os.chdir(before)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# --- worlds ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """A workspace with facts, its run on DuckDB, and a way to run the same elsewhere."""

    folder: Path
    as_of: date | None
    run: Run

    def run_on(self, folder: Path, choice: EngineChoice) -> Run:
        """Run the same facts and settings on another engine, through the public door, in a copy."""
        shutil.copytree(
            self.folder, folder, ignore=shutil.ignore_patterns("results", "runs", "published.json")
        )
        workspace = Workspace.open(folder)
        written = folder / "clientela.toml"
        text = written.read_text(encoding="utf-8") if written.exists() else ""
        seen = str(folder / "facts") if choice.folder else ""
        workspace.write_settings(
            f'{text}\n[engine]\nkind = "{choice.kind}"\naddress = "{choice.address}"\nfolder = "{seen}"\n'
        )
        return run_at(workspace, self.as_of)


def demo_world(folder: Path) -> World:
    files = write_demo(folder, size="s", seed=7)
    workspace = open_workspace(folder / "workspace")
    workspace.import_files(list(files.sources), imported_at=NOON)
    return World(workspace.path, files.as_of, run_at(workspace, files.as_of))


def nasty_rows() -> list[dict[str, Any]]:
    """What engines differ in: halves to round, ties, halves of nothing, texts that order and quote differently, old dates."""
    rows = [{**row, "currency": "USD" if place % 5 == 0 else "EUR"} for place, row in enumerate(tiny_rows())]
    names = [
        "a",
        "B",
        "Z",
        "é",
        "É",
        "ß",
        "\\N",
        "NULL",
        "",
        "it's",
        'a "b"',
        "a,b;c",
        "tab\tin",
        "two  spaces",
        "日本",
        "🙂",
        "Ab",
        "aB",
        "_",
        "~",
    ]
    for place, name in enumerate(names):
        customer = f"n{place}"
        about = {"customer_name": name, "salesperson": name, "area": names[-place - 1], "segment": "nasty"}
        for step, net in enumerate(
            (0.0005 + place, 0.0015, 1.25, 10, 10)
        ):  # equal sums: ties in every ranking
            rows.append(
                line(
                    customer,
                    date(2024 + step % 2, 3 + step, 1 + place),
                    net,
                    f"N{place}-{step}",
                    invoice_type="invoice",
                    line_number=1,
                    currency="CHF",
                    **about,
                )
            )
    rows.append(line("one", date(2025, 5, 5), 100, "ONE", invoice_type="invoice", line_number=1))
    rows.append(line("back", date(2025, 5, 6), -100, "BACK", invoice_type="credit note", line_number=1))
    rows.append(line("zero", date(2025, 5, 7), 0, "ZERO", invoice_type="invoice", line_number=1))
    rows.append(line("old", date(1969, 12, 31), 5, "OLD", invoice_type="invoice", line_number=1))
    rows.append(
        line("large", date(2025, 7, 1), 250_000_000_000, "LARGE", invoice_type="invoice", line_number=1)
    )
    rows += [
        line(None, date(2025, 8, d), -3 * d, f"NN{d}", invoice_type="credit note", line_number=1)
        for d in (1, 2)
    ]
    for row in rows:
        for name in ("product_number", "product_name", "family"):
            row.pop(name, None)
    return rows


def nasty_world(folder: Path) -> World:
    rates = {"USD": {"2020-01-01": 0.285, "2024-06-01": 0.2850005}, "CHF": {"2020-01-01": 1.015}}
    workspace = open_workspace(
        folder / "workspace", rates=rates, company_currency="EUR", structure_view="as_was"
    )
    workspace.import_files([write_rows(folder / "sales.csv", nasty_rows())], imported_at=NOON)
    other = write_rows(
        folder / "other.csv", [line("001", date(2025, 4, 4), 77, "X1", invoice_type="invoice", line_number=1)]
    )
    workspace.import_files([other], imported_at=NOON, source="other")
    links = folder / "links.csv"
    links.write_text(
        "customer number,belongs to number,kind of link,valid from\n002,001,same firm,2024-06-01\nn3,n4,same firm,\n005,004,same group,\n"
    )
    workspace.import_files([links], imported_at=NOON)
    return World(workspace.path, None, run_at(workspace, None))


# --- equal ----------------------------------------------------------------------------------------


def rows_of(run: Run, name: str) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
    """Return the columns and rows of a result as they are stored."""
    path = run.workspace.path / "results" / name / f"{run.manifest.results[name]}.parquet"
    with Engine() as engine:
        select = f"select * from read_parquet('{path}')"
        return [(n, t) for n, t in describe(engine, select)], engine.fetch(select)


def _sortable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((v is None, "" if v is None or isinstance(v, float) else str(v)) for v in row)


def is_same(one: Any, other: Any) -> bool:
    """Equal, or for floating numbers as near as the last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= FLOAT * max(abs(one), abs(other), 1e-300)
    return bool(one == other) and type(one) is type(other)


def differences(one: Run, other: Run) -> list[str]:
    """Say in which results two runs differ; empty when they say the same."""
    found = []
    if set(one.manifest.results) != set(other.manifest.results):
        return [f"other results: {set(one.manifest.results) ^ set(other.manifest.results)}"]
    for name in one.manifest.results:
        columns, rows = rows_of(one, name)
        columns_there, rows_there = rows_of(other, name)
        if columns != columns_there or len(rows) != len(rows_there):
            found.append(f"{name}: {len(rows)} rows {columns} and {len(rows_there)} rows {columns_there}")
            continue
        for here, there in zip(sorted(rows, key=_sortable), sorted(rows_there, key=_sortable), strict=True):
            found += [
                f"{name}.{c}: {a!r} here, {b!r} there"
                for (c, _), a, b in zip(columns, here, there, strict=True)
                if not is_same(a, b)
            ]
    return found


# --- probes ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def probing(choice: EngineChoice, folder: Path) -> Iterator[tuple[Adapter, Engine]]:
    """Give a connection with the table `probe`, there and here."""
    with Engine() as local:
        names = ", ".join(name for name, _ in PROBE_COLUMNS)
        cells = ", ".join(f"cast({n} as {t}) as {n}" for n, t in PROBE_COLUMNS)
        local.execute(f"create table probe as select {cells} from (values {PROBE_ROWS}) as v({names})")
        there = open_adapter(choice, local=local, facts=folder)
        there.drop("probe")
        local.write_parquet("select * from probe", folder / "probe.parquet")
        there.load("probe", folder / "probe.parquet", PROBE_COLUMNS)
        try:
            yield there, local
        finally:
            there.drop("probe")
            there.close()


def answer(there: Adapter, local: Engine, sql: str, folder: Path) -> list[tuple[Any, ...]]:
    """Carry a step out there and return its rows, in their order where they have one."""
    columns = describe(local, sql)
    step = translate(
        sql, schema={"probe": PROBE_COLUMNS}, names={"probe": "probe"}, columns=columns, dialect=there.dialect
    )
    there.drop("answer")
    there.create_as("answer", step.sql)
    try:
        wanted = (*columns, ("row_place", "BIGINT")) if step.is_ordered else columns
        select = there.fetch("answer", wanted, folder)
        cells = ", ".join(f'cast("{c}" as {t}) as "{c}"' for c, t in columns)
        rows = local.fetch(
            f"select {cells} from ({select}) order by {'row_place' if step.is_ordered else 'all'}"
        )
    finally:
        there.drop("answer")
    return rows if step.is_ordered else sorted(rows, key=_sortable)


def expected(local: Engine, sql: str) -> list[tuple[Any, ...]]:
    """Return what DuckDB says."""
    rows = local.fetch(sql)
    return rows if " order by " in sql.rpartition(")")[2] else sorted(rows, key=_sortable)


def agrees(there: Adapter, local: Engine, sql: str, folder: Path) -> bool:
    """Tell whether a step gives the same there as here."""
    one, other = expected(local, sql), answer(there, local, sql, folder)
    return len(one) == len(other) and all(
        is_same(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x, y, strict=True)
    )


def needless_mends(there: Adapter, local: Engine, folder: Path) -> list[str]:
    """Return the mends of an engine that could be left out: what should show them still comes out right."""
    kept = MENDS[there.dialect]
    needless = []
    try:
        for mend in kept:
            MENDS[there.dialect] = tuple(m for m in kept if m is not mend)
            name = SHOWN_BY[mend.__name__]
            try:
                if name in REFUSED:
                    answer(there, local, REFUSED[name], folder)
                elif agrees(there, local, PROBES[name], folder):
                    needless.append(mend.__name__)
            except ClientelaError:
                if name in REFUSED:
                    needless.append(mend.__name__)
    finally:
        MENDS[there.dialect] = kept
    return needless
