"""Why classes by margin changed, who was lost and why, channels over the years, and what it took to win customers."""

from __future__ import annotations

import os
from datetime import date

import pytest

from clientela.base.i18n import translate
from clientela.reports._bridge_more import signal_note, why_class
from conftest import NOON, customers, line, open_workspace, run_at, table
from service_files import WRITTEN, by_customer, company


def bought(number, year, quantity, price, cost):
    return line(
        number,
        date(year, 6, 15),
        quantity * price,
        product_number="P1",
        family="F",
        quantity=quantity,
        cost_amount=quantity * cost,
    )


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """Margins of the year before: X 600, Y 300, Z 100; X lowers its price, Y buys more."""
    rows = [
        bought("X", 2024, 100, 10, 4), bought("X", 2025, 100, 7, 4),  # margin 600 -> 300, by the price
        bought("Y", 2024, 50, 10, 4), bought("Y", 2025, 100, 10, 4),  # margin 300 -> 600, by the quantity
        bought("Z", 2024, 20, 9, 4), bought("Z", 2025, 20, 9, 4),  # as before
    ]  # fmt: skip
    return company(tmp_path_factory.mktemp("moved"), rows, {}, "[abc]\nvalue_cuts = [0.5, 0.95]\n")


def test_a_change_of_class_by_margin_says_how_much_of_it_was_the_price(moved) -> None:
    """S0-21: `A -> B: margin -300, of which price -300; the line did not move`."""
    rows = {r["customer_id"]: r for r in table(moved, "margin_reasons")}
    assert set(rows) == {"X", "Y"}
    x = rows["X"]
    assert (x["from_class"], x["to_class"]) == ("A", "B")
    assert (float(x["change_amount"]), float(x["price_effect_amount"]), x["margin_effect_code"]) == (
        -300,
        -300,
        "price",
    )
    assert (float(x["line_prior_amount"]), float(x["line_now_amount"]), float(x["line_change_amount"])) == (
        600,
        600,
        0,
    )
    assert x["moved_by"] == "customer"
    said = translate(why_class(x, "EUR"), language="en")
    assert said == "A → B: margin -€300.00, of which price -€300.00; the line did not move"
    y = rows["Y"]
    assert (y["from_class"], y["to_class"], y["margin_effect_code"]) == ("B", "A", "quantities")
    assert float(y["price_effect_amount"]) == 0
    names = {
        b.name
        for s in moved.report(name="economics").sections
        if s.name == "bridge"
        for b in s.blocks
        if hasattr(b, "name")
    }
    assert "margin_reasons" in names


def test_the_effects_of_a_changed_class_are_those_of_the_bridge(moved) -> None:
    bridge = by_customer(moved, "customer_bridge")
    for row in table(moved, "margin_reasons"):
        own = bridge[row["customer_id"]]
        assert row["change_amount"] == own["margin_costed_12m_amount"] - own["margin_costed_prior_12m_amount"]
        effects = [v for n, v in own.items() if n.startswith("margin_") and not n.startswith("margin_costed")]
        assert sum(effects) == row["change_amount"]


def test_without_costs_no_class_by_margin_changed(made) -> None:
    run = made(
        [
            line("A", date(2024, 5, 1), 100, quantity=1, product_number="P"),
            line("A", date(2025, 5, 1), 10, quantity=1, product_number="P"),
        ]
    )
    assert table(run, "margin_reasons") == []
    assert {r["margin_now_class"] for r in table(run, "margin_classes")} == {None}


def monthly(number, first, last, net=100, **more):
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [line(number, date(m // 12, m % 12 + 1, 10), net, cost_amount=net * 0.6, **more) for m in months]


LOSSES = {
    "loss_reviews": (
        "customer_id,reviewed_on,reasons,is_controllable,source_class\n"
        "L1,2025-11-01,Price; service,yes,declared\nL1,2024-11-01,Other,no,declared\nL2,2026-02-01,Later,yes,declared\n"
    ),
    "defection_events": "customer_id,happened_on,kind,cause\nL2,2025-06-01,left,Late deliveries\n",
}  # fmt: skip


def test_losses_by_year_tie_to_the_lifecycle_and_say_why(tmp_path) -> None:
    """S0-21: customers lost by year with contribution and reasons; the counts are the transitions of the lifecycle."""
    rows = [
        *monthly("K", date(2023, 1, 1), date(2025, 12, 1)),
        *monthly("L0", date(2022, 1, 1), date(2023, 6, 1)),
    ]
    rows += [
        *monthly("L1", date(2023, 1, 1), date(2025, 3, 1), 200),
        *monthly("L2", date(2023, 1, 1), date(2025, 2, 1), 50),
    ]
    run = company(tmp_path, rows, LOSSES, "[cost_to_serve]\norder_amount = 5\n")
    years = {r["fiscal_year"]: r for r in table(run, "lost_by_year")}
    lost = [r for r in table(run, "lifecycle_transitions") if r["to_state"] == "L"]
    assert sum(r["lost_count"] for r in years.values()) == len(lost) == 3
    last = years[2025]
    assert (last["lost_count"], last["still_lost_count"], last["cm3_known_count"]) == (2, 2, 2)
    found = by_customer(run, "customer_ladder")
    assert last["cm3_lost_amount"] == sum(found[n]["cm3_prior_12m_amount"] for n in ("L1", "L2"))
    assert (last["explained_count"], last["avoidable_count"]) == (2, 1)
    earlier = next(r for y, r in years.items() if y < 2025)
    assert (earlier["cm3_known_count"], earlier["cm3_lost_amount"], earlier["explained_count"]) == (
        0,
        None,
        0,
    )
    causes = {(r["fiscal_year"], r["cause_text"]): r["lost_count"] for r in table(run, "lost_causes")}
    assert causes[2025, "price"] == 1  # the first reason of the newest review
    assert causes[2025, "late deliveries"] == 1  # the review of L2 is not known yet
    assert sum(causes.values()) == 3
    bridge = by_customer(run, "customer_bridge")
    gone = {n for n, r in bridge.items() if r["bridge_status"] == "lost"}
    assert gone <= {n for n, r in customers(run).items() if r["lifecycle_state"] == "L"}


CHANNELS = "invoice_number,invoice_date,customer_number,net_amount,channel\n"


def test_channels_by_year_and_who_uses_several(tmp_path) -> None:
    """S1-03: number and mix of the channels by year, and the customers that buy through several."""
    workspace = open_workspace(tmp_path / "workspace")
    cells = [
        ("1", "2024-03-01", "A", 100, "field"), ("2", "2024-04-01", "B", 100, "field"), ("3", "2025-03-01", "A", 50, "field"), ("4", "2025-04-01", "A", 50, "web"),
        ("5", "2025-05-01", "B", 100, "web"), ("6", "2025-06-01", "C", 25, ""),
    ]  # fmt: skip
    path = tmp_path / "sales.csv"
    path.write_text(CHANNELS + "\n".join(",".join(map(str, c)) for c in cells) + "\n", encoding="utf-8")
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    workspace.import_files([path], imported_at=NOON)
    run = run_at(workspace)
    years = {r["fiscal_year"]: r for r in table(run, "several_channels")}
    assert (
        years[2024]["channels_count"],
        years[2024]["several_count"],
        years[2024]["effective_channels"],
    ) == (1, 0, 1)
    now = years[2025]
    assert (now["channels_count"], now["customers_count"], now["several_count"], now["several_share"]) == (
        2,
        2,
        1,
        0.5,
    )
    assert (float(now["several_revenue_amount"]), float(now["revenue_amount"])) == (100, 225)
    assert now["stated_share"] == pytest.approx(200 / 225)
    assert 1 < now["effective_channels"] < 2  # a quarter and three quarters
    mix = {(r["fiscal_year"], r["channel"]): r["revenue_share"] for r in table(run, "channel_mix")}
    assert mix[2025, "web"] == pytest.approx(150 / 225)
    blocks = {
        b.name
        for s in run.report(name="economics").sections
        if s.name == "context"
        for b in s.blocks
        if hasattr(b, "name")
    }
    assert {"channel_trend", "several_channels"} <= blocks


def won_world(tmp_path, *, hours):
    """Sixty customers of one kind with little discount; F is won with many visits and a large discount, G with neither."""
    rows = []
    for i in range(60):
        rows += [
            _sold(f"P{i:02d}", year, month, 1000 + 4 * i, 0.04)
            for year in (2023, 2024, 2025)
            for month in (2, 5, 8, 11)
        ]
    rows += [_sold("F", 2025, month, 1100, 0.30) for month in (2, 5, 8, 11)]
    rows += [_sold("G", 2025, month, 1100, 0.04) for month in (2, 5, 8, 11)]
    visits = [f"V{i},F,E1,2025-{1 + i % 10:02d}-1{i % 9},60,visit,us" for i in range(hours)] + [
        "VG,G,E1,2025-01-20,60,visit,us"
    ]
    path = tmp_path / "sales.csv"
    path.write_text(
        "invoice_number,invoice_date,customer_number,product_number,family,quantity,gross_amount,net_amount,cost_amount,segment,salesperson\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    return (
        path,
        "interaction_id,customer_id,employee_id,interaction_on,minutes,channel,initiator\n"
        + "\n".join(visits)
        + "\n",
    )


def _sold(number, year, month, gross, discount):
    net = round(gross * (1 - discount), 2)
    return f"{number}/{year}-{month},{year}-{month:02d}-05,{number},P1,F1,1,{gross},{net},{round(gross * 0.55, 2)},Trade,S1"


@pytest.mark.parametrize("hours", [40, 0])
def test_the_planted_winning_effort_is_found(tmp_path, hours) -> None:
    """S4-97: hours of contact and concessions per customer won; the customer won dearly is found, the other is not."""
    path, visits = won_world(tmp_path, hours=hours)
    workspace = open_workspace(tmp_path / "workspace")
    workspace.write_settings("[cost_to_serve]\nvisit_hour_amount = 50\n")
    workspace.import_files([path], imported_at=NOON)
    (tmp_path / "interactions.csv").write_text(visits, encoding="utf-8")
    os.utime(tmp_path / "interactions.csv", (WRITTEN.timestamp(), WRITTEN.timestamp()))
    workspace.import_files([tmp_path / "interactions.csv"], imported_at=NOON)
    run = run_at(workspace)
    won = {r["customer_id"]: r for r in table(run, "won_customers")}
    assert set(won) == {"F", "G"}
    dear, cheap = won["F"], won["G"]
    assert (dear["acquisition_hours"], float(dear["effort_amount"])) == (hours, hours * 50)
    assert float(dear["concession_amount"]) == pytest.approx((0.30 - 0.04) * 4400, abs=1)
    assert float(cheap["concession_amount"]) == 0
    assert cheap["won_worth_class"] == "pays"
    assert (dear["won_worth_class"], cheap["acquisition_hours"]) == ("costs_more", 1)
    (person,) = table(run, "winning_effort")
    assert (person["won_count"], person["hours_per_won"], person["costs_more_count"]) == (
        2,
        (hours + 1) / 2,
        1,
    )
    assert person["taken_amount"] == dear["taken_amount"] + cheap["taken_amount"]


def test_hours_nobody_brings_are_not_zero(tmp_path) -> None:
    path, _ = won_world(tmp_path, hours=0)
    workspace = open_workspace(tmp_path / "workspace")
    workspace.import_files([path], imported_at=NOON)
    won = {r["customer_id"]: r for r in table(run_at(workspace), "won_customers")}
    assert (won["F"]["acquisition_hours"], won["F"]["effort_amount"]) == (None, None)


def test_the_bridge_says_whether_the_change_is_a_signal(made) -> None:
    """S2-10: the control chart of revenue marks the change of the year as signal or noise beside the bridge."""
    steady, shifted = [], []
    for place in range(48):
        day = date(2022 + place // 12, place % 12 + 1, 15)
        net = 1000 + 10 * ((place * 7) % 5)
        steady.append(line("A", day, net, f"S{place}"))
        shifted.append(line("A", day, net + (600 if place >= 40 else 0), f"S{place}"))
    told = {}
    for name, rows in (("steady", steady), ("shifted", shifted)):
        run = made(rows)
        (row,) = [r for r in table(run, "kpi_list") if r["kpi_code"] == "revenue"]
        told[name] = row["kpi_verdict"]
        bridge = next(s for s in run.report(name="economics").sections if s.name == "bridge")
        notes = [translate(b.text, language="en") for b in bridge.blocks if type(b).__name__ == "Note"]
        word = "noise only" if name == "steady" else "show a signal"
        assert any(word in note for note in notes), notes
    assert told["steady"] == "noise"
    assert told["shifted"] in ("above", "shift_up")


def test_a_short_history_says_nothing_of_signals(made) -> None:
    run = made([line("A", date(2025, 5, 1), 10)])

    class Given:
        tables = {"kpi_list": table(run, "kpi_list")}  # noqa: RUF012 - stands for the inputs of a report

    assert signal_note(Given()) == []
