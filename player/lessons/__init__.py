"""Lesson order, what is open, what is done, and knowledge checks."""
