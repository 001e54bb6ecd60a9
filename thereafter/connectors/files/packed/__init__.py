"""Packed files: which tables lie in a workbook or a ZIP archive, taken out by a process that can do no harm."""
