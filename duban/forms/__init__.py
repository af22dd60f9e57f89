"""The workbooks an office issues: declared once as data, written, signed, and recognised again."""
