"""Every address: those of the accounts, of the jobs and of each page."""

from __future__ import annotations

from importlib import import_module

from django.urls import include, path

from clientela.web.ui.page import all_pages

urlpatterns = [
    path("accounts/", include("clientela.web.accounts.urls")),
    path("jobs/", include("clientela.web.jobs.urls")),
    *(
        path(page.address, include((import_module(f"{page.module}.urls").urlpatterns, page.name)))
        for page in all_pages().values()
    ),
]
handler400 = "clientela.web.ui.errors.bad_request"
handler403 = "clientela.web.ui.errors.forbidden"
handler404 = "clientela.web.ui.errors.not_found"
handler500 = "clientela.web.ui.errors.server_error"
