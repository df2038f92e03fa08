"""All classic matrices, in the order in which they are shown."""

from __future__ import annotations

from clientela.scores._matrix_campbell import CAMPBELL, CAMPBELL_KEY
from clientela.scores._matrix_fiocca import FIOCCA, FIOCCA_RELATION, YORKE
from clientela.scores._matrix_krapfel import KRAPFEL
from clientela.scores._matrix_levels import JOHNSON_SELNES, RITTER
from clientela.scores._matrix_olsen import OLSEN_CATEGORY, OLSEN_RELATION

MATRICES = (
    FIOCCA, FIOCCA_RELATION, YORKE, CAMPBELL, CAMPBELL_KEY, KRAPFEL, OLSEN_CATEGORY, OLSEN_RELATION, JOHNSON_SELNES, RITTER,
)  # fmt: skip
"""Adding a matrix is adding its record here; one without a table of cells needs a rule in `portfolios/matrix_places.py`."""
MATRIX_CODES = tuple((matrix.code, matrix.title) for matrix in MATRICES)
CELL_CODES = tuple((cell.code, cell.title) for matrix in MATRICES for cell in matrix.cells)
