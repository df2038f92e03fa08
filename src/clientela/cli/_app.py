"""The application: its commands, its language, its errors."""

from __future__ import annotations

import importlib
import os
import pkgutil
from typing import Annotated

import typer

import clientela.cli as package
from clientela.base.errors import ClientelaError
from clientela.base.i18n import LANGUAGES
from clientela.cli._shared import say_error, use_language

app = typer.Typer(
    name="clientela",
    help="Your customer base as a portfolio: from your own invoices to measures, classes and a report.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def common(
    lang: Annotated[str, typer.Option("--lang", help="Language of what is shown: en, it or ru.")] = "",
) -> None:
    """Choose the language: the option, else CLIENTELA_LANG, else LANG, else English."""
    wanted = lang or os.environ.get("CLIENTELA_LANG", "") or os.environ.get("LANG", "")[:2]
    use_language(wanted if wanted in LANGUAGES else "en")


def _register() -> None:
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"clientela.cli.{info.name}")
            command = getattr(module, f"{info.name.rstrip('_')}_command")
            app.command(info.name.rstrip("_"))(command)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 a sentence says why not, 2 unusable arguments."""
    _register()
    try:
        result = app(arguments, standalone_mode=False)
    except ClientelaError as error:
        say_error(error.message)
        return 1
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    return int(result) if isinstance(result, int) else 0
