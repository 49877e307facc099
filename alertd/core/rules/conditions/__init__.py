"""One condition a file: its test. The sentences stand in `core/rules/sentences.py`."""
