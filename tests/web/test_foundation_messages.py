"""Every string that people read goes through gettext, and the list for translators is complete."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from intake.resources import templates_folder

ROOT = Path(__file__).parents[2]
LIST = ROOT / "intake" / "translations" / "messages.pot"
TEMPLATES = sorted(templates_folder().rglob("*.html"))
NOT_WORDS = re.compile(
    r"""\{%\ block\ body_class\ %\}.*?\{%\ endblock\ %\} | <code>.*?</code> | \{\#.*?\#\} | \{%.*?%\} | \{\{.*?\}\}
    | <(?:[^<>{}]|\{[{%].*?[%}]\})*> | &\w+;""",
    re.DOTALL | re.VERBOSE,
)
NAMES = {"Holas", "CSV", "JSON", "UTC"}


def words_left(template: str) -> set[str]:
    """Return the words that a template says by itself, in whatever language the page is."""
    said = re.findall(r'\b(?:aria-label|alt|placeholder|title)="([^"{]+)"', template)
    return set(re.findall(r"[^\W\d_]{2,}", NOT_WORDS.sub(" ", template) + " ".join(said))) - NAMES


def test_words_of_a_template_are_found() -> None:
    assert words_left('<p {% if a > b %}class="x"{% endif %}>Hello {{ _("dear") }}</p>') == {"Hello"}
    assert words_left('<a aria-label="Close">{# note #}</a>') == {"Close"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(templates_folder())))
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    assert words_left(template.read_text()) == set()


def test_the_list_for_translators_is_complete(tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "--quiet",
        "extract",
        "-F",
        "babel.cfg",
        "-o",
        str(found),
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    with LIST.open("rb") as listed, found.open("rb") as current:
        known, wanted = ({message.id for message in read_po(file)} for file in (listed, current))
    assert len(wanted) > 300
    assert wanted ^ known == set(), "run `make messages`"
