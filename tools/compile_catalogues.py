"""Compiles the translation catalogues that are newer than their compiled form; no gettext tools are needed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "src" / "clientela" / "locale"


def main() -> None:
    """Write `django.mo` beside each changed `django.po`."""
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name)
        aside = target.with_suffix(".mo.tmp")
        with aside.open("wb") as stream:
            write_mo(stream, catalogue)
        aside.replace(target)


if __name__ == "__main__":
    main()
