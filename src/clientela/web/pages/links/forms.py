"""The form of a link that is stated by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clientela.web.ui.templatetags.show import say
from clientela.workspace import KIND_WORDS, Statement


def _day(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=widget, input_formats=["%Y-%m-%d"]
    )


class LinkForm(forms.Form):
    """Two numbers, what they are to each other, since when, and on what evidence."""

    number = forms.CharField(label=gettext_lazy("Customer number"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of link"))
    other = forms.CharField(
        label=gettext_lazy("Belongs to number"),
        max_length=200,
        help_text=gettext_lazy("This one stays; for an end customer, the distributor's."),
    )
    evidence = forms.CharField(label=gettext_lazy("Evidence, for the log"), max_length=500, required=False)
    from_on = _day(gettext_lazy("First day"), gettext_lazy("Empty: it has always been so."))
    to_on = _day(gettext_lazy("Last day"), gettext_lazy("Empty: without an end."))
    scenario = forms.CharField(
        label=gettext_lazy("Scenario"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Only for what is being considered: the name of the plan."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, say(words)) for kind, words in KIND_WORDS.items()]

    def statement(self) -> Statement:
        """Return what is stated, once the form is valid."""
        given = self.cleaned_data
        return Statement(
            given["number"].strip(), given["other"].strip(), given["kind"], given["evidence"].strip(), given["from_on"], given["to_on"],
            given["scenario"].strip(),
        )  # fmt: skip
