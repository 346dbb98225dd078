"""`holas verify`: exit code 1 and what is wrong, or 0 and the word that all is clean."""

from pathlib import Path

from tests.commands.tools import Home, failed, holas


def blob_files(home: Home) -> list[Path]:
    return sorted(path for path in (home.folder / "blobs").rglob("*") if path.is_file())


def test_a_sound_instance_is_clean(small_demo: Home) -> None:
    done = holas("verify", home=small_demo.folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "Clean."
    assert done.stdout.startswith("14 cases, ")


def test_a_file_that_nothing_names_is_told_and_mended(small_demo: Home) -> None:
    with small_demo.opened() as instance, instance.blobs.create() as writer:
        writer.write(b"left by a power cut")
        writer.commit()
    done = holas("verify", home=small_demo.folder)
    assert "1 files left over" in failed(done)
    assert "--mend removes them" in done.stdout
    mended = holas("verify", "--mend", home=small_demo.folder)
    assert (mended.exit_code, mended.stdout.splitlines()[-1]) == (0, "Clean.")
    assert holas("verify", home=small_demo.folder).exit_code == 0


def test_a_missing_file_is_told_and_never_mended(small_demo: Home) -> None:
    gone, *others = blob_files(small_demo)
    gone.unlink()
    for options in ((), ("--mend",)):
        done = holas("verify", *options, home=small_demo.folder)
        assert "1 problems" in failed(done)
        assert f"Blob {gone.name} is missing." in done.stdout
    assert blob_files(small_demo) == others


def test_a_changed_record_is_told(small_demo: Home) -> None:
    with small_demo.opened() as instance, instance.database.writing() as uow:
        uow.records.change(3, sealed=b"another")
        uow.commit()
    done = holas("verify", home=small_demo.folder)
    assert failed(done)
    assert "Entry 3 of the record was changed." in done.stdout
