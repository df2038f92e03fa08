"""The form of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.web.accounts.models import COLUMNS, WHOLE_COMPANY, Role, User

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEEDED = {Role.AREA_MANAGER: "area_id", Role.SELLER: "seller_id"}


class PersonForm(forms.ModelForm):
    """Name, role, and which customers the person sees."""

    sellers = forms.MultipleChoiceField(
        label=gettext_lazy("Sales persons whose customers are seen"), required=False
    )
    areas = forms.MultipleChoiceField(label=gettext_lazy("Areas whose customers are seen"), required=False)

    class Meta:
        """Which fields of a person."""

        model = User
        fields = ("username", "full_name", "email", "role", "scope_column", "is_active")
        help_texts = {
            "scope_column": gettext_lazy(
                "For a read-only person: everything, or cut by one of these. A sales person is cut by sales person, an area manager by area."
            ),
            "role": gettext_lazy("Administrator and director see the whole company."),
        }

    def __init__(self, *args: Any, parts: Mapping[str, tuple[str, ...]], editor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editor = editor
        self.fields["scope_column"] = forms.ChoiceField(
            label=self.fields["scope_column"].label,
            required=False,
            choices=[("", gettext_lazy("everything")), *COLUMNS.items()],
            help_text=self.fields["scope_column"].help_text,
        )
        own = [str(v) for v in self.instance.scope_values] if self.instance.pk else []
        column = self.instance.scope.column if self.instance.pk else None
        for name, of in (("sellers", "seller_id"), ("areas", "area_id")):
            values = sorted({*parts.get(of, ()), *(own if column == of else ())})
            self.fields[name].choices = [(v, v) for v in values]
            self.fields[name].initial = own if column == of else []
        self.order_fields(
            ["username", "full_name", "email", "role", "scope_column", "sellers", "areas", "is_active"]
        )

    def clean(self) -> dict[str, Any]:
        """Say what a role needs, and keep the last administrator in."""
        given: dict[str, Any] = super().clean()
        role = given.get("role")
        column = _NEEDED.get(Role(role), given.get("scope_column", "")) if role else ""
        if role in WHOLE_COMPANY:
            column = ""
        values = given.get("sellers" if column == "seller_id" else "areas", []) if column else []
        if column and not values:
            self.add_error(
                "sellers" if column == "seller_id" else "areas",
                _("Choose at least one; without any, this person sees no customer."),
            )
        given["scope_column"], given["scope_values"] = column, values
        is_last = (
            self.instance.pk
            and not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
            .exclude(pk=self.instance.pk)
            .exists()
        )
        was = self.instance.pk and User.objects.get(pk=self.instance.pk).role == Role.ADMINISTRATOR
        if is_last and was and (role != Role.ADMINISTRATOR or not given.get("is_active")):
            raise forms.ValidationError(
                _("This is the only administrator. Make somebody else administrator first.")
            )
        return given

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's form
        """Save the person with the scope."""
        self.instance.scope_column = self.cleaned_data["scope_column"]
        self.instance.scope_values = list(self.cleaned_data["scope_values"])
        if not self.instance.pk:
            self.instance.set_unusable_password()
        return super().save(commit=commit)
