"""Addresses of background work."""

from __future__ import annotations

from django.urls import path

from clientela.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("<int:job_id>/", views.status, name="status"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
]
