"""The page of agreement: how long it takes to read and report on cases that were coded twice.

python -m benchmarks.bench_agreement --cases 500
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.bench_queue import fill, founded
from intake.domain.agreement import compare
from intake.domain.agreement_report import report
from intake.domain.coding import Act, Coding
from intake.domain.vocabulary import Vocabulary
from intake.services import agreement, papers
from intake.services.desk import held_by
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.ports import UnitOfWork
from intake.services.sign_in import resume, sign_in

SEED = 20201


def compared(chance: random.Random) -> str:
    """Return how two invented codings compare."""
    codes = [code.id for code in Vocabulary.load().codes() if not code.flag]

    def coded() -> Coding:
        return Coding(tuple(Act(code) for code in chance.sample(codes, chance.randrange(1, 6))))

    return compare(coded(), coded()).to_json()


def keep(instance: Instance, keyring: Keyring) -> None:
    """Keep a comparison of every case."""
    chance = random.Random(SEED)

    def work(uow: UnitOfWork) -> None:
        circle = keyring.membership.role_key("intake")
        for case_id in held_by(uow, keyring):
            papers.write(uow, instance, keyring, Said(case_id, PaperKind.AGREEMENT, compared(chance)), [circle])

    transact(instance.database, work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=500)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory() as folder:
        instance, member = founded(Path(folder))
        ticket = sign_in(instance, member.username, member.passphrase, known_device=True)
        keyring = resume(instance, ticket.session_id, ticket.secret)
        fill(instance, cases)
        keep(instance, keyring)
        start = time.perf_counter()
        found = agreement.doubled(instance, keyring)
        read = time.perf_counter()
        report([(one.case_id, one.compared) for one in found], Vocabulary.load())
        done = time.perf_counter()
    print(f"{len(found)} cases: read in {read - start:.2f} s, reported in {done - read:.2f} s")


if __name__ == "__main__":
    main()
