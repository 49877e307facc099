"""YAML to model, every fault located."""
