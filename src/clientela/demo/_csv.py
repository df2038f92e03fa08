"""Sales lines as an Italian accounting package exports them: `;`, decimal comma, dd/mm/yyyy, BOM, CRLF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from clientela.demo._customers import SEGMENTS, area_name, country
from clientela.demo._lines import CHANNELS, Batch
from clientela.demo._plan import DAYS, Ints, day_of
from clientela.demo._products import FAMILIES

if TYPE_CHECKING:
    from clientela.demo._world import World

HEADER = (
    "Numero documento", "Tipo documento", "Data documento", "Riga", "Codice cliente", "Ragione sociale",
    "Codice articolo", "Descrizione", "Famiglia", "Quantità", "Prezzo", "Sconto %", "Importo netto", "Costo",
    "Agente", "Zona", "Settore", "Paese", "Canale",
)  # fmt: skip
DOCUMENT, KIND, DATE, LINE, NUMBER, NAME = range(6)
QUANTITY, PRICE, DISCOUNT, NET, COST = range(9, 14)
END = "\r\n"
Texts = npt.NDArray[np.object_]


def quoted(text: str) -> str:
    """Quote a cell that holds a quote or the separator."""
    return '"' + text.replace('"', '""') + '"' if '"' in text or ";" in text else text


def decimal_comma(value: int, places: int) -> str:
    """Write an integer of 10^-places as the Italians do, without thousands dots."""
    scale = 10**places
    whole, rest = divmod(abs(value), scale)
    return f"{'-' if value < 0 else ''}{whole},{rest:0{places}d}"


def _texts(values: list[str]) -> Texts:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands in the text columns, by index."""

    numbers: Texts
    names: Texts
    areas: Texts
    segments: Texts
    countries: Texts
    products: Texts
    descriptions: Texts
    families: Texts
    sellers: Texts
    days: Texts
    channels: Texts


def make_labels(world: World) -> Labels:
    """Write every name once, quoted where the file needs it."""
    customers, products = world.customers, world.products
    everyone = range(world.plan.customers)
    return Labels(
        numbers=_texts(list(customers.numbers)),
        names=_texts([quoted(name) for name in customers.names]),
        areas=_texts([area_name(customers, i) for i in everyone]),
        segments=_texts([SEGMENTS[int(s)] for s in customers.segment]),
        countries=_texts([country(customers, i) for i in everyone]),
        products=_texts(list(products.ids)),
        descriptions=_texts([quoted(name) for name in products.names]),
        families=_texts([FAMILIES[int(f)] for f in products.family]),
        sellers=_texts(list(world.sellers.ids)),
        days=_texts([f"{day_of(d):%d/%m/%Y}" for d in range(DAYS)]),
        channels=_texts(list(CHANNELS)),
    )


def document_id(year: int, sequence: int, *, credit: bool) -> str:
    """Return a document's number: invoices and credit notes have a series each, begun anew every year."""
    return f"NC{year}/{sequence:05d}" if credit else f"{year}/{sequence:06d}"


def document_ids(batch: Batch) -> list[str]:
    """Return the document number of every line of a batch."""
    year = batch.year
    pairs = zip(batch.sequence.tolist(), batch.credit.tolist(), strict=True)
    return [f"NC{year}/{n:05d}" if credit else f"{year}/{n:06d}" for n, credit in pairs]


def _decimals(values: Ints, places: int) -> list[str]:
    return [decimal_comma(value, places) for value in values.tolist()]


def cells(batch: Batch, labels: Labels) -> list[list[str]]:
    """Return the columns of a batch as texts, in the order of `HEADER`."""
    who, what = batch.customer, batch.product
    cost = zip(batch.cost.tolist(), batch.cost_known.tolist(), strict=True)
    return [
        document_ids(batch),
        ["Nota di credito" if credit else "Fattura" for credit in batch.credit.tolist()],
        labels.days[batch.day].tolist(),
        [str(n) for n in batch.line.tolist()],
        labels.numbers[who].tolist(),
        labels.names[who].tolist(),
        labels.products[what].tolist(),
        labels.descriptions[what].tolist(),
        labels.families[what].tolist(),
        [str(n) for n in batch.quantity.tolist()],
        _decimals(batch.price, 4),
        _decimals(batch.discount, 1),
        _decimals(batch.net, 2),
        [decimal_comma(value, 2) if known else "" for value, known in cost],
        labels.sellers[batch.seller].tolist(),
        labels.areas[who].tolist(),
        labels.segments[who].tolist(),
        labels.countries[who].tolist(),
        labels.channels[batch.channel].tolist(),
    ]


def joined(columns: list[list[str]]) -> list[str]:
    """Return the rows of text columns."""
    return [";".join(row) for row in zip(*columns, strict=True)]
