"""Make tour.webm, the video of the course "A tour of the player", from its captions.

The captions file is the script. Each cue of `tour.en.vtt` is one slide: its identifier chooses the headline and the
picture (`SLIDES` in `tour_slides.py`), its text is spoken. Every cue is spoken by itself, so the length of the speech
gives the times, and the times are written back into the captions. To change the video, edit the words in the captions
and run

    .venv/bin/python courses/player-tour/media/make_tour_video.py

`--slides FOLDER` also writes every slide as a PNG, to be looked at. The same words give the same times.

Programs and fonts, all from Debian, no network:
    ffmpeg              encodes VP9 and Opus
    festival            speaks, by its program text2wave
    festvox-us-slt-hts  the voice: cmu_us_slt_arctic_hts, 32 kHz, the most natural English one in Debian main
    fonts-vollkorn      headlines
Python: Pillow (built with Raqm), webvtt-py and fontpkg-noto-sans, all in the project's environment.
"""
# INP001: this folder holds the course's media and is not a package. S603: the commands are written out in this file,
# and no shell is between. RUF100: the file stays clean both with every rule on and with ruff's own choice of rules.
# ruff: noqa: RUF100, S603 - it runs the programs named above, with arguments of its own

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import webvtt
from PIL import Image
from tour_slides import HEIGHT, SLIDES, WIDTH, slide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
CAPTIONS = HERE / "tour.en.vtt"
VIDEO = HERE / "tour.webm"
VOICE = """(begin
  (voice_cmu_us_slt_arctic_hts)
  (set! hts_engine_params (append hts_engine_params '(("-r" 0.94))))  ; a little slower
  (lex.add.entry '("attestation" nil (((ae t) 0) ((eh s) 0) ((t ey) 1) ((sh ax n) 0)))))
"""  # Scheme: the voice, and a word that it would stress wrongly

FPS = 20
FADE = 6  # frames in which a slide gives way to the next
RATE = 48_000  # audio samples a second, 16 bit, mono
BEFORE, AFTER, LAST = 0.45, 0.35, 1.4  # seconds of silence before and after a cue, and after the last one
HOLD = 0.2  # seconds for which a caption stays after its last word


def run(*command: str | Path, given: bytes = b"") -> bytes:
    """Run a program with its input and give its output. Raises CalledProcessError when it fails."""
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


def speak(text: str) -> bytes:
    """Give the speech for a text as 16 bit mono samples, without silence at either end."""
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "cue.wav"
        run("text2wave", "-eval", VOICE, "-o", spoken, given=text.encode())
        trim = "silenceremove=start_periods=1:start_threshold=-48dB:start_silence=0.03,areverse"
        return run("ffmpeg", "-v", "error", "-i", spoken, "-af", f"aresample={RATE},{trim},{trim}",
                   "-f", "s16le", "-ac", "1", "-")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Part:
    """One cue, ready for the film. Times are seconds from the start of the video."""

    picture: Image.Image
    sound: bytes
    frames: int
    starts: float
    ends: float


def stamp(seconds: float) -> str:
    """Give a time as WebVTT writes it."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milliseconds:03}"


def parts(captions: Sequence[webvtt.Caption]) -> Iterator[Part]:
    """Speak and draw every cue, one after the other; each slide lasts a whole number of frames."""
    first = 0
    for n, cue in enumerate(captions):
        speech = speak(cue.text.replace("\n", " "))
        length = len(speech) / 2 / RATE
        after = LAST if n == len(captions) - 1 else AFTER
        frames = round((BEFORE + length + after) * FPS)
        starts = first / FPS + BEFORE
        lead = bytes(2 * round(BEFORE * RATE))
        sound = (lead + speech).ljust(2 * frames * RATE // FPS, b"\0")
        yield Part(picture=slide(str(cue.identifier)), sound=sound, frames=frames,
                   starts=starts, ends=starts + length + HOLD)  # fmt: skip
        first += frames


def film(made: Sequence[Part]) -> Iterator[bytes]:
    """Give every frame of the video; a slide fades in over the one before."""
    before = made[0].picture
    for part in made:
        for n in range(FADE):
            yield Image.blend(before, part.picture, (n + 1) / FADE).tobytes()
        yield from itertools.repeat(part.picture.tobytes(), part.frames - FADE)
        before = part.picture


def record(made: Sequence[Part], target: Path) -> None:
    """Write the speech of all parts as one WAV file."""
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(part.sound for part in made))


def encoder(sound: Path, target: Path) -> list[str]:
    """Give the ffmpeg command that reads frames and writes VP9 and Opus in WebM.

    The index stands in front, so that seeking needs no whole download. Nothing is written about machine or hour.
    """
    # fmt: off
    return [
        "ffmpeg", "-v", "error", "-y",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "-",
        "-i", str(sound),
        "-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-g", "100", "-pix_fmt", "yuv420p",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-c:a", "libopus", "-b:a", "40k",
        "-af", f"loudnorm=I=-18:TP=-2,aresample={RATE},aformat=channel_layouts=mono",
        "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-metadata:s:a:0", "language=eng", "-cues_to_front", "1", str(target),
    ]
    # fmt: on


def encode(made: Sequence[Part], target: Path) -> None:
    """Write the video; the old one stays until the new one is whole. Exits when ffmpeg fails."""
    with tempfile.TemporaryDirectory() as folder:
        sound, video = Path(folder) / "sound.wav", Path(folder) / target.name
        record(made, sound)
        with subprocess.Popen(encoder(sound, video), stdin=subprocess.PIPE) as ffmpeg:
            cast("IO[bytes]", ffmpeg.stdin).writelines(film(made))
        if ffmpeg.returncode:
            sys.exit("ffmpeg could not encode the video.")
        shutil.copyfile(video, target)


def main() -> None:
    """Make the video and write the times back into the captions."""
    options = argparse.ArgumentParser(description="Make tour.webm from tour.en.vtt.")
    options.add_argument("--slides", type=Path, metavar="FOLDER", help="also write every slide as a PNG")
    folder: Path | None = options.parse_args().slides
    if missing := [name for name in ("ffmpeg", "text2wave") if shutil.which(name) is None]:
        sys.exit(f"These programs are missing: {', '.join(missing)}. The top of this file names their packages.")
    captions = webvtt.read(str(CAPTIONS))
    cues = captions.captions
    if [cue.identifier for cue in cues] != list(SLIDES):
        sys.exit(f"{CAPTIONS.name} needs exactly these cues, in this order: {', '.join(SLIDES)}.")
    made = list(parts(cues))
    encode(made, VIDEO)
    for cue, part in zip(cues, made, strict=True):
        cue.start, cue.end = stamp(part.starts), stamp(part.ends)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            part.picture.save(folder / f"{cue.identifier}.png")
    CAPTIONS.write_text(captions.content.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
