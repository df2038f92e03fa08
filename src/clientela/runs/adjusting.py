"""Settings changed from a surface: what there is to change, what a change would do, who changed what when."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base import control_settings, economics_settings, outlook_settings, portfolio_settings
from clientela.base.errors import SettingsError
from clientela.base.files import write_text
from clientela.base.i18n import Message, msg
from clientela.base.setting_texts import meanings_of
from clientela.base.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

SECTIONS: tuple[tuple[str, Message], ...] = (
    ("cost_to_serve", msg("What serving customers costs")),
    ("economics", msg("Contribution")),
    ("service", msg("Service and the rules of the classes")),
    ("prices", msg("Prices and discounts")),
    ("offer", msg("Range and suggestions")),
    ("potential", msg("Potential and the profitability matrix")),
    ("growth", msg("Growth and what it brings")),
    ("outlook", msg("The years ahead")),
    ("evidence", msg("What a statement is worth")),
    ("portfolio", msg("Portfolio and key accounts")),
)
"""The sections of clientela.toml that have a form, in the order of the page."""
TABLES: tuple[tuple[str, Message], ...] = (
    ("service_rules", msg("Service by potential and customer type")),
    ("kpis", msg("Indicators of our own")),
    ("segment_criteria", msg("What makes a market segment attractive")),
    ("portfolio_criteria", msg("Criteria of the portfolio: weights and anchors")),
)
"""Lists of entries: each is edited as the text it has in the file."""
LOG = "settings_log.jsonl"
_HEADER = re.compile(r"^\s*\[{1,2}\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]{1,2}\s*(?:#.*)?$")
_CLASSES = {
    "cost_to_serve": economics_settings.CostToServe, "economics": economics_settings.Economics, "service": economics_settings.Service, "prices": economics_settings.Prices,
    "offer": economics_settings.Offer, "potential": economics_settings.Potential, "growth": control_settings.Growth,
    "outlook": outlook_settings.Outlook, "evidence": portfolio_settings.Evidence, "portfolio": portfolio_settings.Portfolio,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting with what it is now and what it is unless set. Values are written as in the file; an empty text is not stated."""

    section: str
    name: str
    value: str
    default: str
    about: Message | None
    """What it means, in the words of the documentation."""

    @property
    def key(self) -> str:
        """The name of its field in a form."""
        return f"{self.section}.{self.name}"

    @property
    def is_changed(self) -> bool:
        """Whether it is not the packaged value."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: who changed which setting from what to what, when and why. An empty text is "not stated"."""

    changed_at: str
    changed_by: str
    setting: str
    old: str
    new: str
    reason: str


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_write(v) for v in value)}]"
    return str(value)


def list_texts() -> tuple[str, ...]:
    """List what the catalogues take from the declarations: the meaning of every setting that has a form."""
    return tuple(text for section, _ in SECTIONS for text in meanings_of(_CLASSES[section]).values())


def list_settings(settings: Settings, section: str) -> tuple[Setting, ...]:
    """List the settings of a section. Errors: KeyError for one that has no form."""
    defaults, now = _CLASSES[section](), getattr(settings, section)
    abouts = {name: Message(text) for name, text in meanings_of(_CLASSES[section]).items()}
    return tuple(
        Setting(section, f.name, _write(getattr(now, f.name)), _write(getattr(defaults, f.name)), abouts.get(f.name))
        for f in fields(defaults)
    )  # fmt: skip


def _blocks(text: str) -> list[tuple[str, bool, list[str]]]:
    """Cut a settings file into (section, is an entry of a list, lines); what stands before the first section is named ""."""
    found: list[tuple[str, bool, list[str]]] = [("", False, [])]
    for line in text.splitlines():
        header = _HEADER.match(line)
        # a line that only looks like a header may belong to a list over several lines: those are indented or end with a comma
        if (
            header
            and not line.startswith((" ", "\t"))
            and re.fullmatch(r"[A-Za-z0-9_.\-\"' ]+", header.group(1))
        ):
            found.append((header.group(1).strip(), line.lstrip().startswith("[["), [line]))
        else:
            found[-1][2].append(line)
    return found


def read_table_text(text: str, name: str) -> str:
    """Return the entries of a list as they stand in the file."""
    lines = [
        line for section, is_entry, block in _blocks(text) if is_entry and section == name for line in block
    ]
    return "\n".join(lines).strip()


def _end_of_value(lines: Sequence[str], start: int) -> int:
    """Return the line after a value that may reach over several lines."""
    for end in range(start + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return start + 1


def _set_value(lines: list[str], name: str, value: str) -> list[str]:
    """Write, change or (with an empty value) take out one setting in the lines of its section; all else stays as it is."""
    place = next((i for i, line in enumerate(lines) if re.match(rf"\s*{re.escape(name)}\s*=", line)), None)
    own = [f"{name} = {value}"] if value else []
    if place is not None:
        return [*lines[:place], *own, *lines[_end_of_value(lines, place) :]]
    last = max((i for i, line in enumerate(lines) if line.strip()), default=0)
    return [*lines[: last + 1], *own, *lines[last + 1 :]]


def change_text(text: str, changes: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """Return a settings file with some settings changed: `changes` by "section.name", `tables` whole lists by name.

    Comments, order and everything that is not named stay. An empty value takes the setting out, so that its default holds.
    """
    blocks = [(s, e, list(b)) for s, e, b in _blocks(text)]
    for key, value in changes.items():
        section, _, name = key.partition(".")
        place = next((i for i, (s, e, _) in enumerate(blocks) if s == section and not e), None)
        if place is None:
            if not value:
                continue
            blocks.append((section, False, ["", f"[{section}]"]))
            place = len(blocks) - 1
        blocks[place] = (section, False, _set_value(blocks[place][2], name, value))
    for name, entries in tables.items():
        blocks = [b for b in blocks if not (b[1] and b[0] == name)]
        if entries.strip():
            blocks.append((name, True, ["", *entries.strip().splitlines()]))
    return "\n".join(line for _, _, block in blocks for line in block).strip("\n") + "\n"


def settings_text(folder: Path) -> str:
    """Return the settings file of a workspace as it stands; empty where there is none."""
    path = folder / "clientela.toml"
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def read_changed(text: str) -> Settings:
    """Read a changed settings file. Errors: SettingsError that names what is wrong."""
    with tempfile.TemporaryDirectory(prefix="clientela-settings-") as folder:
        path = Path(folder) / "clientela.toml"
        path.write_text(text, encoding="utf-8")
        return read_settings(path)


def differences(
    old: Settings, new: Settings, *, old_text: str = "", new_text: str = ""
) -> tuple[tuple[str, str, str], ...]:
    """List (setting, old, new) of everything that differs between two settings; lists of entries as their texts."""
    found = []
    for item in fields(Settings):
        before, after = getattr(old, item.name), getattr(new, item.name)
        if before == after:
            continue
        if is_dataclass(before) and not isinstance(before, type):
            one, other = asdict(before), asdict(after)
            found += [
                (f"{item.name}.{n}", _write(one[n]), _write(other[n])) for n in one if one[n] != other[n]
            ]
        else:
            found.append(
                (item.name, read_table_text(old_text, item.name), read_table_text(new_text, item.name))
            )
    return tuple(found)


def prepare_change(
    text: str, settings: Settings, given: Mapping[str, str], tables: Mapping[str, str]
) -> tuple[str, Settings, tuple[tuple[str, str, str], ...]]:
    """Work out what a form asks for: the new text, the settings in it, and what differs.

    Errors: SettingsError for a value that cannot be, for something else than what was asked, and where nothing changes.
    """
    wanted = {key: value.strip() for key, value in given.items()}
    known = {s.key: s for section, _ in SECTIONS for s in list_settings(settings, section)}
    changes = {}
    for key, value in wanted.items():
        if key not in known:
            raise SettingsError(msg("There is no setting {name} that can be changed here.", name=key))
        if value != known[key].value:
            changes[key] = "" if value == known[key].default else value
    lists = {n: t for n, t in tables.items() if n in dict(TABLES) and t.strip() != read_table_text(text, n)}
    if not changes and not lists:
        raise SettingsError(msg("Nothing was changed."))
    new_text = change_text(text, changes, lists)
    new = read_changed(new_text)
    found = differences(settings, new, old_text=text, new_text=new_text)
    allowed = {*changes, *lists}
    if any(name not in allowed for name, _, _ in found):
        raise SettingsError(msg("A value reaches beyond its field. Write one value in each."))
    if not found:
        raise SettingsError(msg("Nothing was changed."))
    return new_text, new, found


def append_history(
    folder: Path,
    changes: Sequence[tuple[str, str, str]],
    *,
    changed_by: str,
    changed_at: datetime,
    reason: str,
) -> None:
    """Add lines to the history of the settings. It is only ever added to."""
    path = folder / LOG
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = [
        json.dumps(
            asdict(Change(changed_at.isoformat(), changed_by, name, old, new, reason)), ensure_ascii=False
        )
        for name, old, new in changes
    ]
    write_text(path, before + "\n".join(lines) + "\n")


def read_history(folder: Path) -> tuple[Change, ...]:
    """Return the history of the settings, the newest first; a line that cannot be read is left out."""
    path = folder / LOG
    if not path.exists():
        return ()
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(Change(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(reversed(found))
