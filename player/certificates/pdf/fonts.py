"""Puts the glyphs that a document used into its file, as embedded fonts cut down to them.

ReportLab's own TrueType fonts are shared by the whole process and number shaped glyphs in the order of their first use,
so that the same certificate would not always have the same bytes. Here each document has its own, made by HarfBuzz from
the variable faces in about a millisecond; nothing is cached on disk.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFName, PDFObject, PDFStream, PDFZCompress

from player.certificates.pdf.shaping import EM, Font, Glyph, Run, face

_UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "name", "OS/2", "cmap", "post", "STAT", "gasp", "prep")
_SYMBOLIC = 4
_STEM = {300: 60, 400: 80, 600: 120}
_LETTERS = 6
_CAP_HEIGHT = 714
_HEAD_BOX = 36
"""Where the table ``head`` holds the box around all glyphs."""

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{mappings}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_MAPPINGS_AT_ONCE = 100

Shown = tuple[int, str]
"""A glyph and the text that it shows."""


class Book:
    """The fonts of one document: writes runs for its pages, and is asked by ReportLab to write the fonts on saving.

    A glyph has one code for each text it shows, so that the text can be read back exactly from the codes.
    """

    def __init__(self, document: PDFDocument) -> None:
        """Offer the fonts to a document."""
        self._codes: dict[Font, dict[Shown, int]] = defaultdict(dict)
        document.delayedFonts.append(self)

    def show(self, run: Run, size: float) -> str:
        """Return the operators that show a run. Glyphs that show one text together are marked with that text."""
        drawn = [f"/{_name(run.font)} {decimal(size)} Tf"]
        for together, clusters in groupby(_clusters(run), key=lambda cluster: len(cluster) > 1):
            if together:
                for cluster in clusters:
                    drawn.append(f"/Span <</ActualText <feff{_utf16(cluster[0].text)}>>> BDC")
                    drawn += [*self._row(run.font, cluster, size), "EMC"]
            else:
                drawn += self._row(run.font, [cluster[0] for cluster in clusters], size)
        return " ".join(drawn)

    def _row(self, font: Font, glyphs: list[Glyph], size: float) -> Iterator[str]:
        for rise, group in groupby(glyphs, key=lambda glyph: glyph.y_offset):
            row = f"[{' '.join(self._placed(font, glyph) for glyph in group)}] TJ"
            yield f"{decimal(rise * size / EM)} Ts {row} 0 Ts" if rise else row

    def _placed(self, font: Font, glyph: Glyph) -> str:
        codes = self._codes[font]
        code = codes.setdefault((glyph.id, glyph.text), len(codes) + 1)
        # A number in a row moves the pen back by thousandths of an em; after a glyph it stands at that glyph's width.
        before, after = -glyph.x_offset, font.advance(glyph.id) - glyph.advance + glyph.x_offset
        return " ".join(filter(None, (str(before or ""), f"<{code:04X}>", str(after or ""))))

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - ReportLab calls it by this name
        """Write every used font into the document."""
        resources = document.idToObject["BasicFonts"]
        assert isinstance(resources, PDFDictionary)
        for font, codes in self._codes.items():
            resources[_name(font)] = _refer(document, _composite_font(document, font, list(codes)))


def decimal(value: float) -> str:
    """Return a number as PDF writes it, to a thousandth."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _clusters(run: Run) -> list[list[Glyph]]:
    clusters: list[list[Glyph]] = []
    for glyph in run.glyphs:
        if glyph.text:
            clusters.append([])
        clusters[-1].append(glyph)
    return clusters


def _name(font: Font) -> str:
    return f"{font.face}{font.weight}"


def _composite_font(document: PDFDocument, font: Font, shown: list[Shown]) -> PDFDictionary:
    """Return a font whose code 1 is the first glyph shown; code 0 is nothing."""
    subset = _subset(font, {glyph for glyph, _ in shown})
    tag = "".join(chr(ord("A") + byte % 26) for byte in sha256(subset.blob.data).digest()[:_LETTERS])
    name = PDFName(f"{tag}+{font.face}-{font.weight}")
    glyphs = b"".join(glyph.to_bytes(2, "big") for glyph in (0, *(glyph for glyph, _ in shown)))
    descendant = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": PDFDictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
        "CIDToGIDMap": _refer(document, _stream(glyphs)),
        "DW": 0,
        "W": PDFArray([1, PDFArray([font.advance(glyph) for glyph, _ in shown])]),
        "FontDescriptor": _refer(document, _descriptor(document, font, name, subset)),
    }
    whole = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": name,
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": PDFArray([_refer(document, PDFDictionary(descendant))]),
        "ToUnicode": _refer(document, _stream(_to_unicode(shown))),
    }
    return PDFDictionary(whole)


def _subset(font: Font, glyphs: set[int]) -> hb.Face:
    """Return the face at one weight with only these glyphs; they keep their numbers."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _UNUSED_TABLES)
    for axis, value in font.axes.items():
        wanted.pin_axis_location(face(font.face), axis, value)
    return wanted.subset(face(font.face))


def _descriptor(document: PDFDocument, font: Font, name: str, subset: hb.Face) -> PDFDictionary:
    data = subset.blob.data
    box = struct.unpack_from(">4h", subset.reference_table("head").data, _HEAD_BOX)
    _, descent, _, ascent = box
    values = {
        "Type": PDFName("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": PDFArray(box),
        "ItalicAngle": 0,
        "Ascent": ascent,
        "Descent": descent,
        "CapHeight": _CAP_HEIGHT,
        "StemV": _STEM[font.weight],
        "FontFile2": _refer(document, _stream(data, Length1=len(data))),
    }
    return PDFDictionary(values)


def _to_unicode(shown: list[Shown]) -> bytes:
    pairs = [f"<{code:04X}> <{_utf16(text)}>" for code, (_, text) in enumerate(shown, start=1)]
    chunks = [pairs[start : start + _MAPPINGS_AT_ONCE] for start in range(0, len(pairs), _MAPPINGS_AT_ONCE)]
    blocks = [f"{len(chunk)} beginbfchar\n{chr(10).join(chunk)}\nendbfchar" for chunk in chunks]
    return _CMAP.format(mappings="\n".join(blocks)).encode()


def _refer(document: PDFDocument, value: PDFObject) -> PDFObject:
    """Return a reference to an object, which becomes part of the document."""
    return document.Reference(value)  # type: ignore[no-any-return,no-untyped-call]  # has no types


def _stream(content: bytes, **entries: int) -> PDFStream:
    return PDFStream(PDFDictionary(dict(entries)), content, [PDFZCompress])
