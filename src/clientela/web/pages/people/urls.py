"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.people import views

urlpatterns = [
    path("", views.show, name="page"),
    path("new/", views.create, name="create"),
    path("<int:person_id>/", views.change, name="change"),
    path("<int:person_id>/link/", views.link, name="link"),
]
