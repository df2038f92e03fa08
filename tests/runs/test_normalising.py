"""What of a statement counts for the name of its result."""

from __future__ import annotations

import pytest

from clientela.engine.connect import normalise_sql


@pytest.mark.parametrize(
    "other",
    [
        "SELECT a,\n\t b FROM t WHERE n = 'It''s  A' -- why",
        "select a , b from t where n='It''s  A' /* many\nlines */",
        "  select  a,b\nfrom t where n  = 'It''s  A'",
    ],
)
def test_layout_capitals_and_comments_do_not_count(other):
    assert normalise_sql(other) == normalise_sql("select a, b from t where n = 'It''s  A'")


@pytest.mark.parametrize(
    "other",
    [
        "select a, b from t where n = 'It''s A'",
        "select a, b from t where n = 'it''s  a'",
        "select a, b from t where n = '--  x'",
        "select a, \"B\" from t where n = 'It''s  A'",
        "select ab from t where n = 'It''s  A'",
        "select a b from t where n = 'It''s  A'",
    ],
)
def test_words_and_what_stands_in_quotation_marks_count(other):
    assert normalise_sql(other) != normalise_sql("select a, b from t where n = 'It''s  A'")


def test_what_looks_like_a_comment_in_a_text_is_text():
    assert normalise_sql("select '--' as a") != normalise_sql("select '")
    assert normalise_sql("select '/*', a, '*/'") != normalise_sql("select '/*', b, '*/'")
