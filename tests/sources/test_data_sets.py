"""What every file of every data set is taken for, and the one question where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from clientela.demo import DEMO_TABLES, write_demo, write_demo_table
from clientela.sources import FileUnreadableError, MappingNeededError
from sources_data import data

if TYPE_CHECKING:
    from pathlib import Path

ROLES: dict[str, tuple[str, int] | str] = {
    "adventureworks_resellers/Product.csv": ("products", 397),
    "adventureworks_resellers/ResellerSalesTargets.csv": ("targets", 245),
    "adventureworks_resellers/Resellers.csv": ("customers", 701),
    "apparel_clvtools/apparelStaticCov.csv": ("customers", 600),
    "apparel_clvtools/apparelDynCov.parquet": "none of the tables",
    "cdnow/cdnow_customers_summary.csv": "none of the tables",
    "cdnow/btyd_cdnow_cum_tracking.csv": "none of the tables",
    "completejourney/campaign_descriptions.parquet": "none of the tables",
    "completejourney/campaigns.parquet": "several rows for one campaign_id",
    "completejourney/coupon_redemptions.parquet": "none of the tables",
    "completejourney/coupons.parquet": "none of the tables",
    "completejourney/demographics.parquet": ("customers", 801),
    "completejourney/products.parquet": ("products", 92331),
    "contractual_retention/2-segment-retention.csv": "none of the tables",
    "contractual_retention/CAC-Data.csv": "none of the tables",
    "contractual_retention/DSC-retention-data.csv": "none of the tables",
    "contractual_retention/contractual-setting-multi-cohort-data.csv": "none of the tables",
    "contractual_retention/hardie-sample-retention.csv": "none of the tables",
    "contractual_retention/quarterly-data.csv": "none of the tables",
    "contractual_retention/retention-example.csv": "none of the tables",
    "contractual_retention/sbg_cohorts.csv": ("customers", 2000),
    "donations/donations_annual.csv": "none of the tables",
    "donations/donations_rf_matrix.csv": "none of the tables",
    "grocery_elog/groceryElog.csv": ("purchases", 10483),
    "iowa_liquor_b2b/products.csv": ("products", 6482),
    "iowa_liquor_b2b/stores.csv": ("customers", 2296),
    "maven_crm/accounts.csv": ("customers", 85),
    "maven_crm/data_dictionary.csv": "none of the tables",
    "maven_crm/products.csv": ("products", 7),
    "maven_crm/sales_pipeline.csv": ("offers", 8800),
    "maven_crm/sales_teams.csv": ("employees", 35),
    "northwind/categories.csv": ("product_families", 8),
    "northwind/customers.csv": ("customers", 91),
    "northwind/employees.csv": ("employees", 9),
    "northwind/order-details.csv": "Add the file with the headers",
    "northwind/orders.csv": ("deliveries", 830),
    "northwind/products.csv": ("products", 77),
    "northwind/suppliers.csv": "not clear enough",
    "physician_detailing/counts.csv": "several rows for one id, and no column says of which day, month or year",
    "physician_detailing/demo.csv": "none of the tables",
    "smcrm_kumar/acquisitionRetention.csv": ("customers", 500),
    "smcrm_kumar/customerAcquisition.csv": ("customers", 500),
    "smcrm_kumar/customerChurn.csv": ("customers", 500),
    "smcrm_kumar/customerRetentionTransactions.csv": "several rows for one customer",
    "wholesale_customers/wholesale_customers.csv": "no column names the customer and no year is stated",
}  # fmt: skip
"""A role and the rows read, or a part of the sentence that a person gets."""


@pytest.mark.data
@pytest.mark.parametrize("name", ROLES)
def test_what_a_file_is(reader, name: str) -> None:
    (path,) = data(name)
    expected = ROLES[name]
    if isinstance(expected, str):
        with pytest.raises((MappingNeededError, FileUnreadableError), match=expected):
            reader.read(path)
        return
    intake = reader.read(path)[0]
    assert (intake.role, intake.lines_read) == expected
    assert intake.lines_read == intake.lines_accepted + intake.lines_excluded + intake.lines_rejected


@pytest.mark.data
def test_crm_files_meet(reader) -> None:
    names = ("accounts", "products", "sales_pipeline", "sales_teams")
    found = reader.read_set(*data(*(f"maven_crm/{name}.csv" for name in names)))
    offers = next(i for i in found.files if i.role == "offers")
    assert offers.lines_rejected == 0
    with duckdb.connect() as connection:
        (path,) = data("maven_crm/sales_pipeline.csv")
        told = connection.execute(
            f"select stage, count(*) from '{offers.rows}' group by 1 order by 1"
        ).fetchall()
        raw = connection.execute(
            f"select lower(deal_stage), count(*) from read_csv('{path}', all_varchar=true) group by 1 order by 1"
        ).fetchall()
        total = connection.execute(
            f"select sum(cast(close_value as bigint)) * 10000 from read_csv('{path}', all_varchar=true)"
        ).fetchall()[0][0]
    assert told == raw
    assert {t.column: t.accepted for t in offers.totals} == {"amount": total}
    joins = {(j.from_role, j.from_column): j for j in found.joins}
    assert joins["customers", "parent_id"].orphans == 0
    # the file writes GTXPro for GTX Pro
    assert joins["offers", "product_id"].examples == ("GTXPro",)


@pytest.mark.data
def test_targets_of_other_numbers_match_nothing(reader) -> None:
    names = ("FactResellerSales", "Product", "Resellers", "ResellerSalesTargets")
    found = reader.read_set(*data(*(f"adventureworks_resellers/{name}.csv" for name in names)))
    join = next(j for j in found.joins if j.from_role == "targets")
    assert (join.to_role, join.to_column, join.match_rate, join.orphan_values) == (
        "sales_lines",
        "seller_id",
        0.0,
        18,
    )
    assert len(join.examples) == 5


@pytest.mark.data
def test_a_cross_section_is_read_with_a_mapping(reader, look) -> None:
    (path,) = data("wholesale_customers/wholesale_customers.csv")
    with pytest.raises(MappingNeededError) as caught:
        reader.read(path)
    reader.mappings.mkdir()
    key = str(caught.value).split("mappings/")[1].split(".toml")[0]
    (reader.mappings / f"{key}.toml").write_text(
        '[columns]\ncustomer_id = "#row"\n\n[options]\nyear = 2014\n'
    )
    intake = reader.read(path)[0]
    with duckdb.connect() as connection:
        numbers = ", ".join(f"'c{i}': 'varchar'" for i in range(12))
        raw = connection.execute(
            f"select sum(c2::int + c3::int + c4::int + c5::int + c6::int + c7::int) * 10000 from read_csv('{path}', skip=1, "
            f"header=false, auto_detect=false, columns={{{numbers}}}, ignore_errors=true, store_rejects=false)"
        ).fetchall()[0][0]
    assert (intake.role, intake.lines_read, intake.lines_rejected) == ("yearly_turnover", 440 * 6, 0)
    assert intake.totals[0].accepted == raw
    assert look(intake.rows, "customer_id, year, product_family, turnover_amount, channel")[:2] == [
        ("1", 2014, "Fresh", 126_690_000, "2"), ("1", 2014, "Milk", 96_560_000, "2"),
    ]  # fmt: skip


def test_the_tables_of_the_demo_company_are_read_completely(reader, tmp_path: Path) -> None:
    write_demo(tmp_path / "demo", size="s", seed=7)
    paths = [write_demo_table(tmp_path / "demo", name) for name in DEMO_TABLES]
    intakes = {i.path.stem: i for i in reader.read(*paths)}
    names = {"visits": "interactions"}
    assert {name: i.role for name, i in intakes.items()} == {
        name: names.get(name, name) for name in DEMO_TABLES
    }
    for name, intake in intakes.items():
        with duckdb.connect() as connection:
            (count,) = connection.execute(f"select count(*) from '{intake.path}'").fetchall()[0]
        assert (name, intake.lines_accepted, intake.lines_rejected, intake.unused_columns) == (
            name,
            count,
            0,
            (),
        )
