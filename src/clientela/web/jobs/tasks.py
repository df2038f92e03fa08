"""What the worker does: carries a job out and writes how far it is."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.web.jobs.checks import make_check
from clientela.web.jobs.messages import pack_message
from clientela.web.jobs.models import OPEN, Job, State, bury_lost_jobs
from clientela.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEAT_SECONDS = 3.0
_WRITE_SECONDS = 0.15


CANCELLED = msg("Stopped as asked. The published figures are the ones from before.")


class CancelledError(Exception):
    """Somebody asked for the job to stop."""


class JobProgress:
    """Writes progress into the job's row, not more often than a page asks for it."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._written = 0.0

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Write how far the work is.

        Errors: CancelledError when somebody asked for it; results already written stay whole and are used again.
        """
        if done < total and time.monotonic() - self._written < _WRITE_SECONDS:
            return
        self._written = time.monotonic()
        row = Job.objects.filter(pk=self._job_id)
        row.update(done=done, total=total, label=pack_message(label), beat_at=timezone.now())
        if row.filter(is_cancel_wanted=True).exists():
            raise CancelledError


@contextmanager
def _beating(job_id: int) -> Iterator[None]:
    """Let the job's heart beat while a long step is at work."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(_BEAT_SECONDS):
            Job.objects.filter(pk=job_id).update(beat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=_BEAT_SECONDS)


def _compute(
    place: Workspace, arguments: dict[str, Any], progress: JobProgress
) -> tuple[Message, dict[str, Any]]:
    day = date.fromisoformat(arguments["as_of"]) if arguments.get("as_of") else None
    usual, view = place.settings.structure, arguments.get("view", "")
    chosen = replace(usual, view=view, scenario=arguments.get("scenario", "")) if view else None
    run = place.run(
        started_at=timezone.now(),
        finished_at=timezone.now,
        as_of=day,
        structure=chosen,
        progress=progress,
        publish=arguments.get("publish", True),
    )
    return msg("Computed as of {day}.", day=run.manifest.as_of_day), {"run_id": run.manifest.run_id}


def _bring_in(
    place: Workspace, arguments: dict[str, Any], progress: JobProgress
) -> tuple[Message, dict[str, Any]]:
    folder = Path(arguments["folder"])
    period = arguments.get("replaces")
    outcome = place.import_files(
        [folder / name for name in arguments["files"]],
        imported_at=timezone.now(),
        replaces=(period[0], period[1]) if period else None,
        progress=progress,
        is_lenient=True,
    )
    lines = sum(b.lines_accepted for b in outcome.added if b.role == "sales_lines")
    others = sum(b.lines_accepted for b in outcome.added if b.role != "sales_lines")
    said = nmsg("{count} sales line imported.", "{count} sales lines imported.", lines)
    if others:
        rows = nmsg("{count} row of other tables imported.", "{count} rows of other tables imported.", others)
        said = msg("{imported} {computed}", imported=said, computed=rows) if lines else rows
    if not outcome.added:
        said = msg("These files were imported before; nothing changed.")
    if arguments.get("compute") and place.facts.parts:
        computed, result = _compute(place, {}, progress)
        shutil.rmtree(folder, ignore_errors=True)
        return msg("{imported} {computed}", imported=said, computed=computed), result
    shutil.rmtree(folder, ignore_errors=True)
    return said, {"batches": [b.id for b in outcome.added]}


def _take_out(
    place: Workspace, arguments: dict[str, Any], progress: JobProgress
) -> tuple[Message, dict[str, Any]]:
    batch = place.undo(arguments["batch"])
    said = msg("{file} is out of the figures.", file=batch.file_name)
    if not place.facts.parts:
        return msg("{undone} No sales line is left; the pages show the last published run.", undone=said), {}
    computed, result = _compute(place, {}, progress)
    return msg("{undone} {computed}", undone=said, computed=computed), result


def _check(
    place: Workspace, arguments: dict[str, Any], progress: JobProgress
) -> tuple[Message, dict[str, Any]]:
    folder = Path(arguments["folder"])
    make_check(place, [folder / name for name in arguments["files"]], progress=progress)
    return msg("The files are checked."), {}


def _try_out(
    place: Workspace, arguments: dict[str, Any], progress: JobProgress
) -> tuple[Message, dict[str, Any]]:
    run = place.try_settings(
        arguments["given"], arguments["tables"], started_at=timezone.now(), finished_at=timezone.now,
        as_of=date.fromisoformat(arguments["as_of"]), progress=progress,
    )  # fmt: skip
    return msg("Computed with the changed settings; nothing is shown on the pages yet."), {
        "run_id": run.manifest.run_id
    }


WORK = {"what_if": _try_out, "run": _compute, "import": _bring_in, "undo": _take_out, "check": _check}
TITLES = {
    "what_if": msg("Trying out changed settings"),
    "check": msg("Checking files"),
    "run": msg("Computing the figures"),
    "import": msg("Importing files"),
    "undo": msg("Taking an import out"),
}


def _finish(job_id: int, state: Any, sentence: Message, result: dict[str, Any] | None = None) -> None:
    Job.objects.filter(pk=job_id).update(
        state=state, sentence=pack_message(sentence), result=result or {}, finished_at=timezone.now()
    )


@task()
def carry_out(job_id: int) -> None:
    """Carry a job out; whatever happens, its row says how it ended."""
    if not Job.objects.filter(pk=job_id, state=State.WAITING).update(
        state=State.RUNNING, beat_at=timezone.now()
    ):
        return
    job = Job.objects.get(pk=job_id)
    try:
        with _beating(job_id):
            sentence, result = WORK[job.kind](
                Workspace.open(settings.CLIENTELA_WORKSPACE), job.arguments, JobProgress(job_id)
            )
    except CancelledError:
        _finish(job_id, State.CANCELLED, CANCELLED)
    except ClientelaError as error:
        _finish(job_id, State.FAILED, error.message)
    except Exception as error:
        _finish(
            job_id,
            State.FAILED,
            msg(
                "It stopped by an error of the program: {problem}. The published figures are the ones from before.",
                problem=repr(error)[:300],
            ),
        )
        raise
    else:
        _finish(job_id, State.DONE, sentence, result)


def start_job(kind: str, arguments: dict[str, Any], *, person: Any) -> Job:
    """Put a job into the queue; while a run, or a check of the same files, is open, that one is returned."""
    bury_lost_jobs()
    with transaction.atomic():
        same: Any = Job.objects.filter(kind=kind, state__in=OPEN)
        if kind == "check":
            same = same.filter(arguments=arguments)
        waiting: Job | None = same.first() if kind in ("run", "check") else None
        if waiting is not None:
            return waiting
        job: Job = Job.objects.create(kind=kind, arguments=arguments, created_by=person)
    carry_out.enqueue(job.pk)
    return job


def elapsed(job: Job) -> Amount:
    """How long a job has taken."""
    end = job.finished_at or timezone.now()
    return Amount(round((end - job.created_at).total_seconds()), "count")
