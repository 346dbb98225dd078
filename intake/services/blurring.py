"""What `blurred.py` runs: reads a picture from standard input, writes the small one to standard output.

Nothing else imports this module, so no process that holds keys decodes a picture.
"""

import io
import resource
import sys

from PIL import Image, ImageFilter

from intake.domain.limits import MIB

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 120_000_000
COARSE, SIDE = 40, 160
"""Pixels a side: first of what is left of the picture, then of what is shown."""
BOUNDS = ((resource.RLIMIT_AS, 1024 * MIB), (resource.RLIMIT_CPU, 10), (resource.RLIMIT_FSIZE, 0))


def small(picture: bytes) -> bytes:
    """Return the PNG of a picture."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
        opened.draft("L", (SIDE, SIDE))
        coarse = opened.convert("L")
    coarse.thumbnail((COARSE, COARSE))
    factor = SIDE / max(coarse.size)
    shown = coarse.resize([max(1, round(side * factor)) for side in coarse.size])
    file = io.BytesIO()
    shown.filter(ImageFilter.GaussianBlur(3)).save(file, "PNG")
    return file.getvalue()


def main() -> None:
    """Give up what is not needed, then decode."""
    for bound, most in BOUNDS:
        resource.setrlimit(bound, (most, most))
    sys.stdout.buffer.write(small(sys.stdin.buffer.read()))
