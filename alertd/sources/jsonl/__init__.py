"""Mentions from a JSONL file, a file that grows, a .gz or standard input. Makes every other tool a source."""
