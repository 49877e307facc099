"""GitHub: issues by the public search. A token raises the rate and shows what it may see."""
