"""Compiled loops of Pareto/NBD."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from clientela.predictions._loops_base import POWERS, compiled, falling

Array = np.ndarray[Any, Any]


def _pareto(u: Array, v: Array, table_u: Array, table_v: Array, powers: Array) -> tuple[Array, Array, Array]:
    """Tables hold, cell by cell, the logarithm and its four derivatives."""
    mass_u, mass_v = np.zeros(len(table_u)), np.zeros(len(table_v))
    out = np.zeros(11)
    shares = np.empty(256)
    n = len(u)
    for start in range(0, n, 256):
        end = min(n, start + 256)
        prod = 1.0
        v0 = 0.0
        h0 = h1 = h2 = h3 = h4 = h5 = h6 = h7 = h8 = h9 = 0.0
        for i in range(start, end):
            iu, iv = u[i], v[i]
            own = table_u[iu, 0]
            odds = table_v[iv, 0] - own
            e = falling(min(abs(odds), 700.0), powers)
            d = 1.0 / (1.0 + e)
            share = d if odds >= 0 else e * d
            shares[i - start] = share
            prod *= 1.0 + e
            v0 += own + max(odds, 0.0)
            both = e * d * d
            f0 = table_v[iv, 1] - table_u[iu, 1]
            f1 = table_v[iv, 2] - table_u[iu, 2]
            f2 = table_v[iv, 3] - table_u[iu, 3]
            f3 = table_v[iv, 4] - table_u[iu, 4]
            h0 += both * f0 * f0
            h1 += both * f0 * f1
            h2 += both * f0 * f2
            h3 += both * f0 * f3
            h4 += both * f1 * f1
            h5 += both * f1 * f2
            h6 += both * f1 * f3
            h7 += both * f2 * f2
            h8 += both * f2 * f3
            h9 += both * f3 * f3
        for i in range(start, end):
            mass_v[v[i]] += shares[i - start]
            mass_u[u[i]] += 1.0 - shares[i - start]
        out[0] += math.log(prod) + v0
        out[1] += h0
        out[2] += h1
        out[3] += h2
        out[4] += h3
        out[5] += h4
        out[6] += h5
        out[7] += h6
        out[8] += h7
        out[9] += h8
        out[10] += h9
    return out, mass_u, mass_v


_pareto_loop = compiled(_pareto)


def _tail(  # noqa: C901, PLR0912 - one loop, compiled as one
    a: Array, b: Array, slow: Array, power: Array, bend: Array, large: Array, little: Array, swapped: bool,  # noqa: FBT001 - compiled
    counts: Array, at: Array, weight: Array, mass: Array, depth: int, value: Array, gradient: Array, whole: Array,
) -> None:  # fmt: skip
    """See `TailIntegral`. `depth`: 0 for values, 1 with gradients, 2 for the sum of second derivatives times `mass`."""
    m = np.empty(4)
    f = np.empty(4)
    g = np.empty((4, 4))
    for i in range(len(a)):
        fast = slow[i] + power[i] * bend[i]
        total = 0.0
        for c in range(4):
            m[c] = 0.0
            for d in range(4):
                g[c, d] = 0.0
        log_large, log_little = math.log(large[i]), math.log(little[i])
        for j in range(counts[i]):
            v = at[j] / fast
            rise = -math.expm1(-v)
            bent = math.log1p(bend[i] * rise)
            term = math.exp(-slow[i] * v - power[i] * bent) * weight[j]
            total += term
            if depth > 0:
                over_large = (1.0 - rise) / large[i]
                over_little = (1.0 - rise) / ((1.0 + bend[i] * rise) * little[i])
                up, down = log_large + v, log_little + v + bent
                if swapped:
                    up, down, over_large, over_little = down, up, over_little, over_large
                f[0] = -up
                f[1] = -a[i] * over_large
                f[2] = -down
                f[3] = -b[i] * over_little
                for c in range(4):
                    m[c] += term * f[c]
                if depth > 1:
                    for c in range(4):
                        for d in range(c + 1):
                            g[c, d] += term * f[c] * f[d]
                    g[1, 0] -= term * over_large
                    g[3, 2] -= term * over_little
                    g[1, 1] += term * a[i] * over_large * over_large
                    g[3, 3] += term * b[i] * over_little * over_little
        value[i] = math.log(total / fast)
        if depth > 0:
            for c in range(4):
                m[c] /= total
                gradient[i, c] = m[c]
        if depth > 1:
            for c in range(4):
                for d in range(c + 1):
                    whole[c, d] += mass[i] * (g[c, d] / total - m[c] * m[d])


tail_loop = compiled(_tail, fast=False)


def pareto_sums(
    u: Array, v: Array, log_u: Array, slope_u: Array, log_v: Array, slope_v: Array
) -> tuple[float, Array, Array, Array, Array]:
    """Return what rows of weight one add; see `_row_sums` of `_pareto_sums`."""
    table_u, table_v = (
        np.ascontiguousarray(np.column_stack([log, slope]))
        for log, slope in ((log_u, slope_u), (log_v, slope_v))
    )
    found, mass_u, mass_v = _pareto_loop(u.view(np.uint32), v.view(np.uint32), table_u, table_v, POWERS)
    spread = np.zeros((4, 4))
    spread[np.triu_indices(4)] = found[1:]
    spread += np.triu(spread, 1).T
    return float(found[0]), mass_u @ slope_u + mass_v @ slope_v, spread, mass_u, mass_v


def _score_pareto(
    x: Array, last: Array, age: Array, width: int, now: Array, log_last: Array, alive: Array, expected: Array
) -> None:
    """`now`: by (x, T), U over the density of being here, the logarithm of that density, and the orders of who is here."""
    for i in range(len(x)):
        line = np.int64(x[i]) * width
        u = line + np.int64(age[i])
        chance = 1.0
        if last[i] < age[i]:
            chance = min(1.0, 1.0 / (now[u, 0] + math.exp(log_last[line + np.int64(last[i])] - now[u, 1])))
        alive[i] = chance
        expected[i] = chance * now[u, 2]


score_pareto_rows = compiled(_score_pareto, fast=False)
