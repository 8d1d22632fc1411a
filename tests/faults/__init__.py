"""Damaged rosters by the hundred, and what must become of each: faults as figures, every one of them 0.

    python -m tests.faults --files 552 --seed 1
    python -m tests.faults.kills --count 1000
    python -m tests.faults.writes
    python -m tests.faults.identity --count 10000
    python -m tests.faults.cells --count 10000
    python -m tests.faults.leaks
    python -m tests.faults.console

Each prints its figures and gives 1 where one of them is not 0. Everybody in the rosters is made up.
"""
