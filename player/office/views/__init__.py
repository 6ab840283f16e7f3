"""The staff's pages: lists with their export, one learner's story, and what courses and sponsors hold."""

from player.office.views import certificates, courses, learners, lists
from player.office.views.address import blueprint

__all__ = ["blueprint", "certificates", "courses", "learners", "lists"]
