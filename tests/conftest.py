"""What many tests start from: a workspace made of rows, a hand-made company, the demo company."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clientela.demo import DemoFiles, write_demo
from clientela.workspace import Run, Workspace
from forecasts_once import share_forecasts
from results_when_read import Postponing
from steps_once import ALONE, AT_HAND, share_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

AS_OF = date(2025, 12, 31)
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEADER = (
    "invoice_number", "invoice_type", "invoice_date", "line_number", "customer_number", "customer_name", "product_number",
    "product_name", "family", "quantity", "net_amount", "cost_amount", "currency", "salesperson", "area", "segment",
)  # fmt: skip

Row = dict[str, Any]

# Tests end processes, they do not cut the power: waiting for the disk is a fifth of the time of a small run.
os.fsync = lambda _handle: None

# What a process of a test compiles, the next one reads.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The browser tests keep an event loop in the thread in which later tests use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def noon() -> datetime:
    return NOON


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as a CSV file with the columns that occur in them; the file is as old as 15 January 2026."""
    listed = list(rows)
    known = [name for name in HEADER if any(name in row for row in listed)] or list(HEADER)
    unknown = {name for row in listed for name in row} - set(HEADER)
    if unknown:
        raise KeyError(unknown)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, known, restval="")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in listed)
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    return path


def line(customer: Any, on: date | str, net: Any, number: Any = None, **more: Any) -> Row:
    """One line of an invoice; without `number` the document is named after customer and day."""
    return {
        "invoice_number": f"{customer}/{on}" if number is None else number,
        "invoice_date": str(on),
        "customer_number": customer,
        "customer_name": None if customer is None else f"Customer {customer}",
        "net_amount": net,
        "currency": "EUR",
        **more,
    }


def toml_of(settings: Mapping[str, Any]) -> str:
    """Write settings as clientela.toml: `abc_value_cuts=[.7, .9]` is [abc] value_cuts; `rates` are exchange rates."""
    sections: dict[str, list[str]] = {}
    for name, value in settings.items():
        if name == "rates":
            for currency, days in value.items():
                sections[f"exchange_rates.{currency}"] = [f'"{day}" = {rate}' for day, rate in days.items()]
            continue
        section, _, key = name.partition("_")
        text = f'"{value}"' if isinstance(value, str) else str(value)
        sections.setdefault(section, []).append(f"{key} = {text}")
    return "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in sections.items())


def open_workspace(folder: Path, **settings: Any) -> Workspace:
    workspace = Workspace.open(folder)
    if settings:
        workspace.write_settings(toml_of(settings))
    return workspace


def import_rows(
    workspace: Workspace, rows: Iterable[Mapping[str, Any]], *, name: str = "sales.csv", source: str = "main"
) -> Any:
    path = write_rows(workspace.path.parent / f"{workspace.path.name}-files" / name, rows)
    return workspace.import_files([path], imported_at=NOON, source=source)


def run_at(workspace: Workspace, as_of: date | None = AS_OF, *, publish: bool = True) -> Run:
    return workspace.run(started_at=NOON, finished_at=noon, as_of=as_of, publish=publish)


def build_workspace(
    folder: Path, rows: Iterable[Mapping[str, Any]], *, as_of: date | None = AS_OF, **settings: Any
) -> Run:
    """Rows -> CSV file -> import -> run, through the one door."""
    workspace = open_workspace(folder / "workspace", **settings)
    import_rows(workspace, rows)
    return run_at(workspace, as_of)


def table(run: Run, name: str, **reading: Any) -> list[Row]:
    with run.reading(**reading) as reader:
        return reader.rows(name)


def customers(run: Run, **reading: Any) -> dict[str, Row]:
    """The customers by number, without the surrogate key: it depends on the order of imports."""
    return {
        row["customer_id"]: {k: v for k, v in row.items() if k != "customer_key"}
        for row in table(run, "customers", **reading)
    }


def picture(run: Run, names: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Everything a run says, customers named by their number and rows sorted: two equal pictures are equal figures."""
    found = {}
    with run.reading() as reader:
        ids = {row["customer_key"]: row["customer_id"] for row in reader.rows("customers")}
        for name in names or sorted(run.manifest.results):
            rows = reader.rows(name)
            for row in rows:
                if "customer_key" in row:
                    row["customer_key"] = ids.get(row["customer_key"], row["customer_key"])
                for hidden in ("product_key", "terms_key", "batch_id"):
                    row.pop(hidden, None)
            found[name] = sorted(str(sorted(row.items(), key=lambda item: item[0])) for row in rows)
    return found


def tiny_rows() -> list[Row]:
    """Thirty customers by formula: customer i buys every 20 + 3 i days, 100 (31 - i) each time, over three years.

    Every fifth has no cost, every seventh stops two years ago; one credit note per third customer; three segments,
    two areas, three sales people; and two lines without a customer.
    """
    rows = []
    for i in range(1, 31):
        day, place = date(2023, 1, 1 + i % 28), 0
        last = date(2023, 12, 31) if i % 7 == 0 else AS_OF
        about = {"salesperson": f"S{i % 3}", "area": f"Area {i % 2}", "segment": "ABC"[i % 3]}
        while day <= last:
            place += 1
            net = 100 * (31 - i) + place
            cost = None if i % 5 == 0 else round(net * 0.7, 2)
            rows.append(
                line(f"{i:03d}", day, net, f"I{i}-{place}", invoice_type="invoice", line_number=1, product_number=f"P{place % 4}",
                     product_name=f"Product {place % 4}", family=f"F{place % 2}", quantity=place, cost_amount=cost, **about)
            )  # fmt: skip
            day += timedelta(days=20 + 3 * i)
        if i % 3 == 0:
            rows.append(
                line(f"{i:03d}", last, -50 - i, f"C{i}", invoice_type="credit note", line_number=1, product_number="P1",
                     product_name="Product 1", family="F1", quantity=-1, cost_amount=None if i % 5 == 0 else -30, **about)
            )  # fmt: skip
    rows += [
        line(None, date(2025, 6, place), 70 + place, f"N{place}", invoice_type="invoice", line_number=1)
        for place in (1, 2)
    ]
    return rows


@dataclass(frozen=True)
class Demo:
    files: DemoFiles
    run: Run


@pytest.fixture(scope="session", autouse=True)
def computing(tmp_path_factory):
    """How runs of this process are computed: forecasts and steps once in a session, results when they are read."""
    base = tmp_path_factory.getbasetemp()
    share_forecasts(base)
    return share_steps(base), Postponing()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Say whether the computing itself is what the test at hand is about."""
    AT_HAND["is_alone"] = bool(ALONE & {*item.path.parts[:-1], item.path.stem})


@pytest.fixture
def whole_runs(computing):
    """Compute whole runs in this test, whatever it reads of them."""
    with computing[1].whole():
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory, computing) -> Run:
    with computing[1].whole():
        return build_workspace(tmp_path_factory.mktemp("tiny"), tiny_rows())


@pytest.fixture(scope="session")
def demo_s(tmp_path_factory: pytest.TempPathFactory, computing) -> Demo:
    folder = tmp_path_factory.mktemp("demo_s")
    files = write_demo(folder, size="s", seed=7)
    workspace = open_workspace(folder / "workspace")
    workspace.import_files(list(files.sources), imported_at=NOON)
    with computing[1].whole():
        return Demo(files, run_at(workspace, files.as_of))


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Run]:
    """Build a run out of rows: `made(rows, abc_value_cuts=[0.7, 0.9])`; each call in a folder of its own."""
    count = iter(range(100))

    def make(rows: Iterable[Mapping[str, Any]], **settings: Any) -> Run:
        return build_workspace(tmp_path / f"made-{next(count)}", rows, **settings)

    return make
