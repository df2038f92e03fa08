"""Drivers of losses: read in four languages, split to the cent, bounded where unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from clientela.predictions._drivers import CONTROL, driver_of, read_reasons
from conftest import AS_OF, line, table
from service_files import by_customer, company


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        ("Plant closed in May", "closure"), ("chiusura dello stabilimento", "closure"), ("закрытие завода", "closure"), ("Werk geschlossen, Schließung", "closure"),
        ("insolvency", "insolvency"), ("fallimento", "insolvency"), ("банкротство", "insolvency"),
        ("central purchasing of the group", "group_sourcing"), ("decisione del gruppo", "group_sourcing"),
        ("insourcing", "insourcing"), ("fewer suppliers", "supplier_reduction"), ("riduzione fornitori", "supplier_reduction"),
        ("new buyer brought his own", "new_buyer"), ("новый закупщик", "new_buyer"), ("nuova proprietà", "new_buyer"),
        ("late deliveries", "our_service"), ("ritardi nelle consegne", "our_service"), ("плохое качество", "our_service"), ("Qualität", "our_service"),
        ("price", "competitor_price"), ("prezzo troppo alto", "competitor_price"), ("цена", "competitor_price"),
        ("our_person", "our_person"), ("seller left", "our_person"), ("nobody called: neglect", "neglect"), ("better offer of a competitor", "competitor_offer"),
        ("something odd", ""),
    ],
)  # fmt: skip
def test_reasons_are_read(text, driver):
    assert driver_of(text) == driver


def test_shares_are_those_written_or_equal():
    assert read_reasons("price 60 %; late deliveries 40 %", avoidable=float("nan")) == {
        "competitor_price": (pytest.approx(0.6), 0.75), "our_service": (pytest.approx(0.4), 1.0),
    }  # fmt: skip
    equal = read_reasons("price, closure", avoidable=float("nan"))
    assert {name: share for name, (share, _) in equal.items()} == {"competitor_price": 0.5, "closure": 0.5}
    assert read_reasons("odd", avoidable=1.0) == {"other": (1.0, 1.0)}
    assert read_reasons("odd", avoidable=float("nan")) == {}


def test_the_parts_in_our_hands_are_those_of_the_appendix():
    assert CONTROL == {
        "closure": 0, "insolvency": 0, "regulation": 0, "relocation": 0.25, "group_sourcing": 0.25, "insourcing": 0.25, "substitution": 0.25,
        "supplier_reduction": 0.5, "new_buyer": 0.5, "our_person": 0.75, "competitor_price": 0.75, "competitor_offer": 0.75, "our_service": 1, "neglect": 1,
    }  # fmt: skip


def _rows() -> list[dict]:
    rows = []
    for i in range(60):
        day, last = (
            date(2022, 1, 3) + timedelta(days=i % 14),
            AS_OF if i < 36 else date(2023, 1, 1) + timedelta(days=30 * (i - 36)),
        )
        while day <= last:
            rows.append(line(f"{i:02d}", day, 100 + i, cost_amount=50))
            day += timedelta(days=21 + i % 5)
    return rows


def _reviewed(folder, reviews: list[str], events: list[str]):
    files = (
        {"loss_reviews": "customer_id,reviewed_on,reasons,is_controllable\n" + "\n".join(reviews) + "\n"}
        if reviews
        else {}
    )
    if events:
        files["defection_events"] = "customer_id,happened_on,kind,cause\n" + "\n".join(events) + "\n"
    return company(folder, _rows(), files)


def test_without_drivers_the_part_lies_between_nothing_and_all(tmp_path):
    """S0-32: bounds [0, sum V p] when the drivers are unknown; what is dated after the day is not known."""
    run = _reviewed(tmp_path, ["40,2026-01-10,price,"], ["00,2026-02-01,trigger,new buyer"])
    assert table(run, "loss_drivers") == []
    (row,) = table(run, "irremediable_loss")
    assert row["driver_basis_class"] == "unknown"
    assert row["irremediable_loss_amount"] is None
    assert (row["irremediable_low_amount"], row["irremediable_high_amount"]) == (
        0,
        row["expected_loss_amount"],
    )
    assert row["expected_loss_amount"] == sum(
        r["expected_loss_amount"] or 0 for r in table(run, "customer_outlook")
    )


def test_drivers_split_the_loss_to_the_cent(tmp_path):
    """S0-32, corrections 3: sum V p x sum share x (1 - controllability), the remediable and unsaved parts apart."""
    run = _reviewed(
        tmp_path,
        ["02,2025-01-10,price 60 %; closure 40 %,"],
        ["00,2025-11-01,trigger,new buyer", "01,2025-11-01,trigger,late deliveries"],
    )
    split = by_customer(run, "expected_loss_split")
    for number, control in (("00", 0.5), ("01", 1.0), ("02", 0.45)):
        row = split[number]
        assert row["driver_basis_class"] == "own"
        assert row["controllable_share"] == pytest.approx(control)
        lost = float(row["expected_loss_amount"])
        assert float(row["irremediable_loss_amount"]) == pytest.approx(lost * (1 - control), abs=0.0001)
        assert float(row["irremediable_low_amount"]) == pytest.approx(
            lost * max(0, 1 - min(1, control + 0.2)), abs=0.0001
        )
        assert float(row["irremediable_high_amount"]) == pytest.approx(
            lost * (1 - max(0, control - 0.2)), abs=0.0001
        )
        assert row["remediable_loss_amount"] + row["irremediable_loss_amount"] == row["expected_loss_amount"]
        assert float(row["unsaved_loss_amount"]) == pytest.approx(
            float(row["remediable_loss_amount"]) * (1 - row["rescue_share"]), abs=0.0001
        )
    assert split["02"]["main_driver_class"] == "competitor_price"
    assert split["03"]["irremediable_loss_amount"] is None
    whole, outlook = table(run, "irremediable_loss"), table(run, "customer_outlook")
    assert sum(r["expected_loss_amount"] for r in whole) == sum(
        r["expected_loss_amount"] or 0 for r in outlook
    )
    active = {r["customer_key"]: r for r in outlook}
    for r in table(run, "expected_loss_split"):
        o = active[r["customer_key"]]
        if o["stake_12m_amount"] is None:
            assert r["expected_loss_36m_amount"] is None
            continue
        years = sum(1 - o[f"active_{12 * y}m_probability"] for y in (1, 2, 3))
        assert float(r["expected_loss_36m_amount"]) == pytest.approx(
            float(o["stake_12m_amount"]) * years, abs=0.0001
        )


def test_eight_reviews_show_the_usual_drivers(tmp_path):
    run = _reviewed(
        tmp_path, [f"{36 + i},2025-02-10,{'price' if i % 2 else 'closure'}," for i in range(8)], []
    )
    split = by_customer(run, "expected_loss_split")
    assert split["00"]["driver_basis_class"] == "past"
    assert split["00"]["controllable_share"] == pytest.approx(0.375)
    assert (split["00"]["irremediable_low_amount"], split["00"]["irremediable_high_amount"]) == (
        0,
        split["00"]["expected_loss_amount"],
    )
    mix = {r["driver_class"]: r for r in table(run, "driver_mix")}
    assert (mix["closure"]["customers_count"], mix["closure"]["weight_number"]) == (4, 4)
