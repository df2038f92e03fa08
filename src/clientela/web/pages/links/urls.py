"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.links import views

urlpatterns = [
    path("", views.show, name="page"),
    path("take-back/", views.take_back, name="take_back"),
    path("new/", views.new, name="new"),
    path("report/", views.report, name="report"),
]
