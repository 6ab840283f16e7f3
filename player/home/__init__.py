"""The learner's home: what is left."""
