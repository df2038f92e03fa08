"""No page gives a class to a customer without observations, or shows as sharp who is not (dossier 2.3, 2.4 iv)."""

from __future__ import annotations

import re

import pytest

from certain_case import (
    OPEN,
    PROVISIONAL,
    SHARP,
    UNSEEN,
    build_certain,
    certainty,
    check_rows,
    named_cells,
    places_of,
)
from page_rows import rows_of


@pytest.fixture(scope="module")
def certain(tmp_path_factory):
    run = build_certain(tmp_path_factory.mktemp("certain_web"))
    return run.workspace.path, places_of(run)


@pytest.fixture
def places(web, certain):
    web.CLIENTELA_WORKSPACE = certain[0]
    return certain[1]


@pytest.mark.parametrize("address", ["/portfolio/", "/key-accounts/", "/matrices/"])
def test_a_page_of_matrices(places, log_in, address):
    answer = log_in("director").get(address)
    assert answer.status_code == 200
    check_rows(rows_of(answer.content.decode()), places)


def _said(page: str) -> str:
    """The text of the page itself, without its head, menus and marks."""
    (main,) = re.findall(r"<main.*?</main>", page, flags=re.DOTALL)
    return " ".join(
        re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", " ", main, flags=re.DOTALL)).split()
    )


@pytest.mark.parametrize("customer", [*SHARP, *PROVISIONAL, *OPEN, *UNSEEN])
def test_the_page_of_a_customer(places, log_in, customer):
    answer = log_in("director").get("/customer/", {"id": customer})
    assert answer.status_code == 200
    said = _said(answer.content.decode())
    told = {name for name in named_cells() if name in said}
    told -= {n for n in told for longer in told if n != longer and n in longer}
    assert told <= places[customer].keys()
    assert (certainty("sharp") in said) == (customer in SHARP)
    assert (certainty("provisional") in said) == (customer in PROVISIONAL)
    assert bool(told) == bool(customer in (*SHARP, *PROVISIONAL))
    assert ("not placed" in said) == (customer in (*OPEN, *UNSEEN))


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "address", ["/", "/customers/", "/pareto/", "/outlook/", "/whom_to_win/", "/questions/"]
)
def test_other_pages_name_no_cell_of_who_has_none(log_in, address):
    answer = log_in("director").get(address)
    assert answer.status_code == 200
    for row in rows_of(answer.content.decode()):
        for customer in {*OPEN, *UNSEEN} & {text.strip() for text in row}:
            assert not named_cells() & {text.strip().removesuffix("?") for text in row}, (customer, row)
