"""Player: a self-paced continuing-education course player."""
