"""The first page leads with what is left, how firm it is and what could come: not with gross sales (row S4-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clientela.base.i18n import translate
from clientela.blocks import Kpis
from clientela.reports._inputs import TABLES, Inputs
from clientela.reports._overview import overview_section

LADDER = {"revenue": 1000, "net_net": 990, "cm1": 400, "cm3": 250, "unknown_goods": 0}


@pytest.fixture(scope="module")
def inputs(tiny) -> Inputs:
    with tiny.reading() as reader:
        tables = {name: reader.rows(name) for name in TABLES}
    return Inputs(
        tables=tables, customers=[], settings=tiny.workspace.settings, as_of=date(2025, 12, 31), run_id="r", first_on=date(2023, 1, 2),
        is_last_month_partial=False, scope_name="", listed_only_count=0,
    )  # fmt: skip


def having(inputs: Inputs, **tables) -> tuple[str, list[str]]:
    """Return the lead and the names of the figures of a first page with other tables."""
    section = overview_section(replace(inputs, tables={**inputs.tables, **tables}))
    (figures,) = (b for b in section.blocks if isinstance(b, Kpis))
    return translate(section.lead, language="en"), [f.name for f in figures.figures]


def ladder(**steps):
    return [
        {"ladder_step": n, "step_amount": None if v is None else Decimal(v), "extrapolated_amount": None}
        for n, v in steps.items()
    ]


def wallets(evidence, margin):
    return [
        {"wallet_evidence_class": evidence, "customers_count": 3, "potential_margin_amount": margin},
        {"wallet_evidence_class": None, "customers_count": 27, "potential_margin_amount": None},
    ]


def test_the_headline_is_not_gross_sales(inputs) -> None:
    """S4-07: first the contribution, then the stability, then the opportunity; the revenue comes after all three."""
    lead, figures = having(
        inputs, contribution_ladder=ladder(**LADDER), wallet_evidence=wallets("declared", Decimal(77))
    )
    assert lead.startswith(
        "Customers left a contribution of €250.00 in the last 12 months, after being served. The business"
    )
    assert "equal customers" in lead
    assert lead.endswith("€77.00 of margin more a year could be reached.")
    assert figures[:4] == ["cm3_12m_amount", "late_amount", "potential_margin_amount", "revenue_12m_amount"]


def test_what_is_not_known_is_said_and_not_replaced_by_sales(inputs) -> None:
    """S4-07: without costs and wallets the first page says what it does not know; the revenue does not step in."""
    nothing = ladder(**dict.fromkeys(LADDER))
    lead, figures = having(inputs, contribution_ladder=nothing, wallet_evidence=wallets(None, None))
    assert "is not known: too few costs are." in lead
    assert lead.endswith("What more could be reached is not known yet.")
    assert figures[0] == "cm1_12m_amount"
    assert "left a contribution" not in lead


def test_revenue_without_known_costs_is_named_beside_the_contribution(inputs) -> None:
    lead, _ = having(
        inputs,
        contribution_ladder=ladder(**{**LADDER, "unknown_goods": 120}),
        wallet_evidence=wallets(None, None),
    )
    assert "It does not hold €120.00 of revenue from customers whose costs are too little known." in lead


def test_a_contribution_before_serving_and_a_modelled_potential_say_so(inputs) -> None:
    lead, figures = having(
        inputs,
        contribution_ladder=ladder(**{**LADDER, "cm3": None}),
        wallet_evidence=wallets("model", Decimal(77)),
    )
    assert "€400.00 in the last 12 months, before the cost of serving them." in lead
    assert lead.endswith("if each bought like the larger ones of its kind.")
    assert figures[0] == "cm1_12m_amount"
