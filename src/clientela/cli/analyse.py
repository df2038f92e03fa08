"""`clientela analyse FILES`: the main job in one command, from files to the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientela.base.i18n import msg
from clientela.cli._outputs import FORMS, show, write_report
from clientela.cli._shared import now, progress_bar, read_day, say, say_aside, t
from clientela.workspace import Run, Workspace

if TYPE_CHECKING:
    from datetime import date

    from clientela.blocks import Document


def summarise(run: Run, outputs: dict[str, Path]) -> dict[str, Any]:
    """Return the figures of the machine-readable answer; money in currency units, unknown margin null."""
    with run.reading() as reader:
        totals, files, after = reader.one("totals"), reader.rows("file_control"), reader.one("after_as_of")
    replaced = sum(f["replaced_lines"] for f in files)
    moved = totals["moved_amount"]
    every_line_costed = (
        totals["lines_count"] > 0
        and not totals["uncosted_lines_count"]
        and totals["moved_known_amount"] == moved
    )
    return {
        "lines_read": sum(f["lines_read"] for f in files),
        "lines_accepted": sum(f["lines_accepted"] for f in files) - replaced,
        "lines_excluded": sum(f["lines_excluded"] for f in files) + replaced,
        "lines_rejected": sum(f["lines_rejected"] for f in files),
        "lines_after_as_of": after["lines_after_count"],
        "customers": totals["customers_count"],
        "revenue_amount": float(totals["revenue_amount"]),
        "margin_amount": float(totals["margin_known_amount"]) if every_line_costed else None,
        "margin_known_amount": None
        if totals["margin_known_amount"] is None
        else float(totals["margin_known_amount"]),
        "margin_coverage_share": float(totals["moved_known_amount"] / moved) if moved else None,
        "period_from": run.manifest.first_on,
        "period_to": run.manifest.last_on,
        "as_of": run.manifest.as_of,
        "currency": run.manifest.currency,
        "run_id": run.manifest.run_id,
        "workspace": str(run.workspace.path),
        "outputs": {form: str(path) for form, path in outputs.items()},
    }


def summarise_list(document: Document, workspace: Path, outputs: dict[str, Path]) -> dict[str, Any]:
    """Return what `--json` prints when there are no sales lines: which answers were given."""
    return {
        "report": document.name,
        "answers": [section.name for section in document.sections],
        "workspace": str(workspace.resolve()),
        "outputs": {form: str(path) for form, path in outputs.items()},
    }


def analyse_files(
    files: list[Path],
    *,
    workspace: Path,
    out: Path,
    as_of: date | None,
    forms: tuple[str, ...],
    quiet: bool = False,
    only: bool = False,
) -> tuple[Run | None, Document, dict[str, Path]]:
    """Import, run, publish, write the report. With `only`, nothing but these files counts.

    Without sales lines there is no run: the report is the answer page of a list.
    """
    place = Workspace.open(workspace)
    with progress_bar(msg("Reading the files")) as progress:
        outcome = place.import_files(files, imported_at=now(), only=only, progress=progress)
    if not quiet:
        for name in outcome.known:
            say(msg("{file}: imported before, nothing changed.", file=name))
        for file in outcome.files:
            for note in file.notes:
                say_aside(msg("{file}: {note}", file=file.name, note=note))
    run = None
    if place.facts.parts:
        with progress_bar(msg("Computing")) as progress:
            run = place.run(started_at=now(), finished_at=now, as_of=as_of, progress=progress)
    document = run.report() if run else place.first_answers(today=as_of or now().date())
    with progress_bar(msg("Writing the report")):
        outputs = write_report(document, out, name=document.name, forms=forms)
        if forms:
            outputs["import_check"] = write_report(outcome.check, out, name="import_check", forms=("html",))[
                "html"
            ]
    return run, document, outputs


def analyse_command(
    files: Annotated[
        list[Path], typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ],
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", help=t("The day to look from, such as 2025-12-31; default: the last document.")
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help=t("Folder for the report and the workspace; default: clientela-analysis.")
        ),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            help=t(
                "Folder of a workspace to add the files to; default: one inside the output folder that holds these files only."
            ),
            envvar="CLIENTELA_WORKSPACE",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("Print one JSON object on standard output."))
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help=t("Forms to write, by commas: xlsx, pdf, html; empty for none."))
    ] = ",".join(FORMS),
) -> None:
    """Read invoice files and answer: totals, ABC, pyramid, lifecycle, concentration, gains and losses, as a report."""
    folder = out or Path("clientela-analysis")
    forms = tuple(f.strip() for f in form.split(",") if f.strip())
    place = workspace or folder / "workspace"
    run, document, outputs = analyse_files(
        files,
        workspace=place,
        out=folder,
        as_of=read_day(as_of),
        forms=forms,
        quiet=as_json,
        only=workspace is None,
    )
    if as_json:
        said = summarise(run, outputs) if run else summarise_list(document, place, outputs)
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    from dataclasses import replace

    show(replace(document, sections=document.sections[:1] if run else document.sections))
    for path in outputs.values():
        say(msg("Written: {file}", file=str(path)))
    say(msg("Workspace: {folder}", folder=str(place.resolve())))
