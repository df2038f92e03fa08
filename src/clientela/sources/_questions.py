"""What a person is asked about a file, in plain words, and which choice the answer belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable

About = Literal["role", "columns", "dates", "decimal", "discount_is", "share_is", ""]
"""The choice a question is about; empty when no choice answers it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a file. `column` is the column of the file it is about, if it is about one."""

    text: Message
    about: About = ""
    column: str = ""


def _dates(given: dict[str, object]) -> Message:
    return msg(
        "Do the dates in the column {column} begin with the day or with the month? Nothing in the file says it.",
        column=given["column"],
    )


def _six(given: dict[str, object]) -> Message:
    return msg(
        "Do the six digits of the dates in the column {column} begin with the year or with the day, and where does the month stand ({choices})? "
        "Nothing in the file says it.",
        column=given["column"],
        choices=given["choices"],
    )


def _headless(given: dict[str, object]) -> Message:
    return msg(
        "The file has no column names. {date} holds the dates. Which of {candidates} is the customer, and which of {amounts} is the amount of a line?",
        date=given["date"],
        candidates=given["candidates"],
        amounts=given["amounts"],
    )


def _decimal(given: dict[str, object]) -> Message:
    return msg(
        "Do the numbers in the column {column}, such as {example}, have a decimal comma or a decimal point? Nothing in the file says it.",
        column=given["column"],
        example=given["example"],
    )


def _discount(given: dict[str, object]) -> Message:
    return msg(
        "Does the column {column} hold a discount in percent, a share, or an amount of money?",
        column=given["column"],
    )


def _share(given: dict[str, object]) -> Message:
    return msg(
        "The column {column} is called percent and holds nothing above 1. Does 0.5 in it mean half a percent or one half?",
        column=given["column"],
    )


def _category(given: dict[str, object]) -> Message:
    return msg(
        "The file looks like one row for each customer with amounts by category ({columns}). Which column names the customer, and which "
        "year is it? If there is no such column, number the rows and state the year below.",
        columns=given["columns"],
    )


def _amount(given: dict[str, object]) -> Message:
    return msg(
        "The file says which customer bought on which day. Is one of the columns {columns} the amount of the line? If so, it holds sales "
        "lines; if not, it holds purchases without amounts.",
        columns=given["columns"],
    )


def _either(given: dict[str, object]) -> Message:
    return msg("Does this file hold {first} or {second}?", first=given["first"], second=given["second"])


def _period(given: dict[str, object]) -> Message:
    return msg(
        "There are several rows for one {column}. Which column says of which day, month or year each row is?",
        column=given["column"],
    )


def _columns(_: dict[str, object]) -> Message:
    return msg("A sales line needs a date, a customer and an amount. Which columns are they?")


def _second_discount(given: dict[str, object]) -> Message:
    return msg(
        "The column {column} looks like a second discount. Name a column with the net amount of the line, or the one discount that counts.",
        column=given["column"],
    )


def _ledger(given: dict[str, object]) -> Message:
    return msg(
        "Is a sale in the column {debit} or in the column {credit}? Their difference is below 0 in all, and most documents are not.",
        debit=given["debit"],
        credit=given["credit"],
    )


def _price_with_tax(given: dict[str, object]) -> Message:
    return msg(
        "The unit price in {column} includes VAT, and no column states its rate. Which column holds the net amount of the line or the rate? "
        "If the price is without VAT after all, state {column} as the unit price.",
        column=given["column"],
    )


def _price_unit(given: dict[str, object]) -> Message:
    return msg(
        "Does the column {column} say for how many pieces the price in {price} is stated? If so, choose it as such; if not, leave it out.",
        column=given["column"],
        price=given["price"],
    )


def _repeated(given: dict[str, object]) -> Message:
    return msg(
        "The amount in {column} is the same on every line of a document. Is it the amount of the line? If it is the total of the document, "
        "export the file with the net amount of each line.",
        column=given["column"],
    )


def _net_price(given: dict[str, object]) -> Message:
    return msg(
        "Is the discount in {column} in the price {price} already, or is it still to be taken off?",
        column=given["column"],
        price=given["price"],
    )


def _both_signs(given: dict[str, object]) -> Message:
    return msg(
        "The discounts in {column} come with both signs. Are all of them taken off, in percent or as amounts? If some are surcharges, export "
        "the file with the net amount of each line.",
        column=given["column"],
    )


def _header_discount(given: dict[str, object]) -> Message:
    return msg(
        "The documents have a discount in {column}. Are the amounts of the lines without it already? If not, export the net amounts of the lines.",
        column=given["column"],
    )


_ASKED: tuple[tuple[str, About, Callable[[dict[str, object]], Message]], ...] = (
    ("the six digits of the dates", "dates", _six),
    ("has no column names", "columns", _headless),
    ('dates = "', "dates", _dates),
    ('decimal = "', "decimal", _decimal),
    ("the discount may be in the price already", "discount_is", _net_price),
    ("come with both signs, and those", "discount_is", _both_signs),
    ("a discount of the whole document", "columns", _header_discount),
    ("includes VAT, and no column states its rate", "columns", _price_with_tax),
    ("for how many pieces the price in", "columns", _price_unit),
    ("is the same on every line of a document", "columns", _repeated),
    ('discount_is = "', "discount_is", _discount),
    ('share_is = "', "share_is", _share),
    ("looks like a discount and would not be used", "columns", _second_discount),
    ("which column makes a sale", "columns", _ledger),
    ('role = "yearly_turnover"', "columns", _category),
    ('role = "sales_lines", customer_id', "role", _amount),
    ("{first} or {second}", "role", _either),
    ("has several rows for one {column}", "columns", _period),
    ("no column was recognised for {missing}", "columns", _columns),
)
"""How the sentence of the command line, which names the line of the mapping to write, is told apart."""


def plain_question(asked: Message) -> Question:
    """Return what a sentence that names a line of the mapping file asks, for somebody who has a form before them.

    A sentence of another kind comes back as it is, with no choice that would answer it.
    """
    given = dict(asked.params)
    for mark, about, build in _ASKED:
        if mark in asked.id:
            return Question(build(given), about, str(given.get("column", "")))
    return Question(asked)
