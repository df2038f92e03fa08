"""The same list of measures and classes in polars and in pandas, on the same files. Started by run.py."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from typing import Any

from _data import peak_mb


def _cut(values: Any, shares: tuple[float, float]) -> Any:
    import numpy as np

    order = np.argsort(-values)
    before = np.concatenate([[0], np.cumsum(np.maximum(values[order], 0))[:-1]])
    out = np.empty(len(values), dtype="<U1")
    total = np.maximum(values, 0).sum()
    out[order] = np.where(before < shares[0] * total, "A", np.where(before < shares[1] * total, "B", "C"))
    return out


def polars_list(files: list[str], as_of: date, since: date, before: date) -> float:
    """Customer x day, x month, gaps, x product, customer measures, ABC by value and count; streaming engine."""
    import polars as pl

    started = time.perf_counter()
    lines = pl.scan_parquet(files)
    known = pl.col("cost_amount").is_not_null()
    days = (
        lines.group_by("customer_key", "document_on", "month_number")
        .agg(
            revenue=pl.col("net_amount").sum(), known_revenue=pl.col("net_amount").filter(known).sum(),
            margin=(pl.col("net_amount") - pl.col("cost_amount")).filter(known).sum(), moved=pl.col("net_amount").abs().sum(),
            orders=pl.col("is_first_line").cast(pl.Int64).sum(), lines=pl.len(),
            returns=pl.when(pl.col("is_credit") | (pl.col("net_amount") < 0)).then(-pl.col("net_amount")).otherwise(0).sum(),
        )
        .collect(engine="streaming")
    )  # fmt: skip
    months = days.group_by("customer_key", "month_number").agg(
        pl.col("revenue", "margin", "orders", "lines", "returns").sum()
    )
    gaps = (
        days.filter(pl.col("orders") > 0)
        .sort("customer_key", "document_on")
        .with_columns(gap=pl.col("document_on").diff().over("customer_key").dt.total_days())
        .group_by("customer_key")
        .agg(gap_mean=pl.col("gap").mean(), gap_sd=pl.col("gap").std(), gap_median=pl.col("gap").median())
    )
    products = (
        lines.filter(pl.col("document_on") > since)
        .group_by("customer_key", "product_key")
        .agg(revenue=pl.col("net_amount").sum())
        .group_by("customer_key")
        .agg(products=pl.col("product_key").n_unique())
        .collect(engine="streaming")
    )
    recent, prior = (
        pl.col("document_on") > since,
        (pl.col("document_on") > before) & (pl.col("document_on") <= since),
    )
    last_full = as_of.year * 12 + as_of.month - 1
    trend = (
        months.filter((pl.col("month_number") > last_full - 24) & (pl.col("month_number") <= last_full))
        .group_by("customer_key")
        .agg(trend=((pl.col("month_number") - (last_full - 23) - 11.5) * pl.col("revenue")).sum() / 1150)
    )
    customers = (
        days.group_by("customer_key")
        .agg(
            pl.col("revenue", "margin", "moved", "orders", "lines", "returns").sum(), revenue_12m=pl.col("revenue").filter(recent).sum(),
            revenue_prior=pl.col("revenue").filter(prior).sum(), orders_12m=pl.col("orders").filter(recent).sum(),
            first_on=pl.col("document_on").filter(pl.col("orders") > 0).min(), last_on=pl.col("document_on").filter(pl.col("orders") > 0).max(),
        )
        .join(gaps, on="customer_key", how="left")
        .join(products, on="customer_key", how="left")
        .join(trend, on="customer_key", how="left")
        .sort("revenue_12m", descending=True)
    )  # fmt: skip
    classes = _cut(customers["revenue_12m"].to_numpy(), (0.8, 0.95))
    customers.with_columns(abc=pl.Series(classes), rank=pl.col("revenue_12m").rank("min", descending=True))
    return time.perf_counter() - started


def pandas_list(files: list[str], as_of: date, since: date, before: date) -> float:
    """The same in pandas."""
    import numpy as np
    import pandas as pd

    started = time.perf_counter()
    columns = [
        "customer_key",
        "document_on",
        "month_number",
        "is_credit",
        "is_first_line",
        "product_key",
        "quantity",
        "net_amount",
        "cost_amount",
    ]
    lines = pd.concat([pd.read_parquet(f, columns=columns) for f in files], ignore_index=True)
    lines["document_on"] = pd.to_datetime(lines["document_on"])
    lines["margin"] = lines["net_amount"] - lines["cost_amount"]
    lines["moved"] = lines["net_amount"].abs()
    lines["returns"] = np.where(lines["is_credit"] | (lines["net_amount"] < 0), -lines["net_amount"], 0)
    days = lines.groupby(["customer_key", "document_on", "month_number"], sort=True).agg(
        revenue=("net_amount", "sum"), margin=("margin", "sum"), moved=("moved", "sum"), orders=("is_first_line", "sum"), lines=("net_amount", "size"), returns=("returns", "sum")
    ).reset_index()  # fmt: skip
    months = (
        days.groupby(["customer_key", "month_number"])[["revenue", "margin", "orders", "lines", "returns"]]
        .sum()
        .reset_index()
    )
    bought = days[days["orders"] > 0].copy()
    bought["gap"] = bought.groupby("customer_key")["document_on"].diff().dt.days
    gaps = bought.groupby("customer_key")["gap"].agg(["mean", "std", "median"])
    recent_lines = lines[lines["document_on"] > pd.Timestamp(since)]
    products = (
        recent_lines.groupby(["customer_key", "product_key"])["net_amount"]
        .sum()
        .reset_index()
        .groupby("customer_key")
        .size()
        .rename("products")
    )
    recent = days["document_on"] > pd.Timestamp(since)
    prior = (days["document_on"] > pd.Timestamp(before)) & ~recent
    last_full = as_of.year * 12 + as_of.month - 1
    inside = months[(months["month_number"] > last_full - 24) & (months["month_number"] <= last_full)]
    trend = ((inside["month_number"] - (last_full - 23) - 11.5) * inside["revenue"]).groupby(
        inside["customer_key"]
    ).sum() / 1150
    customers = days.groupby("customer_key")[
        ["revenue", "margin", "moved", "orders", "lines", "returns"]
    ].sum()
    customers["revenue_12m"] = days[recent].groupby("customer_key")["revenue"].sum()
    customers["revenue_prior"] = days[prior].groupby("customer_key")["revenue"].sum()
    customers["orders_12m"] = days[recent].groupby("customer_key")["orders"].sum()
    customers["first_on"] = bought.groupby("customer_key")["document_on"].min()
    customers["last_on"] = bought.groupby("customer_key")["document_on"].max()
    customers = (
        customers.join(gaps)
        .join(products)
        .join(trend.rename("trend"))
        .fillna({"revenue_12m": 0})
        .sort_values("revenue_12m", ascending=False)
    )
    customers["abc"] = _cut(customers["revenue_12m"].to_numpy(), (0.8, 0.95))
    customers["rank"] = customers["revenue_12m"].rank(method="min", ascending=False)
    return time.perf_counter() - started


def main() -> None:
    """Run one peer: name, as_of, since, before, then the files from standard input."""
    name, as_of, since, before = sys.argv[1], *(date.fromisoformat(a) for a in sys.argv[2:5])
    files = json.loads(sys.stdin.read())
    seconds = {"polars": polars_list, "pandas": pandas_list}[name](files, as_of, since, before)
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
