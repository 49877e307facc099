"""The shell: threads, loop, timers, systemd."""
