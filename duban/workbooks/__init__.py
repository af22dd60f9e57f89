"""工作簿: the cells of any workbook, read without trusting it; knows nothing of forms or tasks."""
