"""Mail written in the business transaction and sent by a worker."""
