"""Fourteen families, eight hundred articles, yearly price lists and successors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.demo._plan import MONTHS, YEARS, Bools, Floats, Ints, Plan, stream

PRODUCTS = 800
SUPERSEDED = 90
FAMILIES = (
    "Viteria",
    "Bulloneria",
    "Tasselli e ancoraggi",
    "Rivetti",
    "Utensili manuali",
    "Elettroutensili",
    "Abrasivi",
    "Utensili da taglio",
    "Adesivi e sigillanti",
    "Lubrificanti",
    "Antinfortunistica",
    "Raccordi e tubi",
    "Cuscinetti",
    "Saldatura",
)
_KIND = (
    ("Vite TE", "Vite TCEI", "Vite autoforante"),
    ("Bullone", "Dado flangiato", "Barra filettata"),
    ("Tassello in nylon", "Ancorante chimico", "Ancorante a espansione"),
    ("Rivetto a strappo", "Inserto filettato", "Rivetto strutturale"),
    ("Chiave combinata", "Cacciavite", "Pinza universale"),
    ("Avvitatore", "Smerigliatrice", "Trapano a percussione"),
    ("Disco da taglio", "Rotolo abrasivo", "Disco lamellare"),
    ("Punta elicoidale", "Maschio", "Fresa in metallo duro"),
    ("Silicone neutro", "Frenafiletti", "Adesivo bicomponente"),
    ("Grasso al litio", "Olio da taglio", "Spray sbloccante"),
    ("Guanto antitaglio", "Scarpa S3", "Occhiale di protezione"),
    ('Raccordo 1/2"', "Tubo rilsan", 'Valvola a sfera 3/4"'),
    ("Cuscinetto a sfere", "Supporto ritto", "Cuscinetto a rulli"),
    ("Filo per saldatura", "Elettrodo rutilico", "Torcia MIG"),
)
_PRICE = (0.08, 0.35, 1.2, 0.15, 14.0, 160.0, 3.5, 12.0, 6.5, 9.0, 11.0, 7.0, 18.0, 21.0)
_MARGIN = (0.38, 0.34, 0.41, 0.4, 0.33, 0.22, 0.36, 0.32, 0.4, 0.37, 0.35, 0.33, 0.27, 0.25)
PRICE_RISE = (0.0, 0.035, 0.085, 0.03, 0.015)
COST_RISE = (0.0, 0.06, 0.085, 0.02, 0.015)
PRICE_LEVEL: Floats = np.cumprod(1 + np.array(PRICE_RISE))


@dataclass(frozen=True, slots=True)
class Products:
    """The articles, one array element each; prices and costs in 1/10,000 currency units."""

    family: Ints
    names: tuple[str, ...]
    ids: tuple[str, ...]
    pack: Ints
    price: Ints
    """List price by article and year."""
    cost: Ints
    """Unit cost by article and year."""
    cost_known: Bools
    successor: Ints
    """Article that replaced this one, or -1."""
    replaced_month: Ints
    """Month from which the successor is sold instead."""

    def current(self, product: Ints, month: int) -> Ints:
        """Return what is delivered in this month when the old article is asked for."""
        gone = self.replaced_month[product] <= month
        return np.where(gone, self.successor[product], product)


def make_products(plan: Plan) -> Products:
    """Draw the assortment; the last articles are the successors of earlier ones."""
    rng = stream(plan, "products")
    family = np.arange(PRODUCTS) % len(FAMILIES)
    old = np.sort(rng.choice(PRODUCTS - SUPERSEDED, SUPERSEDED, replace=False))
    new = np.arange(PRODUCTS - SUPERSEDED, PRODUCTS)
    family[new] = family[old]
    base = np.array(_PRICE)[family] * np.exp(rng.normal(0, 0.7, PRODUCTS))
    base[new] = base[old] * rng.uniform(1.0, 1.08, SUPERSEDED)
    margin = np.clip(np.array(_MARGIN)[family] + rng.normal(0, 0.04, PRODUCTS), 0.12, 0.6)
    rise = np.array(PRICE_RISE) + np.where(np.arange(YEARS) > 0, rng.normal(0, 0.006, (PRODUCTS, 1)), 0.0)
    cost_rise = np.array(COST_RISE) + np.where(np.arange(YEARS) > 0, rng.normal(0, 0.008, (PRODUCTS, 1)), 0.0)
    price = np.maximum(np.rint(base[:, None] * np.cumprod(1 + rise, axis=1) * 10_000), 100)
    # Customers pay after discount, so list margins stand well above what is left.
    cost = np.maximum(
        np.rint((base * (1 - margin) * 0.86)[:, None] * np.cumprod(1 + cost_rise, axis=1) * 10_000), 50
    )
    known = rng.random(PRODUCTS) > 0.11  # noqa: PLR2004 - share of articles nobody costed
    successor = np.full(PRODUCTS, -1)
    replaced = np.full(PRODUCTS, MONTHS + 1)
    successor[old] = new
    replaced[old] = rng.integers(8, MONTHS - 4, SUPERSEDED)
    size = rng.integers(3, 40, PRODUCTS)
    size[new] = size[old]
    names = []
    for i in range(PRODUCTS):
        source = int(old[i - (PRODUCTS - SUPERSEDED)]) if i >= PRODUCTS - SUPERSEDED else i
        kinds = _KIND[int(family[i])]
        version = " (nuova versione)" if source != i else ""
        names.append(f"{kinds[source // len(FAMILIES) % len(kinds)]} {size[i]}x{10 + source % 37}{version}")
    return Products(
        family=family.astype(np.int64),
        names=tuple(names),
        ids=tuple(f"{FAMILIES[int(f)][:2].upper()}{i + 1:05d}" for i, f in enumerate(family)),
        pack=np.where(base < 1, 100, np.where(base < 10, 10, 1)).astype(np.int64),  # noqa: PLR2004 - small parts in boxes
        price=price.astype(np.int64),
        cost=cost.astype(np.int64),
        cost_known=known,
        successor=successor.astype(np.int64),
        replaced_month=replaced.astype(np.int64),
    )
