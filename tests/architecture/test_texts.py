"""Every text is in the catalogues, translated, with the same braces; terms follow the glossary."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("extract_texts", ROOT / "tools" / "extract_texts.py")
assert _SPEC is not None
extract_texts = importlib.util.module_from_spec(_SPEC)
assert _SPEC.loader is not None
_SPEC.loader.exec_module(extract_texts)


@pytest.fixture(scope="module")
def template():
    return extract_texts.collect()


@pytest.mark.parametrize("language", ["it", "ru"])
def test_every_text_is_translated(template, language):
    assert len(template) > 800
    assert extract_texts.problems(language, template) == []


def test_an_untranslated_text_is_seen(template):
    template.add("A text that nobody translated")
    try:
        found = extract_texts.problems("it", template)
    finally:
        template.delete("A text that nobody translated")
    assert found == ["it: not translated: 'A text that nobody translated'"]


@pytest.mark.parametrize(
    ("english", "italian", "russian"),
    [
        ("Lost", "Perso", "Потерян"),
        ("Declining", "In calo", "Снижающий закупки"),
        ("Revenue", "Fatturato", "Выручка"),
        ("Customers", "Clienti", "Клиенты"),
        ("Gini index", "Indice di Gini", "Коэффициент Джини"),
    ],
)
def test_terms_follow_the_glossary(english, italian, russian):
    for language, expected in (("it", italian), ("ru", russian)):
        own = extract_texts._read(language).get(english)
        assert own is not None
        assert own.string == expected
