"""Benchmarks: ratios of whole processes, run by `make bench`. No test asserts a time."""
