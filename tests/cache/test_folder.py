"""The folder of answers: whole or not there, the user's own, and bounded."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from lambdafix.cache.folder import VARIABLE, Folder, locate
from lambdafix.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "cache")


def files(folder: Folder) -> list[Path]:
    return sorted(path for path in folder.path.rglob("*") if path.is_file())


def test_an_answer_is_there_once_it_is_written(folder: Folder) -> None:
    assert folder.read("a", "b") is None
    folder.write("a", "b", b"answer")
    folder.write("a", "c", b"another")
    assert folder.read("a", "b") == b"answer"
    assert folder.read("a", "d") is None


def test_only_the_user_can_look_into_it(folder: Folder) -> None:
    folder.write("a", "b", b"answer")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder.path, folder.path / "a")}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folder)} == {0o600}


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701], ids=oct)
def test_one_that_others_can_reach_is_not_trusted(folder: Folder, mode: int) -> None:
    folder.write("a", "b", b"answer")
    folder.path.chmod(mode)
    with pytest.raises(PermissionError):
        folder.read("a", "b")
    with pytest.raises(PermissionError):
        folder.write("a", "c", b"answer")
    with pytest.raises(PermissionError):
        folder.clear()


def test_a_link_to_a_folder_is_not_trusted(folder: Folder, tmp_path: Path) -> None:
    Folder(tmp_path / "elsewhere").write("a", "b", b"answer")
    folder.path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotADirectoryError):
        folder.read("a", "b")


@pytest.mark.parametrize("number", range(0, 90, 7))
def test_a_damaged_answer_is_none(folder: Folder, number: int) -> None:
    folder.write("a", "b", b"x" * 40)
    (path,) = files(folder)
    raw = path.read_bytes()
    path.write_bytes(raw[:number])
    assert folder.read("a", "b") is None
    path.write_bytes(raw[:number] + bytes([raw[number] ^ 1]) + raw[number + 1 :])
    assert folder.read("a", "b") is None
    path.write_bytes(raw + b"x")
    assert folder.read("a", "b") is None
    folder.write("a", "b", b"whole again")
    assert folder.read("a", "b") == b"whole again"


def test_what_could_not_be_written_leaves_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("a", "b", b"answer")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write("a", "c", b"answer")
    assert [path.name for path in files(folder)] == ["b"]


def test_the_answers_that_were_asked_for_last_stay(folder: Folder) -> None:
    for number in range(20):
        folder.write("a", str(number), b"answer")
        os.utime(folder.path / "a" / str(number), (number, number))
        if number >= 5:
            assert folder.read("a", "5") is not None, "asked for again and again"
    kept = {path.name for path in files(folder)}
    assert {"5", "19", "18"} <= kept
    assert len(kept) < 10


def test_all_answers_together_are_bounded(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "cache", limit=5_000)
    for number in range(20):
        folder.write(f"question {number}", "state", b"x" * 1_000)
        os.utime(folder.path / f"question {number}" / "state", (number, number))
        assert folder.size() <= 5_000
    assert folder.read("question 19", "state") is not None


def test_what_a_killed_run_left_goes(folder: Folder) -> None:
    folder.write("a", "b", b"answer")
    left, young = folder.path / "a" / ".new-1-2", folder.path / "a" / ".new-3-4"
    for path in (left, young):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    folder.write("a", "c", b"answer")
    assert not left.exists()
    assert young.exists(), "another run may be writing it"


def test_clearing_removes_all(folder: Folder) -> None:
    assert folder.clear() == 0
    folder.write("a", "b", b"answer")
    folder.write("c", "d", b"answer")
    assert folder.clear() > 0
    assert files(folder) == []
    assert folder.read("a", "b") is None


def test_two_runs_at_once(folder: Folder) -> None:
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            for state in range(40):
                answer = f"{state % 12}".encode() * 100
                folder.write("a", str(state % 12), answer)
                assert folder.read("a", str((state + number) % 12)) in (None, f"{(state + number) % 12}".encode() * 100)
        except BaseException as error:
            failed.append(error)

    runs = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert failed == []


def test_where_it_lies() -> None:
    assert locate({VARIABLE: "/somewhere"}) == Path("/somewhere")
    assert locate({}).name == "lambdafix"
    with pytest.raises(UsageError, match="no absolute path"):
        locate({VARIABLE: "cache"})
