"""Rules are settings: a line they leave out is kept, counts again when its rule is switched off, and every line is told once."""

from __future__ import annotations

from datetime import date

import pytest

from clientela.engine.connect import Engine, quote_text
from conftest import NOON, import_rows, line, open_workspace, run_at, table, toml_of, write_rows

HEADER = "invoice_number;invoice_type;status;invoice_date;line_number;customer_number;net_amount;currency\n"
LINES = (
    ("F1", "Invoice", "open", "2025-01-10", "C1", "100.00"),
    ("F1", "Invoice", "open", "2025-01-10", "C1", "100.00"),
    ("F2", "Invoice", "cancelled", "2025-02-10", "C2", "50.00"),
    ("P1", "Pro-forma invoice", "open", "2025-03-10", "C3", "30.00"),
    ("Q1", "Quotation", "open", "2025-03-11", "C3", "20.00"),
    ("F3", "Invoice", "open", "2025-04-10", "OWN", "400.00"),
    ("F4", "Invoice", "open", "2025-05-10", "C1", "0.00"),
    ("F5", "Invoice", "open", "never", "C1", "7.00"),
)
TEXT = HEADER + "".join(
    f"{i};{kind};{status};{day};1;{who};{net};EUR\n" for i, kind, status, day, who, net in LINES
)
AS_OF = date(2025, 12, 31)


@pytest.fixture
def firm(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(TEXT, encoding="utf-8")
    workspace = open_workspace(tmp_path / "workspace")
    workspace.import_files([path], imported_at=NOON)
    return workspace


def figures(workspace, **rules):
    workspace.write_settings(toml_of({f"rules_{k}": v for k, v in rules.items()}))
    run = run_at(workspace, AS_OF)
    (totals,), (control,) = table(run, "totals"), table(run, "file_control")
    assert control["lines_read"] == 8
    assert (
        control["lines_read"]
        == control["lines_accepted"] + control["lines_excluded"] + control["lines_rejected"]
    )
    assert totals["lines_count"] == control["lines_accepted"]
    assert totals["revenue_amount"] == control["accepted_amount"]
    assert control["accepted_amount"] + control["excluded_amount"] + control["rejected_amount"] == 707
    return float(totals["revenue_amount"]), totals["lines_count"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, (500, 3)),
        ({"duplicate_line": "false"}, (600, 4)),
        ({"cancelled_document": "false"}, (550, 4)),
        ({"pro_forma": "false"}, (530, 4)),
        ({"not_a_sale": "false"}, (520, 4)),
        ({"zero_line": "true"}, (500, 2)),
        ({"intercompany_customers": '["OWN"]'}, (100, 2)),
        (
            {
                "intercompany_customers": '["OWN"]',
                "zero_line": "true",
                "pro_forma": "false",
                "not_a_sale": "false",
            },
            (150, 3),
        ),
        (
            dict.fromkeys(("duplicate_line", "cancelled_document", "pro_forma", "not_a_sale"), "false"),
            (700, 7),
        ),
    ],
)
def test_each_rule_alone_and_together(firm, rules, expected) -> None:
    given = {k: _Raw(v) for k, v in rules.items()}
    assert figures(firm, **given) == expected


class _Raw:
    """Written into the settings as it stands."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def test_switching_back_gives_exactly_the_facts_before(firm) -> None:
    first = figures(firm)
    before = firm.facts.fingerprint
    assert figures(firm, cancelled_document=_Raw("false")) != first
    assert firm.facts.fingerprint != before
    assert figures(firm) == first
    assert firm.facts.fingerprint == before


def test_a_customer_seen_only_in_excluded_documents_appears_with_them(firm) -> None:
    assert {c["customer_id"] for c in table(run_at(firm, AS_OF), "customers")} == {"C1", "OWN"}
    firm.write_settings(toml_of({"rules_cancelled_document": _Raw("false")}))
    assert {c["customer_id"] for c in table(run_at(firm, AS_OF), "customers")} == {"C1", "C2", "OWN"}


def test_rules_hold_for_later_files_and_undo(firm, tmp_path) -> None:
    figures(firm, intercompany_customers=_Raw('["OWN"]'))
    before = firm.facts.fingerprint
    more = [line("OWN", date(2025, 6, 1), 9, "G1"), line("C9", date(2025, 6, 1), 11, "G2")]
    outcome = import_rows(firm, more, name="more.csv")
    (totals,) = table(run_at(firm, AS_OF), "totals")
    assert totals["revenue_amount"] == 111
    firm.undo(outcome.added[0].id)
    assert firm.facts.fingerprint == before
    assert write_rows(tmp_path / "unused.csv", more).exists()


BOTH = HEADER + "".join(
    f"{number};{kind};{status};2025-02-10;1;C1;{net};EUR\n"
    for number, kind, status, net in (
        ("F1", "Invoice", "open", "100.00"),
        ("F2", "Invoice", "cancelled", "50.00"),
        ("F2", "Invoice", "cancelled", "50.00"),
        ("P1", "Pro-forma invoice", "cancelled", "30.00"),
    )
)
ALL_OFF = ("cancelled_document", "duplicate_line", "pro_forma")


@pytest.mark.parametrize(
    ("off", "counted", "left_out"),
    [
        ((), 100, {"cancelled_document": (3, 130)}),
        (("cancelled_document",), 150, {"duplicate_line": (1, 50), "pro_forma": (1, 30)}),
        (("duplicate_line",), 100, {"cancelled_document": (3, 130)}),
        (("cancelled_document", "pro_forma"), 180, {"duplicate_line": (1, 50)}),
        (("cancelled_document", "duplicate_line"), 200, {"pro_forma": (1, 30)}),
        (ALL_OFF, 230, {}),
    ],
)
def test_a_line_that_several_rules_mean_stays_out_while_one_holds(tmp_path, off, counted, left_out) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(BOTH, encoding="utf-8")
    workspace = open_workspace(tmp_path / "workspace")
    workspace.import_files([path], imported_at=NOON)
    workspace.write_settings(toml_of({f"rules_{rule}": _Raw("false") for rule in off}))
    run = run_at(workspace, AS_OF)
    (totals,), (control,) = table(run, "totals"), table(run, "file_control")
    assert totals["revenue_amount"] == control["accepted_amount"] == counted
    assert (control["lines_read"], control["accepted_amount"] + control["excluded_amount"]) == (4, 230)
    ruled = {rule: (lines, amount / 10_000) for _, rule, lines, amount in workspace.facts.ruled or ()}
    assert ruled == left_out
    assert control["lines_excluded"] == sum(lines for lines, _ in ruled.values())


def test_a_batch_that_names_one_rule_of_a_line_is_still_read(tmp_path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(BOTH, encoding="utf-8")
    workspace = open_workspace(tmp_path / "workspace")
    (batch,) = workspace.import_files([path], imported_at=NOON).added
    file = batch.file(workspace.path / "batches", "excluded")
    with Engine() as engine:  # as a version that kept the first rule only wrote it
        engine.write_parquet(
            "select * replace (split_part(rule, ',', 1) as rule) "
            f"from read_parquet({quote_text(str(file))}) order by row_number",
            file.with_suffix(".old"),
        )
    file.with_suffix(".old").replace(file)
    workspace.write_settings(toml_of({"rules_cancelled_document": _Raw("false")}))
    (totals,) = table(run_at(workspace, AS_OF), "totals")
    assert totals["revenue_amount"] == 230
    workspace.write_settings(toml_of({}))
    (totals,) = table(run_at(workspace, AS_OF), "totals")
    assert totals["revenue_amount"] == 100
