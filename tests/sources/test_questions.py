"""Every sentence that names a line of the mapping file has a plain question for somebody with a form before them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import clientela.sources
from clientela.base.i18n import msg
from clientela.sources._questions import plain_question

_STRICT_ONLY = "{reason} Its columns"
"""Said by the command line when nothing at all could be read; a form is shown instead."""


def _sentences() -> list[str]:
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(Path(clientela.sources.__file__).parent.glob("*.py"))
    ]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in texts if isinstance(text, str) and "{mapping}" in text]


SENTENCES = _sentences()


def test_there_are_such_sentences():
    assert len(SENTENCES) > 8


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_question_names_no_file_to_write_in(sentence):
    if sentence.startswith(_STRICT_ONLY):
        return
    params = {name: name for name in re.findall(r"\{(\w+)\}", sentence)}
    asked = plain_question(msg(sentence, **params))
    assert asked.about
    assert "mapping" not in str(asked.text)
    assert ' = "' not in str(asked.text)


def test_any_other_sentence_stays_as_it_is():
    told = msg("{file} is empty. Export it again.", file="a.csv")
    assert plain_question(told).text == told
    assert plain_question(told).about == ""
