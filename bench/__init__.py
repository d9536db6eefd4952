"""The benchmarks: ratios measured in one run, printed as a table, kept in .local/bench.json."""
