"""Terms: what people write to be found, from a plain name to a search of several parts."""
