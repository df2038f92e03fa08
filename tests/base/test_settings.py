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
