"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.settings import views

urlpatterns = [
    path("", views.show, name="page"),
    path("try/", views.try_out, name="try"),
    path("weights/", views.try_weights, name="weights"),
    path("effect/", views.effect, name="effect"),
    path("keep/", views.keep, name="keep"),
]
