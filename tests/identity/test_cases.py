"""Duplicates in cases written by hand."""

import random
import time

import numpy as np
import pytest

from clientela.identity._legal_forms import compare_forms
from clientela.identity._names import read_name
from clientela.identity._records import Record
from clientela.identity._tax_numbers import compare_tax_numbers, read_tax_number
from clientela.identity.duplicate_candidates import duplicate_candidates, find_duplicates
from identity.planted import SEEN, plant

CROWD = [
    Record(1000 + number, row.customer_name, row.tax_id, row.country, row.city, row.postal_code, row.address)
    for number, row in enumerate(plant(seed=SEEN[0], rows=400))
]
"""Other customers of the list: without them no word is rare and none is common."""


def judge(*rows, links=()):
    """Return certainty and reason of the pairs among `rows` (numbered from 1) within a list of others."""
    records = [Record(number, *row) for number, row in enumerate(rows, start=1)]
    return {
        (c.key_a, c.key_b): (c.certainty_class, c.reason_code)
        for c in find_duplicates([*records, *CROWD], links=links)
        if c.key_b < 1000
    }


def at(name, *, tax=None, country="IT", town="Lodi", postal="26900", address="Via Manzoni 4"):
    return (name, tax, country, town, postal, address)


def pair(one, other):
    return judge(one, other).get((1, 2))


SURE_BY_NAME = [
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi S.r.l."),
    ("Zangheri Imballaggi Srl", "ZANGHERI IMBALLAGGI S. R. L."),
    ("Zangheri Imballaggi Srl", "Zangheri Imbalaggi Srl"),
    ("Zangheri Imballaggi Srl", "Imballaggi Zangheri Srl"),
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi Società a responsabilità limitata"),
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi Srl (ex cliente)"),
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi Srl NON USARE"),
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi"),
    ("F.lli Zangheri Snc", "Fratelli Zangheri S.N.C."),
    ("ООО Ромашкино", "OOO Romashkino"),
    ("ООО Ромашкино", "Общество с ограниченной ответственностью Ромашкино"),
    ("Köhlbrück Werkzeuge GmbH", "Koehlbrueck Werkzeuge Gesellschaft mbH"),
    ("Köhlbrück Werkzeuge GmbH & Co. KG", "Köhlbrück Werkzeuge GmbH&Co.KG"),
    ("Gebr. Köhlbrück OHG", "Gebrüder Köhlbrück OHG"),
    ("Żółkiewski Narzędzia Sp. z o.o.", "Zolkiewski Narzedzia Spółka z o.o."),
    ("Elettrozang Srl", "Elettro Zang Srl"),
]


@pytest.mark.parametrize(("one", "other"), SURE_BY_NAME)
def test_one_name_at_one_address_is_sure(one, other):
    assert pair(at(one), at(other))[0] == "sure"


NEVER_SURE = [
    ("Zangheri Imballaggi Srl", "Zangheri Imballaggi SpA"),
    ("Köhlbrück Werkzeuge GmbH & Co. KG", "Köhlbrück Werkzeuge GmbH"),
    ("Hotel Europarco", "Hotel Europarco 2"),
    ("Hotel Europarco II", "Hotel Europarco III"),
    ("Zangheri Mario", "Zangheri Marco"),
    ("Zangheri Mario & Figlio", "Zangheri Mario"),
    ("Zangheri Holding SpA", "Zangheri SpA"),
    ("Zangheri Holding SpA", "Zangheri Imballaggi SpA"),
    ("Zangheri Immobiliare Srl", "Zangheri Srl"),
    ("ООО Ромашкино", "АО Ромашкино"),
    ("Marinelli Srl", "Marinello Srl"),
]


@pytest.mark.parametrize(("one", "other"), NEVER_SURE)
def test_look_alikes_at_one_address_are_asked_or_left_alone(one, other):
    assert pair(at(one), at(other)) is None or pair(at(one), at(other))[0] == "ask"


def test_a_translated_form_is_asked_at_one_address_and_sure_with_the_tax_number():
    one, other = at("ООО Ромашкино", country="RU"), at("Romashkino LLC", country="RU")
    assert pair(one, other) == ("ask", "same_name_and_place")
    numbered = (
        at("ООО Ромашкино", tax="7707083893", country="RU"),
        at("Romashkino LLC", tax="7707083893", country="RU"),
    )
    assert pair(*numbered) == ("sure", "same_tax_number")


def test_other_forms_are_asked_by_name_and_sure_by_tax_number():
    assert pair(at("Zangheri Srl"), at("Zangheri SpA")) == ("ask", "same_name_other_form")
    same = (at("Zangheri Srl", tax="01234567897"), at("Zangheri SpA", tax="IT 012.345.678-97"))
    assert pair(*same) == ("sure", "same_tax_number")


def test_several_sites_of_one_tax_number_are_one_firm():
    found = judge(
        at("Zangheri Srl", tax="01234567897"),
        at("Zangheri Srl filiale", tax="01234567897", town="Pavia", postal="27100", address="Via Po 9"),
        at("Zangheri", tax="IT01234567897", town="Como", postal="22100", address=None),
    )
    assert found == dict.fromkeys([(1, 2), (1, 3), (2, 3)], ("sure", "same_tax_other_site"))


def test_different_tax_numbers_contradict_but_a_slip_of_one_digit_does_not():
    one = at("Zangheri Srl", tax="01234567897")
    assert pair(one, at("Zangheri Srl", tax="07643520567"))[0] == "ask"
    assert pair(one, at("Zangheri Srl", tax="01234567894"))[0] == "sure"


def test_one_tax_number_under_unlike_names_in_two_towns_is_asked():
    found = pair(
        at("Zangheri Srl", tax="01234567897"),
        at("Quorto Vobis", tax="01234567897", town="Pavia", postal="27100", address="Via Po 9"),
    )
    assert found[0] == "ask"


@pytest.mark.parametrize("tax", ["00000000000", "99999999999", "12345678901", "0", "-", "n/a", "10000000000"])
def test_placeholders_are_no_tax_numbers(tax):
    one, other = at("Zangheri Srl", tax=tax), at("Quorto Vobis Srl", tax=tax, address="Via Po 9")
    assert pair(one, other) is None
    assert not read_tax_number(tax, "IT").key


def test_a_tax_number_of_many_unlike_names_is_no_evidence():
    crowd = [
        (row.name, "01234567897", row.country, row.town, row.postal_code, row.address) for row in CROWD[:30]
    ]
    found = judge(*crowd)
    assert not any(reason.startswith("same_tax") for _, reason in found.values())


def test_blanks_never_match():
    empty = (None, None, None, None, None, None)
    assert (
        judge(empty, empty, ("", "", "", "", "", ""), ("  ", None, "IT", "Lodi", "26900", "Via Manzoni 4"))
        == {}
    )
    assert pair((None, None, "IT", "Lodi", "26900", "Via Manzoni 4"), at("Zangheri Srl")) is None


def test_names_of_a_letter_or_of_signs_are_never_sure():
    for name in ("A", "*", "?", "AB", "Srl", "---"):
        found = pair(at(name), at(name))
        assert found is None or found[0] == "ask", name


def test_a_name_in_two_towns_is_asked_at_most():
    other = at("Zangheri Imballaggi Srl", town="Pavia", postal="27100", address="Via Po 9")
    assert pair(at("Zangheri Imballaggi Srl"), other) == ("ask", "same_name_other_place")


def test_a_row_that_fits_two_firms_is_asked():
    found = judge(
        at("Zangheri Srl", tax="01234567897"), at("Zangheri SpA", tax="07643520567"), at("Zangheri")
    )
    assert found[1, 3][0] == found[2, 3][0] == "ask"
    assert (1, 2) not in found


def test_linked_and_parted_pairs_are_not_proposed_again_and_parted_ones_never_meet_in_a_group():
    rows = [at("Zangheri Srl", tax="01234567897")] * 3
    assert set(judge(*rows)) == {(1, 2), (1, 3), (2, 3)}
    assert set(judge(*rows, links=[(2, 1, "legal")])) == {(1, 3), (2, 3)}
    parted = judge(*rows, links=[(1, 2, "apart")])
    assert set(parted) == {(1, 3), (2, 3)}
    assert sorted(certainty for certainty, _ in parted.values()) == ["ask", "sure"]


def test_streets_are_compared_with_their_kinds_and_quarters():
    one = at("Zangheri Imballaggi Srl", address="P.zza Mazzini, 12")
    assert pair(one, at("Zangheri Imballaggi Srl", address="Piazza Mazzini 12"))[0] == "sure"
    assert pair(one, at("Zangheri Imballaggi Srl", address="Piazza Mazzini 21"))[0] == "ask"
    west = at("Zangheri Stores Inc", country="US", address="100 W Main St")
    assert pair(west, at("Zangheri Stores Inc", country="US", address="100 East Main Street"))[0] == "ask"
    assert pair(west, at("Zangheri Stores Inc", country="US", address="100 West Main Street"))[0] == "sure"


def test_what_agrees_contradicts_and_is_missing_is_told():
    records = [Record(1, *at("Zangheri Srl")), Record(2, *at("Zangheri Srl", tax="01234567897", postal=None))]
    found = [c for c in find_duplicates([*records, *CROWD]) if c.key_b < 1000]
    assert [(c.key_a, c.key_b, c.kind, c.group_key) for c in found] == [(1, 2, "legal", 1)]
    assert set(found[0].agreeing) == {"name", "legal_form", "address", "town", "country"}
    assert found[0].contradicting == ()
    assert set(found[0].missing) == {"tax_number", "postal_code"}


def test_the_order_of_the_rows_does_not_matter_and_twice_is_the_same():
    first = find_duplicates(CROWD)
    shuffled = list(CROWD)
    random.Random(3).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    assert find_duplicates(shuffled) == first == find_duplicates(CROWD)
    assert any(c.certainty_class == "sure" for c in first)


def _frame(**columns):
    return {name: np.ma.masked_equal(np.array(cells, dtype=object), None) for name, cells in columns.items()}


def test_the_step_reads_the_customer_list_then_the_documents_and_leaves_links_out():
    nothing = [None] * 4
    listed = _frame(
        source=["a"] * 3, customer_id=["1", "2", "3"], customer_name=["Zangheri Srl", "Zangheri S.r.l.", None],
        tax_id=["07643520567", "IT07643520567", "07643520567"], country=nothing[:3], city=nothing[:3],
        postal_code=nothing[:3], address=nothing[:3],
    )  # fmt: skip
    frames = {
        "customer_keys": {
            "customer_key": np.array([11, 12, 13, 14]), "source": np.array(["a"] * 4, dtype=object),
            "customer_id": np.array(["1", "2", "3", "4"], dtype=object),
        },
        "customer_register": _frame(
            customer_key=[11, 12, 13, 14], customer_name=["x", "y", "Zangheri", "Quorto"], tax_id=nothing,
            country=nothing, city=nothing,
        ),
        "stated_customers": listed,
        "customer_links": _frame(
            source=["a"], customer_id=["2"], other_id=["1"], kind=["apart"], from_on=[None], to_on=[None], scenario=[None],
            is_withdrawn=[False], batch_number=[1], row_number=[1],
        ),
    }  # fmt: skip
    found = duplicate_candidates.build({}, frames)
    assert [field.name for field in duplicate_candidates.fields] == list(found)
    assert list(zip(found["key_a"], found["key_b"], found["certainty_class"], strict=True)) == [
        (11, 13, "sure"),
        (12, 13, "ask"),
    ]
    empty = {name: {column: cells[:0] for column, cells in frame.items()} for name, frame in frames.items()}
    assert all(len(cells) == 0 for cells in duplicate_candidates.build({}, empty).values())


def test_ten_thousand_rows_of_one_name_are_one_question_and_quick():
    towns = [f"Town{number % 5000}" for number in range(10_000)]
    records = [
        Record(number, "Post Office", None, "GB", town, None, None) for number, town in enumerate(towns)
    ]
    begun = time.process_time()
    found = find_duplicates(records)
    assert time.process_time() - begun < 10
    assert {c.certainty_class for c in found} == {"ask"}
    assert len({c.group_key for c in found}) == 1
    assert len(found) < 20_000


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("Off. Mecc. Bianchi SpA", ("officine", "meccaniche", "bianchi"), "spa"),
        ("Grand Spa Hotel", ("grand", "spa", "hotel"), ""),
        ("Akın Tekstil San. ve Tic. Ltd. Şti.", ("akin", "tekstil"), "ltdsti"),
        ("ФОП Шевченко Тарас", ("shevchenko", "taras"), "fop"),
        ("ТОО Казахтранс", ("kazahtrans",), "too"),
        ("Nordi UG (haftungsbeschränkt)", ("nordi",), "ug"),
        ("Tracem Spółka z o.o. sp.k.", ("tracem",), "spzoospk"),
        ("Kelly's Ltd C/O Warehouse 7", ("kellis",), "ltd"),
        ("AG", ("ag",), ""),
        ("", (), ""),
    ],
)
def test_a_name_is_read_as_words_and_form(name, words, form):
    read = read_name(name)
    assert (read.words, read.form) == (words, form)


def test_forms_are_the_same_variants_or_different():
    assert compare_forms("srl", "srl") == "same"
    assert (
        compare_forms("srl", "srlunip")
        == compare_forms("sasu", "sas")
        == compare_forms("ooo", "llc")
        == "compatible"
    )
    assert compare_forms("gmbh", "gmbhcokg") == compare_forms("srl", "spa") == "different"
    assert compare_forms("srl", "gmbh") == "different"
    assert compare_forms("", "srl") == "missing"


VALID = [
    ("IT07643520567", "IT"), ("DE136695976", "DE"), ("FR40303265045", "FR"), ("B58378431", "ES"), ("PL8567346215", "PL"),
    ("ATU13585627", "AT"), ("NL004495445B01", "NL"), ("BE0428759497", "BE"), ("GB980780684", "GB"), ("7707083893", "RU"),
    ("500100732259", "RU"), ("CHE-116.281.710 MWST", "CH"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "country"), VALID)
def test_check_digits_hold_and_any_other_last_digit_fails(text, country):
    read = read_tax_number(text, country)
    assert read.is_valid is True
    place = max(i for i, c in enumerate(read.key) if c.isdigit())
    others = [
        read_tax_number(read.key[:place] + str(digit) + read.key[place + 1 :], country)
        for digit in range(10)
        if str(digit) != read.key[place]
    ]
    assert {other.is_valid for other in others} == {False}
    assert {compare_tax_numbers(read, other) for other in others} == {"near"}


def test_numbers_of_one_firm_meet_in_all_their_lengths():
    def same(one, other, country):
        return compare_tax_numbers(read_tax_number(one, country), read_tax_number(other, country))

    assert same("FR40303265045", "303265045", "FR") == "same"
    assert same("1234567897", "01234567897", "IT") == "same"
    assert same("GB980780684", "GB980780684001", "GB") == "same"
    assert same("01234567897", "07643520567", "IT") == "different"
    assert same("01234567897", None, "IT") == "missing"
