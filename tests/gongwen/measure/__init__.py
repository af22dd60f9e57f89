"""Measures a printed document: what stands where on the pages of a PDF, in millimetres."""
