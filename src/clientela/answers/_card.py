"""The card of good customers and the list of newcomers as tables; the answer and the report show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses._profile_rows import NOW, NUMBERS
from clientela.analyses.customer_profile import ADVICE, CARD, FINDINGS, NEWCOMERS, TRAITS
from clientela.answers._rows import NAMED, SHOWN, Row, share
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Table
from clientela.predictions.success_factors import FITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.i18n import Message
    from clientela.base.units import Unit

UNITS: dict[str, Unit] = {code: unit for code, _, unit in (*NUMBERS, *NOW)}  # type: ignore[misc]
TITLES, _FINDINGS, _FITS, _ADVICE, _KINDS = (
    dict(TRAITS),
    dict(FINDINGS),
    dict(FITS),
    dict(ADVICE),
    dict(NEWCOMERS),
)
NO_CARD = {
    "too_few": msg("There are fewer than 15 good or 15 poor customers: the card cannot be learned."),
    "chance": msg("What is seen early of good and poor customers says no more than chance on customers not used to learn it."),
}  # fmt: skip
"""Why there is no card, by its state."""


def amount(trait: str, value: Any, currency: str) -> Message | None:
    """Write a value of a trait in its unit; None where there is none."""
    if value is None:
        return None
    return msg("{value}", value=Amount(value, UNITS[trait], currency, digits=0 if UNITS[trait] == "money" else 1))  # fmt: skip


def card_row(rows: Sequence[Row]) -> Row | None:
    """Return the row of the card as a whole."""
    return next((r for r in rows if r["trait_code"] == CARD), None)


def on_the_card(rows: Sequence[Row]) -> list[Row]:
    """Return the traits on the card, the heaviest first."""
    return sorted((r for r in rows if r["weight_number"]), key=lambda r: (-r["weight_number"], r["trait_code"]))  # fmt: skip


def asked_for(row: Row, rows: Sequence[Row], currency: str) -> Message:
    """Say what to look for: an end of a number, or the words the good have."""
    trait = row["trait_code"]
    if trait not in UNITS:
        names = [r["level_text"] for r in rows if r["trait_code"] == trait and r["level_text"] is not None and r["is_high"]]  # fmt: skip
        return msg("one of: {names}", names=", ".join(names))
    value = amount(trait, row["target_number"], currency)
    return msg("at least {value}", value=value) if row["is_high"] else msg("at most {value}", value=value)


def _flag(row: Row, currency: str) -> Message | None:
    value = None if row["trait_code"] not in UNITS else amount(row["trait_code"], row["flag_number"], currency)  # fmt: skip
    if value is None:
        return None
    return msg("below {value}", value=value) if row["is_high"] else msg("above {value}", value=value)


def card_table(rows: Sequence[Row], currency: str) -> Table | None:
    """Show the go or no-go card; None where no trait is on it."""
    listed = on_the_card(rows)
    if not listed:
        return None
    return Table(
        "profile_card",
        msg("Card for choosing new customers"),
        (
            Column("trait", msg("Trait"), "text"), Column("target", msg("Look for"), "text"), Column("weight_number", msg("Weight"), "number", msg("points of 100"), digits=0), Column("must", msg("Must-have"), "text"), Column("flag", msg("Red flag"), "text"),
            Column("apart_number", msg("A good one is above a poor one"), "share", msg("50 % is a coin"), digits=0), Column("apart_low", msg("at least"), "share", digits=0), Column("apart_high", msg("at most"), "share", digits=0),
        ),
        tuple((TITLES[r["trait_code"]], asked_for(r, rows, currency), r["weight_number"], msg("yes") if r["is_must"] else None, _flag(r, currency), r["apart_number"], r["apart_low"], r["apart_high"]) for r in listed),
        note=msg("What the good customers had early, and the poor ones less often. The red flag is where one in ten of the good is, and more than three times as many of the poor."),
    )  # fmt: skip


def difference_table(rows: Sequence[Row], currency: str) -> Table | None:
    """Show good beside poor, trait by trait, with what a test says of the difference."""
    tested = [r for r in rows if r["finding_class"] is not None]
    if not tested:
        return None
    middle = {(r["category_class"], r["trait_code"]): r for r in rows if r["finding_class"] is None and r["level_text"] is None}  # fmt: skip

    def of(category: str, row: Row) -> tuple[Any, ...]:
        found = middle.get((category, row["trait_code"]))
        return tuple(None if found is None else amount(row["trait_code"], found[n], currency) for n in ("lower_number", "median_number", "upper_number"))  # fmt: skip

    return Table(
        "profile_differences",
        msg("Good customers beside poor ones"),
        (
            Column("trait", msg("Trait"), "text"), Column("customers_count", msg("Customers"), "count"),
            *(Column(f"{side}_{part}", title, "text") for side, titles in (("good", (msg("Good: lower quartile"), msg("Good: median"), msg("Good: upper quartile"))), ("poor", (msg("Poor: lower quartile"), msg("Poor: median"), msg("Poor: upper quartile")))) for part, title in zip(("lower", "median", "upper"), titles, strict=True)),
            Column("finding", msg("Finding"), "text"), Column("q_number", msg("Share of false findings"), "share", msg("if every trait at least as clear were said to differ"), digits=1),
        ),
        tuple((TITLES[r["trait_code"]], r["customers_count"], *of("good", r), *of("poor", r), _FINDINGS[r["finding_class"]], r["q_number"]) for r in tested),
        note=msg("Seen before a customer is won or in its first half-year. Customers that were there when the data begin have no known first order."),
    )  # fmt: skip


def newcomer_table(rows: Sequence[Row], kinds: Sequence[str], *, has_card: bool, name: str, title: Message) -> Table | None:  # fmt: skip
    """List newcomers with likeness, fit and advice; None without any."""
    listed = [r for r in rows if r["newcomer_class"] in kinds]
    if not listed:
        return None
    card = (Column("profile_share", msg("Like the good customers"), "share", digits=0), Column("profile_low", msg("at least"), "share", digits=0), Column("profile_high", msg("at most"), "share", digits=0), Column("musts_missing_count", msg("Must-haves not there"), "count"), Column("flags_count", msg("Red flags"), "count")) if has_card else ()  # fmt: skip
    return Table(
        name,
        title,
        (*NAMED, Column("kind", msg("Kind"), "text"), Column("advice", msg("Advice"), "text"), *card, Column("fit_share", msg("Fit with what we can do"), "share", digits=0), Column("fit_low", msg("at least"), "share", digits=0), Column("fit_high", msg("at most"), "share", digits=0), Column("fit", msg("Do we fit"), "text")),
        tuple((r["customer_id"], r["customer_name"], _KINDS[r["newcomer_class"]], _ADVICE[r["advice_class"]], *(r[c.name] for c in card), r["fit_share"], r["fit_low"], r["fit_high"], None if r["fit_class"] is None else _FITS[r["fit_class"]]) for r in listed),
        limit=SHOWN,
    )  # fmt: skip


def hit_rate(card: Row) -> Message:
    """Say how well the card does on customers that were not used to make it."""
    return msg(
        "On customers not used to make the card, a good one comes out above a poor one in {area} of the cases ({low} to {high}); a coin has 50 %.",
        area=share(card["apart_number"]), low=share(card["apart_low"]), high=share(card["apart_high"]),
    )  # fmt: skip
