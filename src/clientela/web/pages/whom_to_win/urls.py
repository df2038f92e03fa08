"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.whom_to_win import views

urlpatterns = [path("", views.show, name="page")]
