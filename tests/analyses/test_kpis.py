"""Indicators: the language of formulas, who may define one, and whether the limits tell signal from noise."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from clientela.analyses._kpi_formula import read_formula
from clientela.analyses._kpi_registry import COLUMNS, KpiFormulaError, formula_of, kpis_of
from clientela.analyses._xmr import xmr_sql
from clientela.analyses.kpi_months import full_months
from clientela.base.errors import SettingsError
from clientela.base.kpi_registry import BY_CODE, PACKAGED
from clientela.base.kpi_settings import KpiRule, read_kpis, restore_kpis
from clientela.classes._rule_words import RuleTextError
from conftest import AS_OF, import_rows, line, open_workspace, run_at, table, tiny_rows

LAST = 24311
OWN = {
    "code": "orders_each",
    "title": "Orders each",
    "formula": "orders_count / buying_count",
    "unit": "number",
    "direction": "up",
    "owner": "Anna",
    "decision": "whom to call",
}


def judge(series: dict[str, list[float]]) -> dict[str, list[dict[str, object]]]:
    """Chart series whose last value is of the month LAST, through the SQL of the product."""
    connection = duckdb.connect()
    connection.execute("create table given(kpi_code varchar, month_number integer, value double)")
    rows = [
        (code, LAST - len(values) + 1 + i, value)
        for code, values in series.items()
        for i, value in enumerate(values)
    ]
    connection.executemany("insert into given values (?, ?, ?)", rows)
    found = connection.execute(xmr_sql("select kpi_code, month_number, value from given", last_month=LAST))
    names = [d[0] for d in found.description]
    charted: dict[str, list[dict[str, object]]] = {code: [] for code in series}
    for row in found.fetchall():
        cells = dict(zip(names, row, strict=True))
        charted[str(cells["kpi_code"])].append(cells)
    for cells_of in charted.values():
        cells_of.sort(key=lambda c: c["month_number"])
    return charted


def is_signal(charted: list[dict[str, object]]) -> bool:
    newest = [c for c in charted if c["judged_place"] is not None and c["judged_place"] <= 3]
    return any(c["is_beyond"] for c in newest) or bool(charted[-1]["is_run"])


def noise(draw: random.Random, months: int, *, season: float = 0.0) -> list[float]:
    return [100 * (1 + season * ((i * 5) % 12 - 5.5) / 5.5) + draw.gauss(0, 8) for i in range(months)]


def test_limits_by_hand():
    """Twenty-four values; the sixteen before the last eight are the baseline: mean 10.5, mean moving range 1."""
    ((_, charted),) = judge({"x": [10.0, 11.0] * 6 + [10.0, 11.0] * 5 + [10.0, 20.0]}).items()
    last = charted[-1]
    assert last["baseline_count"] == 16
    assert last["center_value"] == pytest.approx(10.5)
    assert (last["low_value"], last["high_value"]) == (pytest.approx(10.5 - 2.66), pytest.approx(10.5 + 2.66))
    assert (last["is_beyond"], last["is_run"]) == (1, 0)
    assert [c["is_beyond"] for c in charted[:-1]] == [0] * 23


@pytest.mark.parametrize(("months", "season"), [(36, 0.0), (60, 0.0), (60, 0.5), (72, 0.5)])
def test_false_alarms_on_noise_are_rare(months, season):
    """S2-10: noise is not taken for a signal."""
    draw = random.Random(months)  # noqa: S311 - noise for a test
    charted = judge({f"s{i}": noise(draw, months, season=season) for i in range(300)})
    alarms = sum(is_signal(c) for c in charted.values()) / len(charted)
    assert alarms <= 0.10
    judged = sum(c[-1]["baseline_count"] is not None for c in charted.values()) / len(charted)
    assert judged >= 0.9, "a chart that judges nothing raises no alarm either"
    seasonal = sum(c[-1]["is_seasonal"] == 1 for c in charted.values()) / len(charted)
    assert seasonal >= 0.95 if season else seasonal <= 0.15


@pytest.mark.parametrize("season", [0.0, 0.5])
def test_a_planted_shift_is_found(season):
    """S2-10: a shift is told from noise."""
    draw = random.Random(5)  # noqa: S311 - noise for a test
    series = {}
    for i in range(100):
        values = noise(draw, 60, season=season)
        series[f"s{i}"] = values[:-8] + [v - 24 for v in values[-8:]]
    found = sum(is_signal(c) for c in judge(series).values()) / len(series)
    assert found >= 0.9


def test_a_season_alone_would_be_taken_for_a_signal_by_values():
    """What the difference to the year before is for: the same months judged by their value lie outside the limits of a quiet baseline."""
    months = [100.0] * 60
    season = [v * (1.5 if i % 12 == 11 else 1.0) for i, v in enumerate(months)]
    draw = random.Random(3)  # noqa: S311 - noise for a test
    ((_, charted),) = judge({"x": [v + draw.gauss(0, 2) for v in season]}).items()
    assert charted[-1]["is_seasonal"] == 1
    assert not is_signal(charted)


def test_too_short_a_history_has_no_limits():
    charted = judge({"short": [1.0, 2.0] * 11, "long": [1.0, 2.0, 4.0, 1.5, 3.0] * 5})
    assert charted["short"][-1]["is_seasonal"] is None
    assert charted["short"][-1]["baseline_count"] is None
    assert charted["long"][-1]["is_seasonal"] == 0


def test_events_too_rare_have_no_limits():
    ((_, charted),) = judge({"rare": [0.0] * 11 + [1.0] + [0.0] * 14 + [1.0] + [0.0] * 13}).items()
    assert (charted[-1]["low_value"], charted[-1]["is_run"]) == (None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(a)", 6.0), ("count(where a > 1)", 2.0), ("sum(a where g = 'x') / sum(a)", 0.5), ("average(a) - 1", 1.0), ("-sum(a) * (2 + 1)", -18.0),
        ("sum(least(a, 2))", 5.0), ("sum(greatest(a, 2))", 7.0), ("sum(m)", 3.5), ("sum(a) / (sum(a) - 6)", None), ("count(b)", 1.0), ("sum(least(b, 9))", 4.0),
        ("sum(a where m > 1.5)", 3.0), ("count(where g in ('x', 'it''s'))", 3.0),
    ],
)  # fmt: skip
def test_a_formula_by_hand(text, value):
    columns = {
        "a": SimpleNamespace(name="a", unit="number"), "b": SimpleNamespace(name="b", unit="number"), "m": SimpleNamespace(name="m", unit="money"), "g": SimpleNamespace(name="g", unit="text", codes=()),
    }  # fmt: skip
    formula = read_formula(text, columns, has_rows=True)
    rows = "(values (1, null, 5000, 'x'), (2, 4, 10000, 'x'), (3, null, 20000, 'it''s')) as t(a, b, m, g)"
    (found,) = duckdb.sql(f"select {formula.sql} from {rows}").fetchall()[0]
    assert found == value


@pytest.mark.parametrize(
    ("text", "has_rows", "words"),
    [
        ("revenue_12m_amount", True, "write sum"), ("sum(sum(revenue_12m_amount))", True, "within a sum"), ("sum(revenu_12m_amount)", True, "nearest ones: revenue_12m_amount"),
        ("sum(customer_name)", True, "is no number"), ("__import__('os')", True, "no column"), ("sum(revenue_12m_amount); drop table x", True, "means nothing here"),
        ("1 + 1", True, "needs a sum"), ("sum(revenue_12m_amount where lifecycle_state = 'XX')", True, "never is XX"), ("sum(revenue_amount)", False, "a sum already"), ("orders_count /", False, "was expected"),
        ("(" * 60 + "1" + ")" * 60, False, "too deeply"), ("2.5.1", False, "means nothing"),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_with_a_sentence(text, has_rows, words):
    with pytest.raises(RuleTextError) as caught:
        read_formula(text, COLUMNS["customer" if has_rows else "month"], has_rows=has_rows)
    assert words in str(caught.value.problem)
    assert caught.value.position >= 1


def test_every_packaged_indicator_has_owner_decision_and_a_formula_that_reads():
    """S1-25, S2-12: each key figure has an owner and a decision."""
    assert len(BY_CODE) == len(PACKAGED) >= 33
    for kpi in kpis_of({}):
        packaged = BY_CODE[kpi.code]
        assert packaged.owner.id
        assert packaged.decision.id
        assert (packaged.needs is None) == bool(packaged.formula)
        if packaged.needs is None:
            assert formula_of(kpi).sql


@pytest.mark.parametrize("missing", ["owner", "decision", "formula", "title", "unit", "direction", "code"])
def test_an_indicator_without_owner_or_decision_is_refused(tmp_path, missing):
    """S2-13: formula, owner and decision must be stated."""
    entry = {name: value for name, value in OWN.items() if name != missing}
    with pytest.raises(SettingsError) as caught:
        read_kpis([entry], tmp_path / "clientela.toml")
    assert missing in str(caught.value)
    assert read_kpis([OWN], tmp_path / "clientela.toml") == (KpiRule(**OWN),)


def test_settings_of_indicators_say_what_is_wrong(tmp_path):
    path = tmp_path / "clientela.toml"
    wrong = [
        ([{**OWN, "target": "much"}], "must be a number"), ([{**OWN, "unit": "euro"}], "one of money"), ([{**OWN, "colour": "red"}], "no colour"), ([OWN, OWN], "twice"),
        ([{**OWN, "owner": " "}], "not empty"), ([{"code": "share_of_wallet", "owner": "A"}], "cannot be computed yet"), (["x"], "must be a table"),
    ]  # fmt: skip
    for given, words in wrong:
        with pytest.raises(SettingsError, match=words):
            read_kpis(given, path)
    rules = read_kpis([{"code": "revenue", "owner": "Anna", "target": 5}], path)
    assert restore_kpis([{"code": "revenue", "owner": "Anna", "target": 5.0, "later": 1}]) == rules
    (revenue,) = (k for k in kpis_of({"kpis": rules}) if k.code == "revenue")
    assert (revenue.owner, revenue.target, revenue.formula) == ("Anna", 5.0, "revenue_amount")


def test_a_formula_of_an_unknown_column_stops_the_run_with_a_sentence():
    with pytest.raises(
        KpiFormulaError, match=r"orders_each, character 1 of formula: there is no column nothing"
    ):
        formula_of(kpis_of({"kpis": (KpiRule(**{**OWN, "formula": "nothing"}),)})[-1])


def test_indicators_of_a_company_tie_to_its_figures(tiny):
    rows = {r["kpi_code"]: r for r in table(tiny, "kpi_list")}
    months = {r["month_number"]: r for r in table(tiny, "revenue_by_month")}
    assert set(rows) >= set(BY_CODE)
    assert rows["revenue"]["value"] == float(months[LAST]["revenue_amount"])
    assert rows["revenue"]["year_before_value"] == float(months[LAST - 12]["revenue_amount"])
    series = [r for r in table(tiny, "kpi_series") if r["kpi_code"] == "revenue"]
    assert {r["month_number"]: r["value"] for r in series} == {
        m: float(r["revenue_amount"])
        for m, r in months.items()
        if m >= min(s["month_number"] for s in series)
    }
    (totals,) = table(tiny, "totals")
    assert rows["active_customers"]["value"] == totals["active_count"]
    (found,) = table(tiny, "concentration")
    assert rows["gini"]["value"] == pytest.approx(found["gini_index"])
    assert rows["cm3"]["kpi_verdict"] == "not_known"
    assert rows["share_of_wallet"]["kpi_verdict"] == "needs"
    assert rows["revenue"]["baseline_from_month"] == LAST - 31
    assert rows["revenue"]["baseline_to_month"] == LAST - 8


def test_only_full_months_are_looked_at():
    params = {"last_full_month": LAST, "first_on": "2023-01-02"}
    assert full_months(params) == (2023 * 12 + 1, LAST)
    assert full_months({**params, "first_on": "2023-01-01"}) == (2023 * 12, LAST)
    assert full_months({**params, "first_on": "2003-01-01"}) == (LAST - 71, LAST)


def test_a_quiet_month_is_zero_and_an_unknown_cost_is_not(made):
    run = made(
        [
            line("1", date(2025, 1, 1), 100, cost_amount=60),
            line("1", date(2025, 3, 5), 50, cost_amount=None),
            line("2", date(2025, 12, 31), 10, cost_amount=4),
        ]
    )
    rows = {r["month_number"]: r for r in table(run, "kpi_months")}
    first = 2025 * 12
    assert float(rows[first + 1]["revenue_amount"]) == 0
    assert rows[first + 2]["cm1_amount"] is None
    assert float(rows[first]["cm1_amount"]) == 40
    assert rows[first]["serve_amount"] is None


def test_a_company_adds_its_own_indicator(tmp_path):
    """S2-12, S2-13: an own figure with its owner, and another owner for a packaged one."""
    workspace = open_workspace(tmp_path / "w")
    workspace.write_settings(
        "[[kpis]]\n"
        + "\n".join(f'{k} = "{v}"' for k, v in OWN.items())
        + '\ntarget = 1.5\n[[kpis]]\ncode = "gross_retention"\nowner = "Anna"\n'
    )
    import_rows(workspace, tiny_rows())
    run = run_at(workspace, AS_OF)
    rows = {r["kpi_code"]: r for r in table(run, "kpi_list")}
    assert rows["orders_each"]["owner"] == "Anna"
    assert rows["orders_each"]["value"] == pytest.approx(
        rows["orders"]["value"] / rows["buying_customers"]["value"]
    )
    assert rows["orders_each"]["target_gap_value"] == pytest.approx(rows["orders_each"]["value"] - 1.5)
    assert rows["gross_retention"]["owner"] == "Anna"
    assert run.manifest.read_settings().kpis[0].code == "orders_each"
