"""Learners, licenses, staff and their roles; sign-in."""
