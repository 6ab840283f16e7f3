"""The report as a file: RFC 4180, in UTF-8."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace

from player.board_reports import export
from player.board_reports.rules import COLUMNS, Completion
from tests.board_reports.conftest import ADA

LINE = (
    b"2026-7K3MQ-4XW9T-R,Okafor,Ada,B.,Jr.,LCSW,NY,social-worker,LCSW,012345,first-steps,3,First steps,"
    b"self-paced-reading,0.50,clinical,2026-11-22,America/Los_Angeles,95,"
    b"Association of Social Work Boards,1480,valid\r\n"
)


def written(*completions: Completion) -> bytes:
    content = io.BytesIO()
    export.write_csv(completions, content)
    return content.getvalue()


def test_a_file_is_a_header_and_a_line_for_each_completion() -> None:
    header = ",".join(COLUMNS).encode() + b"\r\n"
    assert written() == header
    assert written(ADA, ADA) == header + LINE + LINE


def test_cells_with_commas_quotes_and_other_scripts_come_back() -> None:
    names = ['Okafor, Ada "the first"', "عائشة الحسن", "Ķristīne Ŵynn-Ōno", "李小龍", "O’Brien–Núñez; PhD", " Ada "]
    back = csv.reader(io.StringIO(written(*[replace(ADA, last_name=one) for one in names]).decode(), newline=""))
    assert [line[1] for line in back] == ["last_name", *names]


def test_there_is_no_byte_order_mark_and_no_bare_line_feed() -> None:
    content = written(replace(ADA, last_name='a "quoted"\nname'))
    assert content.startswith(b"certificate_no,")
    assert content.count(b"\n") == content.count(b"\r\n") == 2


def test_a_file_tells_its_size_and_digest() -> None:
    content = io.BytesIO()
    file = export.write_csv([ADA], content)
    assert (file.size, file.sha256) == (len(content.getvalue()), hashlib.sha256(content.getvalue()).hexdigest())


def test_completions_are_written_one_by_one() -> None:
    seen: list[int] = []

    def many() -> Iterator[Completion]:
        for number in range(5_000):
            seen.append(number)
            yield replace(ADA, license_number=f"{number:06}")

    content = io.BytesIO()
    export.write_csv(many(), content)
    lines = [line.split(b",")[9] for line in content.getvalue().splitlines()]
    assert lines[1:] == [f"{number:06}".encode() for number in seen]
