"""What a director reads about why revenue moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clientela.base.i18n import translate
from clientela.base.settings import Settings
from clientela.blocks import Document, Note, Table, Waterfall
from clientela.render.html import render_html
from clientela.reports._bridge import TABLES, bridge_section
from clientela.reports._inputs import Inputs
from conftest import line, table

ROWS = (
    ("C1", "X", 100, 10, 110, 10.5), ("C1", "Y", 50, 20, 40, 20), ("C2", "X", 80, 10, 60, 9.5), ("C3", "X", 40, 11, 0, 0),
    ("C4", "Y", 0, 0, 25, 19),
)  # fmt: skip


def rows_of(*, cost=None):
    rows = [
        line(
            "C1",
            date(2022, 6, 1),
            50,
            quantity=5,
            product_number="X",
            area="North",
            family="F",
            cost_amount=cost and 50 * cost,
        )
    ]
    for customer, product, q0, p0, q1, p1 in ROWS:
        about = {
            "product_number": product,
            "family": "F" if product == "X" else "G",
            "area": "North" if customer == "C1" else "South",
        }
        for day, quantity, price in ((date(2024, 6, 1), q0, p0), (date(2025, 6, 1), q1, p1)):
            if quantity:
                rows.append(
                    line(
                        customer,
                        day,
                        quantity * price,
                        quantity=quantity,
                        cost_amount=cost and quantity * price * cost,
                        **about,
                    )
                )
    return rows


def inputs_of(run, **changes):
    values = {
        "tables": {name: table(run, name) for name in TABLES}, "customers": table(run, "customers"), "settings": Settings(),
        "as_of": run.manifest.as_of_day, "run_id": run.manifest.run_id, "first_on": date(2022, 6, 1), "is_last_month_partial": False,
        "scope_name": "", "listed_only_count": 0,
    }  # fmt: skip
    return Inputs(**(values | changes))


def words(message):
    return translate(message, language="en")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    from conftest import build_workspace  # noqa: PLC0415 - beside its use

    return inputs_of(build_workspace(tmp_path_factory.mktemp("plain"), rows_of()))


@pytest.fixture(scope="module")
def costed(tmp_path_factory):
    from conftest import build_workspace  # noqa: PLC0415 - beside its use

    return inputs_of(build_workspace(tmp_path_factory.mktemp("costed"), rows_of(cost=0.5)))


def block(section, name, kind=Table):
    return next(b for b in section.blocks if isinstance(b, kind) and b.name == name)


def test_the_lead_says_what_how_much_and_what_to_do(plain):
    lead = words(bridge_section(plain).lead)
    assert lead.startswith("Revenue went from €3,240 to €3,000")
    assert "Customers lost (-€440.00)" in lead
    assert "New customers (€475.00)" in lead
    assert lead.endswith("Ask the customers lost why, the largest first.")


def test_the_ladder_adds_up_and_its_last_row_is_the_total(costed):
    ladder = block(bridge_section(costed), "bridge")
    assert ladder.total_is_sum
    for place in (1, 2):
        cells = [row[place] for row in ladder.rows if row[place] is not None]
        assert all(isinstance(cell, Decimal) for cell in cells)
        assert sum(cells) == ladder.total[place]
    assert ladder.total[1:] == (3000, 1500)
    names = [words(row[0]) for row in ladder.rows]
    assert names[:3] == ["12 months before", "Price", "Unit costs"]
    assert ladder.rows[2][1] is None  # a cost moves no revenue


def test_the_bars_are_the_effects(plain):
    section = bridge_section(plain)
    drawn, ladder = block(section, "bridge", Waterfall), block(section, "bridge")
    first, *effects, last = drawn.steps
    assert (first.is_sum, last.is_sum, first.amount, last.amount) == (
        True,
        True,
        ladder.rows[0][1],
        ladder.total[1],
    )
    assert sum(step.amount for step in effects) == last.amount - first.amount
    assert 0 not in [step.amount for step in effects]


def test_parts_and_families_add_up(plain):
    section = bridge_section(plain)
    for name in ("bridge_area_id", "bridge_families"):
        found = block(section, name)
        assert len(found.rows) == 2
        for place in range(1, len(found.columns)):
            assert sum(row[place] for row in found.rows) == found.total[place]
        start, end, change, *effects = found.total[1:]
        assert sum(effects) == change == end - start == -240


def test_what_is_not_known_is_said_with_the_file_that_would_tell(plain, costed):
    def unknown(section):
        return [words(b.text) for b in section.blocks if isinstance(b, Note) and b.kind == "unknown"]

    (said,) = unknown(bridge_section(plain))
    assert said.startswith("Why the margin moved is unknown")
    assert unknown(bridge_section(costed)) == []


def test_without_quantities_the_split_is_unknown(made):
    rows = [{k: v for k, v in row.items() if k != "quantity"} for row in rows_of()]
    section = bridge_section(inputs_of(made(rows)))
    texts = [words(b.text) for b in section.blocks if isinstance(b, Note)]
    assert any(text.startswith("Price and volume cannot be told apart") for text in texts)


def test_data_that_begin_inside_the_two_years_are_said(plain):
    short = Inputs(
        **{name: getattr(plain, name) for name in Inputs.__slots__} | {"first_on": date(2024, 5, 1)}
    )
    texts = [words(b.text) for b in bridge_section(short).blocks if isinstance(b, Note)]
    assert any(text.startswith("The data begin on 01/05/2024") for text in texts)
    assert not any("begin on" in words(b.text) for b in bridge_section(plain).blocks if isinstance(b, Note))


def test_nothing_in_view_is_no_section(plain):
    nothing = Inputs(
        **{name: getattr(plain, name) for name in Inputs.__slots__}
        | {"tables": {name: [] for name in TABLES}}
    )
    assert bridge_section(nothing) is None


def test_movers_and_class_changes_name_their_effect(plain):
    section = bridge_section(plain)
    movers = {row[0]: row for row in block(section, "bridge_movers").rows}
    assert words(movers["C3"][6]) == "Customers lost"
    assert movers["C3"][7] == -440
    reasons = {row[0]: words(row[5]) for row in block(section, "class_reasons").rows}
    assert reasons["C3"] == "-€440.00, most by Customers lost: -€440.00"
    losses = block(section, "bridge_losses")
    assert losses.total[4] == -440


def test_it_can_be_shown(costed):
    section = bridge_section(costed)
    document = Document("x", section.title, section.title, "Company", (section,), section.title, "EUR")
    for language in ("en", "it", "ru"):
        assert "C3" in render_html(document, language=language)
