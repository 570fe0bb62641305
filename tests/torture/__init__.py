"""Fault runs: kills, power cuts, damaged files and the rest of what can go wrong.

`python -m tests.torture` (make torture) runs each with its full count and prints a table; short
runs are part of the tests. Each fault is a function `run(count, seed, directory) -> Result`.
"""
