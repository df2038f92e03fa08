"""What the sections on service, payment, network and rules say; and that they say so when they know nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from clientela.base.economics_settings import Service
from clientela.base.i18n import msg
from clientela.base.settings import Settings
from clientela.blocks import Document, Note, Table
from clientela.economics._logistics import annuity_factor
from clientela.render.text import render_text
from clientela.reports import _service, _service_network, _service_payment
from clientela.reports._inputs import Inputs
from conftest import line
from service_files import company

SALES = [
    line("C1", date(2025, 3, 10), 1000, "F1", salesperson="E1"), line("C2", date(2025, 5, 10), 300, "F3", salesperson="E2"),
    line("C3", date(2025, 5, 11), 20, "F4", salesperson="E2"),
]  # fmt: skip
FILES = {
    "deliveries": (
        "delivery_id,document_id,customer_id,ordered_on,requested_on,confirmed_on,delivered_on,ordered_quantity,delivered_quantity\n"
        "D1,F1,C1,2025-03-01,2025-03-08,2025-03-10,2025-03-10,1,1\nD2,,C1,2025-04-01,2025-04-08,2025-04-10,2025-04-12,1,1\n"
        "D3,F3,C2,2025-05-01,2025-05-08,2025-05-10,2025-05-08,1,1\nD4,,C3,2025-05-01,2025-05-08,,2025-05-08,,\n"
    ),
    "complaints": "complaint_id,customer_id,opened_on,kind,severity,closed_on,cost_amount\nK1,C1,2025-12-11,defect,2,,\n",
    "receivables": "document_id,customer_id,issued_on,due_on,paid_on,amount,open_amount\nF1,C1,2025-03-10,2025-04-10,,1220,\nF3,C2,2025-05-10,2025-06-10,2025-06-12,366,\n",
    "customers": "customer_id,customer_name,credit_limit_amount,city\nC1,Rossi,1000,Torino\nC2,Neri,900,Bari\n",
    "interactions": "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\nV1,C2,E2,2025-12-01,60,visit,us\n",
}  # fmt: skip


def inputs_of(run, settings: Settings) -> Inputs:
    with run.reading() as reader:
        return Inputs(
            tables={name: reader.rows(name) for name in (*_service.TABLES, *_service_payment.TABLES, *_service_network.TABLES)},
            customers=reader.rows("customers"), settings=settings, as_of=date(2025, 12, 31), run_id="r", first_on=None,
            is_last_month_partial=False, scope_name="", listed_only_count=0,
        )  # fmt: skip


def sections(inputs: Inputs):
    made = (
        _service.service_section(inputs),
        _service_payment.payment_section(inputs),
        _service_network.network_section(inputs),
        _service_network.policy_section(inputs),
    )
    return {s.name: s for s in made if s is not None}


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Inputs:
    return inputs_of(company(tmp_path_factory.mktemp("sections"), SALES, FILES), Settings())


@pytest.fixture(scope="module")
def full(known):
    return sections(known)


def test_the_leads_say_what_how_much_and_what_to_do(full) -> None:
    assert str(full["service"].lead) == (
        "66.7% of the lines that can be judged came on time and in full against the confirmed day. Below its target: class A. "
        "Speak first with Rossi, the largest of those it fell short for."
    )
    assert str(full["payment"].lead) == (
        "€1,220 of €1,220 that customers owe are overdue, €1,220 of it for more than 90 days. Remind first: Rossi. 1 customer is above its credit limit."
    )
    assert (
        str(full["network"].lead)
        == "1 contact in 12 months reached 33.3% of the active customers. 1 class A customer was not contacted at all."
    )
    assert "rules of the classes are not kept" in str(full["policy"].lead)


def test_what_is_not_known_is_said(full) -> None:
    notes = [str(b.text) for s in full.values() for b in s.blocks if isinstance(b, Note)]
    assert any("1 of 4 lines (25.0%) cannot be judged" in n for n in notes)
    assert any("no objective with a value and a date" in n for n in notes)
    assert any("What is ordered and not delivered is not known" in n for n in notes)
    assert any("What a visit costs is not known" in n for n in notes)


def test_the_two_days_are_two_columns(full) -> None:
    (table,) = (b for b in full["service"].blocks if isinstance(b, Table) and b.name == "service_by_class")
    names = [c.name for c in table.columns]
    assert names.count("otif_requested_share") == names.count("otif_confirmed_share") == 1
    total = dict(zip(names, table.total or (), strict=True))
    assert (
        total["service_lines_12m_count"],
        total["otif_requested_share"],
        total["otif_confirmed_share"],
    ) == (4, pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_without_a_file_each_section_says_which_would_help(tiny) -> None:
    found = sections(inputs_of(tiny, Settings()))
    for name, word in (("service", "deliveries"), ("payment", "receivables"), ("network", "visits")):
        note = found[name].blocks[0]
        assert isinstance(note, Note)
        assert (note.kind, word in str(note.text)) == ("unknown", True)
    policy = found["policy"]
    assert "cannot be said" in str(policy.lead)


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_the_sections_can_be_shown(full, language: str) -> None:
    document = Document(
        "service", msg("Service"), msg("Service"), "", tuple(full.values()), msg("Done"), "EUR"
    )
    shown = StringIO()
    render_text(document, language=language, console=Console(file=shown, width=220))
    for name in ("Rossi", "OTIF"):
        assert name in shown.getvalue()


OPTION = Service(
    logistics_loss_change_share=0.05, logistics_gain_share=0.0, logistics_failures_avoided_share=0.5, logistics_failure_amount=80.0, logistics_stock_service_share=0.0,
    logistics_lead_time_days=20.0, logistics_handling_amount=50.0, logistics_capital_amount=500.0, logistics_years=4.0,
)  # fmt: skip


def test_an_option_of_logistics_is_shown_with_what_it_rests_on(tmp_path) -> None:
    """S2-15: the inputs are shown beside the value."""
    stated = "".join(
        f"{f.name} = {getattr(OPTION, f.name)}\n" for f in fields(OPTION) if f.name.startswith("logistics_")
    )
    run = company(
        tmp_path,
        [{**row, "cost_amount": float(row["net_amount"]) / 2} for row in SALES],
        FILES,
        f"[service]\n{stated}",
    )
    section = sections(inputs_of(run, Settings(service=OPTION)))["service"]
    (shown,) = (b for b in section.blocks if isinstance(b, Table) and b.name == "logistics_options")
    names = [c.name for c in shown.columns]
    rows = {str(row[0]): dict(zip(names, row, strict=True)) for row in shown.rows}
    factor = annuity_factor(4, 0.08)
    # Rossi: a margin of 500, one of two lines failed; nothing is held in stock
    benefit = 0.05 * factor * 500 + 0.5 * 80 * 1
    assert float(rows["Rossi"]["benefit_amount"]) == pytest.approx(benefit, abs=0.001)
    assert float(rows["Rossi"]["net_present_amount"]) == pytest.approx(
        (benefit - 50) * factor - 500, abs=0.001
    )
    assert rows["Class A"]["customers_count"] == 2
    assert "5.0% a year" in str(shown.note)


def test_an_option_stated_in_part_says_what_is_missing(known) -> None:
    part = replace(Service(), logistics_years=4.0)
    blocks = _service.service_section(replace(known, settings=Settings(service=part))).blocks
    (note,) = (str(b.text) for b in blocks if isinstance(b, Note) and "option of logistics" in str(b.text))
    assert "logistics_handling_amount" in note
    assert "logistics_years" not in note
