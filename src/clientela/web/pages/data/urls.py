"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.data import checking, documents, views

urlpatterns = [
    path("", views.show, name="page"),
    path("upload/", views.upload, name="upload"),
    path("check/<str:token>/", checking.check, name="check"),
    path("check/<str:token>/columns/<int:place>/", checking.columns, name="columns"),
    path("check/<str:token>/import/", checking.confirm, name="import"),
    path("check/<str:token>/discard/", checking.discard, name="discard"),
    path("undo/", views.undo, name="undo"),
    path("quarantine/", views.quarantine, name="quarantine"),
    path("quality/", documents.quality, name="quality"),
    path("answers/", documents.answers, name="answers"),
    path("templates/", documents.templates, name="templates"),
]
