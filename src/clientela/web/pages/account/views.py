"""What a person may change about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clientela.web.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class AccountForm(forms.ModelForm):
    """Name, e-mail, language, colours."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("as the browser says")), *settings.LANGUAGES],
        required=False,
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Colours"),
        choices=[
            ("", gettext_lazy("as the system says")),
            ("light", gettext_lazy("light")),
            ("dark", gettext_lazy("dark")),
        ],
        required=False,
    )

    class Meta:
        """Which fields of a person."""

        model = User
        fields = ("full_name", "email", "language", "theme")


class OwnPasswordForm(PasswordChangeForm):
    """The form of the password, which leaves the cursor where it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


def _show(request: HttpRequest, form: forms.Form, secret: forms.Form, status: int = 200) -> HttpResponse:
    return render(
        request,
        "account/page.html",
        {"form": form, "password_form": secret, "person": request.user},
        status=status,
    )


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show and save the reader's own settings."""
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account:page")
    return _show(request, form, OwnPasswordForm(request.user), 422 if form.is_bound else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; the other log-ins of this person end."""
    secret = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and secret.is_valid():
        update_session_auth_hash(request, secret.save())
        messages.success(request, _("The password is changed. Log-ins on other devices have ended."))
        return redirect("account:page")
    return _show(request, AccountForm(instance=request.user), secret, 422 if secret.is_bound else 200)
