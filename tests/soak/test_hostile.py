"""A thousand damaged or hostile files: a sentence or rows that balance, bounded memory, nothing else changed."""

from __future__ import annotations

import resource
import time

import pytest

from clientela.base.errors import ClientelaError
from clientela.base.i18n import LANGUAGES, translate
from clientela.workspace import Workspace
from conftest import NOON, line, write_rows
from hostile import hostile_files

FILES = 1000
_MOST_MEGABYTES = 1500
_LONGEST_SECONDS = 20.0


@pytest.mark.soak
def test_a_thousand_hostile_files_are_told_in_a_sentence_and_change_nothing(tmp_path, capsys) -> None:
    from datetime import date  # noqa: PLC0415

    workspace = Workspace.open(tmp_path / "workspace")
    workspace.import_files(
        [write_rows(tmp_path / "good.csv", [line("C1", date(2024, 1, 5), 10, "F1")])], imported_at=NOON
    )
    before = workspace.facts.fingerprint
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    read = refused = 0
    slowest = (0.0, "")
    for place, (name, content) in enumerate(hostile_files(FILES)):
        path = inbox / name
        path.write_bytes(content)
        begun = time.monotonic()
        try:
            workspace.check([path])
            read += 1
        except ClientelaError as error:
            refused += 1
            sentence = str(error)
            assert sentence.rstrip().endswith((".", "?", ")")), (place, name, sentence)
            assert "Traceback" not in sentence, (place, name, sentence)
            for language in LANGUAGES:
                assert translate(error.message, language=language)
        slowest = max(slowest, (time.monotonic() - begun, f"{place} {name}"))
        path.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with capsys.disabled():
        print(
            f"\n{FILES} hostile files: {read} read, {refused} refused, slowest {slowest[0]:.1f} s ({slowest[1]}), peak {peak:.0f} MB"
        )
    assert read + refused == FILES
    assert slowest[0] < _LONGEST_SECONDS
    assert peak < _MOST_MEGABYTES
    assert not list(inbox.iterdir())
    assert not (tmp_path / "escaped.csv").exists()
    assert Workspace.open(tmp_path / "workspace").facts.fingerprint == before
