"""Import of notices: readers, the recogniser of tasks, targets, and the import report."""
