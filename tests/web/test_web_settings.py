"""The forms of the settings, from looking to keeping, and the way from a customer's ladder to its lines."""

from __future__ import annotations

import re

import pytest

from clientela.web.jobs.models import Job
from clientela.workspace import Workspace, adjusting


def test_a_change_is_tried_out_before_it_is_kept(log_in, own_company) -> None:
    client = log_in("director")
    (own_company / "clientela.toml").write_text(
        "# ours\n[cost_to_serve]\norder_amount = 10\n", encoding="utf-8"
    )
    before = Workspace.open(own_company).current().manifest.run_id
    page = client.get("/settings/").content.decode()
    assert 'name="cost_to_serve.order_amount" value="10.0"' in page
    assert "Nothing has been changed on this page yet" in page
    started = client.post(
        "/settings/try/", {"cost_to_serve.order_amount": "25", "reason": "asked the warehouse"}
    )
    assert started.status_code == 302
    job = Job.objects.get(kind="what_if")
    shown = client.get(started["Location"], follow=True)
    effect = shown.content.decode()
    assert f"/settings/effect/?job={job.pk}" in str(shown.redirect_chain)
    assert "cost_to_serve.order_amount" in effect
    assert "Contribution 3" in effect
    place = Workspace.open(own_company)
    assert place.settings.cost_to_serve.order_amount == 10  # nothing is changed by looking
    assert place.current().manifest.run_id == before
    kept = client.post("/settings/keep/", {"job": job.pk}, follow=True).content.decode()
    place = Workspace.open(own_company)
    assert place.settings.cost_to_serve.order_amount == 25
    assert place.current().manifest.run_id == job.result["run_id"] != before
    (row,) = adjusting.read_history(place.path)
    assert (row.setting, row.old, row.new, row.reason) == (
        "cost_to_serve.order_amount",
        "10.0",
        "25.0",
        "asked the warehouse",
    )
    assert row.changed_by.startswith("director")
    assert "asked the warehouse" in kept
    assert (own_company / "clientela.toml").read_text(encoding="utf-8").startswith("# ours")
    again = client.get(f"/settings/effect/?job={job.pk}").content.decode()
    assert "These settings hold already" in again


@pytest.mark.parametrize("value", ["many", "-3", "1\n[company]\nname = 'x'"])
def test_a_wrong_value_is_a_sentence_and_changes_nothing(log_in, own_company, value) -> None:
    client = log_in("director")
    answer = client.post("/settings/try/", {"cost_to_serve.order_amount": value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Job.objects.filter(kind="what_if").exists()
    assert Workspace.open(own_company).settings.cost_to_serve.order_amount is None


def test_only_a_finished_trial_can_be_looked_at_or_kept(log_in) -> None:
    client = log_in("director")
    assert client.get("/settings/effect/?job=77").status_code == 404
    assert client.post("/settings/keep/", {"job": "x"}).status_code == 404


def test_weights_nobody_told_are_refused_with_a_sentence(log_in, own_company) -> None:
    client = log_in("director")
    answer = client.post("/settings/weights/", {"source": "comparisons", "axis": "attractiveness"})
    assert answer.status_code == 422
    assert "There are no weights by" in answer.content.decode()
    assert client.post("/settings/weights/", {"source": "feeling"}).status_code == 422
    assert not Job.objects.filter(kind="what_if").exists()
    assert Workspace.open(own_company).settings.portfolio_criteria == ()


def test_without_a_run_the_forms_are_shown_and_nothing_is_tried(log_in, empty_company) -> None:
    client = log_in("director")
    assert "disabled" in client.get("/settings/").content.decode()
    assert client.post("/settings/try/", {"prices.corridor_share": "0.2"}).status_code == 404
    assert not empty_company.joinpath("settings_log.jsonl").exists()


def test_from_the_ladder_of_a_customer_to_its_lines(log_in) -> None:
    client = log_in("director")
    customer = client.get("/customer/?id=C4").content.decode()
    (address,) = set(re.findall(r'href="(/documents/\?customer=C4)"', customer))
    documents = client.get(address).content.decode()
    assert "Contribution of the customer" in documents
    found = re.findall(r'href="(/documents/\?customer=C4&amp;day=[^"]+)"', documents)
    assert found
    lines = client.get(found[0].replace("&amp;", "&")).content.decode()
    assert "Southern secret" in lines
    assert "What the document leaves" in lines
    assert client.get("/documents/?customer=C4&day=yesterday").status_code == 404
    assert client.get("/documents/?customer=C4&day=2024-01-01&document=none").status_code == 404


def test_another_sellers_documents_do_not_open(log_in) -> None:
    client = log_in("seller")  # sees S2: C4 to C6
    assert client.get("/documents/?customer=C4").status_code == 200
    assert client.get("/documents/?customer=C1").status_code == 404


def test_every_page_says_by_which_structure_it_counts(log_in, own_company) -> None:
    """The switch of the structure is in the form of a run, and every page of the economics says what it shows."""
    client = log_in("director")
    assert 'value="as_was"' in client.get("/runs/").content.decode()
    client.post("/runs/start/", {"view": "as_was", "publish": "on"})
    assert Workspace.open(own_company).current().manifest.read_settings().structure.view == "as_was"
    for address in (
        "/contribution/",
        "/changes/",
        "/offer/",
        "/service/",
        "/potential/",
        "/control/",
        "/documents/?customer=C4",
    ):
        assert "as it was" in client.get(address).content.decode(), address
    assert Workspace.open(own_company).settings.structure.view == "as_is"  # the settings stay
