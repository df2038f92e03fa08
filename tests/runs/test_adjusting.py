"""Settings changed from a form: what else stands in the file stays, what cannot be is refused, and the history is added to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clientela.base.errors import SettingsError
from clientela.base.settings import Settings
from clientela.runs.adjusting import (
    SECTIONS,
    append_history,
    change_text,
    list_settings,
    prepare_change,
    read_changed,
    read_history,
    read_table_text,
)
from conftest import NOON, line, noon, open_workspace, table
from service_files import company

TEXT = """# our company
[company]
name = "Aurora"  # the name

[cost_to_serve]
# asked in May
order_amount = 12.0
visit_minutes = 45.0

[service]
on_time_in_full_targets = [
  0.97,
  0.94,
  0.9,
]
early_days = 2

[[kpis]]
code = "revenue"
target = 5

[exchange_rates.USD]
"2024-01-01" = 0.9
"""


def test_every_setting_of_the_economics_has_a_field_and_words() -> None:
    for section, _ in SECTIONS:
        for setting in list_settings(Settings(), section):
            assert setting.about or setting.name == "capital_cost_share", setting.key
            assert setting.value == setting.default


def test_a_change_leaves_everything_else_as_it_was() -> None:
    new = change_text(
        TEXT,
        {
            "cost_to_serve.order_amount": "14.5",
            "service.on_time_in_full_targets": "[0.98, 0.95, 0.9]",
            "prices.corridor_share": "0.2",
        },
        {},
    )
    assert "# asked in May" in new
    assert 'name = "Aurora"  # the name' in new
    assert new.count("order_amount") == 1
    found = read_changed(new)
    assert (found.cost_to_serve.order_amount, found.cost_to_serve.visit_minutes) == (14.5, 45.0)
    assert found.service.on_time_in_full_targets == (0.98, 0.95, 0.9)
    assert (found.service.early_days, found.prices.corridor_share) == (2, 0.2)
    assert found.kpis[0].target == 5
    assert found.exchange_rates == read_changed(TEXT).exchange_rates


def test_an_empty_field_gives_the_default_back() -> None:
    new, found, changes = prepare_change(TEXT, read_changed(TEXT), {"cost_to_serve.order_amount": ""}, {})
    assert found.cost_to_serve.order_amount is None
    assert "order_amount" not in new
    assert changes == (("cost_to_serve.order_amount", "12.0", ""),)


def test_a_list_is_replaced_whole() -> None:
    entry = '[[kpis]]\ncode = "revenue"\ntarget = 9\n'
    assert read_table_text(TEXT, "kpis") == '[[kpis]]\ncode = "revenue"\ntarget = 5'
    new, found, changes = prepare_change(TEXT, read_changed(TEXT), {}, {"kpis": entry})
    assert found.kpis[0].target == 9
    assert new.count("[[kpis]]") == 1
    assert [name for name, _, _ in changes] == ["kpis"]
    _, without, _ = prepare_change(TEXT, read_changed(TEXT), {}, {"kpis": ""})
    assert without.kpis == ()


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"cost_to_serve.order_amount": "many"}, ""),
        ({"cost_to_serve.order_amount": "-4"}, "order_amount"),
        ({"service.early_days": "2\n[company]\nname = 'x'"}, ""),
        ({"service.early_days": "3\nlast_contact_days = 9"}, "one value"),
        ({"company.name": '"x"'}, "company.name"),
        ({"economics.sensitivity_share": "2"}, "sensitivity_share"),
        ({"cost_to_serve.order_amount": "12.0"}, "Nothing was changed"),
    ],
)
def test_what_cannot_be_is_refused(given, named) -> None:
    with pytest.raises(SettingsError, match=named):
        prepare_change(TEXT, read_changed(TEXT), given, {})


def test_the_history_is_only_added_to(tmp_path) -> None:
    append_history(
        tmp_path,
        [("prices.corridor_share", "0.1", "0.2")],
        changed_by="anna",
        changed_at=NOON,
        reason="asked",
    )
    append_history(
        tmp_path,
        [("prices.corridor_share", "0.2", "")],
        changed_by="bo",
        changed_at=datetime(2026, 2, 1, tzinfo=UTC),
        reason="",
    )
    last, first = read_history(tmp_path)
    assert (first.changed_by, first.old, first.new, first.reason) == ("anna", "0.1", "0.2", "asked")
    assert (last.changed_by, last.new) == ("bo", "")
    (tmp_path / "settings_log.jsonl").write_text("no json\n", encoding="utf-8")
    assert read_history(tmp_path) == ()


def test_a_trial_changes_nothing_and_keeping_it_changes_the_next_run(tmp_path) -> None:
    run = company(tmp_path, [line("A", f"2025-0{m}-05", 100, cost_amount=60) for m in range(1, 10)], {})
    place = run.workspace
    given = {"cost_to_serve.order_amount": "5"}
    trial = place.try_settings(given, {}, started_at=NOON, finished_at=noon, as_of=run.manifest.as_of_day)
    assert table(trial, "customers")[0]["serve_12m_amount"] == 45
    assert place.settings.cost_to_serve.order_amount is None
    assert place.current().manifest.run_id == run.manifest.run_id
    assert read_history(place.path) == ()
    assert place.keep_settings(given, {}, changed_by="anna", changed_at=NOON, reason="May") == 1
    again = place.run(started_at=NOON, finished_at=noon, as_of=run.manifest.as_of_day)
    assert again.manifest.run_id == trial.manifest.run_id  # what was tried out is computed already
    (row,) = read_history(place.path)
    assert (row.setting, row.old, row.new, row.changed_by) == (
        "cost_to_serve.order_amount",
        "",
        "5.0",
        "anna",
    )


def test_a_backup_takes_the_history_along(tmp_path) -> None:
    place = open_workspace(tmp_path / "w")
    append_history(place.path, [("a.b", "1", "2")], changed_by="anna", changed_at=NOON, reason="")
    found = place.backup(tmp_path / "b.tar.gz")
    assert found is not None
    import tarfile  # noqa: PLC0415 - beside its use

    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        assert any(name.endswith("settings_log.jsonl") for name in archive.getnames())
