"""One way to reach people a folder: its notifier, and its `kind.py`. `registry.py` names them and builds them from settings."""
