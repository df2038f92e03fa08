"""What the name of a customer helped to win: figures by hand, on rows (S4-64, dossier 9.1 d)."""

from __future__ import annotations

import duckdb
import pytest

from clientela.economics.reference_influence import reference_influence

_YEAR = {"as_of": "date '2025-12-31'", "since_12m": "date '2024-12-31'", "bu": "", "currency": "EUR", "rates": [("USD", "2020-01-01", "2025-07-01", 0.9), ("USD", "2025-07-01", "2030-01-01", 0.8)]}  # fmt: skip
_OFFER = {"customer_id": "B", "reference_customer_id": "A", "stage": "won", "closed_on": "2025-05-05", "amount": 1_000_000, "currency": "EUR"}  # fmt: skip


def _found(*offers, **params):
    """A has two numbers, A and A2; B and C are others, and so is the A of the source b. Rows: customer, offers, without an amount, amount."""
    with duckdb.connect() as db:
        db.execute("create table offers(source varchar, customer_id varchar, reference_customer_id varchar, stage varchar, closed_on date, amount bigint, currency varchar)")  # fmt: skip
        db.execute("create table customer_keys(source varchar, customer_id varchar, customer_key bigint)")
        db.execute("create table customer_map(customer_key bigint, to_key bigint, from_on date, until_on date)")  # fmt: skip
        db.execute("insert into customer_keys values ('a', 'A', 1), ('a', 'A2', 2), ('a', 'B', 3), ('a', 'C', 4), ('b', 'A', 5)")  # fmt: skip
        db.execute("insert into customer_map values (2, 1, date '1900-01-01', date '2100-01-01')")
        for offer in offers:
            row = {"source": "a", **_OFFER, **offer}
            db.execute("insert into offers values (?, ?, ?, ?, ?, ?, ?)", [row[n] for n in ("source", "customer_id", "reference_customer_id", "stage", "closed_on", "amount", "currency")])  # fmt: skip
        return sorted(db.execute(reference_influence.build({**_YEAR, **params})).fetchall())


def test_amounts_are_of_the_rate_of_the_day_they_were_won():
    """100 EUR + 50 USD at .9 in May + 50 USD at .8 in August = 185; pounds without a rate, and nothing stated, are counted and not valued."""
    dollars = {"currency": "USD", "amount": 500_000}
    assert _found(
        {}, dollars, {**dollars, "closed_on": "2025-08-05"}, {"currency": "GBP"}, {"amount": None}
    ) == [(1, 5, 2, 1_850_000)]
    assert _found({"currency": "GBP"}) == [(1, 1, 1, None)]
    assert _found({"currency": None}, rates=[]) == [(1, 1, 0, 1_000_000)]


def test_two_numbers_of_one_customer_are_one_reference_and_one_buyer():
    assert _found({}, {"reference_customer_id": "A2"}) == [(1, 2, 0, 2_000_000)]
    assert (
        _found(
            {"customer_id": "A2"}, {"customer_id": "A"}, {"customer_id": "A", "reference_customer_id": "A2"}
        )
        == []
    )
    # the same number in another source is somebody else
    assert _found({}, {"source": "b", "amount": 7}) == [(1, 1, 0, 1_000_000), (5, 1, 0, 7)]


def test_each_customer_has_what_its_own_name_won():
    rows = _found({}, {"reference_customer_id": "C", "amount": 1}, {"customer_id": "C", "reference_customer_id": "B", "amount": 2})  # fmt: skip
    assert rows == [(1, 1, 0, 1_000_000), (3, 1, 0, 2), (4, 1, 0, 1)]


def test_a_buyer_who_is_no_customer_yet_is_another_one():
    assert _found({"customer_id": "Prospect"}) == [(1, 1, 0, 1_000_000)]


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"closed_on": "2025-12-31"}, 1), ({"closed_on": "2025-01-01"}, 1), ({"closed_on": "2024-12-31"}, 0), ({"closed_on": "2026-01-01"}, 0), ({"closed_on": None}, 0),
        ({"stage": "lost"}, 0), ({"stage": "withdrawn"}, 0), ({"stage": "engaging"}, 0), ({"stage": None}, 0),
        ({"customer_id": "A"}, 0), ({"customer_id": None}, 0), ({"reference_customer_id": None}, 0), ({"reference_customer_id": "Nobody"}, 0),
    ],
)  # fmt: skip
def test_what_counts_is_won_from_another_in_the_twelve_months(change, counts):
    assert _found(change) == [(1, 1, 0, 1_000_000)][:counts]


def test_of_one_unit_nobody_says_whose_the_offers_are():
    assert _found({}, bu="North") == []
