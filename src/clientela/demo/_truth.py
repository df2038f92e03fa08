"""The truth folder: what no ledger shows. No source ever reads it; tests of methods do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from clientela.base.files import write_text, writing
from clientela.demo import _customers, _dirt, _life, _products
from clientela.demo._masters import write_rows
from clientela.demo._parquet import sql_text
from clientela.demo._plan import AS_OF, COMPANY, CURRENCY, DAYS, FIRST_DAY, MONTH_STARTS, Ints, Plan, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientela.demo._lines import Batch
    from clientela.demo._world import World

CUSTOMER_COLUMNS = (
    "customer_id", "relationship_since", "lost_on", "reactivated_on", "one_timer", "project_customer",
    "orders_per_year", "erlang_k", "yearly_drift", "relationship_quality", "person_dependence",
    "price_sensitivity", "season_profile",
    "season_strength", "visit_low", "visit_high", "visit_curve", "visit_norm",
    "cost_to_serve_per_order", "cost_to_serve_share", "latent_size",
)  # fmt: skip
"""The columns of `truth/customers.csv`; from `lost_on` on they must never appear in `data/`."""
DOCUMENT_COLUMNS = ("customer", "day", "credit", "year", "sequence", "net_units", "cost_units", "lines")


def _optional_day(number: int) -> str:
    return day_of(number).isoformat() if number < DAYS else ""


def _customer_rows(world: World) -> Iterator[tuple[object, ...]]:
    c = world.customers
    for i, number in enumerate(c.numbers):
        profile = _customers.SEGMENTS[int(c.segment[i])] + ("" if c.domestic[i] else " (abroad)")
        yield (
            number, day_of(int(c.since[i])).isoformat(), _optional_day(int(world.lost_on[i])),
            _optional_day(int(world.back_on[i])), int(c.one_timer[i]), int(c.project[i]),
            round(float(c.rate[i]), 4), int(c.shape[i]), round(float(c.drift[i]), 5),
            round(float(c.quality[i]), 5),
            round(float(c.person_dependence[i]), 5), round(float(c.price_sensitivity[i]), 5), profile,
            round(float(c.season_strength[i]), 5), round(float(c.visit_low[i]), 5),
            round(float(c.visit_high[i]), 5),
            round(float(c.visit_curve[i]), 5), int(c.visit_norm[i]), round(float(c.serve_cost_order[i]), 2),
            round(float(c.serve_cost_share[i]), 5), round(float(c.size[i]), 5),
        )  # fmt: skip


def _event_rows(world: World) -> Iterator[tuple[object, ...]]:
    for kind, (rows, months) in world.events.items():
        for customer, month in zip(rows.tolist(), months.tolist(), strict=True):
            yield world.customers.numbers[customer], kind, day_of(int(MONTH_STARTS[month])).isoformat()


def _world_parameters(plan: Plan) -> dict[str, object]:
    return {
        "plan": {
            "size": plan.size,
            "seed": plan.seed,
            "dirty": plan.dirty,
            "customers": plan.customers,
            "territories": plan.territories,
            "parquet": plan.parquet,
            "planted": plan.planted,
        },
        "company": COMPANY,
        "currency": CURRENCY,
        "first_day": FIRST_DAY.isoformat(),
        "as_of": AS_OF.isoformat(),
        "hazard": {
            "base_monthly": _life.BASE_HAZARD,
            "log_effect_of_relationship_quality": _life.QUALITY_EFFECT,
            "log_effect_of_latent_size": _life.SIZE_EFFECT,
            "factor_first_year": _life.NEWCOMER_FACTOR,
            "factor_large_customer": _life.BIG_FACTOR,
            "handover_factor": "factor_base + factor_person * person_dependence, for effect_months",
            "handover_factor_base": _life.HANDOVER_FACTOR,
            "handover_factor_person": _life.HANDOVER_PERSON,
            "trouble_factor": _life.TROUBLE_FACTOR,
            "trouble_starts_per_month": _life.TROUBLE_RATE,
            "effect_months": _life.EFFECT_MONTHS,
            "share_of_lost_that_return": _life.RETURN_SHARE,
        },
        "season": dict(zip(_customers.SEGMENTS, _life.SEASON.tolist(), strict=True)),
        "shock": {
            "from": day_of(int(MONTH_STARTS[_life.SHOCK_MONTHS[0]])).isoformat(),
            "until": day_of(int(MONTH_STARTS[_life.SHOCK_MONTHS[1]])).isoformat(),
            "factor": dict(zip(_customers.SEGMENTS, _life.SHOCK.tolist(), strict=True)),
        },
        "price_rise_by_year": list(_products.PRICE_RISE),
        "cost_rise_by_year": list(_products.COST_RISE),
        "visit_response": "low + (high - low) z^curve / (d + z^curve), z = visits / norm",
        "visit_response_d": "(high - 1) / (1 - low)",
        "quantity_answer_to_price": "price level ^ -price_sensitivity",
    }


class Documents:
    """Collects what each document truly comes to, in euros of inner units."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Ints]] = []

    def add(self, batch: Batch) -> None:
        """Sum one month's lines by document; the cost counts known articles only."""
        key, first, inverse = np.unique(
            batch.sequence * 2 + batch.credit, return_index=True, return_inverse=True
        )
        known = np.where(batch.cost_known, batch.cost, 0)
        sums = [np.bincount(inverse, weights=w, minlength=len(key)) for w in (batch.net, known)]
        net, cost = (np.rint(s).astype(np.int64) * 100 for s in sums)
        self._parts.append(
            {
                "customer": batch.customer[first],
                "day": batch.day[first],
                "credit": batch.credit[first].astype(np.int64),
                "year": np.full(len(key), batch.year),
                "sequence": batch.sequence[first],
                "net_units": net,
                "cost_units": cost,
                "lines": np.bincount(inverse, minlength=len(key)),
            }
        )

    def columns(self) -> dict[str, Ints]:
        """Return them by column."""
        return {name: np.concatenate([part[name] for part in self._parts]) for name in DOCUMENT_COLUMNS}

    def write(self, path: Path) -> None:
        """Write them as Parquet."""
        columns = self.columns()
        with duckdb.connect(config={"threads": 1}) as connection, writing(path) as temporary:
            connection.register("documents", columns)
            connection.execute(
                f"COPY documents TO {sql_text(str(temporary))} (FORMAT parquet, COMPRESSION zstd)"
            )


def read_documents(path: Path) -> dict[str, Ints]:
    """Return the columns of `truth/documents.parquet`."""
    with duckdb.connect(config={"threads": 1}) as connection:
        found = connection.execute(f"SELECT * FROM read_parquet({sql_text(str(path))})").fetchnumpy()
    return {name: np.asarray(found[name], dtype=np.int64) for name in DOCUMENT_COLUMNS}


def write_truth(world: World, folder: Path, documents: Documents, faults: list[_dirt.Fault] | None) -> None:
    """Write customers, events, documents, world parameters and, for a dirty company, the planted faults."""
    write_rows(folder / "customers.csv", CUSTOMER_COLUMNS, _customer_rows(world))
    write_rows(folder / "events.csv", ("customer_id", "kind", "month"), _event_rows(world))
    visits = (
        (number, FIRST_DAY.year + year, count)
        for number, counts in zip(world.customers.numbers, world.visits.tolist(), strict=True)
        for year, count in enumerate(counts)
    )
    write_rows(folder / "visits_per_year.csv", ("customer_id", "year", "visits"), visits)
    documents.write(folder / "documents.parquet")
    write_text(
        folder / "world.json", json.dumps(_world_parameters(world.plan), indent=2, ensure_ascii=False) + "\n"
    )
    if faults is not None:
        rows = ([getattr(fault, name) for name in _dirt.FAULT_COLUMNS] for fault in faults)
        write_rows(folder / "planted_faults.csv", _dirt.FAULT_COLUMNS, rows)


def read_plan(folder: Path) -> Plan:
    """Return the plan a demo folder was written by.

    Errors: FileNotFoundError when the folder holds no demo company.
    """
    return Plan(**json.loads((folder / "truth" / "world.json").read_text(encoding="utf-8"))["plan"])
