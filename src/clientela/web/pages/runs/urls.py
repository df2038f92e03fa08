"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.runs import views

urlpatterns = [
    path("", views.show, name="page"),
    path("start/", views.start, name="start"),
    path("publish/", views.publish, name="publish"),
    path("compare/", views.compare, name="compare"),
]
