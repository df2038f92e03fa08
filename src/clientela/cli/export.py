"""`clientela export customers|forecast|portfolio`: every figure, the forecast or the portfolio of every customer, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import ArgumentError, language, now, progress_bar, read_day, say_aside, t
from clientela.cli.explain import published_run
from clientela.workspace import Workspace

_YEARS = {"12m": 1, "24m": 2, "36m": 3}


def _export_forecast(workspace: Path, run: str, path: Path, form: str, as_of: str, horizon: str) -> None:
    if horizon not in _YEARS:
        raise ArgumentError(
            msg("A forecast reaches {horizons} months ahead, not {horizon}.", horizons="12m, 24m, 36m", horizon=horizon)
        )  # fmt: skip
    opened = published_run(Workspace.open(workspace, is_new_allowed=False), run)
    count = opened.export_forecast(path, form=form, as_of=read_day(as_of), years=_YEARS[horizon])
    if not count:
        say_aside(
            msg("Nothing can be forecast: under a year of history, or no customer ordered a second time.")
        )
    say_aside(
        nmsg("{count} row written to {file}.", "{count} rows written to {file}.", count, file=str(path))
    )


def _export_portfolio(place: Path, run: str, path: Path, form: str, as_of: str) -> None:
    """Write the portfolio of a run, or of another day: that is computed, and not published."""
    workspace = Workspace.open(place, is_new_allowed=False)
    opened, day = published_run(workspace, run), read_day(as_of)
    if day is not None and day != opened.manifest.as_of_day:
        with progress_bar(msg("Computing")) as progress:
            opened = workspace.run(
                started_at=now(), finished_at=now, as_of=day, progress=progress, publish=False
            )
    count = opened.export_portfolio(path, form=form)
    say_aside(
        nmsg(
            "{count} customer written to {file}.",
            "{count} customers written to {file}.",
            count,
            file=str(path),
        )
    )


def export_command(
    what: Annotated[
        str,
        typer.Argument(
            help=t(
                "What to export: customers, with all their figures; forecast, one row per customer and year ahead; portfolio, attractiveness and importance of each customer with bounds; nothing with --tables."
            )
        ),
    ] = "customers",
    form: Annotated[str, typer.Option("--format", help=t("csv, parquet or xlsx (customers only)."))] = "csv",
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("File to write; default: customers.csv and so on in this folder.")),
    ] = None,
    run: Annotated[str, typer.Option("--run", help=t("Id of a run; default: the published one."))] = "",
    tables: Annotated[
        str,
        typer.Option(
            "--tables",
            help=t(
                "Names of imported tables, by commas, or all: a workbook that can be corrected and imported again."
            ),
        ),
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help=t("Forecast and portfolio: the day to look from; default: that of the run.")
        ),
    ] = "",
    horizon: Annotated[str, typer.Option("--horizon", help=t("Forecast: 12m, 24m or 36m."))] = "36m",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Export the customers of a run, what is forecast of them, or the tables as they were imported."""
    if tables:
        names = [] if tables == "all" else [name.strip() for name in tables.split(",") if name.strip()]
        target = out or Path("tables.xlsx")
        rows = Workspace.open(workspace, is_new_allowed=False).export_tables(
            names, target, language=language()
        )
        say_aside(
            nmsg("{count} row written to {file}.", "{count} rows written to {file}.", rows, file=str(target))
        )
        return
    if what == "forecast":
        _export_forecast(workspace, run, out or Path(f"forecast.{form}"), form, as_of, horizon)
        return
    if what == "portfolio":
        _export_portfolio(workspace, run, out or Path(f"portfolio.{form}"), form, as_of)
        return
    if what != "customers":
        raise ArgumentError(
            msg("{what} cannot be exported. Known: customers, forecast, portfolio.", what=what)
        )
    path = out or Path(f"customers.{form}")
    count = published_run(Workspace.open(workspace, is_new_allowed=False), run).export_customers(
        path, form=form
    )
    say_aside(
        nmsg(
            "{count} customer written to {file}.",
            "{count} customers written to {file}.",
            count,
            file=str(path),
        )
    )
