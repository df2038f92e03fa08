"""Bringing data in: upload, check, import, run, publish, undo, and what goes wrong."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from clientela.base.i18n import msg, nmsg, translate
from clientela.base.units import Amount
from clientela.web.jobs.messages import pack_message, unpack_message
from clientela.web.jobs.models import Job, State, bury_lost_jobs
from clientela.web.jobs.tasks import carry_out, start_job
from clientela.workspace import Workspace

from .conftest import sales_csv


def _file(text: str, name: str = "sales.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def test_from_upload_to_overview(log_in, empty_company):
    client = log_in("director")
    extra = "F998;someday;C1;Alpe Impianti;P1;Valve;1;10.00;5.00;S1;North\n"
    checked = client.post("/data/upload/", {"files": [_file(sales_csv(extra=extra))]}, follow=True)
    address = checked.redirect_chain[-1][0]
    text = checked.content.decode()
    assert "Control totals" in text
    assert "The date cannot be read" in text
    assert "net amount" in text
    assert not Workspace.open(empty_company).batches()
    done = client.post(f"{address}import/", {"compute": "1"}, follow=True)
    assert "sales lines imported" in done.content.decode()
    assert Job.objects.get().state == State.DONE
    assert "Alpe Impianti" in client.get("/customers/").content.decode()
    assert "Revenue, last 12 months" in client.get("/").content.decode()
    assert "Rows in quarantine: 1" in client.get("/data/").content.decode()
    assert "someday" in client.get("/data/quarantine/").content.decode()
    assert b"someday" in client.get("/data/quarantine/?form=csv").content
    assert client.get(address).status_code == 404
    assert not any((empty_company / "uploads").iterdir())


def test_undo_takes_a_file_out_and_computes_again(log_in, own_company):
    client = log_in("director")
    place = Workspace.open(own_company)
    before = place.current().manifest.run_id
    more = "invoice;date;customer;customer name;net amount\nX1;2024-12-20;C77;New Company;500.00\n"
    address = client.post("/data/upload/", {"files": [_file(more, "more.csv")]})["Location"]
    client.post(f"{address}import/", {"compute": "1"})
    assert "New Company" in client.get("/customers/").content.decode()
    batch = next(b.id for b in place.batches() if b.file_name == "more.csv")
    client.post("/data/undo/", {"batch": batch})
    assert "New Company" not in client.get("/customers/").content.decode()
    assert len(place.batches()) == 1
    assert client.post("/data/undo/", {"batch": "nothing"}).status_code == 404
    client.post("/runs/publish/", {"run": before})
    assert place.current().manifest.run_id == before


@pytest.mark.parametrize("name", ["notes.exe", "letter.pdf"])
def test_other_files_are_refused_with_a_sentence(name, log_in, own_company):  # noqa: ARG001 - a copy is used up
    answer = log_in("director").post(
        "/data/upload/",
        {"files": [_file("x", name)]},
        follow=True,
        headers={"Referer": "http://testserver/data/"},
    )
    assert "this kind of file is not read" in answer.content.decode()


def test_an_unreadable_file_says_why_and_imports_nothing(log_in, own_company):
    client = log_in("director")
    answer = client.post("/data/upload/", {"files": [_file("a,b\n1,2\n")]}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "note warning" in text
    address = answer.redirect_chain[-1][0]
    client.post(f"{address}discard/")
    assert client.get(address).status_code == 404
    assert len(Workspace.open(own_company).batches()) == 1


def test_what_is_read_is_taken(log_in, empty_company):
    client = log_in("director")
    text = sales_csv(months=3).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", text)
    page = "<html><table>" + "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split(';'))}</tr>"
        for line in ("date;customer;net amount", *(f"2024-01-{d:02d};C1;{d}.50" for d in range(1, 20)))
    )
    given = [
        SimpleUploadedFile("year.zip", packed.getvalue()),
        SimpleUploadedFile("sales.csv.gz", gzip.compress(text)),
        SimpleUploadedFile("report.xls", f"{page}</table></html>".encode()),
        SimpleUploadedFile("con:\\..\\od*d?.csv", text),
        SimpleUploadedFile("sales.csv.gz", gzip.compress(text)),
    ]
    address = client.post("/data/upload/", {"files": given})["Location"]
    names = {p.name for p in (empty_company / "uploads").rglob("*") if p.is_file()}
    assert names == {"year.zip", "sales.csv.gz", "sales.csv (2).gz", "report.xls", "od_d_.csv"}
    text = client.get(address).content.decode()
    assert "year.zip / inside.csv" in text
    assert text.count("Sales lines") >= 4


def _sheets(answer) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_a_template_that_was_filled_in_comes_back(language, log_in, empty_company):
    client = log_in("director", language=language)
    assert client.get("/data/templates/").status_code == 200
    template = _sheets(client.get("/data/templates/?table=customers"))
    table = next(
        t.table for t in Workspace.open(empty_company).tables(is_whole=True) if t.name == "customers"
    )
    number, called = (translate(c.title, language=language) for c in table.columns[:2])
    name, heads = next(
        (n, rows[0]) for n, rows in template.items() if any(str(h).startswith(number) for h in rows[0])
    )
    places = [
        next(i for i, head in enumerate(heads) if str(head).startswith(title)) for title in (number, called)
    ]
    filled = io.BytesIO()
    with xlsxwriter.Workbook(filled) as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, heads)
        for row, values in enumerate((("007", "Rossi"), ("008", "Bianchi")), start=1):
            for place, value in zip(places, values, strict=True):
                sheet.write_string(row, place, value)
    address = client.post("/data/upload/", {"files": [SimpleUploadedFile("list.xlsx", filled.getvalue())]})[
        "Location"
    ]
    client.post(f"{address}import/", {"compute": "1"})
    (brought,) = Workspace.open(empty_company).tables()
    assert (brought.name, brought.rows) == ("customers", 2)
    assert client.get("/data/").status_code == 200
    assert "/data/answers/" in client.get("/").content.decode()
    again = _sheets(client.get("/data/templates/?table=customers&filled=1"))
    cells = {cell for row in again[name] for cell in row}
    assert {"007", "008", "Rossi", "Bianchi"} <= cells


def test_quarantine_goes_out_and_comes_back(log_in, own_company):
    client = log_in("director")
    assert client.get("/data/quarantine/?form=doc").status_code == 404
    content = client.get("/data/quarantine/?form=csv").content
    assert b"clientela_row" in content
    mended = content.replace(b"someday", b"2024-11-11")
    address = client.post("/data/upload/", {"files": [SimpleUploadedFile("mended.csv", mended)]})["Location"]
    assert "mended.csv" in client.get(address).content.decode()
    client.post(f"{address}import/", {"compute": "1"})
    text = client.get("/data/").content.decode()
    assert "Corrected rows of sales.csv" in text
    assert "1 row was corrected" in text
    assert "Rows in quarantine" not in text
    assert Workspace.open(own_company).quarantine() == []


def test_the_effect_is_shown_and_a_period_is_replaced(log_in, own_company):
    client = log_in("director")
    whole = sales_csv().splitlines()
    fewer = [line for line in whole if ";2024-1" not in line or ";C1;" not in line]
    address = client.post("/data/upload/", {"files": [_file("\n".join(fewer) + "\n", "again.csv")]})[
        "Location"
    ]
    text = client.get(address).content.decode()
    for words in (
        "Unchanged documents",
        "Control totals before and after",
        "Remove them: the new file replaces",
    ):
        assert words in text
    months = {"period": "replace", "first_month": "2024-12", "last_month": "2024-10"}
    refused = client.post(f"{address}import/", months, follow=True).content.decode()
    assert "State the first and the last month" in refused
    before = Workspace.open(own_company).facts_summary()["lines"]
    client.post(f"{address}import/", {**months, "first_month": "2024-10", "last_month": "2024-12"})
    assert Workspace.open(own_company).facts_summary()["lines"] < before
    assert "Replaces 2024-10 to 2024-12" in client.get("/data/").content.decode()


@pytest.mark.parametrize("page", ["quality", "answers", "templates"])
def test_what_is_known_of_the_data_is_shown_and_given(page, log_in):
    client = log_in("director")
    text = client.get("/data/").content.decode()
    assert ("/data/answers/" in text) is False
    assert "/data/quality/" in text
    assert client.get(f"/data/{page}/").status_code == 200
    if page == "templates":
        assert client.get("/data/templates/?table=nothing").status_code == 404
        return
    assert client.get(f"/data/{page}/?form=xlsx").status_code == 200
    assert client.get(f"/data/{page}/?form=exe").status_code == 404


@pytest.mark.parametrize("token", ["..", "short", "x" * 24])
def test_a_guessed_upload_is_not_found(token, log_in):
    assert log_in("director").get(f"/data/check/{token}/").status_code == 404


def test_file_names_cannot_leave_the_folder(log_in, own_company):
    client = log_in("director")
    client.post("/data/upload/", {"files": [_file(sales_csv(months=2), "../../evil.csv")]})
    found = list(own_company.parent.rglob("*evil.csv"))
    assert len(found) == 1
    assert found[0].parent.parent == own_company / "uploads"


def test_a_run_at_a_chosen_day_can_stay_unpublished_and_be_compared(log_in, own_company):
    client = log_in("director")
    place = Workspace.open(own_company)
    first = place.current().manifest.run_id
    answer = client.post("/runs/start/", {"as_of": "2024-06-30"}, follow=True)
    assert "Computed as of 30/06/2024" in answer.content.decode()
    assert place.current().manifest.run_id == first
    second = next(r.run_id for r in place.runs() if r.run_id != first)
    assert (
        "Comparison of two runs"
        in client.get(f"/runs/compare/?first={first}&second={second}").content.decode()
    )
    client.post("/runs/publish/", {"run": second})
    assert "30/06/2024" in client.get("/").content.decode()
    assert client.post("/runs/publish/", {"run": "../x"}).status_code == 404
    assert client.get("/runs/compare/?first=x&second=y").status_code == 404


@pytest.mark.parametrize("day", ["1600-01-01", "2024-13-01", "yesterday"])
def test_an_odd_day_is_refused(day, log_in, own_company):  # noqa: ARG001 - a copy is used up
    answer = log_in("director").post("/runs/start/", {"as_of": day})
    assert answer.status_code == 422
    assert Job.objects.count() == 0


def test_a_failed_job_says_why_and_changes_nothing(log_in, own_company):
    client = log_in("director")
    before = Workspace.open(own_company).current().manifest.run_id
    more = "invoice;date;customer;net amount;currency\nX1;2024-12-20;C1;500.00;USD\n"
    address = client.post("/data/upload/", {"files": [_file(more, "usd.csv")]})["Location"]
    text = client.post(f"{address}import/", {"compute": "1"}, follow=True).content.decode()
    assert "exchange_rates.USD" in text
    assert Job.objects.get().state == State.FAILED
    assert Workspace.open(own_company).current().manifest.run_id == before


def test_a_dead_worker_is_told_in_a_sentence(log_in):
    client = log_in("director")
    job = Job.objects.create(kind="run", state=State.RUNNING, beat_at=timezone.now() - timedelta(minutes=2))
    assert "ended before it was finished" in client.get(f"/jobs/{job.pk}/").content.decode()
    job.refresh_from_db()
    assert job.state == State.LOST
    assert bury_lost_jobs() == 0


def test_a_bar_asks_again_while_it_works_and_stops_after(log_in):
    client = log_in("director")
    job = Job.objects.create(
        kind="run",
        state=State.RUNNING,
        beat_at=timezone.now(),
        done=3,
        total=33,
        label=pack_message(msg("ABC classes")),
    )
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" in part
    assert 'value="9"' in part
    assert "ABC classes" in part
    Job.objects.update(state=State.DONE)
    assert "hx-trigger" not in client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()


def test_a_job_can_be_stopped_and_leaves_the_published_run(log_in, own_company):
    client = log_in("director")
    before = Workspace.open(own_company).current().manifest.run_id
    waiting = Job.objects.create(kind="run", arguments={})
    client.post(f"/jobs/{waiting.pk}/cancel/")
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    carry_out.call(waiting.pk)
    wanted = Job.objects.create(kind="run", arguments={"as_of": "2024-03-31"}, is_cancel_wanted=True)
    carry_out.call(wanted.pk)
    wanted.refresh_from_db()
    assert wanted.state == State.CANCELLED
    assert Workspace.open(own_company).current().manifest.run_id == before


def test_one_run_at_a_time(own_company):  # noqa: ARG001 - a copy is used up
    first = Job.objects.create(kind="run", state=State.RUNNING, beat_at=timezone.now())
    assert start_job("run", {}, person=None).pk == first.pk


def test_stored_messages_read_in_any_language():
    inner = msg("{a} of {b}", a=Amount(1234.5, "money", "EUR", 2), b=Amount(None, "share"))
    message = nmsg("{count} row: {inner}", "{count} rows: {inner}", 3, inner=inner)
    stored = unpack_message(pack_message(message))
    for language in ("en", "it", "ru"):
        assert translate(stored, language=language) == translate(message, language=language)
    assert unpack_message(None) is None
