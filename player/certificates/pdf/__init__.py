"""The certificate on paper: landscape US Letter whose contents also fit A4, with embedded fonts, made to be framed."""

from player.certificates.pdf.pages import render
from player.certificates.pdf.shaping import unprintable

__all__ = ["render", "unprintable"]
