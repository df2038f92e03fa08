"""One row for each piece of background work: what, how far, how it ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SILENT_AFTER = timedelta(seconds=30)
"""A running job whose heart has not beaten for so long has lost its worker."""
WAITING_AFTER = timedelta(seconds=10)


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    LOST = "lost", _("interrupted")


OPEN = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """A run or an import started from a page."""

    kind = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    label = models.JSONField(null=True, blank=True)
    """What is being worked on, as a stored message."""
    sentence = models.JSONField(null=True, blank=True)
    """How it ended, as a stored message."""
    result = models.JSONField(default=dict)
    is_cancel_wanted = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        """Name it for logs."""
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or works."""
        return self.state in OPEN

    @property
    def is_waiting_long(self) -> bool:
        """Whether no worker has taken it for a while."""
        return bool(self.state == State.WAITING) and timezone.now() - self.created_at > WAITING_AFTER

    @property
    def share(self) -> int:
        """How far it is, in per cent."""
        return min(100, round(100 * self.done / self.total)) if self.total else 0


def bury_lost_jobs() -> int:
    """Mark the jobs whose worker died; returns how many."""
    silent: Any = Job.objects.filter(state=State.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER)
    count: int = silent.update(state=State.LOST, finished_at=timezone.now())
    return count
