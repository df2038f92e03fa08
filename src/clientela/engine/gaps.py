"""What does not run on an engine, why, and what happens instead: the one place where that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["not implemented", "not yet upstream", "never"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something an engine does not do here."""

    name: str
    engine: str
    """The `kind` of the settings, or `all` of those beside the embedded one, or an engine there is no adapter for."""
    status: Status
    what: str
    reason: str


GAPS = (
    Gap(
        "import_and_fold", "all", "never",
        "Import, quarantine and the fold of batches into facts run on the embedded engine.",
        "They make the immutable Parquet files that every engine starts from; a file read by two engines could be read in two ways.",
    ),
    Gap(
        "scoped_reading", "all", "not implemented",
        "Lists, pages, drill-down to the lines, reports of one sales person or area and the data quality report read Parquet with the embedded engine.",
        "They read results of customer size or one customer's lines; the quality report alone would gain by the other engine.",
    ),
    Gap(
        "array_steps", "all", "never",
        "Classes with a memory are computed here, on arrays of customer size; their results are sent to the engine.",
        "An automaton over months has no portable SQL; the arrays are the size of the customers, not of the lines.",
    ),
    Gap(
        "results_through_memory", "spark", "not implemented",
        "The rows of a result come through the memory of this machine.",
        "Spark Connect gives a whole Arrow table; the largest result is customer x day, about a seventh of the lines.",
    ),
    Gap(
        "sail_tables_last_as_its_server", "spark", "not yet upstream",
        "On Sail facts are sent again after its server was started again.",
        "Its own catalogue is kept in memory; with [engine] folder the files are read in place and nothing is sent.",
    ),
    Gap(
        "files_of_a_killed_write", "spark", "not yet upstream",
        "After a run that was killed while Spark wrote a table, Spark may refuse to write it again.",
        "It finds files where no table is known; the folder named in its message is removed by hand.",
    ),
    Gap(
        "decimals_beyond_18", "clickhouse", "never",
        "An exchange rate or limit with more than 18 decimals is refused.",
        "Its decimals of one scale are multiplied in 38 digits; 20 are kept for the money.",
    ),
    Gap(
        "two_places_in_one_process", "clickhouse", "not yet upstream",
        "Inside the process (chdb:) one folder of data can be open at a time.",
        "The engine has one state per process; a server over HTTP has no such limit.",
    ),
    Gap(
        "other_warehouses", "snowflake, bigquery, trino, databricks, redshift", "not implemented",
        "There is no adapter.",
        "The steps translate, but translating is no proof: no adapter is added before its steps run in the tests and give equal numbers.",
    ),
)  # fmt: skip
