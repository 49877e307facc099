"""More than one machine: real servers on loopback, real processes, killed and stopped."""
