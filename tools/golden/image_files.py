"""Writes common/src/test/resources/golden/images: a small picture in many file formats, each beside what it decodes to.

Run from the repository root:  python tools/golden/image_files.py   (needs numpy and pillow; made with pillow 13.0.0)
NAME.FORMAT is the file, NAME.FORMAT.expected.png the picture a viewer should see: RGB, upright, on white.
"""

import pathlib
import struct
import zlib

import numpy
from PIL import Image, ImageOps

OUT = pathlib.Path("common/src/test/resources/golden/images")
WIDTH, HEIGHT = 40, 24
ORIENTATION = 0x0112


def smooth():
    """Slopes only, so that lossy formats stay close and chroma subsampling does not show."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    channels = [255 * x / (WIDTH - 1), 255 * y / (HEIGHT - 1), 255 * (1 - x / (WIDTH - 1))]
    return numpy.stack(channels, axis=-1).astype(numpy.uint8)


def alpha():
    return numpy.linspace(0, 255, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).astype(numpy.uint8)


def on_white(image):
    canvas = Image.new("RGBA", image.size, "white")
    canvas.alpha_composite(image.convert("RGBA"))
    return canvas.convert("RGB")


def save(name, image, expected=None, **options):
    path = OUT / name
    image.save(path, **options)
    if expected is None:
        expected = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    expected.save(OUT / f"{name}.expected.png", optimize=True)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_16_bit(path):
    """Pillow writes no 16-bit RGB, so the file is put together by hand: value * 257, whose high byte is the value."""
    samples = (smooth().astype(numpy.uint32) * 257).astype(">u2")
    rows = b"".join(b"\0" + row.tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def exif(orientation):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags.tobytes()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rgb = Image.fromarray(smooth(), "RGB")
    rgba = Image.fromarray(numpy.dstack([smooth(), alpha()]), "RGBA")
    grey = rgb.convert("L")

    save("baseline.jpg", rgb, quality=95)
    save("progressive.jpg", rgb, quality=95, progressive=True)
    save("grey.jpg", grey, quality=95)
    save("cmyk.jpg", rgb.convert("CMYK"), quality=95)
    for orientation in range(2, 9):
        save(f"orientation{orientation}.jpg", rgb, quality=95, exif=exif(orientation))
    save("plain.png", rgb)
    save("turned.png", rgb, exif=exif(6))
    save("grey.png", grey)
    save("alpha.png", rgba, on_white(rgba))
    save("grey-alpha.png", rgba.convert("LA"), on_white(rgba.convert("LA")))
    palette = rgb.quantize(17)
    save("palette.png", palette)
    save("palette-clear.png", palette, on_white(clear_first(palette)), transparency=0)
    bilevel = grey.convert("1")
    save("bilevel.png", bilevel)
    png_16_bit(OUT / "deep.png")
    rgb.save(OUT / "deep.png.expected.png", optimize=True)
    save("plain.gif", palette)
    save("animated.gif", palette, save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180).quantize(9)])
    save("plain.bmp", rgb)
    save("palette.bmp", palette)
    save("lossless.webp", rgb, lossless=True)
    save("lossy.webp", rgb, quality=95)
    save("alpha.webp", rgba, on_white(rgba), lossless=True, exact=True)
    save("turned.webp", rgb, lossless=True, exif=exif(8))


def clear_first(palette):
    """The palette image as RGBA with entry 0 transparent."""
    rgba = numpy.dstack([numpy.asarray(palette.convert("RGB")), numpy.where(numpy.asarray(palette) == 0, 0, 255)])
    return Image.fromarray(rgba.astype(numpy.uint8), "RGBA")


main()
