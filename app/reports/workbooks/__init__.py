"""The machinery of a workbook: safe text, styles, real tables, chips, charts, saving."""
