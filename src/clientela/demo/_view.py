"""What the further tables are made from: the hidden world, and the numbers the ledger shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clientela.demo._csv import document_id
from clientela.demo._dirt import MERGED, RENUMBERED, Identities, identities_of
from clientela.demo._life import EFFECT_MONTHS
from clientela.demo._plan import DAYS, MONTHS, Bools, Ints, Plan
from clientela.demo._plants import CLAIMS_FROM
from clientela.demo._world import World, make_world

Columns = dict[str, npt.NDArray[np.generic]]
"""A table by column: `..._on`, `..._from`, `..._to` are day numbers, `..._cents` money."""
NEVER = -1_000_000
"""The day number of what has not happened."""


def texts(values: list[str]) -> npt.NDArray[np.object_]:
    """Return texts as an array of objects, which shares them instead of padding them."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


@dataclass(frozen=True, slots=True)
class View:
    """The world with the ledger's own numbering."""

    world: World
    documents: dict[str, Ints]
    """The documents of `truth/documents.parquet`, those of planted returns last: draws for the others stay theirs."""
    identities: Identities | None
    numbers: npt.NDArray[np.object_]
    """The number each customer has in the customer list on the last day."""
    troubled: Bools
    """Whether bad service is felt, by customer and month."""

    def active(self, customer: Ints, day: Ints) -> Bools:
        """Return whether a customer has come and is not lost on a day."""
        world = self.world
        there = (day < world.lost_on[customer]) | (day >= world.back_on[customer])
        return np.asarray((day >= world.customers.since[customer]) & (day >= 0) & (day < DAYS) & there)

    def document_ids(self, rows: Ints) -> npt.NDArray[np.object_]:
        """Return the numbers of documents as the ledger prints them."""
        facts = zip(
            *(self.documents[name][rows].tolist() for name in ("year", "sequence", "credit")), strict=True
        )
        return texts([document_id(year, sequence, credit=bool(credit)) for year, sequence, credit in facts])

    def document_numbers(self, rows: Ints) -> npt.NDArray[np.object_]:
        """Return the customer number each document bears."""
        customer, day = self.documents["customer"][rows], self.documents["day"][rows]
        shown = texts(list(self.world.customers.numbers))[customer]
        if self.identities is None:
            return shown
        other = self.identities.other(customer, day, self.documents["sequence"][rows])
        return np.where(other, self.identities.number[customer], shown)

    def shown(self, customer: Ints, day: Ints, sequence: Ints) -> Ints:
        """Return under whom the customer's documents of a day run: twice its place, and one more for its other number."""
        if self.identities is None:
            return 2 * customer
        other = self.identities.other(customer, day, sequence)
        merged = other & (self.identities.change[customer] == MERGED)
        return np.where(merged, 2 * self.identities.into[customer], 2 * customer + other)

    def shown_numbers(self, codes: Ints) -> npt.NDArray[np.object_]:
        """Return the numbers of what `shown` returns."""
        numbers = texts(list(self.world.customers.numbers))[codes // 2]
        return (
            numbers
            if self.identities is None
            else np.where(codes % 2 == 1, self.identities.number[codes // 2], numbers)
        )


def make_view(plan: Plan, documents: dict[str, Ints]) -> View:
    """Draw the world again, which takes less than keeping it."""
    world = make_world(plan)
    identities = identities_of(world)
    last = np.argsort(documents["sequence"] >= CLAIMS_FROM, kind="stable")
    documents = {name: values[last] for name, values in documents.items()}
    numbers = texts(list(world.customers.numbers))
    if identities is not None:
        renumbered = identities.change == RENUMBERED
        numbers[renumbered] = identities.number[renumbered]
    troubled = np.zeros((plan.customers, MONTHS), dtype=bool)
    rows, months = world.events["trouble"]
    for later in range(EFFECT_MONTHS):
        inside = months + later < MONTHS
        troubled[rows[inside], months[inside] + later] = True
    return View(world=world, documents=documents, identities=identities, numbers=numbers, troubled=troubled)
