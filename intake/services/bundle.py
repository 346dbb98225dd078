"""Drawing up a bundle for a prosecutor: every file of it, and the manifest that fixes them all.

The same plan over the same cases gives the same bytes. Originals are read from their blobs while they are sent, and
their hash is compared with the one that was taken on arrival; everything else is small.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

import crypto
import intake
from intake.domain import bundle_texts as texts
from intake.domain.bundle import MANIFEST, SIGNATURE, SUMS, Manifest, Part, sums
from intake.domain.coding_stored import read_coding
from intake.domain.consent import Said, Use
from intake.domain.documents import Kind
from intake.domain.filenames import clean_filename, single_ending
from intake.domain.testimony import Testimony
from intake.domain.vocabulary import CURRENT
from intake.services import casefile, consents, documents, extract
from intake.services.casefile import CaseFile
from intake.services.documents import Opened
from intake.services.extract import Custody, Pseudonyms
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.lists import lists_of
from intake.services.ports import BlobStore, UnitOfWork
from intake.services.receipt import receipt
from intake.services.writers import writer_of

PLAIN, JSON, PYTHON = "text/plain; charset=utf-8", "application/json", "text/x-python"
OWN = {"README.txt": PLAIN, "verify.py": PYTHON}
WITHHELD = ("names and contacts of sources", "notes that reviewers keep")
GRADES = "reliability of the information and status of the violation"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bundle shall be: which cases, for whom and what for, as of which day and how many record entries."""

    cases: tuple[str, ...]
    recipient: str
    purpose: str
    graded: bool
    day: str
    record_size: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle ready to be sent. `drawn` are the files made for it, `originals` the sources' own."""

    manifest: Manifest
    drawn: Mapping[str, bytes] = field(repr=False)
    originals: Mapping[str, Opened] = field(repr=False)

    def files(self, blobs: BlobStore, signature: bytes) -> Iterator[tuple[str, int, Iterator[bytes]]]:
        """Yield path, size and content of each file, signed. Raises `Tampered` when an original is not as it came."""
        manifest = self.manifest.to_json()
        listed = [(one.path, one.sha256) for one in self.manifest.files]
        own = [(MANIFEST, _sha256(manifest)), (SIGNATURE, _sha256(signature))]
        for path, data in ((MANIFEST, manifest), (SIGNATURE, signature), (SUMS, sums([*own, *listed]))):
            yield path, len(data), iter([data])
        for part in self.manifest.files:
            if part.path in self.drawn:
                yield part.path, part.size, iter([self.drawn[part.path]])
            else:
                yield part.path, part.size, _original(blobs, self.originals[part.path])


def draw_up(uow: UnitOfWork, instance: Instance, keyring: Keyring, plan: Plan) -> Bundle:
    """Draw up a bundle by a plan.

    Raises what `casefile.open_file` does, `ConsentMissing` where a source does not allow it (any more), `NoKey` for
    who does not read the record, and `RolledBack`.
    """
    names = Pseudonyms(keyring.membership)
    folders = [_Folder.open(uow, instance, keyring, case, f"case-{n}") for n, case in enumerate(plan.cases, 1)]
    paths = {one.document.id: path for folder in folders for path, one in folder.originals.items()}
    kept = extract.extract(uow, keyring, plan.cases, plan.record_size, paths, names)
    made = [part for folder in folders for part in folder.drawn(instance, keyring, plan, paths, kept, names)]
    own = [(_part(name, data, kind), data) for name, kind in OWN.items() for data in [_own(name)]]
    originals = {path: one for folder in folders for path, one in folder.originals.items()}
    listed = [*(part for part, _ in (*own, *made)), *(_received(path, one) for path, one in originals.items())]
    drawn = {part.path: data for part, data in (*own, *made)}
    return Bundle(_manifest(instance, plan, kept, listed), drawn, originals)


@dataclass(frozen=True, slots=True)
class _Folder:
    """One opened case and where it lies in the bundle."""

    name: str
    file: CaseFile
    coding: Opened | None
    said: Sequence[Said]
    originals: Mapping[str, Opened]

    @classmethod
    def open(cls, uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str, name: str) -> "_Folder":
        file = casefile.open_file(uow, instance, keyring, case_id)
        file.require(Use.PROSECUTOR)
        copies = uow.consents.find(case_id=case_id, holder=consents.CASE_HOLDER, order="number")
        said = consents.open_statements(copies, file.private, file.keys.source_key, keyring.membership)
        files = [one for one in file.headers if one.header.kind is Kind.ATTACHMENT]
        originals = {_path(name, number, one): one for number, one in enumerate(files, 1)}
        coding = casefile.newest(uow, file.tag_key, file.headers, Kind.CODING)
        return cls(name, file, coding, said, originals)

    def drawn(
        self,
        instance: Instance,
        keyring: Keyring,
        plan: Plan,
        paths: Mapping[str, str],
        kept: Custody,
        names: Pseudonyms,
    ) -> Iterator[tuple[Part, bytes]]:
        """Yield what is drawn up of this case."""
        yield from self._told(keyring, names)
        yield from self._coded(instance, plan, paths)
        yield self._put("consent.json", texts.pretty(receipt(self.said, self.file.standing)), JSON)
        entries = kept.entries[self.file.case.id]
        whole = {"received": [self._arrival(path, one) for path, one in self.originals.items()], "entries": entries}
        yield self._put("custody.json", texts.pretty(whole), JSON)
        yield self._put("custody.txt", extract.text(entries).encode(), PLAIN)

    def _told(self, keyring: Keyring, names: Pseudonyms) -> Iterator[tuple[Part, bytes]]:
        told = next(one for one in self.file.headers if one.header.kind is Kind.TESTIMONY)
        stored = documents.read_text(told)
        verbatim = texts.testimony_text(Testimony.from_text(stored), told.header.written)
        yield self._put("testimony.txt", verbatim.encode(), PLAIN, parent=told.header.sha256)
        yield self._put("testimony.json", stored.encode(), JSON, received=told.header.written)
        turns = [
            self._turn(one, keyring, names)
            for one in self.file.headers
            if one.header.kind in {Kind.MESSAGE, Kind.REPLY}
        ]
        if turns:
            yield self._put("conversation.txt", texts.conversation_text(turns).encode(), PLAIN)

    def _coded(self, instance: Instance, plan: Plan, paths: Mapping[str, str]) -> Iterator[tuple[Part, bytes]]:
        if self.coding is None:
            return
        coding, parent = read_coding(documents.read_text(self.coding)).coding, self.coding.header.sha256
        data = texts.pretty(texts.coding_data(coding, paths, graded=plan.graded))
        words = texts.coding_text(coding, paths, lists_of(instance), graded=plan.graded)
        yield self._put("coding.json", data, JSON, parent=parent)
        yield self._put("coding.txt", words.encode(), PLAIN, parent=parent)

    def _turn(self, one: Opened, keyring: Keyring, names: Pseudonyms) -> texts.Turn:
        from_source = one.header.kind is Kind.MESSAGE
        speaker = "source" if from_source else names.of(writer_of(keyring.membership, one).username)
        return texts.Turn(speaker, one.header.day.isoformat(), documents.read_text(one))

    def _put(self, name: str, data: bytes, kind: str, *, received: str = "", parent: str = "") -> tuple[Part, bytes]:
        return _part(f"{self.name}/{name}", data, kind, received=received, parent=parent), data

    @staticmethod
    def _arrival(path: str, one: Opened) -> dict[str, str]:
        told = one.header.context
        said = {"maker": told.maker, "copy": told.copy, "shown": told.shown}
        return {"file": path, "received": one.header.written, "sha256": one.header.sha256, **said}


def _manifest(instance: Instance, plan: Plan, kept: Custody, listed: Sequence[Part]) -> Manifest:
    return Manifest(
        day=plan.day,
        instance=instance.settings.instance_id,
        recipient=plan.recipient,
        purpose=plan.purpose,
        software=f"holas {intake.__version__}",
        vocabulary=CURRENT,
        withheld=WITHHELD[:1] if plan.graded else (*WITHHELD, GRADES),
        record_size=kept.size,
        record_root=kept.root,
        files=tuple(listed),
    )


def _part(path: str, data: bytes, kind: str, *, received: str = "", parent: str = "") -> Part:
    return Part(path, len(data), _sha256(data), kind, received, parent)


def _received(path: str, one: Opened) -> Part:
    header = one.header
    kind = header.media_type or "application/octet-stream"
    return Part(path, header.size, header.sha256, kind, header.written, header.parent)


def _path(folder: str, number: int, one: Opened) -> str:
    return f"{folder}/evidence/{number:02}-{single_ending(clean_filename(one.header.name))}"


def _original(blobs: BlobStore, one: Opened) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in documents.read_bytes(blobs, one, 0, one.header.size):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != one.header.sha256:
        message = "evidence that is not what came"
        raise crypto.Tampered(message)


def _own(name: str) -> bytes:
    return resources.files("intake").joinpath("handed", name).read_bytes()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
