"""A small company that could leak: two sales persons, two areas, names and files that differ."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from clientela.web.accounts.models import User
from clientela.web.data import close_all
from clientela.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert('x')</script> & Söhne"
NORTH, SOUTH = (
    ("Alpe Impianti", "Brenner Technik", HOSTILE),
    ("Zagara Meccanica", "Etna Forniture", "Ionio Servizi"),
)
PASSWORD = "Portfolio-2026"  # noqa: S105 - of people who live in a test


def sales_csv(*, months: int = 24, extra: str = "") -> str:
    """Write two years of invoices: north is sold by S1, south by S2; south's product is a secret of south."""
    lines = [
        "invoice;date;customer;customer name;product;product name;quantity;net amount;cost;sales person;area"
    ]
    number = 0
    for month in range(months):
        day = date(2023 + month // 12, month % 12 + 1, 10)
        for place, name in enumerate((*NORTH, *SOUTH)):
            if month % (place + 1):
                continue
            number += 1
            north = place < len(NORTH)
            product = ("P1", "Valve") if north else ("P9", "Southern secret")
            amount = (1000 if north else 7777) + 100 * place
            quoted = '"' + name.replace('"', '""') + '"'
            lines.append(
                f"F{number};{day.isoformat()};C{place + 1};{quoted};{product[0]};{product[1]};2;{amount}.50;{amount * 0.7:.2f};"
                f"{'S1' if north else 'S2'};{'North' if north else 'South'}"
            )
    return "\n".join(lines) + "\n" + extra


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, computing) -> Path:
    """Return a workspace with one published run; nobody writes into it."""
    folder = tmp_path_factory.mktemp("company")
    file = folder / "sales.csv"
    file.write_text(
        sales_csv(extra="F999;someday;C1;Alpe Impianti;P1;Valve;1;10.00;5.00;S1;North\n"), encoding="utf-8"
    )
    place = Workspace.open(folder / "workspace")
    moment = datetime(2025, 1, 2, tzinfo=UTC)
    place.import_files([file], imported_at=moment)
    with computing[1].whole():  # tests copy it
        place.run(started_at=moment, finished_at=lambda: moment, as_of=date(2024, 12, 31))
    return folder / "workspace"


@pytest.fixture(scope="session", autouse=True)
def _closing():
    """Close the runs that the tests have opened, once."""
    yield
    close_all()


@pytest.fixture(autouse=True)
def web(settings, company, db):  # noqa: ARG001 - the database is needed by every page
    """Let the pages show the company; background work is done at once."""
    settings.CLIENTELA_WORKSPACE = company
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return settings


@pytest.fixture
def own_company(web, company, tmp_path):
    """Let the pages show a copy of the company that the test may change."""
    folder = tmp_path / "own"
    shutil.copytree(company, folder)
    web.CLIENTELA_WORKSPACE = folder
    return folder


@pytest.fixture
def empty_company(web, tmp_path):
    """Let the pages show a workspace in which nothing has happened."""
    web.CLIENTELA_WORKSPACE = tmp_path / "empty"
    return web.CLIENTELA_WORKSPACE


ROLES = {
    "administrator": {},
    "director": {},
    "area_manager": {"scope_column": "area_id", "scope_values": ["North"]},
    "seller": {"scope_column": "seller_id", "scope_values": ["S2"]},
    "reader": {"scope_column": "area_id", "scope_values": ["North"]},
}


@pytest.fixture
def log_in():
    """Return a function that gives a logged-in client of a role."""

    def enter(role: str, **fields) -> Client:
        person = User.objects.create_user(
            f"{role}{User.objects.count()}", PASSWORD, role=role, **{**ROLES[role], **fields}
        )
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
