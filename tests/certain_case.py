"""The mini-case with somebody of each certainty, and what no surface may say of them: the tests of every surface start from here.

K01 and K07 are sharp in both matrices; K03 is provisional in both: the bounds of its importance lie on both sides of the line, and its view of us is our own judgement;
K05 is undetermined; of K02, K04, K06 and K08 to K10 nobody said how important we are to them or how they see us, though K02 and K08 are treated as key accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import translate
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.scores._matrix_list import MATRICES
from clientela.scores.customer_scores import CERTAINTIES
from conftest import table
from mini_case import TOML, costs, levels, lines, observations
from portfolio_files import build, judged, said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clientela.workspace import Run

SHARP, PROVISIONAL, OPEN, UNSEEN = (
    ("K01", "K07"),
    ("K03",),
    ("K05",),
    ("K02", "K04", "K06", "K08", "K09", "K10"),
)
_FACTORS = ("price", "quality", "delivery", "service", "speed", "innovation", "relationship", "trust")
OWN_CELLS = {
    "K01": {"portfolio": "strategic", "kaism": "key"},
    "K03": {"portfolio": "strategic", "kaism": "key"},
    "K07": {"portfolio": "to_be_won", "kaism": "key_development"},
}
"""Customer to its cells of the portfolio and of the key account selection; nobody else has one."""
_TITLES = {
    "portfolio": dict(PORTFOLIO_CELLS),
    "kaism": dict(KAISM_CELLS),
    **{m.code: {cell.code: cell.title for cell in m.cells} for m in MATRICES},
}
Places = dict[str, dict[str, set[str]]]
"""Customer to the names of its cells in all the matrices, each with how sure the customer is of it."""


def _rated(tell, name: str, own: int, rival: int) -> list[dict]:
    return [
        tell(name, f"choice_{part}_{factor}", str(value))
        for part, value in (("own", own), ("rival", rival))
        for factor in _FACTORS
    ]


def _told() -> list[dict]:
    open_ = {
        "customer_growth": ("10 %", "X"),
        "payment_delay": ("0", "M"),
        "openness": ("open", "O"),
        "wallet": ("800", "D"),
        "access_level": ("buyer", "O"),
    }
    return [
        *observations(), *_rated(said, "K01", 8, 6), *_rated(said, "K07", 3, 8), *_rated(judged, "K03", 8, 6),
        said("K03", "wallet", "240", unit="EUR"), said("K03", "switching_weeks", "20"),
        *(said("K05", measure, *value) for measure, value in open_.items()), judged("K05", "strategic_fit", "0.9"),
        *(said(name, "key_account", "yes", "C") for name in ("K01", "K02", "K08")),
    ]  # fmt: skip


def build_certain(folder: Path) -> Run:
    """Build the company."""
    second = {"customer_id": "K03", "assessed_on": "2025-10-01", "level_met": 2, "level_possible": 2, "source_class": "C", "gates": "1,2"}  # fmt: skip
    tables = {"customer_costs": costs(), "observations": _told(), "relation_levels": [*levels(), second]}
    return build(folder, lines(), tables, toml=TOML)


def certainty(code: str) -> str:
    """Return the word a certainty begins with: a narrow terminal may cut the rest."""
    return translate(dict(CERTAINTIES)[code], language="en").split(":")[0]


def named_cells() -> set[str]:
    """Return the names of all cells of the portfolio, the key account selection and the classic matrices."""
    return {translate(title, language="en") for cells in _TITLES.values() for title in cells.values()}


def places_of(run: Run) -> Places:
    """Return the places of each customer as the results have them; those that have none have no name."""
    numbers = {r["customer_key"]: r["customer_id"] for r in table(run, "customers")}
    found: Places = {number: {} for number in numbers.values()}
    told = [
        (r["customer_key"], matrix, r[f"{matrix}_cell"], r[f"{matrix}_certainty"])
        for result, matrix in (("portfolio_matrix", "portfolio"), ("kaism", "kaism"))
        for r in table(run, result)
    ]
    told += [(r["customer_key"], r["matrix_code"], r["matrix_cell_class"], r["matrix_certainty"]) for r in table(run, "matrix_places")]  # fmt: skip
    for key, matrix, cell, sure in told:
        if cell is not None:
            name = translate(_TITLES[matrix][cell], language="en")
            found[numbers[key]].setdefault(name, set()).add(sure)
    return found


def check_rows(rows: Iterable[list[str]], places: Places, *, is_by_cell: bool = True) -> None:
    """Check rows of texts of one surface, each about the customer whose number is in it.

    Nobody stands in a cell that is not its own; the name of a cell that is not sharp has a question mark or stands beside "provisional"; and a row says "sharp" only of a cell that is.
    Where a surface cannot be read cell by cell, a name anywhere in the row counts. Somebody sharp, somebody provisional and somebody never placed must have been seen.
    """
    seen, names = dict.fromkeys(("sharp", "provisional", "unseen"), 0), named_cells()
    for row in rows:
        texts, joined = {text.strip() for text in row}, " ".join(row)
        plain = {text.removesuffix("?") for text in texts} | {text.split(": ")[0] for text in texts}
        for customer in places.keys() & (texts if is_by_cell else set(joined.split())):
            own = places[customer]
            told = {n for n in names if (n in plain if is_by_cell else n in joined)}
            # a name within a longer one of the same row, such as "Key accounts" in that of another matrix, is that one
            told -= {n for n in told for longer in told if n != longer and n in longer}
            assert told <= own.keys(), (customer, told - own.keys(), row)
            for name in told:
                if "sharp" in own[name]:
                    seen["sharp"] += 1
                    continue
                assert f"{name}?" in joined or certainty("provisional") in joined, (customer, name, row)
                seen["provisional"] += 1
            assert certainty("sharp") not in joined or any("sharp" in own[n] for n in told), (customer, row)
            seen["unseen"] += customer in UNSEEN
    assert all(seen.values()), seen
