"""The store on NATS JetStream: one log of transactions on a cluster, and a copy of the store in a file on each machine."""
