"""Question 3: what binds us to the customers that promise a future?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.bonds_of_customers import BOND_KINDS
from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, Row, add_up, call, count, ratio, share
from clientela.base.i18n import msg
from clientela.blocks import Column, Kpi, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.answers._contract import Given

_TITLE = msg("What binds us to the customers that promise a future?")
_METHOD = msg(
    "The bonds written down of the customers that order in the third year with 80 % or more, by kind, strength and holder, beside those of the uncertain ones (exact test of Fisher)."
)
_ENOUGH, _RARE = 0.6, 0.10
_KINDS = dict(BOND_KINDS)


def _weighed(rows: Sequence[Row], column: str) -> float | None:
    """Return the mean of a share, weighted by the strength of the bonds it is of."""
    known = [r for r in rows if r[column] is not None and r["strength_number"]]
    total = sum(r["strength_number"] for r in known)
    return sum(r[column] * r["strength_number"] for r in known) / total if total else None


def _covered(likely: Sequence[Row]) -> float | None:
    """Return the part with a bond written down: of contribution 3 where it is known of all and above zero, else of revenue, else of heads."""
    for column in ("cm3_12m_amount", "revenue_12m_amount"):
        if all(r[column] is not None and r[column] >= 0 for r in likely):
            found = ratio(
                add_up([r for r in likely if r["bonds_count"]], column) or 0, add_up(likely, column)
            )
            if found is not None:
                return found
    return ratio(sum(bool(r["bonds_count"]) for r in likely), len(likely))


def answer_bonds(given: Given) -> Answer:
    """Say which bonds the customers with a future have, and whose they are (dossier 5.5, 11)."""
    likely = [r for r in given.tables["bonds_of_customers"] if r["future_class"] == "likely"]
    silent = sorted((r for r in likely if not r["bonds_count"]), key=lambda r: -r["revenue_12m_amount"])
    tell = msg(
        "Write down the bonds of the customers with a future: kind, strength, holder, end, cost of undoing."
    )
    if not likely:
        return not_answerable(msg("No customer is known to order in the third year with 80 % or more."), method=_METHOD, ask_next=(tell,))  # fmt: skip
    covered = _covered(likely)
    if len(silent) == len(likely):
        return not_answerable(msg("No bond is written down of the {count} customers that promise a future.", count=count(len(likely))), method=_METHOD, ask_next=(tell,))  # fmt: skip
    kinds = sorted(given.tables["bond_kinds"], key=lambda r: (-r["likely_count"], -(r["strength_mean"] or 0.0), r["bond_kind"]))  # fmt: skip
    structural, personal = _weighed(likely, "structural_share"), _weighed(likely, "personal_share")
    ending = given.tables["bonds_ending"]
    names = {r["customer_key"] for r in likely}
    kinds_table = Table(
        "bond_kinds",
        msg("Kinds of bonds"),
        (
            Column("bond_kind", msg("Kind of bond"), "text"), Column("likely_count", msg("With a future"), "count"), Column("likely_share", msg("Part of them"), "share"), Column("strength_mean", msg("Mean strength"), "number", digits=1),
            Column("uncertain_count", msg("Uncertain"), "count"), Column("uncertain_share", msg("Part of them"), "share"), Column("chance_probability", msg("As large by chance"), "share"),
        ),
        tuple((call(r["bond_kind"], _KINDS), r["likely_count"], r["likely_share"], r["strength_mean"], r["uncertain_count"], r["uncertain_share"], r["chance_probability"]) for r in kinds),
        note=msg("Parts are of the customers of which any bond is written down."),
    )  # fmt: skip
    tables = [kinds_table] if kinds else []  # of a part of the company the kinds are not compared
    mine = [r for r in ending if r["customer_key"] in names]
    if mine:
        tables.append(
            Table(
                "bonds_ending",
                msg("Bonds that end within a year"),
                (*NAMED, Column("bond_kind", msg("Kind of bond"), "text"), Column("strength", msg("Strength"), "number", digits=1), Column("expires_on", msg("Ends on"), "date"), Column("switching_amount", msg("Cost of undoing it"), "money")),
                tuple((r["customer_id"], r["customer_name"], call(r["bond_kind"], _KINDS), r["strength"], r["expires_on"], r["switching_amount"]) for r in mine),
                currency=given.currency,
                limit=SHOWN,
            )
        )  # fmt: skip
    if silent:
        tables.append(
            Table(
                "bonds_to_ask",
                msg("With a future, and no bond written down"),
                (*NAMED, Column("revenue_12m_amount", msg("Revenue"), "money")),
                tuple((r["customer_id"], r["customer_name"], r["revenue_12m_amount"]) for r in silent),
                currency=given.currency,
                limit=SHOWN,
            )
        )  # fmt: skip
    figures = (
        Kpi("structural", msg("Held by the firm"), structural, "share", msg("of the strength whose holder is known")),
        Kpi("personal", msg("Held by a person alone"), personal, "share", msg("social and knowledge bonds that would leave with the person")),
        Kpi("ending", msg("Bonds that end within a year"), len(mine), "count"),
    )  # fmt: skip
    headline = msg("Bonds are written down of {count} of {all} customers with a future.", count=count(len(likely) - len(silent)), all=count(len(likely)))  # fmt: skip
    if kinds:
        first = kinds[0]
        headline = msg(
            "Most often {kind}: {count} of {all} customers with a future of which bonds are known.",
            kind=call(first["bond_kind"], _KINDS), count=count(first["likely_count"]), all=count(first["likely_known_count"]),
        )  # fmt: skip
    differing = [r for r in kinds if r["chance_probability"] is not None and r["chance_probability"] < _RARE]
    is_thin = covered is None or covered < _ENOUGH
    return Answer(
        "partial" if is_thin else "answered",
        headline,
        _METHOD,
        figures,
        tuple(tables),
        coverage=covered,
        assumptions=(
            msg("A bond that nobody wrote down is unknown, not missing."),
            msg("That a bond goes with a future does not say that it makes it: {count} kinds differ from the uncertain customers by more than chance.", count=count(len(differing))),
        ),
        would_change=msg("The bonds of the customers that have none written down, and who holds each."),
        ask_next=(tell,) if silent else (),
        because=msg("Bonds are written down of only {share} of the customers with a future, by their money.", share=share(covered)) if is_thin else None,
    )  # fmt: skip


bonds_of_the_future = Question(
    "bonds_of_the_future", 3, _TITLE, ("bonds_of_customers", "bonds_ending"), answer_bonds, ("bond_kinds",)
)
