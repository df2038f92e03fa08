"""Settings of the classes: lists of limits, variables, and the rules of segments in their order."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from clientela.base.settings import Settings, SettingsError, read_settings, restore_settings

RULES = """
[[segment_rules]]
name = "Key"
where = "revenue_12m_amount >= 50000"

[[segment_rules]]
name = " Small "
where = "revenue_12m_amount < 1000"

[rfm]
recency_days_cuts = [30, 60, 120, 240]
"""


def read(tmp_path, text):
    path = tmp_path / "clientela.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_rules_keep_their_order_and_survive_a_manifest(tmp_path):
    settings = read(tmp_path, RULES)
    assert settings.segment_rules == (
        ("Key", "revenue_12m_amount >= 50000"),
        ("Small", "revenue_12m_amount < 1000"),
    )
    assert settings.rfm.recency_days_cuts == (30.0, 60.0, 120.0, 240.0)
    assert settings.rfm.orders_cuts == ()
    kept = json.loads(json.dumps(asdict(settings), default=str))
    assert restore_settings(kept) == settings
    assert restore_settings({}) == Settings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[segment_rules]]\nname = "Key"', "rule 1 of \\[\\[segment_rules\\]\\] must have exactly two texts"),
        ('[segment_rules]\nname = "Key"', "rule 1 of .* must have exactly two texts"),
        ('[[segment_rules]]\nname = "A"\nwhere = "x"\nelse = "y"', "must have exactly two texts"),
        ('[[segment_rules]]\nname = "A"\nwhere = " "', "must have exactly two texts"),
        ('[[segment_rules]]\nname = "A"\nwhere = "x"\n[[segment_rules]]\nname = "a"\nwhere = "y"', "rule 2 .* is called a like an earlier one"),
        ('[[segment_rules]]\nname = "Rest"\nwhere = "x"', "rule 1 .* is called Rest, which is the name of those"),
        ("[rfm]\norders_cuts = [1, 2, 3]", "orders_cuts cannot be \\[1, 2, 3\\]"),
        ("[rfm]\norders_cuts = [1, 2, 2, 3]", "orders_cuts cannot be"),
        ('[rfm]\norders_cuts = ["a"]', "a list of 4 numbers is needed, such as \\[10, 20, 50, 100\\]"),
        ("[xyz]\nvariation_cuts = [1.0, 0.5]", "variation_cuts cannot be"),
        ("[xyz]\nvariation_cuts = [0.5]", "a list of 2 numbers is needed"),
        ('[clusters]\nvariables = ["colour"]', 'variables cannot be \\["colour"\\]'),
        ("[clusters]\nvariables = [1]", "a list of texts in quotation marks is needed"),
        ("[clusters]\nresamples = 5", "resamples cannot be 5"),
        ("[abc]\nstability_band = 0.0", "stability_band cannot be 0.0"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(tmp_path, text, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read(tmp_path, text)


def test_the_classic_limits_of_stock_keeping(tmp_path):
    assert read(tmp_path, "[xyz]\nvariation_cuts = [0.10, 0.25]").xyz.variation_cuts == (0.10, 0.25)
