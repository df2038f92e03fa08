"""The application: its commands, its language, its errors."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from typing import TYPE_CHECKING, Annotated, Any

import typer

import clientela.cli as package
from clientela.base.errors import ClientelaError
from clientela.base.i18n import LANGUAGES, Message, msg
from clientela.cli._shared import say_error, t, use_language

if TYPE_CHECKING:
    from collections.abc import Callable


def _chosen_language(arguments: list[str]) -> str:
    """Return the language asked for: --lang, else CLIENTELA_LANG, else LANG, else English."""
    wanted = ""
    for place, argument in enumerate(arguments):
        if argument == "--lang":
            wanted = "".join(arguments[place + 1 : place + 2])
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
    wanted = wanted or os.environ.get("CLIENTELA_LANG", "") or os.environ.get("LANG", "")[:2]
    return wanted if wanted in LANGUAGES else "en"


def _check_language(lang: str) -> None:
    """Refuse a language there is none of; the choice itself was made before the texts were needed."""
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--lang")


def common(
    lang: Annotated[str, typer.Option("--lang", help=t("Language of what is shown: en, it or ru."))] = "",
) -> None:
    """Your customer base as a portfolio: from your own invoices to measures, classes and a report."""
    _check_language(lang)


def _with_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take the language after its name as well as before."""

    def carry_out(*, lang: str = "", **given: Any) -> Any:
        _check_language(lang)
        return command(**given)

    own = inspect.signature(command, eval_str=True)
    kind = Annotated[str, typer.Option("--lang", help=t("Language of what is shown: en, it or ru."))]
    option = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default="", annotation=kind)
    shown = own.replace(parameters=[*own.parameters.values(), option])
    # what options there are is read from the signature
    carry_out.__signature__ = shown  # type: ignore[attr-defined]  # a function may have one
    carry_out.__annotations__ = {name: p.annotation for name, p in shown.parameters.items()}
    return carry_out


def build_app() -> typer.Typer:
    """Put the commands together; each public file of this folder is one. Texts are in the language chosen before."""
    app = typer.Typer(
        name="clientela",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback(help=t(str(inspect.getdoc(common))))(common)
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"clientela.cli.{info.name}")
            command = getattr(module, f"{info.name.rstrip('_')}_command")
            app.command(info.name.rstrip("_"), help=t(str(inspect.getdoc(command))))(_with_language(command))
    return app


def _file_problem(error: OSError) -> Message:
    return msg(
        "{file} cannot be used: {problem}. Choose another file or folder, or mend its permissions.",
        file=error.filename or "?",
        problem=error.strerror or str(error),
    )


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 a sentence says why not, 2 unusable arguments."""
    use_language(_chosen_language(arguments))
    try:
        result = build_app()(arguments, standalone_mode=False)
    except (ClientelaError, OSError, typer.Abort) as error:
        if isinstance(error, ClientelaError):
            say_error(error.message)
        elif isinstance(error, OSError):
            say_error(_file_problem(error))
        return 1
    except typer.Exit as stop:
        return int(stop.exit_code)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    return int(result) if isinstance(result, int) else 0
