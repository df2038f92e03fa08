"""What is wrong in a real ledger, planted with a list of every single fault."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.demo import _csv
from clientela.demo._customers import country
from clientela.demo._plan import AS_OF, COMPANY, DAYS, FIRST_DAY, MONTHS, Bools, Ints, Plan, day_of, stream
from clientela.demo._plants import CLAIMS_FROM
from clientela.demo._totals import CENT, CURRENCIES, RATES, Totals

if TYPE_CHECKING:
    from clientela.demo._csv import Labels, Texts
    from clientela.demo._lines import Batch
    from clientela.demo._world import World

LATE_FROM = MONTHS - 3
"""The last quarter is exported a second time; all other faults lie before it."""
HEADER = (*_csv.HEADER, "Valuta", "Stato")
CURRENCY_CELL, STATUS_CELL = len(_csv.HEADER), len(_csv.HEADER) + 1
TITLE = (
    COMPANY,
    f"Righe documenti di vendita dal {FIRST_DAY:%d/%m/%Y} al {AS_OF:%d/%m/%Y}",
    "",
)
BAD_DATES = ("31/02/{year}", "{day}/{month}/2205", "")
BAD_AMOUNTS = ("#VALORE!", "n.d.", "12,34,56")
CANCELLED = "Annullata"
RENUMBERED, DUPLICATED, MERGED = 1, 2, 3
FAULT_COLUMNS = (
    "kind", "file", "row_number", "document_id", "line_number", "customer_id", "column", "written", "correct",
    "net_units", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault; `row_number` is the line of the file as a text editor counts it."""

    kind: str
    file: str
    row_number: int | None = None
    document_id: str = ""
    line_number: int | None = None
    customer_id: str = ""
    column: str = ""
    written: str = ""
    correct: str = ""
    net_units: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Identities:
    """Under which number and name a customer's documents run, and in which currency."""

    change: Ints
    """0 nothing, 1 renumbered, 2 kept twice, 3 merged into another."""
    since: Ints
    number: Texts
    name: Texts
    currency: Ints
    into: Ints
    """The customer that took over, or -1."""

    def other(self, customer: Ints, day: Ints, sequence: Ints) -> Bools:
        """Return whether a document runs under the other number; a double's documents alternate."""
        after = (self.change[customer] > 0) & (day >= self.since[customer])
        return np.asarray(after & ((self.change[customer] != DUPLICATED) | (sequence % 2 == 1)))


def _respelled(name: str) -> str:
    for old, new in (
        (" S.r.l.", " SRL"),
        (" S.p.A.", " SPA"),
        (" S.n.c.", " snc"),
        (" GmbH", " GMBH"),
        (" & ", " e "),
    ):
        if old in name:
            return name.replace(old, new)
    return name.upper()


def make_identities(world: World) -> Identities:
    """Draw who is renumbered, kept twice, merged, and who pays in francs or dollars."""
    plan, customers = world.plan, world.customers
    rng = stream(plan, "identities")
    n = plan.customers
    change, since, into = np.zeros(n, np.int64), np.full(n, DAYS), np.full(n, -1)
    number = np.empty(n, dtype=object)
    name = np.empty(n, dtype=object)
    orders = np.bincount(world.orders.customer, minlength=n)
    busy = np.flatnonzero((orders > 24) & (world.lost_on == DAYS) & (customers.since < 365))  # noqa: PLR2004 - enough documents on both sides
    chosen = rng.permutation(busy)
    each = max(3, n // 100)
    following = 9_000_000
    for place, index in enumerate(chosen[: 2 * each]):
        change[index] = RENUMBERED if place < each else DUPLICATED
        since[index] = rng.integers(500, 1400)
        following += 1
        number[index] = str(following)
        name[index] = customers.names[index] if place < each else _respelled(customers.names[index])
    taker, taken = int(chosen[2 * each]), int(chosen[2 * each + 1])
    change[taken], since[taken], into[taken] = MERGED, int(rng.integers(900, 1300)), taker
    number[taken], name[taken] = customers.numbers[taker], customers.names[taker]
    swiss = np.array([country(customers, i) == "CH" for i in range(n)])
    foreign = np.where(rng.random(n) < 0.75, 1, 2)  # noqa: PLR2004 - most Swiss pay in francs
    return Identities(change, since.astype(np.int64), number, name, np.where(swiss, foreign, 0), into)


def identities_of(world: World) -> Identities | None:
    """Return whose documents run under another number: of a dirty company many, of a planted one the merger alone."""
    if world.plan.dirty:
        return make_identities(world)
    plants, customers, n = world.plants, world.customers, world.plan.customers
    if plants.taken < 0:
        return None
    zero = np.zeros(n, np.int64)
    found = Identities(
        change=zero.copy(),
        since=np.full(n, DAYS),
        number=np.empty(n, dtype=object),
        name=np.empty(n, dtype=object),
        currency=zero,
        into=np.full(n, -1),
    )
    taken, taker = plants.taken, plants.taker
    found.change[taken], found.since[taken], found.into[taken] = MERGED, plants.merged_on, taker
    found.number[taken], found.name[taken] = customers.numbers[taker], customers.names[taker]
    return found


def in_currency(batch: Batch, currency: Ints) -> Batch:
    """Restate a batch in each customer's currency: the price is converted, the amount follows from it."""
    rates = np.array([RATES[name][batch.month // 12] for name in CURRENCIES])[currency]
    price = (2 * batch.price * 10_000 + rates) // (2 * rates)
    sign = np.where(batch.credit, -1, 1)
    net = sign * ((np.abs(batch.quantity) * price * (1000 - batch.discount) + 50_000) // 100_000)
    cost = sign * ((2 * np.abs(batch.cost) * 10_000 + rates) // (2 * rates))
    return replace(batch, price=price, net=net, cost=cost)


def _dotted(value: int) -> str:
    whole, rest = divmod(abs(value), 100)
    return f"{'-' if value < 0 else ''}{whole:,}".replace(",", ".") + f",{rest:02d}"


@dataclass(slots=True)
class Soiled:
    """The rows of one month: of the ledger's export, and of the later export of the last quarter."""

    rows: list[str]
    late_rows: list[str] = field(default_factory=list)


class Soiler:
    """Turns clean months into the rows of a dirty export, and remembers what it did."""

    def __init__(self, world: World, labels: Labels, *, sales: str, late: str) -> None:
        self.identities = make_identities(world)
        self.faults: list[Fault] = []
        self.shown = 0
        """Cents of all readable amounts, whatever their currency: the totals row adds them blindly."""
        self.next_row = len(TITLE) + 2
        self.next_late_row = 2
        self._plan: Plan = world.plan
        self._labels = labels
        self._sales, self._late = sales, late

    def _columns(self, batch: Batch, currency: Ints) -> list[list[str]]:
        columns = _csv.cells(batch, self._labels)
        other = self.identities.other(batch.customer, batch.day, batch.sequence)
        for place in np.flatnonzero(other):
            customer = int(batch.customer[place])
            columns[_csv.NUMBER][place] = self.identities.number[customer]
            columns[_csv.NAME][place] = _csv.quoted(self.identities.name[customer])
        columns[_csv.NET] = [_dotted(value) for value in batch.net.tolist()]
        columns.append([CURRENCIES[c] for c in currency.tolist()])
        columns.append(["Emessa"] * len(batch.net))
        return columns

    def _fault(self, columns: list[list[str]], batch: Batch, place: int, said: dict[str, Any]) -> Fault:
        facts: dict[str, Any] = {
            "file": self._sales,
            "document_id": columns[_csv.DOCUMENT][place],
            "line_number": int(batch.line[place]),
            "customer_id": columns[_csv.NUMBER][place],
            "net_units": int(batch.net[place]) * CENT,
            "currency": columns[CURRENCY_CELL][place],
        }
        return Fault(**{**facts, **said})

    def soil(self, clean: Batch, totals: Totals) -> Soiled:
        """Return one month's rows and add what of them is sound to the totals."""
        currency = self.identities.currency[clean.customer]
        batch = in_currency(clean, currency)
        columns = self._columns(batch, currency)
        rng = stream(self._plan, "dirt", batch.month)
        if batch.month >= LATE_FROM:
            totals.add(batch, currency=currency)
            return self._late_month(batch, columns, rng)
        return self._earlier_month(batch, columns, rng, totals, currency)

    def _earlier_month(
        self, batch: Batch, columns: list[list[str]], rng: np.random.Generator, totals: Totals, currency: Ints
    ) -> Soiled:
        n = len(batch.net)
        # The documents of planted returns stay clean: all other faults then lie where they lay without them.
        own = batch.sequence < CLAIMS_FROM
        _, document = np.unique((batch.sequence * 2 + batch.credit)[own], return_inverse=True)
        count = int(document.max()) + 1 if own.any() else 0
        cancelled, draw = np.zeros(n, dtype=bool), np.ones(n)
        cancelled[own] = (rng.random(count) < 0.004)[document]  # noqa: PLR2004 - share of documents
        draw[own] = np.where(cancelled[own], 1.0, rng.random(int(own.sum())))
        doubled = draw < 0.002  # noqa: PLR2004 - shares of lines
        bad_date = (draw >= 0.002) & (draw < 0.0028)  # noqa: PLR2004
        bad_amount = (draw >= 0.0028) & (draw < 0.0035)  # noqa: PLR2004
        totals.add(batch, accepted=~(cancelled | bad_date | bad_amount), currency=currency)
        self.shown += int(batch.net[~bad_amount].sum()) + int(batch.net[doubled].sum())
        # Rows are numbered as they will stand: a double pushes everything after it down.
        first = self.next_row + np.arange(n) + np.cumsum(doubled) - doubled
        for place in np.flatnonzero(cancelled | doubled | bad_date | bad_amount):
            row = int(first[place])
            if cancelled[place]:
                columns[STATUS_CELL][place] = CANCELLED
                said = {"kind": "cancelled_document", "column": HEADER[STATUS_CELL], "written": CANCELLED}
            elif doubled[place]:
                said = {
                    "kind": "duplicate_line",
                    "column": HEADER[_csv.LINE],
                    "written": columns[_csv.LINE][place],
                }
                row += 1
            else:
                cell, bad = (_csv.DATE, BAD_DATES) if bad_date[place] else (_csv.NET, BAD_AMOUNTS)
                correct = columns[cell][place]
                pattern = bad[int(rng.integers(len(bad)))]
                written = (
                    pattern.format(year=batch.year, day="14", month="03") if bad_date[place] else pattern
                )
                columns[cell][place] = written
                kind = "wrong_date" if bad_date[place] else "unreadable_amount"
                said = {"kind": kind, "column": HEADER[cell], "written": written, "correct": correct}
            self.faults.append(self._fault(columns, batch, int(place), {"row_number": row, **said}))
        rows = []
        for text, twice in zip(_csv.joined(columns), doubled.tolist(), strict=True):
            rows.append(text)
            if twice:
                rows.append(text)
        self.next_row += len(rows)
        return Soiled(rows)

    def _late_month(self, batch: Batch, columns: list[list[str]], rng: np.random.Generator) -> Soiled:
        n = len(batch.net)
        late_rows = _csv.joined(columns)
        _, document = np.unique(batch.sequence * 2 + batch.credit, return_inverse=True)
        draw = rng.random(int(document.max()) + 1)[document] if n else np.zeros(0)
        missing, wrong = draw < 0.02, (draw >= 0.02) & (draw < 0.03)  # noqa: PLR2004 - shares of documents
        first = self.next_row + np.cumsum(~missing) - 1
        net = np.where(wrong, (batch.net * 11 + 5) // 10, batch.net)
        price = np.where(wrong, (batch.price * 11 + 5) // 10, batch.price)
        for place in np.flatnonzero(missing | wrong):
            if missing[place]:
                said = {
                    "kind": "late_document",
                    "file": self._late,
                    "row_number": self.next_late_row + int(place),
                }
            else:
                correct = columns[_csv.NET][place]
                columns[_csv.NET][place] = _dotted(int(net[place]))
                columns[_csv.PRICE][place] = _csv.decimal_comma(int(price[place]), 4)
                said = {
                    "kind": "corrected_document",
                    "row_number": int(first[place]),
                    "column": HEADER[_csv.NET],
                    "written": columns[_csv.NET][place],
                    "correct": correct,
                }
            self.faults.append(self._fault(columns, batch, int(place), said))
        self.shown += int(net[~missing].sum())
        rows = [
            text
            for text, left_out in zip(_csv.joined(columns), missing.tolist(), strict=True)
            if not left_out
        ]
        self.next_row += len(rows)
        self.next_late_row += n
        return Soiled(rows, late_rows)

    def totals_row(self) -> str:
        """Return the row below the last, and list it among the faults."""
        cells = [""] * len(HEADER)
        cells[0], cells[_csv.NET] = "Totale", _dotted(self.shown)
        self.faults.append(
            Fault(kind="totals_row", file=self._sales, row_number=self.next_row, written=cells[_csv.NET])
        )
        self.faults += [
            Fault(kind="title_row", file=self._sales, row_number=i + 1, written=text)
            for i, text in enumerate(TITLE)
        ]
        return ";".join(cells)


def identity_faults(world: World, identities: Identities, file: str) -> list[Fault]:
    """List the customers that are renumbered, kept twice, merged, or invoiced in another currency."""
    kinds = {RENUMBERED: "changed_number", DUPLICATED: "duplicate_customer", MERGED: "merger"}
    found = []
    for i, number in enumerate(world.customers.numbers):
        change = int(identities.change[i])
        if change:
            since = day_of(int(identities.since[i])).isoformat()
            written = str(identities.number[i])
            fault = Fault(
                kind=kinds[change], file=file, customer_id=number, column="customer_id", written=written
            )
            found.append(replace(fault, correct=f"from {since}"))
        if identities.currency[i]:
            name = CURRENCIES[int(identities.currency[i])]
            found.append(Fault(kind="foreign_currency", file=file, customer_id=number, currency=name))
    return found
