from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from clientela.base.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_not_written_keeps_its_default(tmp_path: Path) -> None:
    settings = read_settings(
        write(tmp_path / "clientela.toml", '[company]\nname = "Aurora"\n[abc]\nvalue_cuts = [0.7, 0.9]\n')
    )
    assert settings.company.name == "Aurora"
    assert settings.company.currency == "EUR"
    assert settings.abc.value_cuts == (0.7, 0.9)
    assert settings.lifecycle == Settings().lifecycle


def test_rates_by_day_and_a_single_rate(tmp_path: Path) -> None:
    settings = read_settings(
        write(tmp_path / "c.toml", '[exchange_rates]\nUSD = 0.9\n[exchange_rates.CHF]\n"2024-01-01" = 1.02\n')
    )
    assert settings.exchange_rates == (("CHF", date(2024, 1, 1), 1.02), ("USD", date(1900, 1, 1), 0.9))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[company]\nnmae = 'x'\n", "nmae"),
        ("[abcd]\nx = 1\n", "abcd"),
        ("[abc]\nvalue_cuts = [0.8]\n", "value_cuts"),
        ("[abc]\ncount_minimum = 'ten'\n", "count_minimum"),
        ("[company]\nfiscal_start_month = 13\n", "fiscal_start_month"),
        ("[abc]\nvalue_cuts = [0.95, 0.8]\n", "value_cuts"),
        ("[abc]\ncount_shares = [0.6, 0.5]\n", "count_shares"),
        ("[company]\ncurrency = 'euro'\n", "currency"),
        ("[company\n", "c.toml"),
        ("[exchange_rates.USD]\nyesterday = 1.0\n", "USD"),
        ("company = 3\n", "company"),
    ],
)
def test_a_wrong_setting_is_a_sentence_that_names_it(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(write(tmp_path / "c.toml", text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rules]\nzero_line = 'yes'\n", '[rules] zero_line has the value "yes"; true or false is needed, such as false.'),
        ("[rules]\npro_forma = 1\n", "[rules] pro_forma has the value 1; true or false is needed, such as true."),
        ("[abc]\ncount_minimum = true\n", "[abc] count_minimum has the value true; a whole number is needed, such as"),
        ("[company]\nname = 3\n", '[company] name has the value 3; a text in quotation marks is needed, such as "My company".'),
        ("[company]\nname = 2024-01-31\n", "[company] name has the value 2024-01-31; a text"),
        ("[company]\nname = {a = 1}\n", "[company] name has the value {a = 1}; a text"),
        (
            "[rules]\nintercompany_customers = [1, 'A', false]\n",
            '[rules] intercompany_customers has the value [1, "A", false]; a list of texts in quotation marks is needed, such as ["..."].',
        ),
        ("[abc]\nvalue_cuts = 'x'\n", '[abc] value_cuts has the value "x"; a list of 2 numbers is needed, such as ['),
        ("[company]\nfiscal_start_month = 13\n", "[company] fiscal_start_month cannot be 13. Its default is 1."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_the_words_of_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path / "c.toml", text)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert str(caught.value).startswith(f"{path}: the setting {said}")
    assert not any(word in str(caught.value) for word in ("True", "False", "None", "datetime", "("))
