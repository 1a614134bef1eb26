"""Merges the subsets latin and vietnamese of one weight of a font into one WOFF2 file.

Usage: merge.py FOLDER FONT WEIGHT OUTPUT
"""

import sys
import tempfile
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.merge import Merger
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.pens.transformPen import TransformPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Basic Latin, Latin-1, the Vietnamese letters, and the signs of official texts.
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1,
    0x1AF, 0x1B0, *range(0x300, 0x304), 0x306, 0x309, 0x31B, 0x323, *range(0x1EA0, 0x1EFA), 0x2010, 0x2011,
    0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2030, 0x203A, 0x20AB, 0x20AC, 0x2122, 0x2212, 0x2190,
    0x2191, 0x2192, 0x2193, 0x2197, 0x2215, 0xD7,
]


def without_hints(path):
    """Reads a font without instructions for pixels, which modern screens do not use."""
    options = Options(hinting=False, layout_features=["kern", "mark", "tnum"], notdef_outline=True)
    font = TTFont(path)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    return font


def add_tabular_digits(font):
    """Adds digits of one width, which `font-variant-numeric: tabular-nums` chooses, to a font that has none."""
    glyphs = font.getGlyphSet()
    digits = [font.getBestCmap()[letter] for letter in range(0x30, 0x3A)]
    width = max(font["hmtx"][digit][0] for digit in digits)
    order = font.getGlyphOrder()
    for digit in digits:
        pen = TTGlyphPen(glyphs)
        shift = (width - font["hmtx"][digit][0]) // 2
        glyphs[digit].draw(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
        name = f"{digit}.tabular"
        order = [*order, name]
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (width, font["hmtx"][digit][1] + shift)
    font.setGlyphOrder(order)
    rules = "\n".join(f"sub {digit} by {digit}.tabular;" for digit in digits)
    addOpenTypeFeaturesFromString(font, f"feature tnum {{ {rules} }} tnum;", tables=["GSUB"])


def has_tabular_digits(font):
    return "GSUB" in font and any(record.FeatureTag == "tnum" for record in font["GSUB"].table.FeatureList.FeatureRecord)


def main(folder, name, weight, output):
    with tempfile.TemporaryDirectory() as work:
        parts = []
        for subset in ("latin", "vietnamese"):
            font = without_hints(Path(folder) / f"{name}-{subset}-{weight}-normal.woff2")
            font.flavor = None
            parts.append(str(Path(work) / f"{subset}.ttf"))
            made = font["head"].created
            font.save(parts[-1])
        font = Merger().merge(parts)
    if not has_tabular_digits(font):
        add_tabular_digits(font)
    missing = [chr(letter) for letter in range(0x1EA0, 0x1EFA) if letter not in font.getBestCmap()]
    if missing:
        sys.exit(f"{output}: no glyphs for {' '.join(missing)}")
    # The same packages make the same bytes on every day.
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = made
    font.flavor = "woff2"
    font.save(output)


main(*sys.argv[1:])
