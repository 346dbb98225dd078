import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.domain.filenames import LONGEST, LONGEST_BYTES, clean_filename, single_ending

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u061c"


@pytest.mark.parametrize(
    ("untrusted", "clean"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Мая гісторыя.odt", "Мая гісторыя.odt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Alena\\Desktop\\scan.pdf", "scan.pdf"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\u200bb\ufeffc.txt", "abc.txt"),
        ("line\r\nSet-Cookie: x=1.txt", "line Set-Cookie_ x=1.txt"),
        ("nul\x00byte.png", "nulbyte.png"),
        ("nul.txt", "_nul.txt"),
        ("  two   words \t.txt", "two words.txt"),
        (".htaccess", "htaccess"),
        ("ends in dots...", "ends in dots"),
        ('quote".pdf', "quote_.pdf"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        (INVISIBLE, "file"),
        ("e\u0301.txt", "é.txt"),
        ("x" * 500 + ".jpeg", "x" * (LONGEST - 5) + ".jpeg"),
        ("ж" * 500 + ".jpeg", "ж" * 97 + ".jpeg"),
    ],
)
def test_known_names(untrusted: str, clean: str) -> None:
    assert clean_filename(untrusted) == clean


NAMES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="ab./\\ :*é\u202e\u200bжшч\u0301\x00\n.", max_size=300),
    st.builds(lambda stem, end: stem + end, st.text(max_size=250), st.sampled_from([".jpg", ".JPEG", ".tar.gz", "."])),
)


@given(NAMES)
@example("con")
@example("COM1.txt")
@example("." + "a" * 400)
def test_whatever_comes_is_safe_to_show_and_to_save(untrusted: str) -> None:
    name = clean_filename(untrusted)
    assert 1 <= len(name) <= LONGEST
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('/\\\x00\r\n<>:"|?*')
    assert not any(unicodedata.category(letter).startswith("C") for letter in name)
    assert name.strip(" .") == name
    assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE)


@given(NAMES)
def test_cleaning_twice_is_cleaning_once(untrusted: str) -> None:
    once = clean_filename(untrusted)
    assert clean_filename(once) == once


@given(st.text(alphabet="abcdefgh", min_size=1, max_size=400), st.sampled_from([".jpg", ".mp4", ".docx"]))
def test_the_ending_stays(stem: str, ending: str) -> None:
    assert clean_filename(stem + ending).endswith(ending)


@pytest.mark.parametrize(
    ("name", "single"),
    [
        ("photo.jpg.exe", "photo_jpg.exe"),
        ("a.tar.gz", "a_tar.gz"),
        ("photo.jpg", "photo.jpg"),
        ("Щоденник 12.03", "Щоденник 12.03"),
        ("no ending", "no ending"),
        ("a.b.відэа", "a_b_відэа"),
    ],
)
def test_a_name_has_one_ending(name: str, single: str) -> None:
    assert single_ending(name) == single
    assert single_ending(single) == single
