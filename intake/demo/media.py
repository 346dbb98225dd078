"""Small valid files made of nothing: a picture, a sound, a page. Standard library only."""

import io
import math
import struct
import wave
import zlib
from dataclasses import dataclass, field

from intake.demo.draw import Draw

WIDTH, HEIGHT = 160, 120
RATE = 8000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class File:
    """A file that a source attaches."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


def picture(draw: Draw, name: str) -> File:
    """Return a PNG (160 x 120, RGB): stripes of invented colours, so that nothing real can be seen in it."""
    stripes = [draw.data(3) for _ in range(8)]
    row = b"".join(stripes[column * len(stripes) // WIDTH] for column in range(WIDTH))
    rows = b"".join(b"\0" + row[3 * shift :] + row[: 3 * shift] for shift in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    label = b"Comment\0demo, invented"
    chunks = ((b"IHDR", head), (b"tEXt", label), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return File(f"{name}.png", "image/png", PNG_SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks))


def sound(draw: Draw, name: str) -> File:
    """Return a WAV (8 kHz, 16 bits, mono): three tones, two seconds together."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for _ in range(3):
            out.writeframes(_tone(220 + draw.below(660), 2 * RATE // 3))
    return File(f"{name}.wav", "audio/x-wav", buffer.getvalue())


def page(draw: Draw, name: str) -> File:
    """Return a PDF of one A4 page that says what it is."""
    words = f"Demo, invented. Sheet {1 + draw.below(900)}."
    stream = f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET".encode()
    resources = b"<< /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return File(f"{name}.pdf", "application/pdf", _pdf(objects))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """PNG (ISO/IEC 15948), 5.3: length, type, data, CRC-32 over type and data."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _tone(hertz: int, count: int) -> bytes:
    step = 2 * math.pi * hertz / RATE
    return struct.pack(f"<{count}h", *(int(9000 * math.sin(step * place)) for place in range(count)))


def _pdf(objects: list[bytes]) -> bytes:
    """ISO 32000-1, 7.5: header, body, cross-reference table, trailer."""
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
