"""What Duban costs, in ratios measured side by side in one run: ``python -m benchmarks``."""
