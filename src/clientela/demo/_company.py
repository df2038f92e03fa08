"""Writing the demo company: a folder a source may read, and a folder it must never see."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.base.progress import Progress, Silent
from clientela.demo import _csv, _dirt
from clientela.demo._lines import Batch, make_batches
from clientela.demo._masters import write_customers, write_products
from clientela.demo._parquet import parquet_lines
from clientela.demo._plan import AS_OF, COMPANY, CURRENCY, FIRST_DAY, MONTHS, Plan, Size, make_plan
from clientela.demo._plant_truth import PLANTED, Given, write_plants
from clientela.demo._tables import DEMO_TABLES, ECONOMICS_TABLES, MERGER_TABLE, PORTFOLIO_TABLES
from clientela.demo._totals import Totals, exchange_rates
from clientela.demo._truth import Documents, write_truth
from clientela.demo._world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path
    from typing import TextIO

_SILENT = Silent()
_STEPS = MONTHS + 2


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the demo company lies, and what a correct reading of it must come to.

    Money is in inner units (1/10,000). Totals count accepted lines only: of a dirty company
    no doubles, no cancelled documents, no unreadable dates or amounts, and of the last
    quarter the later export.
    """

    folder: Path
    data: Path
    truth: Path
    sales: Path
    customers: Path
    products: Path
    sales_late: Path | None
    """The later export of the last quarter; dirty companies only."""
    planted_faults: Path | None
    company_name: str
    currency: str
    first_day: date
    as_of: date
    size: Size
    seed: int
    dirty: bool
    planted: bool
    """Whether costly customers, costly growth, a discount leak and a merger are there to be found."""
    exchange_rates: tuple[tuple[str, date, float], ...]
    """(currency, valid from, euros per unit), as the settings take them; empty when clean."""
    customer_count: int
    product_count: int
    line_count: int
    document_count: int
    lines_without_cost: int
    revenue_units: int
    """In euros; foreign amounts converted line by line, half to even."""
    cost_units: int
    """In euros, of the lines whose cost is known."""
    revenue_units_by_currency: tuple[tuple[str, int], ...]

    @property
    def sources(self) -> tuple[Path, ...]:
        """Return the files to read, in the order they would be imported."""
        late = () if self.sales_late is None else (self.sales_late,)
        return (self.customers, self.products, self.sales, *late)

    @property
    def economics_tables(self) -> tuple[str, ...]:
        """Return the names of the further tables that the economics of the customers rest on."""
        merged = self.planted or self.dirty
        return tuple(name for name in ECONOMICS_TABLES if merged or name != MERGER_TABLE)

    @property
    def portfolio_tables(self) -> tuple[str, ...]:
        """Return the names of the further tables of what was asked of customers."""
        return PORTFOLIO_TABLES


def _as_invoiced(world: World, batch: Batch) -> Batch:
    """Put the documents of a customer that went into another one under the other, with its seller."""
    plants = world.plants
    moved = (batch.customer == plants.taken) & (batch.day >= plants.merged_on)
    if not moved.any():
        return batch
    seller = int(world.sellers.by_month[plants.taker, batch.month])
    return replace(
        batch,
        customer=np.where(moved, plants.taker, batch.customer),
        seller=np.where(moved, seller, batch.seller),
    )


def _write_clean_csv(world: World, path: Path, each: Callable[[Batch], None]) -> None:
    labels = _csv.make_labels(world)
    with writing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as out:
        out.write(";".join(_csv.HEADER) + _csv.END)
        for batch in make_batches(world):
            each(batch)
            _put(out, _csv.joined(_csv.cells(_as_invoiced(world, batch), labels)))


def _put(out: TextIO, rows: list[str]) -> None:
    if rows:
        out.write(_csv.END.join(rows) + _csv.END)


def _write_parquet(world: World, path: Path, each: Callable[[Batch], None]) -> None:
    with parquet_lines(world, path) as writer:
        for batch in make_batches(world):
            each(batch)
            writer.add(_as_invoiced(world, batch))


def _write_dirty(
    world: World, sales: Path, late: Path, each: Callable[[Batch], None], totals: Totals
) -> _dirt.Soiler:
    soiler = _dirt.Soiler(world, _csv.make_labels(world), sales=sales.name, late=late.name)
    with ExitStack() as stack:
        targets = [stack.enter_context(writing(path)) for path in (sales, late)]
        out, out_late = (stack.enter_context(t.open("w", encoding="utf-8-sig", newline="")) for t in targets)
        _put(out, [*_dirt.TITLE, ";".join(_dirt.HEADER)])
        _put(out_late, [";".join(_dirt.HEADER)])
        for batch in make_batches(world):
            each(batch)
            soiled = soiler.soil(batch, totals)
            _put(out, soiled.rows)
            _put(out_late, soiled.late_rows)
        _put(out, [soiler.totals_row()])
    return soiler


def _clear(data: Path, truth: Path) -> None:
    # What an earlier company of another size left here would be read as this one's.
    names = ["sales_lines.csv", "sales_lines.parquet", "sales_lines_late.csv"]
    names += [f"{table}.{suffix}" for table in DEMO_TABLES for suffix in ("csv", "parquet")]
    for path in (
        *(data / name for name in names),
        truth / "planted_faults.csv",
        *(truth / f"{name}.csv" for name in PLANTED),
    ):
        path.unlink(missing_ok=True)


def write_company(plan: Plan, folder: Path, progress: Progress = _SILENT) -> DemoFiles:
    """Write the company of any plan; `write_demo` is the form with the named sizes."""
    data, truth = folder / "data", folder / "truth"
    progress.step(done=0, total=_STEPS, label=msg("Inventing the customers of {company}", company=COMPANY))
    _clear(data, truth)
    world = make_world(plan)
    totals, documents, given = Totals(), Documents(), Given(world)
    sales = data / ("sales_lines.parquet" if plan.parquet else "sales_lines.csv")
    late = data / "sales_lines_late.csv" if plan.dirty else None
    faults = truth / "planted_faults.csv" if plan.dirty else None
    identities = _dirt.identities_of(world)
    planted: list[_dirt.Fault] | None = None
    done = 0

    def each(batch: Batch) -> None:
        nonlocal done
        done += 1
        progress.step(
            done=done, total=_STEPS, label=msg("Writing the invoices of {year}", year=str(batch.year))
        )
        documents.add(batch)
        given.add(batch)
        if not plan.dirty:
            totals.add(batch)

    if late is not None:
        soiler = _write_dirty(world, sales, late, each, totals)
        planted = soiler.faults + _dirt.identity_faults(world, soiler.identities, "customers.csv")
    elif plan.parquet:
        _write_parquet(world, sales, each)
    else:
        _write_clean_csv(world, sales, each)
    progress.step(done=MONTHS + 1, total=_STEPS, label=msg("Writing the customer list"))
    write_customers(world, data / "customers.csv", identities)
    write_products(world, data / "products.csv")
    write_truth(world, truth, documents, planted)
    write_plants(world, truth, documents.columns(), identities, given)
    progress.step(done=_STEPS, total=_STEPS, label=msg("The demo company is ready"))
    return DemoFiles(
        folder=folder,
        data=data,
        truth=truth,
        sales=sales,
        customers=data / "customers.csv",
        products=data / "products.csv",
        sales_late=late,
        planted_faults=faults,
        company_name=COMPANY,
        currency=CURRENCY,
        first_day=FIRST_DAY,
        as_of=AS_OF,
        size=plan.size,
        seed=plan.seed,
        dirty=plan.dirty,
        planted=plan.planted,
        exchange_rates=exchange_rates() if plan.dirty else (),
        customer_count=plan.customers,
        product_count=len(world.products.ids),
        line_count=totals.lines,
        document_count=totals.documents,
        lines_without_cost=totals.lines_without_cost,
        revenue_units=totals.revenue,
        cost_units=totals.cost,
        revenue_units_by_currency=tuple(sorted(totals.revenue_by_currency.items())),
    )


def write_demo(
    folder: Path,
    *,
    size: Size,
    seed: int,
    dirty: bool = False,
    planted: bool = True,
    progress: Progress = _SILENT,
) -> DemoFiles:
    """Write the demo company: `folder/data` for sources, `folder/truth` for tests of methods.

    `planted`: with customers that cost more than they look, customers whose growth brings nothing, sellers that give
    discounts away, and a merger; without it the same company lacks them, and nobody else's ledger differs by a cent.
    The same (size, seed, dirty, planted) gives the same bytes. Clean s and m, and everything dirty, come as the
    Italian accounting package's text files, clean l and xl as Parquet with English names.
    """
    return write_company(make_plan(size=size, seed=seed, dirty=dirty, planted=planted), folder, progress)
