"""`clientela demo`: the example company from its invoices to the report, and the web application."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.cli._outputs import FORMS, show
from clientela.cli._shared import ArgumentError, is_terminal, progress_bar, say, t
from clientela.cli.analyse import analyse_files
from clientela.workspace import Workspace

if TYPE_CHECKING:
    from clientela.demo import DemoFiles

Size = Literal["s", "m", "l", "xl"]
_SIZES = ("s", "m", "l", "xl")
_SAID = """[cost_to_serve]
# What no table of the company says: the time of sellers at the customer, and the reminders of late payers.
visit_hour_amount = 58
visit_minutes = 60
late_day_amount = 0.35

[economics]
capital_cost_share = 0.08
fixed_cost_amount = {fixed}
"""
_FIXED_SHARE = 0.09
"""Fixed costs of the demo company as a share of a year's revenue."""


def settings_text(files: DemoFiles) -> str:
    """Return the settings of the demo company's workspace: currency, rates, and the costs that no table of it states."""
    lines = [
        "# Written for the demo company.",
        "[company]",
        f'name = "{files.company_name}"',
        f'currency = "{files.currency}"',
        "",
    ]
    for currency in sorted({name for name, _, _ in files.exchange_rates}):
        lines.append(f"[exchange_rates.{currency}]")
        lines += [
            f'"{day.isoformat()}" = {rate}' for name, day, rate in files.exchange_rates if name == currency
        ]
        lines.append("")
    years = (files.as_of - files.first_day).days / 365.25
    fixed = round(_FIXED_SHARE * files.revenue_units / 10_000 / years, -4)
    return "\n".join([*lines, _SAID.format(fixed=int(fixed))])


def demo_command(
    size: Annotated[
        str, typer.Option("--size", help=t("s 200 customers, m 2,000, l 20,000, xl 100,000."))
    ] = "m",
    seed: Annotated[int, typer.Option("--seed", help=t("The same seed gives the same company."))] = 7,
    dirty: Annotated[
        bool,
        typer.Option(
            "--dirty", help=t("With duplicates, cancelled invoices, two currencies, wrong dates and more.")
        ),
    ] = False,
    planted: Annotated[
        bool,
        typer.Option(
            "--planted/--plain",
            help=t(
                "With or without what is planted to be found: hidden cost to serve, growth without profit, a discount leak, a merger."
            ),
        ),
    ] = True,
    out: Annotated[
        Path, typer.Option("--out", help=t("Folder for the company, its workspace and the report."))
    ] = Path("demo-company"),
    data_only: Annotated[bool, typer.Option("--data-only", help=t("Write the data and stop."))] = False,
    serve: Annotated[
        bool | None,
        typer.Option(
            "--serve/--no-serve",
            help=t("Start the web application at the end; default: in a terminal, unless SERVE=0."),
        ),
    ] = None,
) -> None:
    """Build the demo company, analyse it, write the report, and show it in the browser."""
    if size not in _SIZES:
        raise ArgumentError(
            msg("There is no size {size}. Take one of {sizes}.", size=size, sizes=", ".join(_SIZES))
        )
    from clientela.demo import write_demo, write_demo_tables

    started = time.monotonic()
    with progress_bar(msg("Building the demo company")) as progress:
        files = write_demo(
            out / "company",
            size=cast("Size", size),
            seed=seed,
            dirty=dirty,
            planted=planted,
            progress=progress,
        )
    say(
        msg(
            "{company}: {customers} customers, {lines} invoice lines in {folder}",
            company=files.company_name,
            customers=Amount(files.customer_count, "count"),
            lines=Amount(files.line_count, "count"),
            folder=str(files.data),
        )
    )
    with progress_bar(msg("Building the demo company")) as progress:
        wanted_tables = (*files.economics_tables, *files.portfolio_tables)
        further = write_demo_tables(files.folder, wanted_tables, progress=progress)
    if data_only:
        return
    workspace = out / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)  # a demo always starts afresh
    Workspace.open(workspace).write_settings(settings_text(files))
    _, document, outputs = analyse_files(
        [*files.sources, *further], workspace=workspace, out=out / "reports", as_of=files.as_of, forms=FORMS
    )
    show(replace(document, sections=document.sections[:1]))
    for path in outputs.values():
        say(msg("Written: {file}", file=str(path)))
    say(msg("Workspace: {folder}", folder=str(workspace.resolve())))
    say(
        msg(
            "Finished in {seconds} s. The hidden truth of this company, to judge predictions by, is in {truth}",
            seconds=Amount(time.monotonic() - started, "number", digits=1),
            truth=str(files.truth),
        )
    )
    wanted = (os.environ.get("SERVE", "") != "0" and is_terminal()) if serve is None else serve
    if wanted:
        from clientela.cli.serve import serve_command

        serve_command(workspace=workspace)
    else:
        say(msg("To see it in the browser: clientela serve --workspace {folder}", folder=str(workspace)))
