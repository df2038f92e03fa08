"""Thirty good customers, thirty poor ones and four newcomers as arrays, and what the profile says of them."""

from __future__ import annotations

import numpy as np

from clientela.analyses.customer_profile import profile_card, profile_fits
from clientela.analyses.key_accounts import key_account_list

PARAMS = {"as_of_day": "2025-12-31", "first_on": "2019-01-01"}


def frames_of(good, poor, seed=1, strength=3.0):
    """A company of so many good customers (active, strategic), poor ones (lost), two new ones, a prospect that is known and one that is not."""
    rng = np.random.default_rng(seed)
    n = good + poor + 4
    kind = np.array(["good"] * good + ["poor"] * poor + ["new", "new", "known", "blank"])
    is_good, key = kind == "good", np.arange(1, n + 1)
    likes = is_good | (np.arange(n) == good + poor)
    first = 20 + 5 * strength * likes + rng.normal(size=n)
    bought = np.isin(kind, ("good", "poor", "new"))
    day = np.where(kind == "new", np.datetime64("2025-10-01"), np.datetime64("2022-03-01"))

    def numbers(values, known=None):
        return np.ma.masked_array(np.asarray(values, dtype=np.float64), None if known is None else ~known)

    def words(values):
        held = np.array(values, dtype=object)
        return np.ma.masked_array(np.where(np.equal(held, None), "", held), np.equal(held, None))

    nothing = words([None] * n)
    customers = {
        "customer_key": key, "customer_id": np.array([f"K{k:03d}" for k in key], dtype=object), "customer_name": nothing, "segment_id": words(["S" if g else None for g in kind == "known"]), "area_id": nothing, "channel": nothing, "customer_type": nothing,
        "lines_count": numbers(bought * 5), "lines_12m_count": numbers((is_good | (kind == "new")) * 3), "lines_prior_12m_count": numbers(np.isin(kind, ("good", "poor")) * 3), "first_order_on": np.ma.masked_array(day, ~bought),
        "abc_value_class": words(["A" if g else None for g in is_good]), "lifecycle_state": words(["L" if k == "poor" else None for k in kind]),
        **{name: numbers(np.ones(n), bought) for name in ("revenue_12m_amount", "orders_12m_count", "families_12m_count", "discount_share", "payment_delay_days", "cm3_12m_amount")},
    }  # fmt: skip
    orders = {"customer_key": key, "first_revenue_amount": numbers(first * 10_000, bought), **{name: numbers(rng.normal(size=n) ** 2 + 1, np.isin(kind, ("good", "poor"))) for name in ("first_lines_count", "half_orders_count", "half_revenue_amount", "half_discount_share", "half_families_count")}}  # fmt: skip
    fit = {"customer_key": key[-2:-1], "fit_share": numbers([0.3]), "fit_low": numbers([0.2]), "fit_high": numbers([0.4]), "fit_class": words(["unfit"])}  # fmt: skip
    named = {"customer_key": key[:2], "is_stated": np.array([1, 0])}
    assert "is_stated" in {f.name for f in key_account_list.fields}
    return {
        "customers": customers, "first_orders": orders, "customer_fit": fit, "portfolio_matrix": {"customer_key": key, "portfolio_cell": words(["strategic" if g else None for g in is_good])},
        "customer_outlook": {"customer_key": key, "lifetime_value_amount": numbers(np.ones(n))}, "profitability_cells": {"customer_key": key, "contribution_12m_amount": numbers(np.ones(n))}, "key_account_list": named,
        "knock_outs": {"customer_key": key[:0], "knock_out_reason": words([])},
    }  # fmt: skip


def rows_of(frame):
    return [
        dict(zip(frame, row, strict=True))
        for row in zip(*(np.ma.asarray(c).tolist() for c in frame.values()), strict=True)
    ]


def results_of(frames, params=PARAMS):
    from clientela.base.portfolio_settings import Portfolio  # noqa: PLC0415 - beside its use

    card = profile_card.build(params, frames)
    fits = profile_fits.build(params | {"portfolio": Portfolio()}, frames | {"profile_card": card})
    return rows_of(card), {r["customer_id"]: r for r in rows_of(fits)}
