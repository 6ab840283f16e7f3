"""Who takes which edition of a course."""
