"""Suggestions and their proof on a planted world: what is found, what is never said, what is only said when shown."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from clientela.economics._adoption import fit_logistic
from clientela.economics._hits import difference, interval, judge, top
from clientela.economics._lookalikes import lookalikes, reasons
from clientela.economics.cross_selling import used_method
from conftest import NOON, build_workspace, customers, import_rows, line, open_workspace, run_at, table

FAMILIES = {"wood": [f"Wood {n}" for n in range(6)], "metal": [f"Metal {n}" for n in range(6)]}
HALVES = (date(2025, 9, 1), date(2025, 3, 1), date(2024, 9, 1), date(2024, 3, 1), date(2023, 9, 1))


def planted(people=160, *, seed=3, is_world_split=True):
    """Customers that buy wood or metal, three families at first and one more each half year; in a world that is not split, any."""
    draw = random.Random(seed)  # noqa: S311 - rows for a test
    rows = []
    for n in range(people):
        trade = ("wood", "metal")[n % 2]
        pool = list(FAMILIES[trade]) if is_world_split else [*FAMILIES["wood"], *FAMILIES["metal"]]
        draw.shuffle(pool)
        known = pool[:2]
        for place, day in enumerate(reversed(HALVES)):
            known = pool[: 2 + place] if draw.random() < 0.8 else known
            rows += [
                line(f"{n:03d}", day, 100 + 10 * len(family), f"I{n}-{place}", line_number=i, product_number=family, family=family,
                     quantity=1, cost_amount=60, segment="All")
                for i, family in enumerate(known)
            ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def split_world(tmp_path_factory):
    return build_workspace(tmp_path_factory.mktemp("split"), planted())


def of_new(run):
    return {r["method"]: r for r in table(run, "cross_selling_proof") if r["purchase_class"] == "new"}


def test_the_proof_finds_what_was_planted(split_world):
    """S0-17, S3-07: hits among three suggestions are reported beside those of the most bought families."""
    rows = of_new(split_world)
    chosen = next(r for r in rows.values() if r["role"] == "chosen")
    assert chosen["verdict"] == "better"
    assert chosen["hit_share"] > rows["popular"]["hit_share"] + 0.2
    assert 0.5 < chosen["hit_low_share"] < chosen["hit_share"] <= chosen["hit_high_share"]
    assert chosen["judged_count"] > 60
    assert chosen["earlier_hit_share"] == max(r["earlier_hit_share"] for n, r in rows.items() if n != "popular" and r["earlier_hit_share"] is not None)  # fmt: skip
    assert chosen["caught_amount"] <= chosen["opened_amount"]


def test_hits_are_counted_as_by_hand(split_world):
    """The most bought families of twelve months up to six months ago, against what was newly bought since, in plain Python."""
    with split_world.reading() as reader:
        sold = reader.query(
            "select customer_key, product_family, half_number from customer_families where revenue_amount > 0"
        )
    when: dict[int, dict[str, set[int]]] = {}
    for row in sold:
        when.setdefault(row["customer_key"], {}).setdefault(row["product_family"], set()).add(
            row["half_number"]
        )
    before = {c: {f for f, halves in own.items() if halves & {1, 2}} for c, own in when.items()}
    counts: dict[str, int] = {}
    for own in before.values():
        for family in own:
            counts[family] = counts.get(family, 0) + 1
    active = sum(1 for own in before.values() if own)
    fits = {f for f, n in counts.items() if n >= 5 and n >= 0.02 * active}
    order = sorted(fits, key=lambda f: (-counts[f], f))
    hits = judged = 0
    for customer, own in when.items():
        if not before[customer]:
            continue
        new = {f for f, halves in own.items() if 0 in halves} & fits - before[customer]
        if new:
            judged += 1
            hits += bool(new & set([f for f in order if f not in before[customer]][:3]))
    row = of_new(split_world)["popular"]
    assert (row["judged_count"], row["hits_count"]) == (judged, hits)


def test_nothing_of_the_last_half_year_is_learned(split_world):
    """What was bought in the last six months is shuffled among the families: what had been suggested stays the same, so the
    half year before, by which the way is chosen, is judged alike."""
    rows = planted()
    late = [r for r in rows if r["invoice_date"] == HALVES[0].isoformat()]
    names = [r["family"] for r in late]
    random.Random(1).shuffle(names)  # noqa: S311 - rows for a test
    for row, family in zip(late, names, strict=True):
        row["family"] = row["product_number"] = family
    import tempfile  # noqa: PLC0415 - beside its use
    from pathlib import Path  # noqa: PLC0415 - beside its use

    with tempfile.TemporaryDirectory() as folder:
        other = of_new(build_workspace(Path(folder), rows))
    before = {n: r["earlier_hit_share"] for n, r in of_new(split_world).items()}
    assert {n: r["earlier_hit_share"] for n, r in other.items()} == before


def test_where_nothing_is_to_be_found_the_most_bought_are_named(made):
    run = made(planted(is_world_split=False))
    chosen = next(r for r in of_new(run).values() if r["role"] == "chosen")
    assert chosen["verdict"] == "not_better"
    assert {r["method"] for r in table(run, "cross_selling")} == {"popular"}


def test_suggestions_stay_in_the_trade_and_name_customers_of_the_trade(split_world):
    """S3-07: three suggestions at most, each with customers of the kind that buy the family."""
    rows = table(split_world, "suggestion_list")
    known = customers(split_world)
    likely = [r for r in rows if r["chance_share"] > 0.3]
    assert len(likely) > 20
    assert {
        ("wood", "metal")[int(r["customer_id"]) % 2] == r["product_family"].split()[0].lower() for r in likely
    } == {True}
    for row in rows:
        names = [row[f"peer_{n}_name"] for n in (1, 2, 3) if row[f"peer_{n}_name"]]
        assert 1 <= len(names) <= 3
        assert row["customer_name"] not in names
        assert {known[n.split()[-1]]["segment_id"] for n in names} == {"All"}
    with split_world.reading() as reader:
        bought = {(r["customer_key"], r["product_family"]) for r in reader.query("select customer_key, product_family from customer_families where half_number <= 1 and revenue_amount > 0")}  # fmt: skip
        listed = reader.rows("cross_selling")
    assert not {(r["customer_key"], r["product_family"]) for r in listed} & bought
    for row in listed:
        for n in (1, 2, 3):
            if row[f"peer_{n}_key"] is not None:
                assert (row[f"peer_{n}_key"], row["product_family"]) in bought


def test_expected_is_chance_times_spend_times_margin(split_world):
    for row in table(split_world, "cross_selling"):
        assert 0 < row["chance_share"] < 1
        expected = float(row["spend_12m_amount"]) * row["chance_share"]
        assert float(row["expected_12m_amount"]) == pytest.approx(expected, abs=1e-3)
        assert float(row["expected_margin_12m_amount"]) == pytest.approx(
            expected * row["family_margin_share"], abs=1e-3
        )
        assert row["suggestion_place"] in (1, 2, 3)


def test_chances_are_those_that_come_true():
    """Over all pairs learned from, the mean chance is the share that began to buy: a logistic regression with an intercept."""
    rng = np.random.default_rng(1)
    table_ = rng.normal(size=(4000, 2))
    label = (rng.random(4000) < 1 / (1 + np.exp(-(table_[:, 0] - 2)))).astype(float)
    model = fit_logistic(table_, label, (0, 1))
    assert model.chance(table_.T).mean() == pytest.approx(label.mean(), abs=1e-6)
    assert model.weights[0] / model.scale[0] == pytest.approx(1, abs=0.15)
    assert model.weights[1] == pytest.approx(0, abs=0.12)


@pytest.mark.parametrize("share", [0.02, 0.0])
def test_a_family_that_is_not_eligible_is_never_suggested(tmp_path, share):
    """S0-17: a family that the list rules out is in no suggestion and in no white space."""
    workspace = open_workspace(tmp_path / "w", offer_least_family_share=share)
    import_rows(workspace, planted())
    listed = "segment,product family,eligible\n" + "".join(
        f"All,{family},{'no' if family in ('Wood 0', 'Metal 3') else 'yes'}\n"
        for family in [*FAMILIES["wood"], *FAMILIES["metal"][:5]]  # Metal 5 is not named at all
    )
    (tmp_path / "eligible.csv").write_text(listed, encoding="utf-8")
    workspace.import_files([tmp_path / "eligible.csv"], imported_at=NOON)
    run = run_at(workspace)
    forbidden = {"Wood 0", "Metal 3", "Metal 5"}
    for name in ("cross_selling", "white_cells"):
        found = {r["product_family"] for r in table(run, name)}
        assert found
        assert not found & forbidden


def test_a_family_needs_so_many_buyers_of_the_kind(made):
    rows = planted(40)
    rare = [line("000", HALVES[0], 500, "R", family="Rare", product_number="Rare", quantity=1, segment="All")]
    run = made(rows + rare)
    assert "Rare" not in {r["product_family"] for r in table(run, "cross_selling")}
    assert "Rare" not in {r["product_family"] for r in table(run, "white_cells")}


def test_a_customer_with_a_loss_is_marked_and_comes_last(made):
    rows = planted()
    for row in rows:
        if row["customer_number"] == "001":
            row["cost_amount"] = 10 * row["net_amount"]
    run = made(rows)
    keys = {r["customer_id"]: r["contribution_class"] for r in table(run, "suggestion_list")}
    with run.reading() as reader:
        marked = reader.query(
            "select distinct c.customer_id, s.contribution_class from cross_selling as s join customers as c using (customer_key)"
        )
    assert {r["customer_id"] for r in marked if r["contribution_class"] == "below_zero"} <= {"001"}
    assert set(keys.values()) == {"not_below_zero"} or list(keys)[-1] == "001"
    assert any(r["contribution_class"] == "below_zero" for r in marked) or "001" not in {
        r["customer_id"] for r in marked
    }


def test_without_costs_the_contribution_is_unknown(made):
    rows = [{k: v for k, v in row.items() if k != "cost_amount"} for row in planted()]
    found = table(made(rows), "cross_selling")
    assert found
    assert {r["contribution_class"] for r in found} == {None}
    assert {r["expected_margin_12m_amount"] for r in found} == {None}
    assert all(r["expected_12m_amount"] is not None for r in found)


def test_a_year_of_data_suggests_and_proves_nothing(made):
    rows = [r for r in planted() if r["invoice_date"] >= "2025-02"]
    run = made(rows)
    assert table(run, "cross_selling_proof") == []
    found = table(run, "cross_selling")
    assert found
    assert {r["method"] for r in found} == {"popular"}
    assert {r["chance_share"] for r in found} == {None}


def test_lists_hits_and_intervals():
    open_ = np.array([[True, True, False, True], [True, False, False, False]])
    score = np.array([[0.1, 0.1, 0.9, 0.3], [0.5, 0.9, 0.9, 0.9]])
    lists = top(score, open_, 3)
    assert lists.tolist() == [[3, 0, 1], [0, -1, -1]]
    new = np.array([[False, True, False, False], [False, True, False, False]])
    hits = judge(lists[:, :1], new, np.full((2, 4), 7))
    assert (hits.hit.tolist(), hits.caught, hits.bought) == ([False, False], 0, 14)
    assert judge(lists, new, np.full((2, 4), 7)).hit.tolist() == [True, False]
    # Wilson 1927: 8 of 10
    assert interval(8, 10) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    ours, theirs = np.array([1, 1, 1, 0]) > 0, np.array([1, 0, 0, 0]) > 0
    low, high = difference(ours, theirs)
    assert (low + high) / 2 == pytest.approx(0.5)
    assert high - low == pytest.approx(2 * 1.959964 * np.sqrt((0.5 - 0.25) / 4))


def test_lift_and_lookalikes_by_hand():
    owned = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 0, 1], [0, 0, 1]]).astype(bool)
    because, lift = reasons(np.array([3, 4]), np.array([1, 1]), owned, least=2, least_lift=1.2)
    assert (because.tolist(), lift[0]) == ([0, -1], pytest.approx(3 * 6 / (4 * 3)))
    spend = owned * np.array([[1], [2], [3], [4], [5], [6]])
    found = lookalikes(np.array([3]), np.array([1]), owned, np.zeros(6, dtype=int), spend)
    # both 0 and 1 share one of two families, 1 spends more; 2 shares one of three
    assert found.tolist() == [[1, 0, 2]]
    other = lookalikes(np.array([3]), np.array([1]), owned, np.array([0, 1, 0, 0, 0, 0]), spend)
    assert other.tolist() == [[0, 2, -1]]


def test_only_the_chosen_and_proven_way_is_used():
    def proof(verdict, role):
        return {
            "method": np.array(["popular", "similar", "learned"], dtype=object),
            "purchase_class": np.array(["new"] * 3, dtype=object),
            "verdict": np.array(["baseline", "better", verdict], dtype=object),
            "role": np.array(["baseline", "other", role], dtype=object),
        }

    assert used_method(proof("better", "chosen")) == "learned"
    assert used_method(proof("not_better", "chosen")) == "popular"
    assert used_method(proof("better", "other")) == "popular"


def test_white_spaces_by_hand(made):
    day = date(2025, 6, 1)
    bought = [(n, "Saws", 100) for n in range(6)] + [(n, "Glue", 10 * (n + 1)) for n in range(5)]
    rows = [
        line(str(n), day, net, f"{family}{n}", family=family, product_number=family, quantity=1, segment="T")
        for n, family, net in bought
    ]
    run = made(rows)
    (cell,) = table(run, "white_space_list")
    assert (cell["customer_id"], cell["product_family"]) == ("5", "Glue")
    assert cell["penetration_share"] == pytest.approx(5 / 6)
    assert cell["spend_12m_amount"] == Decimal(30)
    assert cell["expected_12m_amount"] == Decimal(25)


def test_first_purchases_alone_do_not_choose():
    """The way is chosen and shown on all new families: better over those never bought before is told, and decides nothing."""
    proof = {
        "method": np.array(["similar", "similar"], dtype=object),
        "purchase_class": np.array(["new", "first"], dtype=object),
        "verdict": np.array(["not_better", "better"], dtype=object),
        "role": np.array(["chosen", "chosen"], dtype=object),
    }
    assert used_method(proof) == "popular"
