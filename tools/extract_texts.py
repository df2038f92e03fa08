"""Extracts every text into the catalogues, and says which are not translated.

python tools/extract_texts.py            extract, update the catalogues, report what is missing
python tools/extract_texts.py --check    change nothing; exit 1 when a text is missing, untranslated or fuzzy
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "clientela"
LANGUAGES = ("it", "ru")
KEYWORDS: dict[str, Any] = {
    "msg": None, "t": None, "nmsg": (1, 2), "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
_TEMPLATE_KEYWORDS: dict[str, Any] = {**KEYWORDS, "npgettext": ((1, "c"), 2, 3)}


def _python_texts(path: Path) -> list[tuple[Any, str]]:
    with path.open("rb") as stream:
        found: list[tuple[Any, str]] = [
            (text, "") for _, text, _, _ in extract("python", stream, keywords=KEYWORDS)
        ]
    if path.parent.name == "cli":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        commands = (n for n in tree.body if isinstance(n, ast.FunctionDef))
        found += [
            (ast.get_docstring(n) or "", "")
            for n in commands
            if n.name.endswith("_command") or n.name == "common"
        ]
    return found


def _template_texts(path: Path) -> list[tuple[Any, str]]:
    """Let Django turn a template into marked Python, then extract from that."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - an optional part

    marked = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    calls = "\n".join(
        m.group(0)
        for m in re.finditer(
            r"\b(?:n?p?gettext|_)\((?:[^()\"']|u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\")*\)", marked
        )
    )
    return [
        (text, "")
        for _, text, _, _ in extract("python", io.BytesIO(calls.encode()), keywords=_TEMPLATE_KEYWORDS)
    ]


def collect() -> Catalog:
    """Return all texts of the package."""
    catalogue = Catalog(domain="django", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py":
            texts = _python_texts(path)
        elif path.suffix in (".html", ".txt") and "web" in path.parts:
            texts = _template_texts(path)
        else:
            continue
        where = [(path.relative_to(ROOT).as_posix(), 0)]
        for text, _ in texts:
            identity = tuple(text[:2]) if isinstance(text, (tuple, list)) else text
            if identity and (isinstance(identity, tuple) or identity.strip()):
                # Texts use braces, Django's use %(name)s; neither is checked as the other.
                catalogue.add(identity, locations=where)
    from clientela.runs.adjusting import list_texts  # noqa: PLC0415 - the package, once its texts are found

    for text in list_texts():
        catalogue.add(text, locations=[("src/clientela/runs/adjusting.py", 0)])
    return catalogue


def _path(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def _braces(text: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "{" in text else set()
    return names | set(re.findall(r"%\((\w+)\)s", text))


def problems(language: str, template: Catalog) -> list[str]:
    """Say what is wrong with one language: missing, fuzzy, or with other braces than the English text."""
    catalogue, found = _read(language), []
    for message in template:
        if not message.id:
            continue
        own = catalogue.get(message.id)
        texts = [] if own is None else list(own.string) if isinstance(own.string, tuple) else [own.string]
        english = message.id if isinstance(message.id, str) else message.id[1]
        if own is None or not texts or not all(texts):
            found.append(f"{language}: not translated: {english!r}")
        elif own.fuzzy:
            found.append(f"{language}: fuzzy: {english!r}")
        elif any(not _braces(text) <= _braces(english) for text in texts) or _braces(texts[-1]) != _braces(
            english
        ):
            found.append(f"{language}: other braces than in English: {english!r} -> {texts!r}")
    return found


def update(language: str, template: Catalog) -> None:
    """Bring a catalogue up to date: new texts added untranslated, old ones dropped, nothing guessed."""
    old = _read(language)
    fresh = Catalog(
        locale=language, domain="django", charset="utf-8", project="Clientela", header_comment="# Clientela"
    )
    fresh.creation_date = fresh.revision_date = datetime(
        2026, 1, 1, tzinfo=UTC
    )  # no clock: the file changes only with its texts
    for message in sorted(
        (m for m in template if m.id), key=lambda m: m.id if isinstance(m.id, str) else m.id[0]
    ):
        own = old.get(message.id)
        fresh.add(
            message.id,
            own.string if own is not None else "",
            locations=sorted({(p, 0) for p, _ in message.locations}),
        )
    _path(language).parent.mkdir(parents=True, exist_ok=True)
    with _path(language).open("wb") as stream:
        write_po(stream, fresh, width=110, include_lineno=False, sort_output=False)


def main() -> int:
    """Extract or check."""
    template = collect()
    if "--check" not in sys.argv:
        for language in LANGUAGES:
            update(language, template)
    found = [problem for language in LANGUAGES for problem in problems(language, template)]
    for problem in found[:40]:
        print(problem)
    print(f"{len(template)} texts, {len(found)} problems")
    return 1 if found and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
