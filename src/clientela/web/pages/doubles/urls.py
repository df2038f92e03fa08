"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.doubles import deciding, views

urlpatterns = [
    path("", views.show, name="page"),
    path("effect/", views.effect, name="effect"),
    path("decide/", deciding.decide, name="decide"),
    path("sure/", deciding.sure, name="sure"),
    path("count/", deciding.count, name="count"),
]
