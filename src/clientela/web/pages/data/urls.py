"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.data import views

urlpatterns = [
    path("", views.show, name="page"),
    path("upload/", views.upload, name="upload"),
    path("check/<str:token>/", views.check, name="check"),
    path("check/<str:token>/import/", views.confirm, name="import"),
    path("check/<str:token>/discard/", views.discard, name="discard"),
    path("undo/", views.undo, name="undo"),
    path("quarantine/", views.quarantine, name="quarantine"),
]
