"""The classic matrices, one below the other; what is still open at the end."""

from __future__ import annotations

from clientela.web.ui.sections import section_view

show = section_view(
    "matrices", "matrices", "matrix_fiocca", "matrix_fiocca_relation", "matrix_yorke", "matrix_campbell", "matrix_campbell_key", "matrix_suppliers",
    "matrix_krapfel", "matrix_olsen_category", "matrix_olsen_relation", "matrix_johnson_selnes", "matrix_ritter", "matrices_open", "matrix_playbooks",
)  # fmt: skip
