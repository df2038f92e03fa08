"""Forms of the accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from clientela.web.accounts.models import Role, User


class SetUpForm(BaseUserCreationForm):
    """The first administrator."""

    full_name = forms.CharField(label=_("Your name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Used to reset a forgotten password.")
    )

    class Meta:
        """Which fields of a person."""

        model = User
        fields = ("username", "full_name", "email")

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's form
        """Save the person as administrator."""
        self.instance.role = Role.ADMINISTRATOR
        return super().save(commit=commit)
