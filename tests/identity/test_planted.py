from identity.planted import SEEN, UNSEEN, plant, true_pairs


def test_the_planted_lists_are_the_same_every_time_and_hold_duplicates_and_look_alikes():
    rows = plant(seed=SEEN[0], rows=2000)
    assert rows == plant(seed=SEEN[0], rows=2000)
    assert not set(SEEN) & set(UNSEEN)
    assert len({row.customer_id for row in rows}) == 2000
    pairs = true_pairs(rows)
    assert 500 < len(pairs) < 1500
    same_name = {}
    for row in rows:
        same_name.setdefault(row.customer_name.casefold(), set()).add(row.person)
    # one name, several legal persons: a rule by the name alone is wrong
    assert sum(len(persons) > 1 for persons in same_name.values()) > 20
