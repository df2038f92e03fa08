"""Coverage-guided fuzzing of the door for files: any bytes give rows that balance, or a sentence. Never anything else.

Run: `make fuzz MINUTES=30`. Source of the method: libFuzzer through Atheris.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["clientela"]):
    from clientela.base.canonical import CanonicalTable
    from clientela.base.declare import discover
    from clientela.base.errors import ClientelaError
    from clientela.base.progress import Silent
    from clientela.base.settings import Settings
    from clientela.sources import read_files
from hostile import hostile_files

SMALL = 20_000
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".zip", ".gz")
FOLDER = Path(tempfile.mkdtemp(prefix="clientela-fuzz-"))
TABLES = discover("clientela.tables", CanonicalTable)


def read_anything(data: bytes) -> None:
    """Read the bytes as a file; the first byte chooses how it is called."""
    if not data:
        return
    inbox, staging = FOLDER / "inbox", FOLDER / "staging"
    inbox.mkdir(exist_ok=True)
    path = inbox / f"file{SUFFIXES[data[0] % len(SUFFIXES)]}"
    path.write_bytes(data[1:])
    try:
        found = read_files(
            [path],
            staging=staging,
            mappings=FOLDER / "mappings",
            settings=Settings(),
            progress=Silent(),
            tables=TABLES,
        )
    except ClientelaError as error:
        assert str(error).strip(), "an error without a sentence"
    else:
        for file in found:
            assert file.lines_read == file.lines_accepted + file.lines_excluded + file.lines_rejected, file
            assert file.net_read == file.net_accepted + file.net_excluded + file.net_rejected, file
    assert path.read_bytes() == data[1:], "the file itself was changed"
    assert {p.name for p in FOLDER.iterdir()} <= {"inbox", "staging"}, (
        "something was written beside the staging"
    )
    shutil.rmtree(staging, ignore_errors=True)
    path.unlink()


@atheris.instrument_func
def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Mutate bytes, or exchange the pieces that texts of tables are made of."""
    chance = random.Random(seed)  # noqa: S311 - the fuzzer's own seed
    if chance.random() < 0.6:
        return bytes(atheris.Mutate(data, max_size))
    pieces = (
        b";", b",", b"\t", b"|", b"\n", b"\r\n", b'"', b"'", b"1.234,50", b"(12.50)", b"-0,01", b"31/12/2024", b"12/31/24", b"20240229",
        b"3 gennaio 2024", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"=1+1", b"Totale", b"Date", b"Customer", b"Amount", b"Quantity", b"45292",
        "Клиент".encode("cp1251"), b"Menge", "\u2212".encode(), b"1e308", b"NaN", b"9" * 40, b"NULL",
    )  # fmt: skip
    at = chance.randrange(1, len(data) + 1) if len(data) > 1 else len(data)
    end = min(len(data), at + chance.choice((0, 0, 1, 3, 20)))
    return (data[:at] + chance.choice(pieces) + data[end:])[:max_size]


def write_seeds(folder: Path) -> None:
    """Begin with small good and bad files of every kind, so that the fuzzer need not invent a workbook."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, (name, content) in enumerate(hostile_files(200, seed=5)):
        if len(content) < SMALL:
            kind = next((i for i, suffix in enumerate(SUFFIXES) if name.endswith(suffix)), 0)
            (folder / f"seed-{place:03d}").write_bytes(bytes([kind]) + content)


def main() -> None:
    """Fuzz until the limits given on the command line; its last argument is the folder of the corpus."""
    write_seeds(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, read_anything, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
