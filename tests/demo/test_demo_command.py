from __future__ import annotations

import pytest

from clientela.base.settings import read_settings
from clientela.cli._app import run
from clientela.cli.demo import settings_text


@pytest.mark.parametrize(("flag", "planted"), [("--planted", True), ("--plain", False)])
def test_the_data_come_with_all_tables_of_the_economics(tmp_path, capsys, flag, planted):
    run(["demo", "--size", "s", "--data-only", flag, "--out", str(tmp_path)])
    assert "200" in capsys.readouterr().out
    data = {path.name for path in (tmp_path / "company" / "data").iterdir()}
    wanted = {
        "deliveries",
        "receivables",
        "complaints",
        "visits",
        "rebates",
        "targets",
        "orders",
        "assignments",
        "observations",
        "relation_levels",
        "actions",
        "offers",
    }
    wanted |= {
        "activity_pools",
        "activity_drivers",
        "activity_volumes",
        "sales_lines",
        "customers",
        "products",
    }
    assert data == {f"{name}.csv" for name in wanted | ({"customer_links"} if planted else set())}
    assert bool(list((tmp_path / "company" / "truth").glob("planted_*.csv"))) == planted
    assert not (tmp_path / "workspace").exists()


def test_the_settings_say_what_no_table_says(clean, dirty, tmp_path):
    for name, files in (("clean", clean), ("dirty", dirty)):
        path = tmp_path / name / "clientela.toml"
        path.parent.mkdir()
        path.write_text(settings_text(files), encoding="utf-8")
        settings = read_settings(path)
        said = settings.cost_to_serve
        assert said.visit_hour_amount > said.late_day_amount > 0
        # deliveries state their freight, complaints their cost, and activities hold orders and lines: counting them again would double them
        stated = (said.delivery_amount, said.complaint_amount, said.order_amount, said.line_amount)
        assert stated == (None, None, None, None)
        assert 0.05 < settings.economics.fixed_cost_amount / (files.revenue_units / 10_000 / 5) < 0.13
