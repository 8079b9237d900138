"""Key, data folder and database belong together; secrets are sealed; another key takes over as a
whole or not at all.
"""

import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app import desk
from app.run import installation
from app.run.boot import Service, build, found
from app.run.folder import make_folder
from app.store import Store
from app.values.errors import NewsError, SettingError, StoreError, UsageError
from app.values.sealing import Seal, is_sealed
from app.values.settings import Settings
from tests.conftest import FakeClock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = "k" * 40
Start = Callable[..., Service]

pytestmark = pytest.mark.both_databases


@pytest.fixture
def start(settings: Settings, clock: FakeClock) -> Start:
    """Starts the service as `serve` does, and stops it again."""

    def starting(**changes: object) -> Service:
        service = build(replace(settings, **changes), now=clock)  # type: ignore[arg-type]
        service.close()
        return service

    return starting


def with_second_factor(service: Service, name: str = "wei") -> None:
    now = service.now()
    editor = service.store.editors.add(name, "editor", service.passwords.make(KEY), now)
    desk.take_second_factor(service.store, service.seal, editor, SECRET, ["hash"], now)


def opened(service: Service, name: str = "wei") -> str:
    editor = service.store.editors.by_name(name)
    return service.seal.open(editor.totp_secret, desk.owner_of(editor.id))


def with_picture(store: Store) -> None:
    row = (
        "INSERT INTO pictures (url, referer, state, digest, type, width, height, size, tries, error, alt, caption, credit, licence, decorative) "
        "VALUES ('https://a.example/1.jpg', '', 'kept', 'd', 'image/jpeg', 1, 1, 1, 0, '', '', '', '', '', false)"
    )
    with store.database.write() as session:
        session.execute(text(row))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def said(error: pytest.ExceptionInfo[NewsError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


class TestSeal:
    @given(st.text(min_size=1), st.text(), st.text())
    def test_what_is_sealed_opens_with_its_key_for_its_owner(
        self, key: str, secret: str, owner: str
    ) -> None:
        sealed = Seal(key).close(secret, owner)
        assert is_sealed(sealed)
        assert Seal(key).open(sealed, owner) == secret
        for other, whose in ((Seal(key + "x"), owner), (Seal(key), owner + "x")):
            with pytest.raises(StoreError):
                other.open(sealed, whose)

    @pytest.mark.parametrize("broken", ["", "sealed:1:", "sealed:1:x", "sealed:1:AAAA", SECRET])
    def test_what_is_broken_is_said_to_be(self, broken: str) -> None:
        with pytest.raises(StoreError, match="does not open"):
            Seal(KEY).open(broken, "editor 1")


class TestSecondFactors:
    def test_no_row_and_no_file_has_them_in_clear(self, service: Service) -> None:
        with_second_factor(service)
        assert opened(service) == SECRET
        with service.store.database.read() as session:
            assert SECRET not in str(session.execute(text("SELECT * FROM editors")).all())
            assert SECRET not in str(session.execute(text("SELECT * FROM audit")).all())
        for path in service.settings.data_dir.rglob("*"):
            assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path

    def test_what_was_kept_in_clear_is_sealed_at_the_next_start(
        self, service: Service, start: Start
    ) -> None:
        for name in ("wei", "li"):
            service.store.editors.add(name, "editor", "x", service.now())
            service.store.editors.set_second_factor(name, SECRET, ["h"], name, service.now())
        start()
        assert (opened(service), opened(service, "li")) == (SECRET, SECRET)
        assert service.store.editors.by_name("wei").recovery_left == 1
        before = service.store.editors.second_factors()
        start()
        assert service.store.editors.second_factors() == before
        database = service.store.database
        service.close()
        if database.is_sqlite:
            assert SECRET.encode() not in Path(database.url.database or "").read_bytes()


class TestKey:
    def test_another_key_does_not_start(self, service: Service, start: Start) -> None:
        start()
        with pytest.raises(SettingError) as error:
            start(secret_key=KEY)
        assert said(error).startswith("HARBIN_SECRET_KEY: this is not the key")
        kept = service.settings.data_dir / "secret_key"
        before = kept.read_text()
        kept.write_text(KEY)
        with pytest.raises(SettingError, match="this is not the key"):
            start()
        kept.write_text(before)
        start()
        start(secret_key=before)

    def test_a_key_that_is_gone_is_not_made_anew(self, service: Service, start: Start) -> None:
        kept = service.settings.data_dir / "secret_key"
        kept.unlink()
        with pytest.raises(SettingError) as error:
            start()
        assert "is gone" in said(error)
        assert not kept.exists()


class TestFolder:
    def test_another_one_does_not_start_while_pictures_lie_in_the_first(
        self, service: Service, start: Start, tmp_path: Path
    ) -> None:
        other, key = tmp_path / "other", service.secret_key
        assert start(data_dir=other, secret_key=key), "nothing can be missed yet"
        assert (other / "mark").read_text() == (service.settings.data_dir / "mark").read_text()
        with_picture(service.store)
        start()
        for folder in (tmp_path / "third", other):
            (folder / "mark").unlink(missing_ok=True)
            with pytest.raises(SettingError) as error:
                start(data_dir=folder, secret_key=key)
            assert said(error).startswith("HARBIN_DATA_DIR: ")
        (tmp_path / "third" / "mark").write_text(
            (service.settings.data_dir / "mark").read_text() + "\n"
        )
        start(data_dir=tmp_path / "third", secret_key=key)

    def test_pictures_of_another_database_are_not_taken_over(
        self, service: Service, start: Start, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        (other / "pictures" / "ab").mkdir(parents=True)
        (other / "pictures" / "ab" / "ab.jpg").write_bytes(b"x")
        (other / "mark").write_text("somebody else's")
        with pytest.raises(SettingError, match="is not the folder"):
            start(data_dir=other, secret_key=service.secret_key)
        assert (other / "mark").read_text() == "somebody else's"

    def test_it_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        new, empty, ours, shared = (tmp_path / name for name in ("new", "empty", "ours", "shared"))
        for folder, file in ((empty, ""), (ours, "secret_key"), (shared, "letter.txt")):
            folder.mkdir(0o755)
            folder.chmod(0o755)
            if file:
                (folder / file).write_text("x")
        for folder in (new, empty, ours, shared):
            make_folder(folder)
        assert [mode(folder) for folder in (new, empty, ours)] == [0o700] * 3
        assert mode(shared) == 0o755, "a folder for other things too is not ours to close"

    def test_so_are_the_files_in_it(self, service: Service, start: Start) -> None:
        database = service.store.database
        service.store.editors.add("wei", "editor", "x", service.now())
        files = [service.settings.data_dir / name for name in ("secret_key", "mark")]
        if database.is_sqlite:
            path = Path(database.url.database or "")
            files += [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
            path.chmod(0o644)
            start()
        assert [mode(path) for path in files] == [0o600] * len(files)


class TestRotation:
    def test_all_is_sealed_anew_and_only_the_new_key_opens(
        self, service: Service, start: Start
    ) -> None:
        for name in ("wei", "li"):
            with_second_factor(service, name)
        kept = service.settings.data_dir / "secret_key"
        before, sealed = kept.read_text(), service.store.editors.second_factors()
        done = installation.rotate(service.settings, service.store, "", service.now(), lost=False)
        assert done == (2, 0)
        assert kept.read_text() != before
        assert mode(kept) == 0o600
        assert set(sealed.values()).isdisjoint(service.store.editors.second_factors().values())
        with pytest.raises(StoreError, match="start the service again"):
            opened(service)
        again = start()
        assert (opened(again), opened(again, "li")) == (SECRET, SECRET)
        again.close()
        with pytest.raises(SettingError):
            start(secret_key=before)

    def test_a_service_with_the_former_key_seals_nothing_any_more(self, service: Service) -> None:
        editor = service.store.editors.add("wei", "editor", "x", service.now())
        installation.rotate(service.settings, service.store, KEY, service.now(), lost=False)
        with pytest.raises(StoreError, match="started again"):
            desk.take_second_factor(service.store, service.seal, editor, SECRET, [], service.now())
        assert service.store.editors.second_factors() == {}

    @pytest.mark.parametrize("when", ["before", "within", "after"])
    def test_wherever_it_is_killed_the_next_start_has_the_right_key(
        self,
        service: Service,
        start: Start,
        monkeypatch: pytest.MonkeyPatch,
        when: str,
    ) -> None:
        with_second_factor(service)

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        place = {
            "before": "_seal_anew",
            "within": "is_sealed",
            "after": "rename",
        }[when]
        with monkeypatch.context() as patched:
            patched.setattr(f"app.run.installation.{place}", killed)
            if when != "after":
                # A kill runs no clean-up.
                patched.setattr(Path, "unlink", lambda *_, **__: None)
            with suppress(KeyboardInterrupt):
                installation.rotate(service.settings, service.store, "", service.now(), lost=False)
        again = start()
        assert opened(again) == SECRET
        again.close()

    def test_a_key_that_is_set_is_changed_by_who_sets_it(
        self, settings: Settings, start: Start
    ) -> None:
        given = replace(settings, secret_key=KEY)
        service = start(secret_key=KEY)
        with_second_factor(service)
        rotate, now = installation.rotate, service.now()
        with pytest.raises(UsageError, match="--key-stdin"):
            rotate(given, service.store, "", now, lost=False)
        with pytest.raises(UsageError, match="at least 32"):
            rotate(given, service.store, "short", now, lost=False)
        assert rotate(given, service.store, "n" * 40, now, lost=False) == (1, 0)
        service.close()
        again = start(secret_key="n" * 40)
        assert opened(again) == SECRET
        again.close()
        assert not (settings.data_dir / "secret_key").exists()

    def test_without_the_former_key_second_factors_are_turned_off(
        self, service: Service, start: Start
    ) -> None:
        with_second_factor(service)
        rotate, now = installation.rotate, service.now()
        with pytest.raises(UsageError, match="not lost"):
            rotate(service.settings, service.store, "", now, lost=True)
        (service.settings.data_dir / "secret_key").unlink()
        assert rotate(service.settings, service.store, "", now, lost=True) == (0, 1)
        start()
        wei = service.store.editors.by_name("wei")
        assert (wei.totp_secret, wei.recovery_left) == ("", 0)

    def test_it_needs_the_present_key(self, service: Service) -> None:
        settings = replace(service.settings, secret_key=KEY)
        with pytest.raises(SettingError, match="not the key"):
            installation.rotate(settings, service.store, "n" * 40, service.now(), lost=False)


def test_a_database_from_before_takes_the_key_and_folder_at_hand(
    service: Service, start: Start
) -> None:
    service.store.editors.add("wei", "editor", "x", service.now())
    service.store.editors.set_second_factor("wei", SECRET, [], "wei", service.now())
    with_picture(service.store)
    mark = service.settings.data_dir / "mark"
    mark.unlink()
    with service.store.database.write() as session:
        session.execute(text("DELETE FROM installation"))
    start()
    known = service.store.installation.known()
    assert known is not None
    assert (known.mark, known.key_check) == (mark.read_text(), service.seal.check)
    assert opened(service) == SECRET
    found(service.settings, service.store, service.seal, service.now())
