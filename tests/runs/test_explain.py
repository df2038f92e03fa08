"""Every figure can be explained, and for a customer opened down to lines that come to it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientela.base.errors import ClientelaError
from clientela.blocks import Kpis, Table, Text
from clientela.runs.catalogue import describe_catalogue, explain_name
from clientela.runs.graph import all_steps
from clientela.runs.reader import fields_of

FIGURES = [f.name for f in fields_of("customers") if f.name != "customer_key"]
CUSTOMER = "003"  # has a credit note and known costs


@pytest.fixture(scope="module")
def reader(tiny):
    with tiny.reading() as reader:
        yield reader


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_a_customer(reader, name):
    document = explain_name(reader, name, customer_id=CUSTOMER)
    blocks = [b for s in document.sections for b in s.blocks]
    (kpis,) = [b for b in blocks if isinstance(b, Kpis)]
    (row,) = reader.rows("customers", where=f"customer_id = '{CUSTOMER}'")
    assert kpis.figures[0].value == row[name]
    assert kpis.figures[0].name == name
    said = " ".join(str(b.text) for b in blocks if isinstance(b, Text))
    assert "Meaning: " in said
    assert "Reads: " in said
    field = next(f for f in fields_of("customers") if f.name == name)
    assert field.formula is None or f"Formula: {field.formula}" in said


@pytest.mark.parametrize(
    "name",
    [
        "revenue_amount",
        "revenue_12m_amount",
        "revenue_prior_12m_amount",
        "returns_amount",
        "returns_12m_amount",
    ],
)
def test_the_lines_come_to_the_figure(reader, name):
    document = explain_name(reader, name, customer_id=CUSTOMER)
    (kpis,) = [b for s in document.sections for b in s.blocks if isinstance(b, Kpis)]
    (lines,) = [b for s in document.sections for b in s.blocks if isinstance(b, Table) and b.name == "lines"]
    place = [c.name for c in lines.columns].index("net_amount")
    total = sum((row[place] for row in lines.rows), Decimal(0))
    assert kpis.figures[0].value == (-total if name.startswith("returns") else total)
    assert kpis.figures[0].value
    files = [c.name for c in lines.columns].index("file_name")
    assert {row[files] for row in lines.rows} == {"sales.csv"}


@pytest.mark.parametrize(
    "name", ["lines_count", "orders_count", "orders_12m_count", "lines_12m_count", "lines_prior_12m_count"]
)
def test_the_lines_are_as_many_as_the_figure_says(reader, name):
    document = explain_name(reader, name, customer_id=CUSTOMER)
    (kpis,) = [b for s in document.sections for b in s.blocks if isinstance(b, Kpis)]
    (lines,) = [b for s in document.sections for b in s.blocks if isinstance(b, Table) and b.name == "lines"]
    assert kpis.figures[0].value == len(lines.rows)


def test_every_result_is_explained(reader):
    for name, step in all_steps().items():
        document = explain_name(reader, name, customer_id=None)
        assert document.title == step.title


def test_an_unknown_name_is_answered_with_similar_ones(reader):
    with pytest.raises(ClientelaError, match=r"Similar: .*revenue_12m_amount"):
        explain_name(reader, "revenue_12m_amuont", customer_id=None)


def test_the_catalogue_names_every_result_and_figure():
    rows = [row for s in describe_catalogue().sections for b in s.blocks for row in b.rows]
    named = {(row[0], row[1]) for row in rows}
    for name, step in all_steps().items():
        assert (name, None) in named
        assert {(name, f.name) for f in step.fields} <= named
