"""One fit in a process of its own: prints its CPU seconds, peak memory and estimates as JSON.

python fit_one.py ours|lifetimes|pymc MODEL FILE [K]
python fit_one.py stream MODEL FOLDER      MODEL may be `read`: only reads the columns
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402 - threads are counted when it is imported

HORIZON = 365.0
WARM = 3000
MEGA = 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGA


def _ours(model: str, data: dict[str, Any], k: int) -> list[float]:
    from clientela.predictions._beta_geometric import fit_beta_geometric, fit_bgnbd
    from clientela.predictions._histories import read_histories
    from clientela.predictions._pareto import fit_pareto
    from clientela.predictions._spend import fit_spend

    columns = data["frequency"], data["recency"], data["age"]
    if model == "spend":
        return fit_spend(data["frequency"] + 1, data["spend"]).fitted.values.tolist()
    if model == "pareto":
        return fit_pareto(*columns).fitted.values.tolist()
    if k > 1:
        return fit_beta_geometric(read_histories(*columns), k=k, modified=False).fitted.values.tolist()
    return fit_bgnbd(*columns).fitted.values.tolist()


def _lifetimes(model: str, data: dict[str, Any]) -> list[float]:
    import lifetimes

    if model == "spend":
        fitter = lifetimes.GammaGammaFitter()
        fitter.fit(data["frequency"] + 1, data["spend"])
    else:
        fitter = lifetimes.BetaGeoFitter() if model == "bgnbd" else lifetimes.ParetoNBDFitter()
        fitter.fit(data["frequency"], data["recency"], data["age"])
    return [float(value) for value in fitter.params_]


def _pymc(model: str, data: dict[str, Any]) -> list[float]:
    import pandas as pd
    from pymc_marketing import clv

    frame = pd.DataFrame({"customer_id": np.arange(len(data["frequency"])), "frequency": data["frequency"]})
    if model == "spend":
        frame["frequency"] += 1
        frame["monetary_value"] = data["spend"]
        fitter = clv.GammaGammaModel()
    else:
        frame["recency"], frame["T"] = data["recency"], data["age"]
        fitter = clv.BetaGeoModel() if model == "bgnbd" else clv.ParetoNBDModel()
    fitter.fit(frame, method="map", progressbar=False)
    names = {
        "spend": ("p", "q", "v"),
        "bgnbd": ("r", "alpha", "a", "b"),
        "pareto": ("r", "alpha", "s", "beta"),
    }
    found = fitter.fit_result if hasattr(fitter, "fit_result") else fitter.idata.posterior
    found = found["posterior"] if "posterior" in getattr(found, "groups", lambda: ())() else found
    return [float(np.asarray(found[name]).ravel()[0]) for name in names[model]]


def _chunks(folder: str) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads to 1")
    for path in sorted(Path(folder).glob("part-*.parquet")):
        columns = connection.execute(f"select frequency, recency, age from '{path}'").fetchnumpy()
        yield columns["frequency"], columns["recency"], columns["age"]


def _stream(model: str, folder: str) -> dict[str, float | list[float]]:
    import duckdb  # noqa: F401 - the import is no part of reading

    from clientela.predictions._beta_geometric import fit_beta_geometric
    from clientela.predictions._histories import read_chunks, read_histories
    from clientela.predictions._pareto import fit_pareto_base

    if model == "read":
        begun, rows = _cpu(), 0
        for chunk in _chunks(folder):
            rows += len(chunk[0])
        return {"seconds": _cpu() - begun, "rows": rows, "peak": _peak()}

    def fit(base: Any) -> Any:
        return fit_pareto_base(base) if model == "pareto" else fit_beta_geometric(base, modified=False)

    begun = _cpu()
    first = next(iter(_chunks(folder)))
    fit(read_histories(*first)).outlook(*first, HORIZON)
    compiled = _cpu() - begun
    begun = _cpu()
    found = fit(read_chunks(_chunks(folder)))
    fitted = _cpu() - begun
    begun, total = _cpu(), 0.0
    for chunk in _chunks(folder):
        alive, expected = found.outlook(*chunk, HORIZON)
        total += float(expected.sum()) + 0 * float(alive[0])
    return {
        "seconds": fitted,
        "scoring": _cpu() - begun,
        "warming": compiled,
        "expected": total,
        "values": [float(value) for value in found.fitted.values],  # noqa: PD011 - no pandas
        "passes": found.fitted.passes,
        "peak": _peak(),
    }


def main(tool: str, model: str, source: str, k: str = "1") -> None:
    if tool == "stream":
        print(json.dumps(_stream(model, source)))
        return
    data = dict(np.load(source))
    run = {
        "ours": lambda d: _ours(model, d, int(k)),
        "lifetimes": lambda d: _lifetimes(model, d),
        "pymc": lambda d: _pymc(model, d),
    }[tool]
    # what is compiled or imported once is no part of the fit, ours or theirs
    rows = len(data["frequency"]) if tool == "ours" else WARM
    run({name: column[:rows] for name, column in data.items()})
    rounds = []
    for _ in range(5 if tool == "ours" else 1):
        begun = _cpu()
        values = run(data)
        rounds.append(_cpu() - begun)
    print(json.dumps({"seconds": float(np.median(rounds)), "values": values, "peak": _peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
