"""Beats in, counted time out. Knows a learner, an enrollment and an opaque activity, nothing of lessons."""
