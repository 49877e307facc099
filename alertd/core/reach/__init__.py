"""Reach: pure folds over who passes on whom, in the order of the log; intake stamps what they say on each mention."""
