"""Stack Exchange: questions of chosen sites by the public search. A key raises the day's quota."""
