"""The composition root: the daemon (`daemon.py`), put together, and the processes beside it. It runs in-process in tests too."""
