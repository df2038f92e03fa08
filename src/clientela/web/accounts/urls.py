"""Addresses of log-in, set-up and password reset."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from clientela.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-in/", views.LogIn.as_view(), name="log_in"),
    path("log-out/", auth.LogoutView.as_view(), name="log_out"),
    path("set-up/<str:token>/", views.set_up, name="set_up"),
    path("language/", views.choose_language, name="language"),
    path("theme/", views.choose_theme, name="theme"),
    path(
        "reset/",
        auth.PasswordResetView.as_view(
            template_name="accounts/reset.html",
            email_template_name="accounts/reset_mail.txt",
            subject_template_name="accounts/reset_subject.txt",
            success_url=reverse_lazy("accounts:reset_sent"),
        ),
        name="reset",
    ),
    path(
        "reset/sent/",
        auth.PasswordResetDoneView.as_view(template_name="accounts/reset_sent.html"),
        name="reset_sent",
    ),
    path(
        "reset/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(
            template_name="accounts/reset_confirm.html", success_url=reverse_lazy("accounts:reset_done")
        ),
        name="reset_confirm",
    ),
    path(
        "reset/done/",
        auth.PasswordResetCompleteView.as_view(template_name="accounts/reset_done.html"),
        name="reset_done",
    ),
]
