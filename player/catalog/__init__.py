"""Courses as published: sponsors, approvals, editions, objectives, lessons, questions."""
