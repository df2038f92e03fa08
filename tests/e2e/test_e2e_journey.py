"""A director's way through the pages, in a real browser: three languages, light and dark, a phone, no complaint."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import PASSWORD

pytestmark = pytest.mark.browser
PAGES = (
    "/", "/pareto/", "/pyramid/", "/lifecycle/", "/customers/", "/customer/?id=C2", "/groups/", "/assess/", "/assess/customer/?id=C2", "/assess/mine/", "/doubles/", "/links/", "/links/new/", "/links/report/", "/lines/?customer=C2&figure=revenue_12m_amount",
    "/contribution/", "/changes/", "/offer/", "/service/", "/potential/", "/control/", "/reports/", "/data/", "/data/quality/", "/data/templates/", "/data/quarantine/", "/runs/", "/people/", "/people/new/", "/glossary/", "/account/",
)  # fmt: skip


def ready(page) -> None:
    expect(page.locator("html")).to_have_attribute("data-ready", "1")


def choose_language(page, language: str) -> None:
    if not page.locator(f"button[name=language][value={language}]").is_visible():
        page.click("[data-menu]")
    page.click(f"button[name=language][value={language}]")
    expect(page.locator("html")).to_have_attribute("lang", language)


COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
TOUCH = {
    "type": "rule",
    "values": ["target-size", "label", "button-name", "link-name", "scrollable-region-focusable"],
}
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def no_barriers(page, rules=EVERYTHING) -> None:
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    bad = [
        (v["id"], [n["html"][:160] for n in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert bad == [], (page.url, bad)


@pytest.mark.usefixtures("director")
def test_log_in_by_hand_and_out(browser, served):
    address, set_up = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/customers/")
    no_barriers(page)
    page.fill("#id_username", "anna")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/customers/")
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{address}/")
    assert "/log-in/" in page.url
    assert page.goto(set_up).status == 410
    context.close()


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ({"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}, "en"),
        ({"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}, "it"),
        ({"color_scheme": "light", "viewport": {"width": 390, "height": 844}}, "ru"),
    ],
    indirect=["page"],
    ids=["en-light", "it-dark", "ru-phone"],
)
def test_every_page_is_whole_reachable_and_quiet(page, language, served, watch):
    address, _ = served
    page.goto(f"{address}/")
    choose_language(page, language)
    for each in PAGES:
        assert page.goto(address + each).status == 200
        ready(page)
        assert page.locator("h1").count() == 1
        drawn = page.locator("[data-chart]").count()
        assert page.locator("[data-chart][data-drawn] canvas").count() == drawn, each
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{each} is wider than the screen"
        no_barriers(page, {"it": COLOURS, "ru": TOUCH}.get(language, EVERYTHING))
    assert watch.complaints == []


def test_from_overview_to_the_rows_of_the_file_and_to_a_new_run(page, served, watch):
    address, _ = served
    page.goto(f"{address}/")
    choose_language(page, "en")
    page.get_by_role("link", name="Pareto and ABC", exact=True).click()
    ready(page)
    page.locator("details.twin summary").first.click()
    expect(page.locator("details.twin table").first).to_be_visible()
    page.get_by_role("link", name="<script>alert(1)</script> GmbH").first.click()
    expect(page.locator("h1")).to_have_text("<script>alert(1)</script> GmbH")
    figure = page.locator(".tile a").first.inner_text()
    page.locator(".tile a").first.click()
    expect(page.locator("main")).to_contain_text("sales.csv")
    shown = page.locator(".lead").inner_text()
    assert re.sub(r"\D", "", figure) in re.sub(r"\D", "", shown)

    page.get_by_role("link", name="Runs", exact=True).click()
    page.fill("#id_as_of", "2024-12-31")
    page.get_by_role("button", name="Compute").click()
    expect(page.locator(".job[data-state=done]")).to_contain_text(
        "Computed as of 31/12/2024", timeout=120_000
    )
    page.get_by_role("link", name="Open the overview").click()
    expect(page.locator(".as-of")).to_contain_text("31/12/2024")

    page.get_by_role("link", name="Reports", exact=True).first.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Workbook · Portfolio review").click()
    assert waiting.value.suggested_filename == "portfolio_review_2024-12-31.xlsx"
    assert watch.complaints == []


def test_the_list_searches_while_typing_and_keeps_plain_addresses(page, served, watch):
    address, _ = served
    page.goto(f"{address}/customers/")
    choose_language(page, "en")
    page.locator("#search").press_sequentially("company 07")
    expect(page.locator("#list h2")).to_contain_text("1 customer")
    page.select_option("#f-abc_value_class", "A")
    expect(page.locator("#list h2")).to_contain_text("Class A")
    assert "search=company" in page.url
    page.reload()
    expect(page.locator("#list h2")).to_contain_text("Class A")
    page.goto(f"{address}/customers/")
    page.get_by_role("link", name="Customer", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Customer")
    assert watch.complaints == []


def test_files_are_checked_before_they_come_in(page, served, sales_file, tmp_path, watch):
    address, _ = served
    page.goto(f"{address}/data/")
    choose_language(page, "en")
    more = tmp_path / "more.csv"
    lines = sales_file.read_text(encoding="utf-8").splitlines()
    more.write_text(
        "\n".join([lines[0], "Z1;2024-12-30;C99;Brand New;P1;1234.50;800.00;S1;Area 1;Segment 1"]) + "\n",
        encoding="utf-8",
    )
    page.set_input_files("#files", str(more))
    page.get_by_role("button", name="Check the files").click()
    expect(page.locator("main")).to_contain_text("Control totals")
    no_barriers(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".job[data-state=done]")).to_contain_text("1 sales line imported", timeout=120_000)
    page.goto(f"{address}/customers/?search=brand+new")
    expect(page.locator("#list")).to_contain_text("Brand New")
    assert watch.complaints == []


def test_one_question_is_answered_in_the_browser(page, served, tmp_path, watch):
    address, _ = served
    page.goto(f"{address}/data/")
    choose_language(page, "en")
    unclear, clear = tmp_path / "unclear.csv", tmp_path / "clear.csv"
    unclear.write_text(
        "invoice;date;customer;customer name;net amount\n"
        + "".join(
            f"Q{i};{i % 12 + 1:02d}/{(i * 5) % 12 + 1:02d}/2024;C98;Asked About;{100 + i}.50\n"
            for i in range(30)
        ),
        encoding="utf-8",
    )
    clear.write_text(
        "customer number;customer name;town\nC98;Asked About;Rome\nC1;Company 01;Oslo\n", encoding="utf-8"
    )
    page.set_input_files("#files", [str(unclear), str(clear)])
    page.get_by_role("button", name="Check the files").click()
    expect(page.locator("main")).to_contain_text("begin with the day or with the month")
    expect(page.locator("main")).to_contain_text("Not imported: unclear.csv")
    no_barriers(page)
    page.get_by_role("link", name="Answer unclear.csv").first.click()
    expect(page.locator("#dates")).to_be_focused()
    no_barriers(page)
    # by the keyboard alone: the first letter of the choice, then on to the button
    page.keyboard.type("Day")
    expect(page.locator("#dates")).to_have_value("dd/mm/yyyy")
    page.locator("#c4").focus()
    page.select_option("#c4", "")
    expect(page.locator("main")).to_contain_text("Still needed")  # answered by the server, without a new page
    expect(page.locator("#c4")).to_be_focused()
    page.select_option("#c4", "net_amount")
    expect(page.locator("main")).not_to_contain_text("Still needed")
    expect(page.locator("#dates")).to_have_value("dd/mm/yyyy")
    page.locator("button[value=save]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Files with these columns are read like this from now on")
    expect(page.locator("main")).to_contain_text("Control totals before and after")
    expect(page.locator("main")).to_contain_text("How the files fit together")
    no_barriers(page)
    page.get_by_role("link", name="Correct unclear.csv").click()
    expect(page.get_by_role("button", name="Forget it")).to_be_visible()
    page.get_by_role("link", name="Back to the check").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".job[data-state=done]")).to_contain_text("30 sales lines imported", timeout=120_000)
    page.goto(f"{address}/customers/?search=asked+about")
    expect(page.locator("#list")).to_contain_text("Asked About")
    assert watch.complaints == []


def test_colours_change_at_once_and_are_kept(page, served, watch):
    address, _ = served
    page.goto(f"{address}/")
    choose_language(page, "en")
    ready(page)
    with page.expect_response("**/accounts/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    with page.expect_response("**/accounts/theme/"):
        page.get_by_role("button", name="Auto").click()
    assert watch.complaints == []


def test_the_keyboard_is_enough(page, served, watch):
    address, _ = served
    page.goto(f"{address}/")
    choose_language(page, "en")
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("() => document.activeElement.outerHTML.slice(0, 90)"))
    assert len(seen) > 8
    assert watch.complaints == []
