"""The graph of results: what there is, in which order it is built, and what each reads."""

from __future__ import annotations

from functools import cache

from clientela.base.declare import STATIONS, Step, discover
from clientela.runs.earlier import KINDS
from clientela.tables._fold_rows import canonical_tables

_OTHER_NAMES = {"customers": "stated_customers"}
"""A result is called `customers`: the list a company brought is read under another name."""


def relation_of(table: str) -> str:
    """Return the name under which steps read a canonical table."""
    return _OTHER_NAMES.get(table, table)


FACTS = (
    "sales_lines",
    "customer_keys",
    "customer_terms",
    "product_keys",
    "product_terms",
    "batch_control",
    *(kind.relation for kind in KINDS),
    *(relation_of(name) for name in canonical_tables()),
)
"""What a generation of facts, and what earlier runs said, offer as inputs."""


class GraphError(Exception):
    """A declaration names an input that does not exist, or one of a later station."""


def _declared() -> dict[str, Step]:
    found: dict[str, Step] = {}
    for station in STATIONS:
        for name, item in discover(f"clientela.{station}", Step).items():
            if name in found or name in FACTS:
                raise GraphError(f"two results or tables are called {name}")
            found[name] = item
    return found


@cache
def all_steps() -> dict[str, Step]:
    """Return every step by name, in an order in which each comes after its inputs.

    Errors: GraphError for an unknown input, an input of a later station, or a cycle.
    """
    found = _declared()
    ordered: dict[str, Step] = {}

    def place(name: str, above: tuple[str, ...]) -> None:
        if name in ordered or name in FACTS:
            return
        if name in above:
            raise GraphError(f"{' -> '.join((*above, name))} is a cycle")
        item = found.get(name)
        if item is None:
            raise GraphError(f"{above[-1] if above else 'a report'} reads {name}, which nothing makes")
        for source in item.inputs:
            other = found.get(source)
            if other is not None and _rank(other) > _rank(item):
                raise GraphError(
                    f"{name} ({item.station}) reads {source} of the later station {other.station}"
                )
            place(source, (*above, name))
        ordered[name] = item

    for name in found:
        place(name, ())
    return ordered


def _rank(item: Step) -> int:
    return STATIONS.index(item.station)
