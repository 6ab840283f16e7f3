"""Recordings of which there is little but their headers: enough to tell how long they last."""

import struct


def webm(duration_ms: int) -> bytes:
    """Return a WebM file of which there is nothing but the header, with its time scale and duration."""
    scale = b"\x2a\xd7\xb1\x83" + (1_000_000).to_bytes(3, "big")
    duration = b"\x44\x89\x88" + struct.pack(">d", duration_ms)
    info = b"\x15\x49\xa9\x66" + bytes([0x80 | len(scale + duration)]) + scale + duration
    return b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info


def mp3(seconds: int) -> bytes:
    """Return an MP3 of silence: MPEG 1, 32 kilobits and 32,000 samples a second, in frames of 36 milliseconds."""
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
    frame = b"\xff\xfb\x18\xc4" + bytes(140)
    return tag + frame * (seconds * 1000 // 36)


def mp4(duration_ms: int) -> bytes:
    """Return an MP4 file of which there is nothing but the movie header."""
    header = b"\x00\x00\x00\x00" + struct.pack(">IIII", 0, 0, 1000, duration_ms)
    return struct.pack(">I", 8 + len(header)) + b"mvhd" + header
