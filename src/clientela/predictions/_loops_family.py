"""Compiled loops of the beta-geometric family."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from clientela.predictions._loops_base import POWERS, compiled, falling

Array = np.ndarray[Any, Any]
BLOCK = 512
_SMALL = -600.0
"""Logarithms of probabilities below this stay logarithms."""
_NOTHING = 1e-300


@lru_cache(maxsize=16)
def _beta_geometric(k: int) -> Any:  # noqa: PLR0915 - registers, named one by one
    """Compile the sums over rows for one k: with k known, its loops unroll and several rows are taken at a time."""

    def sums(  # noqa: PLR0915
        r: float, x: Array, last: Array, age: Array, logs: Array, inverse: Array, times: Array, front: Array,
        by_b: Array, powers: Array, block: int,
    ) -> Array:  # fmt: skip
        out = np.zeros(23)
        n = len(x)
        for start in range(0, n, block):
            prod = 1.0
            v0 = 0.0
            a0 = a1 = a2 = a3 = a4 = a5 = a6 = 0.0
            b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = 0.0
            c0 = c1 = c2 = c3 = c4 = 0.0
            for i in range(start, min(n, start + block)):
                xi, ia, il = x[i], age[i], last[i]
                va, vl = inverse[ia], inverse[il]
                order = r + k * xi
                lr = logs[ia] - logs[il]
                less = va - vl
                raw = order * lr + front[xi]
                g = by_b[xi]
                ba = order * less
                s0, s1 = lr, ba
                total = 1.0
                if k > 1:
                    y = (times[ia] - times[il]) * va
                    term = 1.0
                    own = pair = st = st2 = h1 = h2 = mix = 0.0
                    for j in range(1, k):
                        # own: the term times the sum H of 1 / (order + i); pair: the term times H^2 less the sum of their squares
                        part = y * (1.0 / j)
                        grown = part * (order + (j - 1))
                        pair = pair * grown + 2.0 * own * part
                        own = own * grown + term * part
                        term *= grown
                        total += term
                        st += j * term
                        st2 += (j * j + j) * term
                        h1 += own
                        h2 += pair
                        mix += j * own
                    over = 1.0 / total
                    st *= over
                    h1 *= over
                    l0 = h1
                    l1 = -va * st
                    s0 -= l0
                    s1 -= l1
                    c0 += l0
                    c1 += l1
                # dead : alive = exp(raw) : total
                e = falling(min(abs(raw), 700.0), powers)
                up = raw >= 0
                num_dead = 1.0 if up else e
                num_alive = total * e if up else total
                prod *= num_dead + num_alive
                d = 1.0 / (num_dead + num_alive)
                dead = num_dead * d
                alive = num_alive * d
                v0 += max(raw, 0.0)
                sp = dead * alive
                a0 += dead
                a1 += dead * s0
                a2 += dead * s1
                a3 += dead * less
                a4 += dead * g
                a5 += dead * g * g
                a6 += dead * ba * (va + vl)
                sl = sp * s0
                sb = sp * s1
                sg = sp * g
                b0 += sp
                b1 += sl
                b2 += sb
                b3 += sg
                b4 += sl * s0
                b5 += sl * s1
                b6 += sl * g
                b7 += sb * s1
                b8 += sb * g
                b9 += sg * g
                if k > 1:
                    c2 += alive * (h2 * over - h1 * h1)
                    c3 -= alive * va * (mix * over - h1 * st)
                    c4 += alive * va * va * (st2 * over - st * st)
            out[0] += math.log(prod) + v0
            out[1] += a0
            out[2] += a1
            out[3] += a2
            out[4] += a3
            out[5] += a4
            out[6] += a5
            out[7] += a6
            out[8] += b0
            out[9] += b1
            out[10] += b2
            out[11] += b3
            out[12] += b4
            out[13] += b5
            out[14] += b6
            out[15] += b7
            out[16] += b8
            out[17] += b9
            out[18] += c0
            out[19] += c1
            out[20] += c2
            out[21] += c3
            out[22] += c4
        return out

    return compiled(sums)


def beta_geometric_sums(
    parameters: Array, k: int, modified: int, times: Array, rows: tuple[Array, Array, Array]
) -> tuple[float, Array, Array]:
    """Return what rows of weight one add: value, gradient, second derivatives by r, alpha, a, b; see `row_sums`."""
    r, alpha, a, b = (float(v) for v in parameters)
    x, last, age = (column.view(np.uint32) for column in rows)
    counts = np.arange(int(x.max(initial=0)) + 1, dtype=np.float64)
    by_b = 1 / np.where(counts + (modified - 1) + b > 0, counts + (modified - 1) + b, 1.0)
    # a block's factors are multiplied before one logarithm is taken: they must not overflow
    widest = np.log10(r + k * counts[-1] + k) * (k - 1) + 0.31
    block = int(min(BLOCK, max(8, 300 / widest)))
    found = _beta_geometric(k)(
        r, x, last, age, np.log(alpha + times), 1 / (alpha + times), times, np.log(a * by_b), by_b, POWERS, block
    )  # fmt: skip
    (value, q, q_r, q_al, q_less, q_g, q_gg, q_bend, s, s_r, s_al, s_g, rr, ral, rg, alal, alg, gg) = found[
        :18
    ]
    late_r, late_al, late_rr, late_ral, late_alal = found[18:]
    gradient = np.array([q_r + late_r, q_al + late_al, q / a, -q_g])
    hessian = np.array(
        [
            [rr + late_rr, ral + q_less + late_ral, s_r / a, -rg],
            [0.0, alal - q_bend + late_alal, s_al / a, -alg],
            [0.0, 0.0, (s - q) / a**2, -s_g / a],
            [0.0, 0.0, 0.0, gg + q_gg],
        ]
    )
    return float(value), gradient, hessian + np.triu(hessian, 1).T


def _count(
    shape: Array, rate: Array, stage: Array, stays: Array, a: float, k: int, horizon: Array, steps: int
) -> Array:
    total = np.zeros(len(shape))
    for i in range(len(shape)):
        s, h = shape[i], horizon[i]
        if h <= 0 or s <= 0:
            continue
        log_p = -s * math.log1p(h / rate[i])
        z = h / (rate[i] + h)
        log_z = math.log(h) - math.log(rate[i] + h)
        p = math.exp(log_p)
        sums = worth = orders = 0.0
        step = 1.0
        j = int(stage[i])
        n = 0
        while n < steps:
            if log_p < _SMALL:  # too small for a double: on logarithms until it is not
                log_p += math.log((s + n) / (n + 1)) + log_z
                p = math.exp(log_p)
            else:
                p *= (s + n) / (n + 1) * z
            n += 1
            if (n + j) % k == 0:
                worth += step
                step *= (stays[i] + orders) / (a + stays[i] + orders)
                orders += 1.0
            add = p * worth
            sums += add
            ratio = max((s + n) / (n + 1) * z, z)
            if ratio < 1.0 and (
                add * (n + k) <= 1e-17 * sums * (1.0 - ratio) * (1.0 - ratio) or (p < _NOTHING and n > s * z / (1 - z))
            ) and n >= k:  # fmt: skip
                break
        total[i] = sums
    return total


count_loop = compiled(_count, fast=False)


def _score(
    x: Array, last: Array, age: Array, width: int, table: Array, r: float, logs: Array,
    front: Array, powers: Array, alive: Array, expected: Array,
) -> None:  # fmt: skip
    """`logs`: ln(alpha + time) by time; `front`: the log odds to have left at the last order, by frequency."""
    for i in range(len(x)):
        xi, ia, il = np.uint32(x[i]), np.uint32(age[i]), np.uint32(last[i])
        odds = (r + xi) * (logs[ia] - logs[il]) + front[xi]
        e = falling(min(abs(odds), 700.0), powers)
        d = 1.0 / (1.0 + e)
        chance = e * d if odds >= 0 else d
        alive[i] = chance
        expected[i] = chance * table[np.uint32(xi * np.uint32(width) + ia)]


_score_loop = compiled(_score)


def score_rows(
    rows: tuple[Array, Array, Array],
    width: int,
    table: Array,
    r: float,
    logs: Array,
    front: Array,
) -> tuple[Array, Array]:
    """Return P(alive) and expected orders of rows in whole units of time."""
    alive, expected = np.empty(len(rows[0])), np.empty(len(rows[0]))
    _score_loop(*rows, width, table, r, logs, front, POWERS, alive, expected)
    return alive, expected
