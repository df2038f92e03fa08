"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.reports import views

urlpatterns = [
    path("", views.show, name="page"),
    path("<slug:report>/<str:form>/", views.download, name="download"),
]
