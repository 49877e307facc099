"""YAML with places: nodes that know their line, the forms they must have, and what is said when they do not."""
