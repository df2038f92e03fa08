"""What one person may see never reaches another, on no page and in no file."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from clientela.web import data

from .conftest import NORTH, SOUTH

SOUTHERN = (*SOUTH, "Southern secret", "C4", "C5", "C6", "7777", "8077")
PAGES = (
    "/",
    "/pareto/",
    "/pyramid/",
    "/pyramid/?by=orders",
    "/lifecycle/",
    "/customers/",
    "/customers/?search=zagara",
    "/customers/?area_id=South",
    "/assess/",
    "/assess/?search=zagara",
    "/assess/mine/",
    "/contribution/",
    "/changes/",
    "/offer/",
    "/service/",
    "/potential/",
    "/control/",
    "/reports/",
    "/account/",
    "/glossary/",
)


@pytest.mark.parametrize("role", ["area_manager", "reader"])
@pytest.mark.parametrize("shown", PAGES)
def test_no_page_of_the_north_names_the_south(shown, role, log_in):
    client = log_in(role)
    text = re.sub(r"[A-Za-z0-9]{64}", "", client.get(shown).content.decode())  # tokens against forged forms
    if "search=" in shown:
        text = text.replace("zagara", "")
    for word in SOUTHERN:
        assert word not in text, (shown, word)
    if shown.startswith("/customers/") and "?" not in shown:
        assert NORTH[0] in text


@pytest.mark.parametrize(
    "shown", ["/customer/?id={}", "/lines/?customer={}", "/lines/?customer={}&figure=revenue_12m_amount"]
)
def test_another_scope_is_not_found_and_looks_like_nothing(shown, log_in):
    client = log_in("area_manager")
    assert client.get(shown.format("C1")).status_code == 200
    other, nobody = client.get(shown.format("C4")), client.get(shown.format("C404"))
    assert other.status_code == nobody.status_code == 404
    strip = [a.content.decode().split("<main")[1] for a in (other, nobody)]
    assert strip[0] == strip[1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_hold_the_scope_only(form, log_in):
    content = b"".join(log_in("seller").get(f"/customers/export/{form}/"))
    text = content.decode() if form == "csv" else _texts(content)
    assert SOUTH[0] in text
    for name in NORTH:
        assert name not in text
        assert name.replace("<", "&lt;").replace(">", "&gt;").replace("&", "&amp;") not in text


def test_the_report_of_a_part_holds_the_part_only(log_in):
    text = _texts(b"".join(log_in("area_manager").get("/reports/portfolio-review/xlsx/")))
    assert NORTH[0] in text
    for word in SOUTHERN[:4]:
        assert word not in text


def test_a_filter_cannot_widen_the_scope(log_in):
    text = log_in("seller").get("/customers/?area_id=North&seller_id=S1").content.decode()
    assert NORTH[0] not in text


def test_two_scopes_in_turn_do_not_mix(log_in):
    north, south, all_ = log_in("area_manager"), log_in("seller"), log_in("director")
    for _ in range(3):
        assert SOUTH[0] not in north.get("/customers/").content.decode()
        assert NORTH[0] not in south.get("/customers/").content.decode()
        whole = all_.get("/customers/").content.decode()
        assert SOUTH[0] in whole
        assert NORTH[0] in whole


def test_without_a_value_nobody_is_seen(log_in):
    client = log_in("seller", scope_values=[])
    text = client.get("/customers/").content.decode()
    assert not any(name in text for name in (NORTH[0], *SOUTH))
    assert client.get("/").status_code == 200
    assert client.get("/customer/?id=C4").status_code == 404


def test_a_hostile_scope_value_is_only_a_value(log_in):
    client = log_in("seller", scope_values=["S2') or 1=1 --"])
    assert SOUTH[0] not in client.get("/customers/").content.decode()


def test_the_cached_reader_is_closed_and_replaced(log_in, monkeypatch):
    data.close_all()
    monkeypatch.setattr(data, "KEPT", 1)
    north, south = log_in("area_manager"), log_in("seller")
    for _ in range(2):
        assert north.get("/customers/").status_code == 200
        assert south.get("/customers/").status_code == 200
        assert len(data._open) == 1


def _texts(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return "".join(
            archive.read(n).decode("utf-8", "replace") for n in archive.namelist() if n.endswith(".xml")
        )
