"""The staff's pages: enrollments, one learner's story, open questions."""
