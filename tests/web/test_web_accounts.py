"""Set-up, log-in, lock-out, reset, people."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from clientela.web.accounts.models import SetupToken, User, issue_setup_token, needs_setup
from clientela.web.mail import EmailUrlError, read_email_url

from .conftest import NORTH, PASSWORD, SOUTH

FORM = {
    "username": "anna",
    "full_name": "Anna Rossi",
    "email": "anna@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_the_set_up_address_works_once():
    token = issue_setup_token()
    assert needs_setup()
    assert token not in "".join(SetupToken.objects.values_list("digest", flat=True))
    client = Client()
    assert client.get(f"/accounts/set-up/{token}/").status_code == 200
    assert client.post(f"/accounts/set-up/{token}/", FORM).status_code == 302
    assert User.objects.get().role == "administrator"
    assert client.get("/people/").status_code == 200
    for again in (
        Client().get(f"/accounts/set-up/{token}/"),
        Client().post(f"/accounts/set-up/{token}/", {**FORM, "username": "eve"}),
    ):
        assert again.status_code == 410
    assert User.objects.count() == 1


def test_a_newer_set_up_address_ends_the_older_one():
    old, new = issue_setup_token(), issue_setup_token()
    assert Client().get(f"/accounts/set-up/{old}/").status_code == 410
    assert Client().get(f"/accounts/set-up/{new}/").status_code == 200
    assert Client().get("/accounts/set-up/guess/").status_code == 410


def test_a_weak_password_does_not_use_the_address_up():
    token = issue_setup_token()
    answer = Client().post(f"/accounts/set-up/{token}/", {**FORM, "password1": "short", "password2": "short"})
    assert answer.status_code == 200
    assert User.objects.count() == 0
    assert Client().get(f"/accounts/set-up/{token}/").status_code == 200


def test_log_in_leads_back_to_the_page_asked_for():
    User.objects.create_user("anna", PASSWORD, role="director")
    client = Client()
    answer = client.post(
        "/accounts/log-in/?next=/pareto/", {"username": "anna", "password": PASSWORD, "next": "/pareto/"}
    )
    assert answer["Location"] == "/pareto/"
    client.post("/accounts/log-out/")
    assert client.get("/").status_code == 302
    answer = Client().post(
        "/accounts/log-in/", {"username": "anna", "password": PASSWORD, "next": "https://example.org/"}
    )
    assert answer["Location"] == "/"


def test_guessing_closes_the_log_in_with_a_sentence():
    User.objects.create_user("anna", PASSWORD, role="director")
    client = Client()
    for _ in range(4):
        assert client.post("/accounts/log-in/", {"username": "anna", "password": "wrong"}).status_code == 200
    answer = client.post("/accounts/log-in/", {"username": "anna", "password": "wrong"})
    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert client.post("/accounts/log-in/", {"username": "anna", "password": PASSWORD}).status_code == 429


def test_a_forgotten_password_is_reset_by_mail():
    User.objects.create_user("anna", PASSWORD, role="director", email="anna@example.org")
    client = Client()
    for address in ("anna@example.org", "nobody@example.org"):
        assert client.post("/accounts/reset/", {"email": address})["Location"] == "/accounts/reset/sent/"
    assert len(mail.outbox) == 1
    address = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(address, follow=True)
    new = "Another-2026-word"
    assert (
        client.post(form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new}).status_code
        == 302
    )
    assert Client().post("/accounts/log-in/", {"username": "anna", "password": new}).status_code == 302


def test_a_person_is_created_with_a_scope_and_a_link(log_in):
    client = log_in("administrator")
    assert "S1" in client.get("/people/new/").content.decode()
    answer = client.post(
        "/people/new/", {"username": "sara", "role": "seller", "sellers": ["S1"], "is_active": "on"}
    )
    address = re.search(r"http://testserver(/accounts/reset/[^<]+)", answer.content.decode())[1]
    guest = Client()
    form = guest.get(address, follow=True)
    guest.post(form.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert guest.post("/accounts/log-in/", {"username": "sara", "password": PASSWORD}).status_code == 302
    text = guest.get("/customers/").content.decode()
    assert NORTH[0] in text
    assert SOUTH[0] not in text


@pytest.mark.parametrize(
    "fields", [{"role": "seller"}, {"role": "area_manager"}, {"role": "reader", "scope_column": "area_id"}]
)
def test_a_scope_without_values_is_asked_for(fields, log_in):
    answer = log_in("administrator").post("/people/new/", {"username": "sara", "is_active": "on", **fields})
    assert answer.status_code == 422
    assert "sees no customer" in answer.content.decode()


def test_the_last_administrator_stays(log_in):
    client = log_in("administrator")
    person = User.objects.get()
    answer = client.post(
        f"/people/{person.pk}/", {"username": person.username, "role": "director", "is_active": "on"}
    )
    assert answer.status_code == 422
    assert User.objects.get().role == "administrator"


def test_a_person_changes_their_own_password(log_in):
    client = log_in("reader")
    new = "Another-2026-word"
    assert (
        client.post(
            "/account/password/", {"old_password": "wrong", "new_password1": new, "new_password2": new}
        ).status_code
        == 422
    )
    assert (
        client.post(
            "/account/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        ).status_code
        == 302
    )
    assert client.get("/").status_code == 200


def test_a_person_cannot_raise_their_own_role(log_in):
    client = log_in("reader")
    client.post(
        "/account/",
        {
            "full_name": "R",
            "email": "",
            "language": "it",
            "theme": "",
            "role": "administrator",
            "scope_values": "[]",
            "scope_column": "",
        },
    )
    person = User.objects.get()
    assert (person.role, person.scope_values, person.language) == ("reader", ["North"], "it")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("", None),
        ("smtp://u:p%40@mail.example.org", "mail.example.org"),
        ("smtps://mail.example.org:465", "mail.example.org"),
    ],
)
def test_mails_go_where_the_environment_says(url, host, tmp_path):
    read = read_email_url(url, outbox=tmp_path)
    assert read.get("EMAIL_HOST") == host
    if not url:
        assert read["EMAIL_FILE_PATH"] == tmp_path


def test_an_odd_mail_address_is_refused(tmp_path):
    with pytest.raises(EmailUrlError):
        read_email_url("http://mail.example.org", outbox=tmp_path)
