"""How Callback holds up in size: ratios, measured side by side in one run by `python -m benchmarks`."""
