"""Writes common/src/test/resources/golden/resize: one picture and what Pillow's antialiased bicubic makes of it.

Run from the repository root:  python tools/golden/resize.py        (needs numpy and pillow; made with pillow 13.0.0)
The picture has noise, hard edges and smooth slopes, so that overshoot, rounding and borders all matter.
"""

import pathlib

import numpy
from PIL import Image

OUT = pathlib.Path("common/src/test/resources/golden/resize")
WIDTH, HEIGHT = 97, 61
SIZES = [(32, 32), (13, 40), (120, 80), (97, 20), (1, 1)]


def picture():
    random = numpy.random.default_rng(7)
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    red = 255 * x / (WIDTH - 1)
    green = numpy.where((x // 7 + y // 5) % 2 == 0, 255, 0)
    blue = random.integers(0, 256, (HEIGHT, WIDTH))
    return Image.fromarray(numpy.stack([red, green, blue], axis=-1).astype(numpy.uint8), "RGB")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    source = picture()
    source.save(OUT / "source.png", optimize=True)
    for width, height in SIZES:
        source.resize((width, height), Image.Resampling.BICUBIC).save(OUT / f"{width}x{height}.png", optimize=True)


main()
