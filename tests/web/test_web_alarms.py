"""The page of the alarms: each sees and answers those of its own customers, and an answer is a batch."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from clientela.workspace import Workspace

MOMENT = datetime(2025, 1, 3, tzinfo=UTC)


@pytest.fixture
def alarmed(own_company, tmp_path):
    """Two customers of two territories gave notice."""
    events = tmp_path / "events.csv"
    events.write_text(
        "customer number,known event,known since\nC1,notice,2024-12-10\nC4,notice,2024-12-11\n",
        encoding="utf-8",
    )
    place = Workspace.open(own_company)
    place.import_files([events], imported_at=MOMENT)
    place.run(started_at=MOMENT, finished_at=lambda: MOMENT, as_of=date(2024, 12, 31))
    return place  # fmt: skip


def _send(client, number, answer="known"):
    given = {"customer_id": number, "family": "", "kind": "notice", "answer": answer, "note": "told by phone"}
    return client.post(reverse("alarms:answer"), given)


def _shown(client):
    return client.get(reverse("alarms:page")).content.decode()


@pytest.mark.usefixtures("alarmed")
def test_each_sees_the_alarms_of_its_own_customers(log_in):
    whole = _shown(log_in("director"))
    assert "C1" in whole
    assert "C4" in whole
    mine = _shown(log_in("seller", scope_values=["S1"]))
    assert "C1" in mine
    assert "C4" not in mine
    assert "Zagara" not in mine
    assert reverse("alarms:answer") in mine
    assert reverse("alarms:answer") not in _shown(log_in("reader"))


def test_an_answer_becomes_a_batch_and_the_page_says_so(alarmed, log_in):
    client = log_in("seller", scope_values=["S1"])
    before = len(alarmed.batches())
    assert _send(client, "C1").status_code == 302
    added = alarmed.batches()[before:]
    assert [(b.role, b.lines_accepted, b.source) for b in added] == [("alarm_answers", 1, "entries")]
    page = _shown(client)
    assert "Answered; the next run knows it." in page
    assert reverse("alarms:answer") not in page.split("<tbody>")[1].split("</tbody>")[0]
    run = alarmed.run(started_at=MOMENT, finished_at=lambda: MOMENT, as_of=date(2099, 12, 31))
    with run.reading() as reader:
        (row,) = reader.rows("answered_alarms")
    assert (row["alarm_answer_class"], row["alarm_class"]) == ("known", "notice")


def test_nobody_answers_for_others_or_out_of_thin_air(alarmed, log_in):
    before = len(alarmed.batches())
    seller = log_in("seller", scope_values=["S1"])
    assert _send(seller, "C4").status_code == 404
    assert _send(seller, "C1", answer="perhaps").status_code == 404
    assert _send(seller, "C2").status_code == 404  # no alarm
    assert _send(log_in("reader"), "C1").status_code == 403
    assert len(alarmed.batches()) == before
