"""People and what they may see."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.base.scope import EVERYTHING, Scope
from clientela.web.ui.page import Permission


class Role(models.TextChoices):
    """What a person does; it decides which pages open and how the customers are cut."""

    ADMINISTRATOR = "administrator", _("Administrator")
    DIRECTOR = "director", _("Director")
    AREA_MANAGER = "area_manager", _("Area manager")
    SELLER = "seller", _("Sales person")
    READER = "reader", _("Read only")


WHOLE_COMPANY = (Role.ADMINISTRATOR, Role.DIRECTOR)
MAY_LINK = WHOLE_COMPANY
"""Who may say which customer numbers are one."""
COLUMNS = {"seller_id": _("Sales person"), "area_id": _("Area")}


class PersonManager(BaseUserManager):
    """Creates people."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; without a password, one who sets it by a link first."""
        person: User = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser):
    """A person who may log in."""

    username = models.CharField(_("Log-in name"), max_length=150, unique=True)
    full_name = models.CharField(_("Name"), max_length=200, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices, default=Role.READER)
    scope_column = models.CharField(_("Sees customers by"), max_length=20, blank=True)
    scope_values = models.JSONField(_("Sees"), default=list, blank=True)
    language = models.CharField(_("Language"), max_length=5, blank=True)
    theme = models.CharField(_("Colours"), max_length=10, blank=True)
    is_active = models.BooleanField(_("May log in"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        """Order of lists."""

        ordering = ["username"]

    def __str__(self) -> str:
        """Return how the person is called on pages."""
        return str(self.full_name or self.username)

    @property
    def scope(self) -> Scope:
        """The customers this person may see.

        Administrators and directors see everything, a read-only person everything unless cut; the others see the
        customers of their values, and nobody while they have none.
        """
        if self.role in WHOLE_COMPANY or (self.role == Role.READER and not self.scope_column):
            return EVERYTHING
        column = {Role.AREA_MANAGER: "area_id", Role.SELLER: "seller_id"}.get(
            Role(self.role), self.scope_column
        )
        return Scope(column, tuple(sorted(str(v) for v in self.scope_values)))

    @property
    def scope_name(self) -> str:
        """What a report calls the part this person sees; empty for everything."""
        return "" if self.scope.is_everything else ", ".join(self.scope.values) or "—"

    def may(self, permission: Permission) -> bool:
        """Whether this person's role opens an address with this permission."""
        if permission is Permission.COMPANY:
            return self.role in WHOLE_COMPANY
        if permission is Permission.LINK:
            return self.role in MAY_LINK
        if permission is Permission.ANSWER:
            return bool(self.role != Role.READER)
        return permission is not Permission.PEOPLE or self.role == Role.ADMINISTRATOR


class SetupToken(models.Model):
    """A secret that creates the first administrator, once. Only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Say when it was made, never what it is."""
        return f"set-up of {self.created_at:%Y-%m-%d %H:%M}"


def needs_setup() -> bool:
    """Whether nobody could administer this installation yet."""
    return not User.objects.filter(role=Role.ADMINISTRATOR).exists()


def issue_setup_token() -> str:
    """Make a new set-up token; older unused ones stop to be valid."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        SetupToken.objects.filter(used_at=None).delete()
        SetupToken.objects.create(digest=hashlib.sha256(token.encode()).hexdigest())
    return token


def find_setup_token(token: str) -> SetupToken | None:
    """Return the token if it was issued, is unused, and there is still no administrator."""
    if not needs_setup():
        return None
    found: SetupToken | None = SetupToken.objects.filter(
        digest=hashlib.sha256(token.encode()).hexdigest(), used_at=None
    ).first()
    return found
