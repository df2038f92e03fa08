"""Types, the market, rules and groups through the pipeline: every table ties to the totals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.i18n import translate
from clientela.base.scope import Scope
from conftest import AS_OF, NOON, customers, import_rows, line, open_workspace, run_at, table, tiny_rows

TYPES = {
    "001": "Grossista",
    "002": "wholesale",
    "003": "dettagliante",
    "004": "Ente pubblico",
    "005": "fantasma",
}
CUSTOMERS = "codice cliente;ragione sociale;tipo cliente;segmento\n" + "".join(
    f"{number};Customer {number};{kind};Tools\n" for number, kind in TYPES.items()
)
MARKET = (
    "segment code,segment name,parent segment,customer type,number of firms,market value\n"
    "ALL,Everybody,,wholesaler,1000,90000\n"  # divided below: counted there
    "W,Wholesale,ALL,wholesaler,100,30000\nW2,Wholesale abroad,ALL,wholesaler,100,30000\nR,Retail,ALL,retailer,600,40000\n"
)
RULES = """
[[segment_rules]]
name = "Wholesale"
where = "customer_type = 'wholesaler' and lines_count > 0"
[[segment_rules]]
name = "Thin"
where = "margin_12m_amount < 0"
[[segment_rules]]
name = "Asleep"
where = "lines_12m_count = 0"
"""


def numbered_rows():
    rows = tiny_rows()
    for row in rows:
        if row["customer_number"]:
            row["customer_number"] = f"{int(row['customer_number']):03d}"
    return rows


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("segments")
    workspace = open_workspace(folder / "workspace")
    workspace.write_settings(RULES)
    import_rows(workspace, numbered_rows())
    for name, text in (("clienti.csv", CUSTOMERS), ("mercato.csv", MARKET)):
        (folder / name).write_text(text, encoding="utf-8")
        workspace.import_files([folder / name], imported_at=NOON)
    return run_at(workspace)


def test_the_type_is_an_attribute_of_the_customer(run):
    found = {n: row["customer_type"] for n, row in customers(run).items() if n in TYPES}
    assert found == {
        "001": "wholesaler", "002": "wholesaler", "003": "retailer", "004": "public_body", "005": "fantasma",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("customer_types", "customer_type"), ("segment_sizes", "rule_segment"), ("rfm_table", "rfm_group"),
        ("abc_xyz_table", "abc_xyz_class"),
    ],
)  # fmt: skip
def test_every_table_ties_to_the_totals(run, name, column):
    rows, (totals,) = table(run, name), table(run, "totals")
    for figure in ("revenue_12m_amount", "revenue_prior_12m_amount", "margin_known_12m_amount"):
        assert sum(r[figure] or 0 for r in rows) == totals[figure]
    assert sum(r["customers_count"] for r in rows) == totals["customers_count"]
    keys = [(r[column], r.get("rule_segment_open")) for r in rows]
    assert len(keys) == len(set(keys))


def test_composition_by_type(run):
    rows = {r["customer_type"]: r for r in table(run, "customer_types")}
    known = customers(run)
    assert set(rows) == {"wholesaler", "retailer", "public_body", "fantasma", None}
    assert rows[None]["customers_count"] == len(known) - 5
    own = [known["001"], known["002"]]
    wholesale = rows["wholesaler"]
    assert wholesale["revenue_12m_amount"] == sum(c["revenue_12m_amount"] for c in own)
    before = sum(c["revenue_prior_12m_amount"] for c in own)
    assert wholesale["revenue_change_share"] == pytest.approx(
        float(wholesale["revenue_12m_amount"] / before - 1)
    )
    assert sum(r["revenue_share"] for r in rows.values()) == pytest.approx(1)
    strata = {r["part"]: r for r in table(run, "strata") if r["dimension"] == "customer_type"}
    assert strata["wholesaler"]["revenue_12m_amount"] == wholesale["revenue_12m_amount"]


def test_our_mix_and_the_market(run):
    rows = {r["part"]: r for r in table(run, "market_mix") if r["dimension"] == "customer_type"}
    known = customers(run)
    # the market: 200 wholesalers and 600 retailers; ours: two and one, the others' market is not stated
    assert rows["wholesaler"]["market_customers_count"] == 200
    assert rows["wholesaler"]["active_share"] == pytest.approx(2 / 3)
    assert rows["wholesaler"]["customers_index"] == pytest.approx((2 / 3) / (200 / 800))
    assert rows["retailer"]["customers_index"] == pytest.approx((1 / 3) / (600 / 800))
    assert rows["public_body"]["customers_index"] is None
    assert rows["wholesaler"]["market_amount"] == Decimal(60000)
    revenue = {n: float(known[n]["revenue_12m_amount"]) for n in TYPES}
    ours = (revenue["001"] + revenue["002"]) / (revenue["001"] + revenue["002"] + revenue["003"])
    assert rows["wholesaler"]["revenue_index"] == pytest.approx(ours / 0.6)


def test_without_a_market_there_is_no_comparison(tiny):
    assert table(tiny, "market_mix") == []


def test_rules_are_tried_in_order_and_missing_values_stop(run):
    found = customers(run)
    for number, row in found.items():
        kind, margin = row["customer_type"], row["margin_12m_amount"]
        if kind == "wholesaler":
            expected = ("Wholesale", None)
        elif kind is None:  # it might be a wholesaler
            expected = (None, "Wholesale")
        elif margin is None:
            expected = (None, "Thin")
        elif margin < 0:
            expected = ("Thin", None)
        elif row["lines_12m_count"] == 0:
            expected = ("Asleep", None)
        else:
            expected = ("rest", None)
        assert (row["rule_segment"], row["rule_segment_open"]) == expected, number
    assert {(row["rule_segment"], row["rule_segment_open"]) for row in found.values()} >= {
        ("Wholesale", None), (None, "Wholesale"), ("rest", None),
    }  # fmt: skip
    assert len({row["rule_segment_version"] for row in found.values()}) == 1


def test_without_rules_there_are_no_segments(tiny):
    assert table(tiny, "segment_sizes") == []
    assert {row["rule_segment"] for row in customers(tiny).values()} == {None}


def test_a_wrong_rule_stops_before_anything_is_computed(tmp_path):
    workspace = open_workspace(tmp_path / "w")
    import_rows(workspace, tiny_rows())
    workspace.write_settings('[[segment_rules]]\nname = "Key"\nwhere = "turnover > 5"\n')
    with pytest.raises(
        ClientelaError, match=r"Rule 1 of \[\[segment_rules\]\] \(Key\), character 1 of where"
    ):
        run_at(workspace)
    assert workspace.current() is None


def texts(document):
    found = []
    for section in document.sections:
        found += [block.name for block in section.blocks if hasattr(block, "rows")]
    return found


def test_the_report_shows_what_there_is(run, tiny):
    shown = texts(run.report())
    assert {
        "abc_xyz_table",
        "rfm_table",
        "customer_types",
        "market_mix_customer_type",
        "segment_sizes",
    } <= set(shown)
    assert "market_mix_segment_id" not in shown  # none of our segments is one of the market's
    assert "cluster_profiles" not in shown
    plain = texts(tiny.report())
    assert not {"customer_types", "segment_sizes", "market_mix_customer_type"} & set(plain)
    notes = [
        translate(b.text, language="en")
        for s in run.report().sections
        for b in s.blocks
        if type(b).__name__ == "Note"
    ]
    assert any("are fewer than the 50 it takes" in note for note in notes)


def test_a_table_of_the_report_adds_up(run):
    (totals,) = table(run, "totals")
    for section in run.report().sections:
        for block in section.blocks:
            if getattr(block, "name", "") not in (
                "abc_xyz_table",
                "rfm_table",
                "customer_types",
                "segment_sizes",
            ):
                continue
            place = [c.name for c in block.columns].index("revenue_12m_amount")
            assert sum(row[place] for row in block.rows) == block.total[place] == totals["revenue_12m_amount"]


def test_a_part_sees_its_own(run):
    seller = next(row["seller_id"] for row in customers(run).values() if row["seller_id"])
    scope = Scope("seller_id", (seller,))
    own = [row for row in customers(run, scope=scope).values() if row["lines_count"] > 0]
    assert 0 < len(own) < 30
    for name in ("customer_types", "segment_sizes", "rfm_table", "abc_xyz_table"):
        rows = table(run, name, scope=scope)
        assert sum(r["revenue_12m_amount"] for r in rows) == sum(c["revenue_12m_amount"] for c in own)
    document = run.report(scope=scope, scope_name=seller)
    assert "market_mix_customer_type" not in texts(document)
    assert "customer_types" in texts(document)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    """Sixty customers of two kinds: thirty large ones every week, thirty small ones twice a year."""
    from conftest import build_workspace  # noqa: PLC0415 - beside its use

    rows = []
    for place in range(60):
        is_large = place % 2
        gap, amount = (7, 5000 + 40 * place) if is_large else (180, 90 + place)
        for turn in range(700 // gap):
            on = AS_OF - timedelta(days=gap * turn + 1)
            rows.append(line(f"{place:03d}", on, amount, segment="Large" if is_large else "Small"))
    return build_workspace(tmp_path_factory.mktemp("grouped"), rows)


def test_groups_in_numbers(grouped):
    profiles = {r["cluster_number"]: r for r in table(grouped, "cluster_profiles")}
    found = customers(grouped)
    (totals,) = table(grouped, "totals")
    assert len(profiles) == 2
    assert sum(r["revenue_12m_amount"] for r in profiles.values()) == totals["revenue_12m_amount"]
    large = found["001"]["cluster_number"]
    assert all((row["cluster_number"] == large) == bool(int(number) % 2) for number, row in found.items())
    assert {r["verdict"] for r in profiles.values()} == {"stable"}
    assert found[profiles[large]["customer_id"]]["cluster_rank"] == 1
    traits = {(r["cluster_number"], r["variable"]): r for r in table(grouped, "cluster_traits")}
    own = sorted(float(r["revenue_12m_amount"]) for n, r in found.items() if int(n) % 2)
    assert traits[large, "revenue"]["typical_number"] == pytest.approx((own[14] + own[15]) / 2)
    assert (traits[large, "segment_id"]["typical_part"], traits[large, "segment_id"]["typical_share"]) == (
        "Large",
        1,
    )
    assert traits[large, "segment_id"]["base_share"] == pytest.approx(0.5)
    assert sorted(r["trait_rank"] for (n, _), r in traits.items() if n == large) == list(range(1, 9))
    assert traits[large, "margin"]["typical_number"] is None
    shown = texts(grouped.report())
    assert "cluster_profiles" in shown


def test_stability_of_abc_is_a_share_of_the_near(grouped):
    shares = {n: r["abc_holds_share"] for n, r in customers(grouped).items()}
    assert all(s is None or 0 <= s <= 1 for s in shares.values())
    assert any(s is not None for s in shares.values())
    assert date(2025, 12, 31) == AS_OF
