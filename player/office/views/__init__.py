"""The staff's pages: lists with their export, one learner's story, and what courses and sponsors hold."""

from player.office.views import courses, learners, lists
from player.office.views.address import blueprint

__all__ = ["blueprint", "courses", "learners", "lists"]
