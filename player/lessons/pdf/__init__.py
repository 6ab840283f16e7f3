"""What learners print: the handout of a course, and the receipt of their time."""

from player.lessons.pdf.handout import handout
from player.lessons.pdf.receipt import receipt

__all__ = ["handout", "receipt"]
