"""What can be shown, whatever shows it: frozen records that hold message ids, values and units.

A block knows neither language nor medium. Money values are in currency units
(`Decimal` or `float`), shares are fractions of 1, a missing value is None.
"""

from clientela.blocks.charts import (
    Bars,
    Curve,
    Pyramid,
    PyramidLayer,
    Scatter,
    ScatterGroup,
    Series,
    Waterfall,
    WaterfallStep,
)
from clientela.blocks.document import Block, Document, Section
from clientela.blocks.figures import Kpi, Kpis, Note, Text
from clientela.blocks.tables import Column, Table

__all__ = [
    "Bars", "Block", "Column", "Curve", "Document", "Kpi", "Kpis", "Note",
    "Pyramid", "PyramidLayer", "Scatter", "ScatterGroup", "Section", "Series", "Table", "Text", "Waterfall", "WaterfallStep",
]  # fmt: skip
