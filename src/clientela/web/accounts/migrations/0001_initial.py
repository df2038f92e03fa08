"""First tables of the accounts."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Create the tables."""

    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=150, unique=True, verbose_name="Log-in name")),
                ("full_name", models.CharField(blank=True, max_length=200, verbose_name="Name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("director", "Director"),
                            ("area_manager", "Area manager"),
                            ("seller", "Sales person"),
                            ("reader", "Read only"),
                        ],
                        default="reader",
                        max_length=20,
                        verbose_name="Role",
                    ),
                ),
                (
                    "scope_column",
                    models.CharField(blank=True, max_length=20, verbose_name="Sees customers by"),
                ),
                ("scope_values", models.JSONField(blank=True, default=list, verbose_name="Sees")),
                ("language", models.CharField(blank=True, max_length=5, verbose_name="Language")),
                ("theme", models.CharField(blank=True, max_length=10, verbose_name="Colours")),
                ("is_active", models.BooleanField(default=True, verbose_name="May log in")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="SetupToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
