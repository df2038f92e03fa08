"""Several business units in one company: numbers of documents, currencies and fiscal years of their own."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.base.business_units import rates_in
from clientela.workspace import WorkspaceError
from conftest import AS_OF, NOON, customers, noon, open_workspace, table

_SALES = """Customer number;Invoice number;Invoice date;Net amount;Currency;Business unit;Salesperson
1;100;10/01/2025;100,00;;north;A
1;100;10/01/2025;50,00;;south;B
2;101;15/02/2025;10,00;USD;south;B
2;102;15/08/2025;20,00;;south;B
3;103;25/09/2025;7,00;EUR;;C
"""
_SETTINGS = """
[company]
currency = "EUR"
[exchange_rates.USD]
"2024-01-01" = 0.5
"2025-07-01" = 0.8
[business_units.north]
name = "North"
[business_units.south]
currency = "USD"
fiscal_start_month = 7
"""


@pytest.fixture
def workspace(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    workspace.write_settings(_SETTINGS)
    path = tmp_path / "sales.csv"
    path.write_text(_SALES, encoding="utf-8")
    outcome = workspace.import_files([path], imported_at=NOON)
    assert [(f.lines_accepted, f.lines_rejected, f.lines_excluded) for f in outcome.files] == [(5, 0, 0)]
    return workspace


def _run(workspace, unit=""):
    return workspace.run(started_at=NOON, finished_at=noon, as_of=AS_OF, unit=unit)


def test_two_units_may_use_one_document_number(workspace):
    found = customers(_run(workspace))
    assert found["1"]["orders_count"] == 2


def test_the_whole_company_counts_each_unit_in_its_currency(workspace):
    found = customers(_run(workspace))
    assert {c: float(row["revenue_amount"]) for c, row in found.items()} == {
        "1": 100 + 50 * 0.5, "2": 10 * 0.5 + 20 * 0.8, "3": 7,
    }  # fmt: skip


def test_a_unit_reports_its_lines_in_its_currency_and_fiscal_year(workspace):
    run = _run(workspace, "south")
    assert (run.manifest.currency, run.manifest.company) == ("USD", "My company · south")
    found = customers(run)
    assert {c: float(row["revenue_amount"]) for c, row in found.items()} == {"1": 50, "2": 30}
    assert {row["seller_id"] for row in found.values()} == {"B"}
    assert {r["fiscal_year"]: float(r["revenue_amount"]) for r in table(run, "revenue_by_year")} == {
        2025: 60,
        2026: 20,
    }
    north = _run(workspace, "north")
    assert north.manifest.currency == "EUR"
    assert {c: float(row["revenue_amount"]) for c, row in customers(north).items()} == {"1": 100}


def test_the_units_add_up_to_the_company_where_the_currency_is_one(workspace):
    workspace.write_settings(_SETTINGS.replace('currency = "USD"\n', ""))
    whole = table(_run(workspace), "totals")[0]["revenue_amount"]
    parts = [table(_run(workspace, unit), "totals")[0]["revenue_amount"] for unit in ("north", "south")]
    assert sum(parts) + 7 == whole  # 7 is of no unit


def test_a_unit_that_no_line_names_is_refused(workspace):
    with pytest.raises(WorkspaceError) as error:
        _run(workspace, "east")
    assert "north, south" in str(error.value)
    assert workspace.settings.company.business_unit == ""


def test_cross_rates():
    day, later = date(2024, 1, 1), date(2024, 6, 1)
    rates = (("USD", day, 0.8), ("USD", later, 0.5), ("GBP", day, 1.2))
    assert rates_in("EUR", rates, company="EUR") == rates
    found = {(name, since): rate for name, since, rate in rates_in("USD", rates, company="EUR")}
    assert found == {
        ("EUR", day): 1 / 0.8,
        ("EUR", later): 1 / 0.5,
        ("GBP", day): 1.2 / 0.8,
        ("GBP", later): 1.2 / 0.5,
    }
    assert rates_in("CHF", rates, company="EUR") == ()
