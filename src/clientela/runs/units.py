"""The business units side by side: where a customer that several of them serve stands in each, and what it brings to all."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Document, Note, Section, Table
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.reports._words import placed
from clientela.runs.manifest import list_manifests
from clientela.runs.opened import Run
from clientela.runs.place import WorkspaceError
from clientela.scores import attractiveness, importance
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.runs.manifest import Manifest
    from clientela.runs.place import Place

_CELLS, _CERTAIN = dict(PORTFOLIO_CELLS), dict(CERTAINTIES)
_CRITERIA = {c.code: c.title for module in (attractiveness, importance) for c in module.CRITERIA}
_PLACES = (
    "select c.customer_id, c.customer_name, c.revenue_12m_amount, m.portfolio_cell, m.portfolio_certainty, m.pole_index, l.relationship_level_met, "
    "case when m.pole_index is not null then cast(sum(case when m.pole_index is not null then 1 end) over (order by m.pole_index) as double) "
    "/ sum(case when m.pole_index is not null then 1 end) over () end as place_share "
    "from customers as c join portfolio_matrix as m on m.customer_key = c.customer_key left join relation_levels_met as l on l.customer_key = c.customer_key"
)
_WEIGHTS = "select axis_class, criterion, max(weight) as weight from customer_criteria where axis_class in ('attractiveness', 'importance') group by axis_class, criterion order by axis_class, max(weight) desc, criterion"
_AXES = {"attractiveness": msg("Attractiveness to us"), "importance": msg("Importance the customer gives us")}


def unit_of(manifest: Manifest) -> str:
    """Return the business unit a run is about; empty for the whole company."""
    return str(manifest.settings.get("company", {}).get("business_unit") or "")


def newest_runs(manifests: Sequence[Manifest]) -> tuple[Manifest | None, tuple[Manifest, ...]]:
    """Return the newest run of the company and that of each unit, all of the newest day that a unit has a run of."""
    days = [m.as_of for m in manifests if unit_of(m)]
    of_day = [m for m in manifests if days and m.as_of == max(days)]
    found: dict[str, Manifest] = {}
    for manifest in of_day:
        found.setdefault(unit_of(manifest), manifest)
    return found.pop("", None), tuple(found[name] for name in sorted(found))


def compare_units(place: Place) -> Document:
    """Set the newest runs of the business units side by side.

    Scores are not shown across units: each has criteria and weights of its own. What is comparable is: money, the cell, and the place within
    the unit. A customer of several units has one row for each, the highest level of its relation, and what it brings to the company.
    Errors: WorkspaceError without a run of two units as of one day.
    """
    company, units = newest_runs(list_manifests(place.path / "runs"))
    if len(units) < 2:  # noqa: PLR2004 - one unit has nobody beside it
        raise WorkspaceError(
            msg("Two business units need a run as of one day each. Make them with `clientela run --unit NAME`; units are what the column for the business unit of the lines names.")
        )  # fmt: skip
    with ExitStack() as open_ones:
        readers = [open_ones.enter_context(Run(place, manifest).reading()) for manifest in units]
        rows = {unit_of(r.manifest): {row["customer_id"]: row for row in r.query(_PLACES)} for r in readers}
        weights = {unit_of(r.manifest): r.query(_WEIGHTS) for r in readers}
        whole: dict[Any, dict[str, Any]] = {}
        if company is not None:
            reader = open_ones.enter_context(Run(place, company).reading())
            whole = {row["customer_id"]: row for row in reader.query(_PLACES)}
    blocks: list[Block] = [
        _overview(units, rows),
        *_weights_table(units, weights),
        *_shared(units, rows, whole, company),
    ]
    blocks.append(
        Note("info", msg("Scores of two units are not set against each other: each unit has criteria and weights of its own. Cell, place within the unit and money are."))
    )  # fmt: skip
    newest = company or units[0]
    return Document(
        "units", msg("Business units side by side"), msg("What counts in each, and who buys of several"), _company(newest), (Section("units", msg("Business units"), tuple(blocks)),),
        msg("As of {day}", day=newest.as_of_day), newest.currency,
    )  # fmt: skip


def _company(manifest: Manifest) -> str:
    return manifest.company.removesuffix(f" · {unit_of(manifest)}")


def _money(value: Any, manifest: Manifest) -> Any:
    return None if value is None else msg("{amount}", amount=Amount(value, "money", manifest.currency))


def _overview(units: tuple[Manifest, ...], rows: dict[str, dict[Any, dict[str, Any]]]) -> Table:
    columns = [Column("unit", msg("Business unit")), Column("customers_count", msg("Active customers"), "count"), Column("revenue", msg("Revenue, last 12 months"))]  # fmt: skip
    columns += [Column(name, title, "count") for name, title in PORTFOLIO_CELLS]
    columns.append(Column("open", msg("Not placed"), "count"))
    made = []
    for manifest in units:
        own = [r for r in rows[unit_of(manifest)].values() if r["revenue_12m_amount"]]
        cells = [sum(r["portfolio_cell"] == name for r in own) for name, _ in PORTFOLIO_CELLS]
        made.append(
            (unit_of(manifest), len(own), _money(sum(r["revenue_12m_amount"] for r in own), manifest), *cells, len(own) - sum(cells))
        )  # fmt: skip
    return Table("units", msg("Business units"), tuple(columns), tuple(made))


def _weights_table(units: tuple[Manifest, ...], weights: dict[str, list[dict[str, Any]]]) -> list[Block]:
    """Show in percent how much each criterion counts in each unit."""
    shares: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for unit, found in weights.items():
        for axis in _AXES:
            whole = sum(float(r["weight"]) for r in found if r["axis_class"] == axis)
            for row in found:
                if row["axis_class"] == axis and whole:
                    shares[axis, row["criterion"]][unit] = float(row["weight"]) / whole
    if not shares:
        return []
    columns = (Column("axis", msg("Axis")), Column("criterion", msg("Criterion")), *(Column(f"unit_{n}", msg("{unit}", unit=unit_of(m)), "share") for n, m in enumerate(units)))  # fmt: skip
    rows = tuple((_AXES[axis], _CRITERIA.get(criterion, criterion), *(found.get(unit_of(m)) for m in units)) for (axis, criterion), found in shares.items())  # fmt: skip
    return [Table("unit_weights", msg("What counts in each unit"), columns, rows)]


def _shared(
    units: tuple[Manifest, ...], rows: dict[str, dict[Any, dict[str, Any]]], whole: dict[Any, dict[str, Any]], company: Manifest | None
) -> list[Block]:  # fmt: skip
    """List who buys of several units, by what it brings to the company, or by its number where no run says that."""
    places: dict[Any, list[tuple[Manifest, dict[str, Any]]]] = defaultdict(list)
    for manifest in units:
        for number, row in rows[unit_of(manifest)].items():
            if row["revenue_12m_amount"] or row["portfolio_cell"] is not None:
                places[number].append((manifest, row))
    several = {number: found for number, found in places.items() if len(found) > 1 and number is not None}
    if not several:
        return [Note("unknown", msg("No customer buys of two business units."))]
    order = sorted(
        several, key=lambda n: (-float((whole.get(n) or {}).get("revenue_12m_amount") or 0), str(n))
    )
    made = []
    for number in order:
        known = [r["relationship_level_met"] for _, r in several[number]] + [(whole.get(number) or {}).get("relationship_level_met")]  # fmt: skip
        levels = [level for level in known if level is not None]
        total = (whole.get(number) or {}).get("revenue_12m_amount")
        for manifest, row in several[number]:
            made.append(
                (
                    number, row["customer_name"], unit_of(manifest), placed(row, "portfolio", _CELLS), _CERTAIN.get(row["portfolio_certainty"]), row["place_share"],
                    _money(row["revenue_12m_amount"], manifest), max(levels) if levels else None, None if company is None else _money(total, company),
                )
            )  # fmt: skip
    columns = (
        Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer")), Column("unit", msg("Business unit")), Column("portfolio_cell", msg("Cell")), Column("portfolio_certainty", msg("Certainty")),
        Column("place_share", msg("Place within the unit"), "share", msg("1 is the best placed of those that are placed")), Column("revenue", msg("Revenue in the unit")), Column("level", msg("Highest level of the relation"), "number", digits=0),
        Column("company_revenue", msg("Revenue in the company")),
    )  # fmt: skip
    return [Table("shared_customers", msg("Customers of several units"), columns, tuple(made), limit=60)]
