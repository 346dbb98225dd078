"""The generated files are what they say they are, for programs that others wrote."""

import io
import re
import wave

from PIL import Image

from intake.demo import media
from intake.demo.draw import Draw
from intake.demo.media import File


def test_a_picture_is_a_png() -> None:
    file = media.picture(Draw(1, "picture"), "x")
    with Image.open(io.BytesIO(file.data)) as image:
        image.verify()
    with Image.open(io.BytesIO(file.data)) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (160, 120), "RGB")
        assert len(image.getcolors() or []) > 4
        assert image.info["Comment"] == "demo, invented"
    assert (file.name, file.media_type) == ("x.png", "image/png")


def test_a_sound_is_a_wav_of_two_seconds() -> None:
    file = media.sound(Draw(1, "sound"), "x")
    with wave.open(io.BytesIO(file.data)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8000)
        assert 1.9 < sound.getnframes() / 8000 <= 2.0
        assert len(set(sound.readframes(1000))) > 50
    assert (file.name, file.media_type) == ("x.wav", "audio/x-wav")


def test_a_page_is_a_pdf_whose_table_points_at_its_objects() -> None:
    file = media.page(Draw(1, "page"), "x")
    data = file.data
    assert data.startswith(b"%PDF-1.4\n")
    assert data.endswith(b"%%EOF\n")
    start = int(re.findall(rb"startxref\n(\d+)\n", data)[-1])
    assert data[start:].startswith(b"xref\n0 6\n")
    offsets = [int(entry) for entry in re.findall(rb"(\d{10}) 00000 n \n", data)]
    assert [data[offset:].split(b" ", 1)[0] for offset in offsets] == [b"1", b"2", b"3", b"4", b"5"]
    stream = re.search(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", data)
    assert stream is not None
    assert int(stream[1]) == len(stream[2])
    assert b"(Demo, invented. Sheet " in stream[2]
    assert (file.name, file.media_type) == ("x.pdf", "application/pdf")


def test_files_follow_from_the_seed() -> None:
    def made(seed: int) -> list[File]:
        return [make(Draw(seed, "file"), "x") for make in (media.picture, media.sound, media.page)]

    assert made(1) == made(1)
    assert all(one != other for one, other in zip(made(1), made(2), strict=True))
