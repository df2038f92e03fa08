"""The pages: three languages, headers, escaping, queries, drill-down, lists."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client, RequestFactory

from clientela.web.accounts.models import User
from clientela.web.pages.customers import views
from clientela.web.pages.glossary.views import terms
from clientela.web.ui.finders import ALLOWED, pinned_path

from .conftest import HOSTILE, NORTH, PASSWORD

PAGES = (
    "/", "/pareto/", "/pyramid/", "/pyramid/?by=margin", "/lifecycle/", "/customers/", "/customer/?id=C3", "/lines/?customer=C1&figure=revenue_12m_amount",
    "/contribution/", "/changes/", "/offer/", "/service/", "/potential/", "/matrices/", "/whom_to_win/", "/control/", "/reports/", "/data/", "/data/quarantine/", "/runs/", "/people/", "/people/new/", "/glossary/", "/account/",
)  # fmt: skip
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "font-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "circle", "source", "wbr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (
            tag == "script" and "src" not in names and ("type", "application/json") not in attrs
        ):
            self.faults.append(f"inline {tag}")
        ids = [value for name, value in attrs if name == "id"]
        self.faults += [f"{tag} without alt" for _ in [1] if tag == "img" and "alt" not in names]
        if tag not in VOID:
            self.open.append(tag)
        assert len(ids) <= 1

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not close what is open")


@pytest.mark.parametrize("language", ["en", "it", "ru"])
@pytest.mark.parametrize("shown", PAGES)
def test_a_page_is_whole_in_each_language(shown, language, log_in):
    answer = log_in("administrator", language=language).get(shown)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{language}"' in text
    reader = _Reader()
    reader.feed(text)
    assert reader.faults == []
    assert reader.open == []
    assert not re.search(r"\{\{|\{%|Message\(|Decimal\(|None<|nan<", text)
    assert len(re.findall(r"<h1[ >]", text)) == 1


@pytest.mark.parametrize("shown", ["/", "/accounts/log-in/", "/nope/", "/customer/?id=nobody"])
def test_the_policy_is_exact_on_every_answer(shown, log_in):
    for client in (Client(), log_in("director")):
        answer = client.get(shown)
        assert {part.strip() for part in answer["Content-Security-Policy"].split(";")} == POLICY
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert {"private", "no-store"} <= {p.strip() for p in answer["Cache-Control"].split(",")}


def test_a_hostile_name_is_only_text(log_in):
    client = log_in("director")
    for page in (
        "/",
        "/pareto/",
        "/customers/",
        "/customer/?id=C3",
        "/lines/?customer=C3",
        "/customers/?search=%3Cscript%3E",
    ):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text, page
    assert (
        "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; Söhne"
        in client.get("/customer/?id=C3").content.decode()
    )
    assert HOSTILE not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "shown",
    [
        p
        for p in PAGES
        if p.split("?")[0]
        in (
            "/",
            "/pareto/",
            "/pyramid/",
            "/lifecycle/",
            "/customers/",
            "/customer/",
            "/lines/",
            "/reports/",
            "/glossary/",
        )
    ],
)
def test_figures_ask_the_database_for_the_person_only(shown, log_in, django_assert_max_num_queries):
    client = log_in("director")
    client.get(shown)
    with django_assert_max_num_queries(2):  # session and person
        assert client.get(shown).status_code == 200


def test_search_ignores_accents_and_case_and_shows_in_the_title(log_in):
    text = log_in("director").get("/customers/?search=SOHNE").content.decode()
    assert "1 customer" in text
    assert "“SOHNE”" in text


def test_filters_show_in_the_title_and_can_be_taken_off(log_in):
    client = log_in("director")
    text = client.get("/customers/?area_id=South&sort=customer_name").content.decode()
    assert "3 customers" in text
    assert "Area: South" in text
    assert 'aria-sort="ascending"' in text
    part = client.get("/customers/?area_id=South", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Area: South" in part


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=999999999999",
        "page=x",
        "sort=drop table",
        "area_id=%27",
        "search=" + "x" * 5000,
        "abc_value_class=Q",
    ],
)
def test_odd_addresses_of_the_list_are_answered(query, log_in):
    assert log_in("director").get(f"/customers/?{query}").status_code == 200


def test_pages_of_the_list_follow_each_other(log_in, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    client = log_in("director")
    seen = []
    for number in (1, 2, 3):
        seen += re.findall(
            r"/customer/\?id=(C\d)\"", client.get(f"/customers/?page={number}").content.decode()
        )[::2]
    assert sorted(seen) == ["C1", "C2", "C3", "C4", "C5", "C6"]


def test_every_figure_of_a_customer_opens_its_lines_and_they_add_up(log_in):
    client = log_in("director")
    addresses = set(re.findall(r'href="(/lines/[^"]+)"', client.get("/customer/?id=C1").content.decode()))
    assert len(addresses) > 15
    for each in addresses:
        assert client.get(each.replace("&amp;", "&")).status_code == 200, each
    text = client.get("/lines/?customer=C1&figure=revenue_12m_amount").content.decode()
    assert "12 lines" in text
    assert text.count("12,006.00") >= 2
    assert "sales.csv" in text
    assert client.get("/lines/?customer=C1&window=ever").status_code == 404


def test_a_figure_is_the_same_on_every_page(log_in):
    client = log_in("director")
    figure = re.search(
        r"Revenue, last 12 months</dt><dd><span class=\"figure\"><a[^>]*>([^<]+)",
        client.get("/").content.decode(),
    )[1]
    assert figure.strip("€") in client.get("/pareto/").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_exports_what_it_shows(form, log_in):
    answer = log_in("director").get(f"/customers/export/{form}/?area_id=South")
    content = b"".join(answer)
    assert f"customers_2024-12-31.{form}" in answer["Content-Disposition"]
    if form == "csv":
        assert content.decode().count("\n") == 4
    assert log_in("director").get("/customers/export/exe/").status_code == 404


def test_before_the_first_run_the_way_is_shown(log_in, empty_company):
    for page in ("/", "/pareto/", "/customers/", "/reports/"):
        text = log_in("administrator").get(page).content.decode()
        assert "Nothing has been computed yet" in text
        assert 'href="/data/"' in text
    assert 'class="button primary" href="/data/"' not in log_in("seller").get("/").content.decode()
    assert empty_company.is_dir()


def test_the_glossary_has_its_terms_in_three_languages(log_in):
    assert len(terms()) >= 80
    assert all(all(row.values()) for row in terms())
    text = (
        log_in("reader")
        .get("/glossary/?search=clienti dormienti".replace("clienti dormienti", "dormiente"))
        .content.decode()
    )
    assert "sleeping customer" in text
    assert "спящий клиент" in text


def test_language_and_theme_are_remembered(log_in):
    client = log_in("reader")
    client.post("/accounts/language/", {"language": "ru"})
    client.post("/accounts/theme/", {"theme": "dark"})
    text = client.get("/account/").content.decode()
    assert '<html lang="ru" data-theme="dark"' in text
    visitor = Client()
    visitor.post("/accounts/language/", {"language": "it"})
    assert '<html lang="it"' in visitor.get("/accounts/log-in/").content.decode()


def test_an_error_for_people_is_a_sentence(log_in, web):
    (web.CLIENTELA_WORKSPACE / "clientela.toml").write_text("[nonsense]\n", encoding="utf-8")
    try:
        answer = log_in("director").get("/")
    finally:
        (web.CLIENTELA_WORKSPACE / "clientela.toml").unlink()
    assert answer.status_code == 409
    assert "there is no section [nonsense]" in answer.content.decode()


def test_the_chart_library_is_the_one_we_know():
    assert all(pinned_path(name) for name in ALLOWED)
    assert pinned_path("vendor/other.js") is None
    answer = Client().get("/static/vendor/echarts.min.js")
    assert answer.status_code == 200
    assert Client().get("/static/admin/css/base.css").status_code in (302, 403, 404)


def test_a_form_from_elsewhere_is_refused(log_in):
    log_in("administrator")
    strict = Client(enforce_csrf_checks=True)
    assert strict.login(username=User.objects.get().username, password=PASSWORD, request=_request())
    answer = strict.post("/data/undo/", {"batch": "x"})
    assert answer.status_code == 403
    assert NORTH[0] not in answer.content.decode()


def _request():
    return RequestFactory().post("/accounts/log-in/")


def test_what_is_kept_of_a_run_is_kept_for_each_language(log_in):
    english, russian = log_in("director", language="en"), log_in("director", language="ru")
    for _ in range(2):
        assert "Show as table" in english.get("/").content.decode()
        text = russian.get("/").content.decode()
        assert "Revenue, last 12 months</dt>" not in text
        assert "Выручка" in text
