"""The data sets of the frozen suite as customer x day rows. They are found by CLIENTELA_DATA and never copied here."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from clientela.predictions._days import purchase_days

if TYPE_CHECKING:
    from clientela.predictions._days import PurchaseDays

DATA = Path(os.environ.get("CLIENTELA_DATA", Path(__file__).parents[3] / "shared" / "data"))
EPOCH = date(1970, 1, 1)

_CDNOW = """
select cast(w[1] as bigint) customer, strptime(w[2], '%Y%m%d')::date on_day, w[4]::double revenue, null::double margin, 1 orders
from (select regexp_split_to_array(trim(line), ' +') w
      from read_csv('{data}/cdnow/CDNOW_master.txt', columns={{'line': 'varchar'}}, delim='\\0', header=true, quote=''))
where cast(w[1] as bigint) % 4 = 0
"""
"""Every fourth customer of the full cohort: 5,892 of 23,570."""

_GROCERY = "select cust customer, date::date on_day, 1.0 revenue, null::double margin, 1 orders from read_csv('{data}/grocery_elog/groceryElog.csv')"

_APPAREL = "select Id customer, Date::date on_day, Price::double revenue, null::double margin, 1 orders from read_csv('{data}/apparel_clvtools/apparelTrans.csv')"

_ONLINE_RETAIL = """
with sheets as (
  select * from read_parquet('{data}/online_retail_uk/online_retail_2009_2010.parquet')
  union all by name
  select * from read_parquet('{data}/online_retail_uk/online_retail_2010_2011.parquet')
  where InvoiceNo not in (select InvoiceNo from read_parquet('{data}/online_retail_uk/online_retail_2009_2010.parquet'))
)
select CustomerID customer, InvoiceDate::date on_day, Quantity * UnitPrice revenue, null::double margin,
       case when InvoiceNo not like 'C%' and Quantity * UnitPrice > 0 then 1 else 0 end orders
from sheets where CustomerID is not null
"""
"""The second sheet without the invoices that the first has already."""

_IOWA = "select store_id customer, date::date on_day, sale_usd revenue, sale_usd - cost_usd margin, case when sale_usd > 0 then 1 else 0 end orders from read_parquet('{data}/iowa_liquor_b2b/orders_store_day_2012_2017.parquet')"

_JOURNEY = "select household_id customer, transaction_timestamp::date on_day, sales_value revenue, null::double margin, 1 orders from read_parquet('{data}/completejourney/transactions.parquet')"

_ADVENTURE = "select ResellerKey customer, OrderDate::date on_day, SalesAmount::double revenue, SalesAmount::double - try_cast(TotalProductCost as double) margin, 1 orders from read_csv('{data}/adventureworks_resellers/FactResellerSales.csv', nullstr='NULL')"

QUERIES = {
    "cdnow": _CDNOW, "grocery": _GROCERY, "apparel": _APPAREL, "online_retail": _ONLINE_RETAIL, "iowa": _IOWA,
    "complete_journey": _JOURNEY, "adventure_works": _ADVENTURE,
}  # fmt: skip


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def load(name: str) -> PurchaseDays:
    """Read a data set. Errors: FileNotFoundError when the data are not there."""
    if not DATA.exists():
        raise FileNotFoundError(f"real data not found: {DATA} (set CLIENTELA_DATA)")
    rows = duckdb.sql(
        "select customer, date_diff('day', date '1970-01-01', on_day) as day, sum(revenue) revenue,"
        " case when count(margin) = count(*) then sum(margin) end margin, sum(orders) orders"
        f" from ({QUERIES[name].format(data=DATA)}) group by all order by customer, day"
    ).fetchnumpy()
    _, customer = np.unique(np.asarray(rows["customer"]), return_inverse=True)
    margin = np.ma.filled(np.ma.asarray(rows["margin"], dtype=np.float64), np.nan)
    return purchase_days(
        customer=customer.astype(np.int64), day=np.asarray(rows["day"], dtype=np.int64),
        revenue=np.round(np.asarray(rows["revenue"], dtype=np.float64), 4), margin=margin,
        orders=np.asarray(rows["orders"]).astype(np.int64),
    )  # fmt: skip
