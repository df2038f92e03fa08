"""A double is accepted in the browser, and after a run it is one customer with two numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_e2e_journey import choose_language, no_barriers

pytestmark = pytest.mark.browser


def test_a_double_is_joined_and_taken_apart_again(page, served, tmp_path, watch):
    address, _ = served
    page.goto(f"{address}/data/")
    choose_language(page, "en")
    listed = tmp_path / "customers.csv"
    listed.write_text(
        "customer number;customer name;tax number;town;country;address\n"
        "C5;Alpe Impianti srl;IT12345678903;Bolzano;IT;Via Roma 1\n"
        "C6;ALPE IMPIANTI S.R.L.;IT12345678903;Bolzano;IT;via Roma, 1\n"
        "C8;Etna Forniture SpA;;Catania;IT;Via Etna 2\n",
        encoding="utf-8",
    )
    page.set_input_files("#files", str(listed))
    page.get_by_role("button", name="Check the files").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".job[data-state=done]")).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="Doubles", exact=True).click()
    question = page.locator(".question").filter(has_text="Alpe Impianti")
    expect(question).to_contain_text("Same tax number")
    expect(question).to_contain_text("agrees")
    expect(question.locator(".effect")).to_contain_text("Joined they would be no.")
    no_barriers(page)
    # by the keyboard alone
    question.get_by_label("Evidence, for the log").fill("Company register")
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name="Same firm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("the same firm. It counts from the next run.")
    expect(page.locator(".question").filter(has_text="Alpe Impianti")).to_have_count(0)
    no_barriers(page)

    page.get_by_role("button", name="Compute the figures now").click()
    page.wait_for_url(f"{address}/doubles/", timeout=60_000)
    expect(page.locator("main")).not_to_contain_text("from the next run")
    page.goto(f"{address}/customer/?id=C6")
    expect(page.locator("main")).to_contain_text("The number C6 counts under C5.")
    expect(page.locator("main")).to_contain_text("Counts 2 numbers")
    no_barriers(page)

    page.get_by_role("link", name="C6", exact=True).click()
    expect(page.locator("main")).to_contain_text("Company register")
    page.locator("summary", has_text="Take back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".messages")).to_contain_text("Taken back: C6 and C5.")
    page.get_by_role("link", name="The whole log").click()
    expect(page.locator("main")).to_contain_text("Taken back")
    page.get_by_role("link", name="Doubles", exact=True).first.click()
    page.get_by_role("button", name="Compute the figures now").click()
    page.wait_for_url(f"{address}/doubles/", timeout=60_000)
    page.goto(f"{address}/customer/?id=C6")
    expect(page.locator("main")).not_to_contain_text("counts under")
    assert watch.complaints == []
