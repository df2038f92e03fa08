"""The company's figures for a request: the published run, opened for the reader's scope and kept open for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render

from clientela.workspace import Reader, Run, Workspace, build_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

    from clientela.base.scope import Scope
    from clientela.blocks import Document, Section

KEPT = 8
"""How many combinations of run and scope stay open in a process."""


def workspace() -> Workspace:
    """Open the workspace this installation serves."""
    return Workspace.open(settings.CLIENTELA_WORKSPACE)


def has_answers(place: Workspace) -> bool:
    """Whether there is a list that gives first answers, and no sales lines that would give better ones."""
    facts = place.facts
    return not facts.parts and any(facts.table(name) for name in ("customers", "yearly_turnover"))


class OpenRun:
    """A run open for one scope. A run never changes: what was worked out once is kept with it.

    Threads share it: one question at a time goes to the engine.
    """

    def __init__(self, run: Run, scope: Scope) -> None:
        self.run = run
        self.scope = scope
        self.manifest = run.manifest
        self.currency = run.manifest.currency
        self.readers_count = 0
        self.is_dropped = False
        self._stack = ExitStack()
        self._reader: Reader = self._stack.enter_context(run.reading(scope=scope))
        self._lock = threading.RLock()
        self._known: dict[object, Any] = {}

    def ask(self, question: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Put a question to the open run: `question(reader, ...)`."""
        with self._lock:
            return question(self._reader, *args, **options)

    def once(self, name: object, question: Callable[..., Any]) -> Any:
        """Put a question whose answer is kept."""
        with self._lock:
            if name not in self._known:
                self._known[name] = question(self._reader)
            return self._known[name]

    def review(self, name: str = "portfolio_review") -> Document:
        """Return a report for this scope: pages and downloads show the same figures."""
        part = ", ".join(self.scope.values) or "—"
        scope_name = "" if self.scope.is_everything else part

        def build(reader: Reader) -> Document:
            settings = self.manifest.read_settings()
            return build_report(reader, settings=settings, scope_name=scope_name, name=name)

        document: Document = self.once(("review", name), build)
        return document

    def holds(self, block: object) -> bool:
        """Whether a block is one of a report's that is open: it never changes, and neither does what it looks like."""
        with self._lock:
            documents = [v for k, v in self._known.items() if isinstance(k, tuple) and k[0] == "review"]
        return any(block is b for d in documents for s in d.sections for b in s.blocks)

    def section(self, name: str) -> Section:
        """Return one section of the portfolio review."""
        return next(s for s in self.review().sections if s.name == name)

    def find_sections(self, report: str, *names: str) -> tuple[Section, ...]:
        """Return those of the named sections of a report that the data give something to say; all of them where none is named."""
        found = {s.name: s for s in self.review(report).sections}
        return tuple(found[name] for name in names or found if name in found)

    def close(self) -> None:
        """Give the memory back."""
        with self._lock:
            self._stack.close()


_open: OrderedDict[tuple[str, str, Scope], OpenRun] = OrderedDict()
_guard = threading.Lock()


def _drop(opened: OpenRun) -> None:
    opened.is_dropped = True
    if not opened.readers_count:
        opened.close()


def close_all() -> None:
    """Close every open run, for tests."""
    with _guard:
        while _open:
            _drop(_open.popitem()[1])


@contextmanager
def open_run(run: Run, scope: Scope) -> Iterator[OpenRun]:
    """Give the run open for a scope; the least recently used one makes room, once nobody reads it any more."""
    key = (str(run.workspace.path), run.manifest.run_id, scope)
    with _guard:
        opened = _open.get(key)
        if opened is None:
            opened = _open[key] = OpenRun(run, scope)
            while len(_open) > KEPT:
                _drop(_open.popitem(last=False)[1])
        _open.move_to_end(key)
        opened.readers_count += 1
    try:
        yield opened
    finally:
        with _guard:
            opened.readers_count -= 1
            if opened.is_dropped and not opened.readers_count:
                opened.close()


def with_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the published run for the reader's scope; before the first run, say how to get there."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = workspace()
        run = place.current()
        if run is None:
            return render(request, "ui/nothing_yet.html", {"has_answers": has_answers(place)})
        with open_run(run, request.scope) as opened:
            request.open_run = opened
            return view(request, opened, *args, **kwargs)

    return shown
