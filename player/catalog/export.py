"""The coverage of a course as a file: CSV by RFC 4180."""

import csv
import io

from player.catalog.rules import MATRIX_COLUMNS, Edition, coverage_matrix, matrix_cells
from player.cells import guarded


def matrix_csv(edition: Edition) -> str:
    """Return the coverage matrix as CSV: a header, then one line per objective and section, ended by CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(MATRIX_COLUMNS)
    writer.writerows([guarded(cell) for cell in matrix_cells(row)] for row in coverage_matrix(edition))
    return text.getvalue()
