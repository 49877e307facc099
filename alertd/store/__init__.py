"""Where the log, the checkpoint and the outbox live."""
