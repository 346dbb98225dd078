"""Keep the words of consent as they are shown now, in every language that says all of them.

    python scripts/consent_texts.py [--again]

Writes `intake/consent_texts/<version>.json` from `intake/web/consent_words.py` and the catalogues. A language that is
there already must say the same as before: other words need a new `TEXT_VERSION` in `intake/domain/consent.py`, since a
source may have agreed to these. `--again` writes them anew all the same, for a version that was never released.

Exit status: 0 when the file is as it should be, else 1 with a sentence.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel, force_locale

from intake.domain.consent import TEXT_VERSION
from intake.languages import ENGLISH, available
from intake.web.consent_words import as_data

FOLDER = Path(__file__).parent.parent / "intake" / "consent_texts"


def main(arguments: list[str]) -> int:
    """Write the file of the current version; return the exit status."""
    file = FOLDER / f"{TEXT_VERSION}.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else {}
    now = {language: words for language, words in spoken().items() if words is not None}
    changed = [language for language, words in before.items() if language in now and now[language] != words]
    if changed and "--again" not in arguments:
        sys.stderr.write(
            f"The words of consent changed ({', '.join(changed)}): raise TEXT_VERSION, then run this again.\n"
        )
        return 1
    file.write_text(json.dumps({**before, **now}, ensure_ascii=False, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"Version {TEXT_VERSION} is kept in {', '.join({**before, **now})}.\n")
    return 0


def spoken() -> dict[str, dict[str, Any] | None]:
    """Return the words in each language; None where a sentence is not translated yet."""
    app = Flask("intake")
    Babel(app, default_locale=ENGLISH)
    with app.app_context(), app.test_request_context():
        found = {}
        for language in available():
            with force_locale(language):
                found[language] = as_data()
    english = set(sentences(found[ENGLISH]))
    return {
        one: words if one == ENGLISH or english.isdisjoint(sentences(words)) else None for one, words in found.items()
    }


def sentences(words: str | Mapping[str, Any]) -> Iterator[str]:
    """Yield every text in the words."""
    if isinstance(words, str):
        yield words
    else:
        for one in words.values():
            yield from sentences(one)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
