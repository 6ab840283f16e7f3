"""What is sent, made small: pages compressed piece by piece, so that no secret is compressed beside anything else.

How long a compressed answer is tells what repeats in it. Whoever can make a page repeat a word of theirs, and sees how
long the encrypted answer is, can so guess a secret on that page letter by letter (BREACH). Our only secret that is the
same on every page of a sign-in is the token of its forms, which Flask-WTF signs but does not mask. So it is stored
between the compressed pieces as it is, in a stream that begins anew behind it: the length of an answer says nothing
about it. Short JSON, which has nothing to gain and may carry the secret of a lease, is sent as it is, and so is what
streams, is on paper or is a picture.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

from flask import Flask, Response, g, request

SMALLEST = 1_000
"""Bytes from which it is worth the work: a shorter page fits into one packet anyway."""
QUICK, THOROUGH = 4, 9
"""How hard is tried for a page that is compressed each time, and for what is compressed once."""
_BEGIN = b"\x1f\x8b\x08" + b"\0" * 6 + b"\xff"
_END = b"\x01\0\0\xff\xff"
_MOST_STORED = 0xFFFF


class Piece(NamedTuple):
    """A part of an answer; ``packed`` is the same as a part of a deflate stream, None for what is stored as it is."""

    plain: bytes
    packed: bytes | None = None


def packed(plain: bytes, effort: int = THOROUGH) -> Piece:
    """Return a piece that is compressed by itself, unless that makes it no smaller."""
    deflate = zlib.compressobj(effort, zlib.DEFLATED, -zlib.MAX_WBITS)
    small = deflate.compress(plain) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return Piece(plain, small if len(small) < len(plain) else None)


def gzipped(pieces: Iterable[Piece]) -> bytes:
    """Return pieces as one gzip file (RFC 1952), those that are not packed in stored blocks."""
    parts, stored, check, length = [_BEGIN], b"", 0, 0
    for piece in pieces:
        check, length = zlib.crc32(piece.plain, check), length + len(piece.plain)
        if piece.packed is None:
            stored += piece.plain
        else:
            parts += [*_stored(stored), piece.packed]
            stored = b""
    parts += [*_stored(stored), _END, check.to_bytes(4, "little"), (length & 0xFFFF_FFFF).to_bytes(4, "little")]
    return b"".join(parts)


def _stored(plain: bytes) -> Iterable[bytes]:
    """Yield stored blocks of a deflate stream (RFC 1951, 3.2.4)."""
    for start in range(0, len(plain), _MOST_STORED):
        block = plain[start : start + _MOST_STORED]
        size = len(block)
        yield b"\0" + size.to_bytes(2, "little") + (size ^ _MOST_STORED).to_bytes(2, "little") + block


def _takes_gzip() -> bool:
    return bool(request.accept_encodings["gzip"])


def answer(pieces: Iterable[Piece]) -> Response:
    """Return a page that was put together from pieces, as the browser takes it."""
    if not _takes_gzip():
        return _varied(Response(b"".join([piece.plain for piece in pieces])))
    response = _varied(Response(gzipped(pieces)))
    response.content_encoding = "gzip"
    return response


def install(app: Flask) -> None:
    """Compress every other page for browsers that take it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype != "text/html" or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    _varied(response)
    body = response.get_data()
    if len(body) < SMALLEST or not _takes_gzip():
        return response
    response.set_data(gzipped(_around(body, str(g.get("csrf_token") or "").encode())))
    response.content_encoding = "gzip"
    return response


def _around(body: bytes, secret: bytes) -> Iterable[Piece]:
    """Yield a page in pieces: what stands around a secret, packed one by one, and the secret as it is."""
    first, *rest = body.split(secret) if secret else [body]
    yield packed(first, QUICK)
    for part in rest:
        yield Piece(secret)
        yield packed(part, QUICK)


def _varied(response: Response) -> Response:
    response.vary.add("Accept-Encoding")
    return response
