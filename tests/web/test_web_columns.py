"""A file that is not understood, or wrongly: one question, an answer in the browser, kept for the next file."""

from __future__ import annotations

import io
import os
import re
import tomllib
from html import unescape

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clientela.web.jobs import checks
from clientela.web.jobs.models import Job, State
from clientela.web.pages.data import checking
from clientela.workspace import Workspace

from .conftest import sales_csv

AMBIGUOUS = "invoice;date;customer;customer name;net amount\n" + "".join(
    f"A{i};{i % 12 + 1:02d}/{(i * 5) % 12 + 1:02d}/2024;C{i % 3};Name {i % 3};{100 + i}.50\n"
    for i in range(30)
)
STRANGE = "aaa;bbb;ccc;ddd\n" + "".join(
    f"K{i % 4};2024-03-{i % 28 + 1:02d};{i * 10}.25;note {i}\n" for i in range(40)
)


def _files(*given: tuple[str, str]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, text.encode(), content_type="text/csv") for name, text in given]


def _upload(client, *given: tuple[str, str]) -> tuple[str, str]:
    answer = client.post("/data/upload/", {"files": _files(*given)}, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], unescape(answer.content.decode())


def _form(client, address: str, place: int = 0) -> tuple[str, dict[str, str]]:
    text = client.get(f"{address}columns/{place}/").content.decode()
    return text, _fields(text)


def _fields(text: str) -> dict[str, str]:
    fields = dict(re.findall(r'<input type="hidden" name="(shown_role)" value="([^"]*)"', text))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = unescape(chosen[1]) if chosen else ""
    return fields


def _mappings(folder) -> list[dict]:
    return [tomllib.loads(p.read_text(encoding="utf-8")) for p in (folder / "mappings").glob("*.toml")]


def test_one_question_is_asked_answered_and_remembered(log_in, empty_company):
    client = log_in("director")
    address, text = _upload(client, ("march.csv", AMBIGUOUS))
    assert "begin with the day or with the month" in text
    assert 'dates = "' not in text
    assert "Nothing can be imported before" in text
    form, fields = _form(client, address)
    assert re.search(r'<select id="dates" name="dates" required aria-describedby="question" autofocus', form)
    assert "02/06/2024 is Feb. 6, 2024" in form
    assert fields["c1"] == "document_on"
    saved = client.post(
        f"{address}columns/0/", {**fields, "dates": "dd/mm/yyyy", "action": "save"}, follow=True
    )
    text = saved.content.decode()
    assert "Files with these columns are read like this from now on" in text
    assert "30 sales lines can be imported" in text
    (mapping,) = _mappings(empty_company)
    assert mapping["dialect"] == {"dates": "dd/mm/yyyy"}
    assert mapping["columns"]["document_on"] == "date"
    client.post(f"{address}import/", {"compute": "1"})
    assert Workspace.open(empty_company).facts_summary()["first_on"].isoformat() == "2024-01-01"
    _, text = _upload(client, ("april.csv", AMBIGUOUS.replace(";A", ";B")))
    assert "can be imported" in text
    assert "begin with the day" not in text


def test_a_mapping_is_forgotten(log_in, empty_company):
    client = log_in("director")
    address, _ = _upload(client, ("march.csv", AMBIGUOUS))
    _, fields = _form(client, address)
    client.post(f"{address}columns/0/", {**fields, "dates": "mm/dd/yyyy", "action": "save"})
    form = client.get(address, follow=True) and client.get(f"{address}columns/0/").content.decode()
    assert "Forget it" in form
    text = client.post(f"{address}columns/0/", {"action": "forget"}, follow=True).content.decode()
    assert "begin with the day" in text
    assert _mappings(empty_company) == []


def test_an_unknown_file_is_told_what_it_is(log_in, empty_company):
    client = log_in("director")
    address, text = _upload(client, ("export.csv", STRANGE))
    assert "What does this file hold?" in text
    form, fields = _form(client, address)
    assert 'name="c0"' not in form
    assert fields["role"] == ""
    shown = client.post(
        f"{address}columns/0/",
        {"role": "sales_lines", "shown_role": "", "action": "show"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "<html" not in shown
    fields = _fields(shown)
    stated = {**fields, "c0": "", "c1": "document_on", "c2": "net_amount", "c3": "", "action": "save"}
    refused = client.post(f"{address}columns/0/", stated)
    assert refused.status_code == 422
    assert "Which column is “Customer number”" in refused.content.decode()
    twice = client.post(f"{address}columns/0/", {**stated, "c0": "net_amount"})
    assert "Two columns are said to be “Net amount”" in twice.content.decode()
    text = client.post(f"{address}columns/0/", {**stated, "c0": "customer_id"}, follow=True).content.decode()
    assert "40 sales lines can be imported" in text
    (mapping,) = _mappings(empty_company)
    assert {k: v for k, v in mapping["columns"].items() if v} == {
        "customer_id": "aaa",
        "document_on": "bbb",
        "net_amount": "ccc",
    }


def test_a_file_is_left_out_and_the_others_come_in(log_in, empty_company):
    client = log_in("director")
    address, text = _upload(client, ("march.csv", AMBIGUOUS), ("sales.csv", sales_csv(months=3)))
    assert "Not imported: march.csv" in text
    client.post(f"{address}columns/0/", {"role": "ignored", "action": "save"})
    text = client.get(address).content.decode()
    assert "Left out" in text
    assert "begin with the day" not in text
    client.post(f"{address}import/", {})
    assert [b.file_name for b in Workspace.open(empty_company).batches()] == ["sales.csv"]


def test_a_question_does_not_stop_the_other_files(log_in, empty_company):
    client = log_in("director")
    address, text = _upload(
        client, ("march.csv", AMBIGUOUS), ("sales.csv", sales_csv(months=3)), ("notes.csv", "\x00")
    )
    assert text.index("begin with the day") < text.index("What the files are")
    client.post(f"{address}import/", {"compute": "1"})
    assert Job.objects.get().state == State.DONE
    assert [b.file_name for b in Workspace.open(empty_company).batches()] == ["sales.csv"]


def test_rows_are_numbered_and_the_year_is_stated(log_in, empty_company):
    client = log_in("director")
    rows = "".join(f"{i % 2 + 1},{i % 3 + 1},{100 + i},{200 + 3 * i},{50 + i}\n" for i in range(40))
    address, text = _upload(client, ("wholesale.csv", "Channel,Region,Fresh,Milk,Grocery\n" + rows))
    assert "number the rows and state the year" in text
    _, fields = _form(client, address)
    assert fields["role"] == "yearly_turnover"
    more = {"is_numbered": "1", "year": "2014"}
    shown = client.post(
        f"{address}columns/0/", {**fields, **more}, headers={"HX-Request": "true"}
    ).content.decode()
    assert shown.count("Becomes rows of its own") == 3
    assert "Still needed" not in shown
    text = client.post(
        f"{address}columns/0/", {**fields, **more, "action": "save"}, follow=True
    ).content.decode()
    assert "Turnover by year" in text
    (mapping,) = _mappings(empty_company)
    assert mapping["columns"]["customer_id"] == "#row"
    client.post(f"{address}import/", {"compute": "1"})
    assert "First answers" in client.get("/data/").content.decode()
    assert "/data/answers/" in client.get("/").content.decode()
    assert client.get("/data/answers/").status_code == 200


def test_another_separator_asks_for_the_columns_again(log_in, empty_company):
    client = log_in("director")
    address, _ = _upload(client, ("sales.csv", sales_csv(months=3)))
    _, fields = _form(client, address)
    answer = client.post(f"{address}columns/0/", {**fields, "separator": "|", "action": "save"}, follow=True)
    assert "Look at its columns again" in answer.content.decode()
    (mapping,) = _mappings(empty_company)
    assert mapping["dialect"] == {"separator": "|"}
    assert mapping["columns"] == {}
    text = client.post(f"{address}columns/0/", {"action": "forget"}, follow=True).content.decode()
    assert "can be imported" in text


def test_credit_notes_are_ticked_among_the_values_of_the_type(log_in, empty_company):
    client = log_in("director")
    lines = "invoice;date;customer;kind;net amount\n" + "".join(
        f"A{i};2024-05-{i + 1:02d};C1;{'XR' if i == 3 else 'XI'};{100 + i}.00\n" for i in range(20)
    )
    address, _ = _upload(client, ("kinds.csv", lines))
    _, fields = _form(client, address)
    shown = client.post(
        f"{address}columns/0/", {**fields, "c3": "document_type"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="credit_note_types" value="XR"' in shown
    text = client.post(
        f"{address}columns/0/",
        {**fields, "c3": "document_type", "credit_note_types": ["XR"], "action": "save"},
        follow=True,
    ).content.decode()
    assert "Credit notes are the documents of type XR" in text
    assert _mappings(empty_company)[0]["options"]["credit_note_types"] == ["XR"]


@pytest.mark.parametrize("place", [1, 77])
def test_a_table_that_is_not_there_is_not_found(place, log_in, empty_company):  # noqa: ARG001 - it is used up
    client = log_in("director")
    address, _ = _upload(client, ("march.csv", AMBIGUOUS))
    assert client.get(f"{address}columns/{place}/").status_code == 404


def test_only_who_may_import_may_correct(log_in, empty_company):  # noqa: ARG001 - it is used up
    address, _ = _upload(log_in("director"), ("march.csv", AMBIGUOUS))
    for role in ("area_manager", "seller", "reader"):
        for answer in (
            log_in(role).get(f"{address}columns/0/"),
            log_in(role).post(f"{address}columns/0/", {"action": "save"}),
        ):
            assert answer.status_code == 403


def test_a_long_check_is_done_in_the_background(log_in, empty_company, monkeypatch):  # noqa: ARG001 - it is used up
    monkeypatch.setattr(checking, "_LONG_BYTES", 10)
    client = log_in("director")
    address = client.post("/data/upload/", {"files": _files(("sales.csv", sales_csv(months=3)))})["Location"]
    status = client.get(address)["Location"]
    assert status.startswith("/jobs/")
    assert client.get(status)["Location"] == address
    assert client.get(status, headers={"HX-Request": "true"})["HX-Redirect"] == address
    job = Job.objects.get()
    assert (job.kind, job.state) == ("check", State.DONE)
    assert "can be imported" in client.get(address).content.decode()


def test_an_answer_counts_although_somebody_imported_meanwhile(log_in, empty_company, tmp_path):
    client = log_in("director")
    address, _ = _upload(client, ("march.csv", AMBIGUOUS))
    _, fields = _form(client, address)
    path = tmp_path / "sales.csv"
    path.write_text(sales_csv(months=3), encoding="utf-8")
    Workspace.open(empty_company).import_files([path], imported_at=timezone.now())
    client.post(f"{address}columns/0/", {**fields, "dates": "dd/mm/yyyy", "action": "save"})
    assert _mappings(empty_company)[0]["dialect"] == {"dates": "dd/mm/yyyy"}
    assert "30 sales lines can be imported" in client.get(address).content.decode()


def test_a_kept_check_holds_until_something_changes(log_in, empty_company, monkeypatch):
    client = log_in("director")
    address, _ = _upload(client, ("sales.csv", sales_csv(months=3)))
    made = []
    monkeypatch.setattr(checking, "make_check", lambda *a, **k: made.append(1) or checks.make_check(*a, **k))
    client.get(address)
    assert not made
    (kept,) = (empty_company / "uploads").rglob("kept/check")
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert "can be imported" in client.get(address).content.decode()
    assert len(made) == 1
    (empty_company / "mappings").mkdir(exist_ok=True)
    (empty_company / "mappings" / "0123456789ab.toml").write_text('role = "sales_lines"\n', encoding="utf-8")
    client.get(address)
    assert len(made) == 2


TITLED = "Customer;Date;Invoice;Amount\nk1;k2;k3;k4\n" + "".join(
    f"{i % 28 + 1:02d}/03/2024;F{i};C{i % 3};{100 + i},50\n" for i in range(20)
)


def test_a_person_says_in_which_row_the_names_stand(log_in, empty_company):
    client = log_in("director")
    address, _ = _upload(client, ("titled.csv", TITLED))
    form, fields = _form(client, address)
    assert 'name="header_row"' in form
    assert 'name="sheet"' not in form
    refused = client.post(f"{address}columns/0/", {**fields, "header_row": "x", "action": "save"})
    assert (refused.status_code, "whole number from 1 to 100" in refused.content.decode()) == (422, True)
    assert _mappings(empty_company) == []
    client.post(f"{address}columns/0/", {"role": "", "header_row": "2", "action": "save"})
    assert _mappings(empty_company)[0]["dialect"] == {"header_row": 2}
    client.get(address, follow=True)
    form, _ = _form(client, address)
    assert 'maxlength="3" value="2"' in form
    shown = {"role": "sales_lines", "header_row": "2", "action": "show"}
    form = client.post(f"{address}columns/0/", shown).content.decode()
    assert all(f">{name}</label>" in form for name in ("k1", "k2", "k3", "k4"))
    told = {"role": "sales_lines", "shown_role": "sales_lines", "header_row": "2", "action": "save"}
    told |= {"c0": "document_on", "c1": "document_id", "c2": "customer_id", "c3": "net_amount"}
    text = client.post(f"{address}columns/0/", {**told, "dates": "dd/mm/yyyy"}, follow=True).content.decode()
    assert "20 sales lines can be imported" in text
    client.post(f"{address}import/", {})
    (batch,) = Workspace.open(empty_company).batches()
    assert (batch.lines_read, batch.accepted_amount) == (20, (20 * 100 + 190 + 10) * 10_000)


def test_a_row_of_names_that_the_file_does_not_have_is_told(log_in, empty_company):  # noqa: ARG001 - it is used up
    client = log_in("director")
    address, _ = _upload(client, ("sales.csv", sales_csv(months=3)))
    _, fields = _form(client, address)
    answer = client.post(
        f"{address}columns/0/", {"role": fields["role"], "header_row": "99", "action": "save"}, follow=True
    )
    assert "nothing stands there" in unescape(answer.content.decode())


def _workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, factor in (("Current", 1), ("Archive", 10)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", "Invoice", "Customer", "Amount"])
            for i in range(1, 13):
                sheet.write_row(i, 0, [f"2024-{i:02d}-28", f"{name}{i}", "C1", factor * i])
        sheet.hide()
    return stream.getvalue()


def test_a_hidden_sheet_is_chosen(log_in, empty_company):
    client = log_in("director")
    file = SimpleUploadedFile("book.xlsx", _workbook())
    answer = client.post("/data/upload/", {"files": [file]}, follow=True)
    address = answer.redirect_chain[-1][0]
    form, fields = _form(client, address)
    assert re.search(r'<option value="Archive">Archive</option>', form)
    client.post(f"{address}columns/0/", {**fields, "sheet": "Archive", "action": "save"})
    client.get(address, follow=True)
    form, fields = _form(client, address)
    assert fields["sheet"] == "Archive"
    client.post(f"{address}columns/0/", {**fields, "action": "save"})
    client.post(f"{address}import/", {})
    (batch,) = Workspace.open(empty_company).batches()
    assert (batch.part, batch.accepted_amount) == ("Archive", 780 * 10_000)


HEADS = "invoice number;invoice date;customer number;remark\n" + "".join(
    f"N{i};2024-04-{i:02d};C{i % 4};x\n" for i in range(1, 25)
)
LINES = "invoice number;product number;net amount;sum paid\n" + "".join(
    f"N{i};P{j};{i}.00;{i + j}.00\n" for i in range(1, 25) for j in (1, 2)
)


def test_joined_files_are_corrected_one_by_one(log_in, empty_company):
    client = log_in("director")
    address, text = _upload(client, ("heads.csv", HEADS), ("lines.csv", LINES))
    assert text.count("It was joined with another file of this upload.") == 2
    assert "48 sales lines can be imported" in text
    form, fields = _form(client, address, 1)
    assert "It is read together with another file" in form
    assert "Still needed" not in form
    assert fields["c2"] == "net_amount"
    given = {**fields, "action": "save"}
    refused = client.post(f"{address}columns/1/", {**given, "c0": ""})
    assert refused.status_code == 422
    text = client.post(
        f"{address}columns/1/", {**given, "c2": "", "c3": "net_amount"}, follow=True
    ).content.decode()
    assert "48 sales lines can be imported" in text
    (mapping,) = _mappings(empty_company)
    assert "role" not in mapping
    assert (mapping["columns"]["document_id"], mapping["columns"]["net_amount"]) == (
        "invoice number",
        "sum paid",
    )
    heads, fields = _form(client, address, 0)
    assert "It is read together with another file" in heads
    client.post(f"{address}columns/0/", {**fields, "c3": "channel", "action": "save"})
    client.post(f"{address}import/", {})
    (batch,) = Workspace.open(empty_company).batches()
    assert batch.accepted_amount == sum(i + j for i in range(1, 25) for j in (1, 2)) * 10_000
    assert "channel" in (empty_company / "batches" / batch.id / "mapping.toml").read_text(encoding="utf-8")


def test_uploads_that_nobody_confirmed_go_after_a_week(log_in, empty_company):
    client = log_in("director")
    addresses = [_upload(client, (f"{name}.csv", sales_csv(months=3)))[0] for name in ("old", "used", "new")]
    old, used, new = (
        empty_company / "uploads" / address.rstrip("/").rpartition("/")[2] for address in addresses
    )
    stranger = empty_company / "uploads" / "notes"
    stranger.mkdir()
    long_ago = timezone.now().timestamp() - 8 * 86_400
    for folder in (old, used, stranger):
        for path in (*folder.rglob("*"), folder):
            os.utime(path, (long_ago, long_ago))
    Job.objects.create(kind="import", arguments={"folder": str(used), "files": ["used.csv"]})
    _upload(client, ("more.csv", sales_csv(months=3)))
    assert [folder.exists() for folder in (old, used, new, stranger)] == [False, True, True, True]
    assert client.get(addresses[0]).status_code == 404
