"""The cuts of the frozen suite and what every method says of them; baselines are kept in a folder beside, forecasts are not."""

from __future__ import annotations

import hashlib
import pickle
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import sets

from clientela.predictions._baselines import baselines
from clientela.predictions._days import Outcome, PurchaseDays, outcome, recency

if TYPE_CHECKING:
    from clientela.predictions._scores import Judged

HERE = Path(__file__).parent
FROZEN = tomllib.loads((HERE / "frozen.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Cut:
    """One test: a base, an origin and a horizon."""

    name: str
    set_name: str
    origin: int
    horizon: int
    seed: int | None
    is_held_out: bool
    is_negative: bool

    def days(self) -> PurchaseDays:
        """Every row of its base, also those after the origin."""
        whole = load(self.set_name)
        if self.seed is None:
            return whole
        known = np.flatnonzero(recency(whole, self.origin).is_known)
        rng = np.random.default_rng(self.seed)
        return whole.of(
            np.sort(rng.choice(known, min(FROZEN["small"]["customers"], len(known)), replace=False))
        )


@cache
def load(name: str) -> PurchaseDays:
    """Read a set once."""
    return sets.load(name)


def cuts(*, held_out: bool | None = None) -> list[Cut]:
    """List the cuts, first the whole bases, then those of 200."""
    found: list[Cut] = []
    small: list[Cut] = []
    for cell in FROZEN["cell"]:
        origin = sets.day_number(date.fromisoformat(cell["origin"]))
        common = (cell["set"], origin, cell["horizon_days"])
        flags = (bool(cell.get("held_out")), bool(cell.get("negative")))
        name = f"{cell['set']} {cell['origin']} {cell['horizon_days']}d"
        found.append(Cut(name, *common, None, *flags))
        if cell.get("small"):
            small += [Cut(f"{name} 200#{seed}", *common, seed, *flags) for seed in FROZEN["small"]["seeds"]]
    return [c for c in [*found, *small] if held_out is None or c.is_held_out == held_out]


def population(days: PurchaseDays, cut: Cut) -> Any:
    """Places of the customers judged: a purchase in the last two horizons before the origin."""
    recent = days.until(cut.origin).since(cut.origin - 2 * cut.horizon)
    return np.flatnonzero(recency(recent, cut.origin).is_known)


def came(days: PurchaseDays, cut: Cut, chosen: Any) -> Outcome:
    """What came for the customers judged."""
    all_of = outcome(days, cut.origin, 0, cut.horizon)
    return Outcome(all_of.orders[chosen], all_of.revenue[chosen])


def baseline_forecasts(cut: Cut, kept: Path | None = None) -> dict[str, Judged]:
    """Return the baselines of the customers judged, out of the folder `kept` where the same code has been there before."""
    code = b"".join(
        (HERE.parents[1] / "src" / "clientela" / "predictions" / name).read_bytes()
        for name in (
            "_anchor.py",
            "_baselines.py",
            "_features.py",
            "_pareto.py",
            "_beta_geometric.py",
            "_spend.py",
        )
    )
    key = hashlib.sha256(code + repr((cut, FROZEN["forecast_seed"])).encode()).hexdigest()[:16]
    path = kept / f"{key}.pickle" if kept else None
    if path and path.exists():
        return dict(pickle.loads(path.read_bytes()))  # noqa: S301 -- written by this program
    days = cut.days()
    chosen = population(days, cut)
    made = {
        name: judged.of(chosen)
        for name, judged in baselines(days, cut.origin, cut.horizon, seed=FROZEN["forecast_seed"]).items()
    }
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(made))
    return made
