from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientela.base.files import file_sha256, write_text, writing
from clientela.base.lock import BusyError, writing_lock

if TYPE_CHECKING:
    from pathlib import Path


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "old")

    def fail() -> None:
        with writing(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path) -> None:
    with (
        writing_lock(tmp_path / "lock"),
        pytest.raises(BusyError, match="Another import or run"),
        writing_lock(tmp_path / "lock", wait_seconds=0.2),
    ):
        pass
    with writing_lock(tmp_path / "lock", wait_seconds=0.2):
        assert (tmp_path / "lock").exists()
