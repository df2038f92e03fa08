from __future__ import annotations

from datetime import date

import pytest

from clientela.base.i18n import LANGUAGES, msg, nmsg, translate
from clientela.base.units import Amount


def test_parameters_are_written_by_the_readers_rules() -> None:
    message = msg("{amount} on {day}", amount=Amount(1500, "money", "EUR"), day=date(2025, 1, 2))
    assert translate(message, language="en") == "€1,500 on 02/01/2025"


def test_a_message_inside_a_message_is_translated_too() -> None:
    assert translate(msg("<{inner}>", inner=msg("Customers")), language="it") == "<Clienti>"


@pytest.mark.parametrize(("count", "expected"), [(1, "1 row"), (2, "2 rows"), (0, "0 rows")])
def test_english_plural(count: int, expected: str) -> None:
    assert translate(nmsg("{count} row", "{count} rows", count), language="en") == expected


def test_russian_has_three_forms_for_counts() -> None:
    texts = {
        n: translate(
            nmsg("{count} customer written to {file}.", "{count} customers written to {file}.", n, file="f"),
            language="ru",
        )
        for n in (1, 2, 5)
    }
    words = {n: text.replace(str(n), "").strip() for n, text in texts.items()}
    assert len(set(words.values())) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_text_comes_back_in_english(language: str) -> None:
    assert (
        translate(msg("A text nobody translated 7f3a"), language=language) == "A text nobody translated 7f3a"
    )


def test_braces_in_data_are_left_alone() -> None:
    assert translate(msg("{name}", name="{evil} {0}"), language="en") == "{evil} {0}"
