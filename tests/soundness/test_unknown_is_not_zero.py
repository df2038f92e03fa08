"""Guards an unknown cost, rhythm or class shown as zero: 100 % margin, no gap, class C."""

from __future__ import annotations

from datetime import date

from clientela.blocks import Kpis, Table
from conftest import customers, line

MARGINS = (
    "margin_known_amount",
    "margin_estimated_amount",
    "margin_amount",
    "margin_12m_amount",
    "margin_known_12m_amount",
    "margin_estimated_12m_amount",
)


def test_no_cost_anywhere(made):
    run = made([line(str(n), date(2025, n, 1), 10 * n, f"I{n}") for n in range(1, 13)])
    for row in customers(run).values():
        assert {row[name] for name in MARGINS} == {None}
        assert row["abc_margin_class"] is None
        assert row["abc_margin_share_before"] is None
        assert row["pyramid_margin_layer"] is None
        assert row["margin_coverage_share"] == 0  # this is known: nothing is covered
    seen = 0
    with run.reading() as reader:
        for name in run.manifest.results:
            for row in reader.rows(name):
                for column, value in row.items():
                    if column.startswith("margin_") and column.endswith("_amount"):
                        seen += 1
                        assert value is None, (name, column)
    assert seen > 100


def test_no_cost_in_the_report(made):
    document = made([line(str(n), date(2025, n, 1), 10 * n, f"I{n}") for n in range(1, 13)]).report()
    seen = 0
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Kpis):
                for kpi in block.figures:
                    if kpi.name.startswith("margin_") and kpi.unit == "money":
                        seen += 1
                        assert kpi.value is None
            if isinstance(block, Table):
                for place, column in enumerate(block.columns):
                    if column.name.startswith("margin_") and column.unit == "money":
                        seen += 1
                        assert {row[place] for row in block.rows} <= {None}, (block.name, column.name)
    assert seen


def test_some_cost_is_not_all_cost(made):
    rows = [
        line("1", date(2025, 5, 1), 100, "I1", cost_amount=60),
        line("1", date(2025, 5, 2), 300, "I2", cost_amount=None),
    ]
    rows += [line("2", date(2025, 5, 3), 100, "I3", cost_amount=0)]
    found = customers(made(rows))
    assert (
        found["1"]["margin_known_12m_amount"],
        found["1"]["margin_12m_amount"],
        found["1"]["margin_amount"],
    ) == (40, None, None)
    assert found["1"]["margin_coverage_share"] == 0.25
    assert found["1"]["uncosted_lines_12m_count"] == 1
    assert found["2"]["margin_amount"] == 100  # a cost of zero is a cost


def test_one_purchase_has_no_rhythm(made):
    row = customers(made([line("1", date(2025, 5, 1), 100)]))["1"]
    for name in (
        "gap_mean_days",
        "gap_sd_days",
        "gap_median_days",
        "regularity_k",
        "season_share",
        "discount_share",
        "revenue_change_share",
        "lifecycle_state_year_ago",
    ):
        assert row[name] is None, name


def test_the_year_before_the_data_is_no_growth(made):
    """No revenue a year ago: the change in money is known, the change in per cent is not."""
    row = customers(made([line("1", date(2025, 5, 1), 100)]))["1"]
    assert (row["revenue_change_amount"], row["revenue_change_share"]) == (100, None)


def test_a_year_the_data_do_not_hold_is_no_growth(made):
    """Fourteen months of data compared with the two months before them would show a wild growth."""

    def overview(first_year):
        rows = [
            line("1", date(y, m, 5), 100, f"{y}-{m}") for y in range(first_year, 2026) for m in range(1, 13)
        ]
        section = made(rows[10:] if first_year == 2024 else rows).report().sections[0]
        revenue = next(f for f in section.blocks[0].figures if f.name == "revenue_12m_amount")
        return revenue.context, [
            str(b.text) for b in section.blocks if hasattr(b, "kind") and hasattr(b, "text")
        ]

    context, notes = overview(2024)
    assert context is None
    assert any("The data begin on 05/11/2024" in note for note in notes)
    context, notes = overview(2023)
    assert context is not None
    assert not any("The data begin on" in note for note in notes)
