"""公文: a layout engine for official documents per GB/T 9704—2012. It knows nothing of tasks."""
