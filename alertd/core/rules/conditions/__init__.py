"""One condition a file: its test, its promise of calm, its sentence and its traits, as one specification."""
