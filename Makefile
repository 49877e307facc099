# Filled in step by step; `make check` is the gate before each commit.
