"""Every address, walked by everybody: logged out, wrong role, wrong scope."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import get_resolver, reverse

from clientela.web.accounts.access import permissions
from clientela.web.accounts.models import User
from clientela.web.ui.page import Permission, all_pages

ARGUMENTS = {
    "customers:export": ["csv"],
    "reports:download": ["economics", "xlsx"],
    "data:check": ["x" * 24],
    "data:columns": ["x" * 24, 0],
    "data:import": ["x" * 24],
    "data:discard": ["x" * 24],
    "people:change": [1],
    "people:link": [1],
    "jobs:status": [1],
    "jobs:cancel": [1],
    "accounts:set_up": ["token"],
    "accounts:reset_confirm": ["uid", "token"],
}
QUERY = {"customer:page": "?id=C1", "lines:page": "?customer=C1", "documents:page": "?customer=C1"}


def _names(patterns, space=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:")
        else:
            yield space + pattern.name


ADDRESSES = sorted(_names(get_resolver().url_patterns))


def address(name: str) -> str:
    return reverse(name, args=ARGUMENTS.get(name, [])) + QUERY.get(name, "")


def test_every_page_has_addresses_and_every_address_an_owner():
    assert {name.partition(":")[0] for name in ADDRESSES} == {*all_pages(), "accounts", "jobs"}
    assert len(ADDRESSES) > 35
    for name in ADDRESSES:
        assert isinstance(permissions()[name], Permission), name


def test_only_the_way_in_is_public():
    public = {name for name in ADDRESSES if permissions()[name] is Permission.PUBLIC}
    assert {name.partition(":")[0] for name in public} == {"accounts"}
    assert "accounts:theme" not in public


@pytest.mark.parametrize("name", ADDRESSES)
def test_logged_out_nothing_opens_but_the_way_in(name):
    client = Client()
    answers = [client.get(address(name)), client.post(address(name))]
    if permissions()[name] is not Permission.PUBLIC:
        for answer in answers:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/log-in/")
        assert client.get(address(name), headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/log-in/"


@pytest.mark.parametrize("role", ["area_manager", "seller", "reader", "director"])
@pytest.mark.usefixtures("own_company")  # what opens may be pressed: a director computes and publishes
def test_a_role_opens_what_the_table_says_and_nothing_else(role, log_in):
    client = log_in(role)
    for name in ADDRESSES:
        needed = permissions()[name]
        if name in ("accounts:log_out", "accounts:log_in"):
            continue
        of_directors = (Permission.COMPANY, Permission.LINK)
        refused = needed is Permission.PEOPLE or (needed in of_directors and role != "director")
        refused = refused or (needed is Permission.ANSWER and role == "reader")
        for answer in (client.get(address(name)), client.post(address(name))):
            assert (answer.status_code == 403) == refused, (name, role, answer.status_code)


def test_the_navigation_shows_only_what_opens(log_in):
    seller, director, administrator = (
        log_in(role).get("/").content.decode() for role in ("seller", "director", "administrator")
    )
    assert 'href="/data/"' not in seller
    assert 'href="/runs/"' not in seller
    assert 'href="/data/"' in director
    assert 'href="/people/"' not in director
    assert 'href="/people/"' in administrator


def test_a_person_without_log_in_right_is_out_at_once(log_in):
    client = log_in("director")
    assert client.get("/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/").status_code == 302


def test_an_unknown_address_opens_for_nobody():
    with pytest.raises(PermissionDenied):
        permissions()["nobody:knows"]
