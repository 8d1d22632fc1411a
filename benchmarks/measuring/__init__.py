"""What the benchmarks are made of: artificial rosters, processes and what they took, tables, comparisons."""
