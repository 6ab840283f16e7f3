"""Takes beats into the database in groups: one transaction for all that came while the last one was written."""

from player.seat_time.writer.group import Post, settle
from player.seat_time.writer.thread import Busy, Failed, Writer, open_writer

__all__ = ["Busy", "Failed", "Post", "Writer", "open_writer", "settle"]
