"""Addresses of the page."""

from __future__ import annotations

from django.urls import path

from clientela.web.pages.assess import entries, views

urlpatterns = [
    path("", views.show, name="page"),
    path("customer/", views.customer, name="customer"),
    path("mine/", entries.mine, name="mine"),
    path("take-back/", entries.take_back, name="take_back"),
    path("count/", entries.count, name="count"),
]
