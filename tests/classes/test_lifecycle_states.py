"""Each state, reached by a customer made by hand, on both sides of the rule's number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import AS_OF, customers, line

PACE = 30  # the crowd's gap; a customer that also buys every 30 days has an expected gap of exactly 30 days


def days(number):
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("silent", "state"),
    [
        (45, "C"),  # rho = 1.5: still active
        (46, "A"),  # rho > 1.5
        (75, "A"),  # rho = 2.5
        (76, "S"),  # rho > 2.5
        (121, "S"),  # rho > 4, but not 180 days
        (179, "S"),
        (180, "L"),  # rho > 4 and 180 days
    ],
)
def test_silence(company, silent, state):
    buyer = company.every(PACE, last_before=silent, count=40)
    assert company.state([buyer, *company.crowd(PACE)]) == state


def test_a_slow_buyer_is_not_lost_by_days_alone(company):
    buyer = company.every(200, last_before=299, count=8)
    assert company.state([buyer, *company.crowd(200)]) == "C"  # 299 days = 1.495 expected gaps


def regular(company, recent, before):
    """Buys on the 21st of each month for two years, `before` each in the earlier year and `recent` in the last."""
    months = [date(year, month, 21) for year in (2024, 2025) for month in range(1, 13)]
    return company.History([(day, recent if day.year == AS_OF.year else before) for day in months])


@pytest.mark.parametrize(
    ("recent", "before", "state"),
    [
        (1200, 1000, "G"),
        (1199, 1000, "C"),
        (1000, 1000, "C"),
        (760, 1000, "C"),
        (750, 1000, "D"),
        (500, 1000, "D"),
    ],
)
def test_direction_of_money(company, recent, before, state):
    # Twelve orders in each of the two years, so the ratio of the years is the ratio of the amounts.
    assert company.state([regular(company, recent, before), *company.crowd(PACE)]) == state


def test_declining_needs_the_alarm(company):
    """The same fall to 75 % out of months that jump between nothing and 2,000 is within the usual."""
    history = regular(company, 750, 1000)
    history.orders = [(d, 750 if d.year == AS_OF.year else 2000 * (d.month % 2)) for d, _ in history.orders]
    assert company.state([history, *company.crowd(PACE)]) == "C"


def test_growth_needs_four_orders_and_twelve_months(company):
    start = date(2024, 12, 31)  # twelve months before as_of, to the day
    four = [(start, 100), *[(AS_OF - days(n), 1000) for n in (190, 100, 10)]]
    crowd = company.crowd(90)
    assert company.state([company.History(four), *crowd]) == "G"
    assert company.state([company.History(four[1:]), *crowd]) == "N"  # three orders, first one this year
    younger = [(start + days(1), 100), *four[1:]]
    assert company.state([company.History(younger), *crowd]) == "N"  # four orders, one day short of a year


@pytest.mark.parametrize(("orders", "state"), [([10], "F"), ([100, 10], "N"), ([], None)])
def test_first_orders(company, orders, state):
    history = company.History([(AS_OF - days(n), 500) for n in orders])
    assert company.state([history, *company.crowd(90)]) == state


@pytest.mark.parametrize(("first", "state"), [(date(2024, 7, 1), "N"), (date(2024, 6, 30), "C")])
def test_developing_ends_eighteen_months_after_the_first_order(company, first, state):
    # Two orders; the crowd buys every 400 days, so that nobody is late and the gap is no sleep.
    history = company.History([(first, 500), (date(2025, 9, 1), 500)])
    assert company.state([history, *company.crowd(400)]) == state


def sleeper(company, wake_before, more=(), sleep=100):
    """Bought every 30 days, slept for `sleep` days (over 2.5 x 30), woke `wake_before` days before as_of."""
    wake = AS_OF - days(wake_before)
    earlier = [(wake - days(sleep + PACE * n), 1000) for n in reversed(range(12))]
    return company.History([*earlier, (wake, 1000), *[(AS_OF - days(n), 1000) for n in more]])


@pytest.mark.parametrize(
    ("wake_before", "more", "sleep", "is_awake"),
    [
        (10, (), 100, True),
        (10, (), 75, False),  # 2.5 expected gaps are not yet a sleep
        (70, (40, 10), 100, True),  # third order since: the wake itself is the first
        (100, (70, 40, 10), 100, False),  # fourth
        (183, (110, 40), 100, True),  # six months before 31 December is 30 June: 184 days
        (184, (110, 40), 100, False),
    ],
)
def test_reactivated_for_three_orders_or_six_months(company, wake_before, more, sleep, is_awake):
    history = sleeper(company, wake_before, more, sleep)
    assert (company.state([history, *company.crowd(PACE)]) == "R") is is_awake


def test_silence_outranks_money_and_waking(company):
    woken_but_late = sleeper(company, 60)
    assert company.state([woken_but_late, *company.crowd(PACE)]) == "A"
    falling = regular(company, 300, 1000)
    falling.orders = [(day - days(40), amount) for day, amount in falling.orders]  # the last one 50 days ago
    assert company.state([falling, *company.crowd(PACE)]) == "A"


def test_only_credit_notes(company):
    """They give back what was bought before the data begins: neither a first order nor a rhythm nor a second life."""
    active = company.History(credits=[(AS_OF - days(n), -50) for n in (300, 10)])
    assert company.state([active, *company.crowd(PACE)]) == "C"
    silent = company.History(credits=[(AS_OF - days(n), -50) for n in (500, 400)])
    assert company.state([silent, *company.crowd(PACE)]) == "L"


def test_the_weekly_buyer_silent_for_ninety_days_is_not_growing(company):
    """The case that corrected the dossier."""
    history = company.every(7, last_before=90, count=90)
    history.orders = [(d, 3000 if d > date(2024, 12, 31) else 1000) for d, _ in history.orders]
    assert company.state([history, *company.crowd(7)]) == "S"


def test_every_state_through_the_pipeline(made, company):
    cases = {
        "L": company.every(PACE, last_before=400, count=10),
        "S": company.every(PACE, last_before=100, count=30),
        "A": company.every(PACE, last_before=60, count=30),
        "R": sleeper(company, 10),
        "D": regular(company, 500, 1000),
        "G": regular(company, 2000, 1000),
        "C": regular(company, 1000, 1000),
        "N": company.every(PACE, last_before=10, count=2),
        "F": company.every(PACE, last_before=10, count=1),
    }
    rows = [line(name, day, amount) for name, case in cases.items() for day, amount in case.orders]
    for place, pace in enumerate(company.crowd(PACE)):
        rows += [line(f"pace{place}", day, amount) for day, amount in pace.orders]
    found = customers(made(rows))
    assert {name: found[name]["lifecycle_state"] for name in cases} == {name: name for name in cases}
    activity = {"L": "lost", "S": "sleeping", "A": "late"}
    assert {name: found[name]["activity_state"] for name in cases} == {
        name: activity.get(name, "active") for name in cases
    }
