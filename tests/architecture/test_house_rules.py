"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import clientela
from clientela.base.declare import STATIONS
from clientela.runs.graph import FACTS, all_steps

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "clientela"
FILES = sorted(p for folder in ("src", "tests", "tools", "benchmarks") for p in (ROOT / folder).rglob("*.py"))
SURFACES = {"cli", "web"}
BELOW = [p for p in SOURCE.rglob("*.py") if p.relative_to(SOURCE).parts[0] not in SURFACES]
BANNED = ("utils", "helpers", "common", "manager")
BANNED_VERBS = ("process_", "handle_")
FRAMEWORK = {
    "process_view",
    "process_request",
    "process_response",
    "process_exception",
    "process_template_response",
    "handle_starttag",
    "handle_endtag",
    "handle_data",
}
"""Names that Django calls a middleware by, and the standard library a parser of pages."""


def committed():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path, node):
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def test_the_house_is_there():
    assert len(FILES) > 100
    assert len(BELOW) > 60


def test_files_stay_short():
    long = {
        str(p.relative_to(ROOT)): n
        for p in FILES
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_nobody_below_the_surfaces_prints():
    found = [
        where(path, node)
        for path in BELOW
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "input")
    ]
    assert found == []


def test_there_is_no_clock_below_the_surfaces():
    clocks = {"now", "today", "utcnow", "time_ns", "localtime", "gmtime"}
    chance = {"random", "secrets", "uuid"}
    found = []
    for path in BELOW:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in clocks:
                found.append(where(path, node))
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and (node.value.id, node.attr) == ("time", "time")
            ):
                found.append(where(path, node))
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            # A temporary file's name is no result; the demo draws from its seed.
            if (
                path.name != "files.py"
                and "demo" not in path.parts
                and chance & {n.split(".")[0] for n in names}
            ):
                found.append(where(path, node))
            if (
                isinstance(node, ast.ImportFrom)
                and node.module == "time"
                and any(a.name == "time" for a in node.names)
            ):
                found.append(where(path, node))
    assert found == []


def test_sql_has_no_clock_and_no_chance_either():
    words = re.compile(
        r"\b(current_date|current_timestamp|now\(\)|today\(\)|random\(\)|uuid\(\)|using sample)",
        re.IGNORECASE,
    )
    assert [str(p.relative_to(ROOT)) for p in BELOW if words.search(p.read_text(encoding="utf-8"))] == []


def test_names_say_what_things_are():
    found = []
    for path in FILES:
        if path.stem.strip("_") in BANNED:
            found.append(str(path.relative_to(ROOT)))
        for node in ast.walk(tree(path)):
            if (
                "tests" not in path.parts
                and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.name.lstrip("_").startswith(BANNED_VERBS)
                and node.name not in FRAMEWORK
            ):
                found.append(where(path, node))  # noqa: PERF401 - the condition is long enough
    assert found == []


def test_the_order_of_the_graph():
    steps, seen = all_steps(), set(FACTS)
    for name, step in steps.items():
        assert step.station in STATIONS
        assert step.module.startswith(f"clientela.{step.station}.")
        assert set(step.inputs) <= seen, name
        for source in step.inputs:
            if source in steps and {step.station, steps[source].station} != {"tables", "measures"}:
                assert STATIONS.index(steps[source].station) <= STATIONS.index(step.station), (name, source)
        seen.add(name)


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    groups = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    wanted = [item for group in groups for item in group if not item.startswith("clientela")]
    assert len(wanted) > 20
    for item in wanted:
        lines = [x for x in text.splitlines() if x.strip().startswith(f'"{item}"')]
        assert lines, item
        for found in lines:
            assert re.search(r"#\s+\S+\s+\S+", found), f"{item} says no reason"


def test_the_lock_names_no_host():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)


def test_no_committed_file_names_the_place_where_it_was_written():
    places = ["/" + "work" + "/", "/opt/" + "py" + "pi", "/" + "root" + "/", "/home/" + "user"]
    found = []
    for path in committed():
        if path.suffix in (".po", ".png", ".xlsx", ".parquet"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{path.relative_to(ROOT)}: {place}"
            for place in places
            if re.search(rf"(?<![\w./-]){place}", text)
        ]
    assert found == []


def test_the_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert re.search(r"[5-9] kept, 0 broken", done.stdout), done.stdout[-500:]


def test_the_public_names():
    assert sorted(clientela.__all__) == ["Run", "Workspace", "__version__", "open_workspace"]
    for name in clientela.__all__:
        assert getattr(clientela, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = clientela.nothing


def test_importing_the_package_loads_nothing_heavy():
    program = "import sys, clientela; print([m for m in ('duckdb', 'numpy', 'django', 'sqlglot', 'babel', 'typer') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
