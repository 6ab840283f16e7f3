"""The configuration is complete or refused, and a refusal names the variable."""

import stat
from pathlib import Path

import pytest

from config import KEYS, BadConfiguration, Config, from_environment, make_keys

SECRETS = dict.fromkeys(KEYS, "s" * 32)


def read(folder: Path, **variables: str) -> Config:
    return from_environment({"PLAYER_DATA": str(folder), **SECRETS, **variables})


BAD = [
    ("PORT", "eighty"),
    ("PORT", "0"),
    ("PORT", "-1"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("WORKERS", "0"),
    ("WORKERS", "many"),
    ("PROXIES", "-1"),
    ("PROXIES", "yes"),
    ("BASE_URL", "ce.example.org"),
    ("BASE_URL", "ftp://ce.example.org"),
    ("BASE_URL", "https://"),
    ("BASE_URL", "https://ce.example.org/courses"),
    ("BASE_URL", "https://ce.example.org?x=1"),
    ("DATABASE_URL", "player.db"),
    ("DATABASE_URL", "mysql://host/player"),
    ("DATABASE_URL", "postgres://host/player"),
    ("DATABASE_URL", "postgresql://host:port/player"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("PLAYER_SECRET", "s" * 31),
    ("PLAYER_AUDIT_KEY", "short"),
]


@pytest.mark.parametrize(("variable", "value"), BAD)
def test_a_bad_setting_is_refused_by_its_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=f"^{variable} "):
        read(tmp_path, **{variable: value})


@pytest.mark.parametrize("missing", KEYS)
def test_without_a_secret_the_site_does_not_start(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    with pytest.raises(BadConfiguration, match=f"no secret: set {missing}, or run `player db upgrade`"):
        from_environment({"PLAYER_DATA": str(tmp_path), **given})


@pytest.mark.parametrize("variable", KEYS)
def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path, variable: str) -> None:
    with pytest.raises(BadConfiguration, match=f"no secret: set {variable}"):
        read(tmp_path, **{variable: ""})


def test_without_any_setting_the_site_answers_this_machine_only(tmp_path: Path) -> None:
    config = read(tmp_path, HOST="", PORT="", BASE_URL="", DATABASE_URL="", MAIL_FROM="", SMTP_URL="", WORKERS="")
    assert (config.host, config.port, config.workers, config.proxies) == ("127.0.0.1", 8000, 2, 0)
    assert config.database_url == f"sqlite:///{tmp_path}/player.db"
    assert (config.smtp_url, config.mail_from) == (None, "no-reply@localhost")
    assert config.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("variables", "url", "secure"),
    [
        ({"BASE_URL": "https://ce.example.org/"}, "https://ce.example.org", True),
        ({"BASE_URL": "http://ce.example.org:8080"}, "http://ce.example.org:8080", False),
        ({"HOST": "0.0.0.0"}, "http://localhost:8000", False),  # noqa: S104 - what a container is told
        ({"HOST": "::"}, "http://localhost:8000", False),
        ({"HOST": "::1", "PORT": "81"}, "http://[::1]:81", False),
    ],
)
def test_links_start_with_an_address_that_can_be_opened(
    tmp_path: Path, variables: dict[str, str], url: str, *, secure: bool
) -> None:
    config = read(tmp_path, **variables)
    assert (config.public_url, config.secure) == (url, secure)


def test_the_data_folder_has_two_names_and_the_longer_one_wins(tmp_path: Path) -> None:
    both = {"DATA": str(tmp_path / "short"), "PLAYER_DATA": str(tmp_path / "long"), **SECRETS}
    assert from_environment(both).data == tmp_path / "long"
    assert from_environment({**both, "PLAYER_DATA": ""}).data == tmp_path / "short"


def test_keys_are_made_once_for_their_owner_only_and_kept(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    variables = {"PLAYER_DATA": str(data)}
    make_keys(variables)
    first = from_environment(variables)
    assert len({first.secret, first.audit_key.decode()}) == 2
    for file in (data / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "keys").stat().st_mode) == 0o700
    make_keys(variables)
    assert from_environment(variables) == first


def test_keys_that_the_environment_gives_are_not_made(tmp_path: Path) -> None:
    make_keys({"PLAYER_DATA": str(tmp_path), "PLAYER_SECRET": "s" * 32})
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["audit"]
    make_keys({"PLAYER_DATA": str(tmp_path / "other"), **SECRETS})
    assert not (tmp_path / "other").exists()


def test_a_key_that_was_cut_off_is_named_with_its_file(tmp_path: Path) -> None:
    make_keys({"PLAYER_DATA": str(tmp_path)})
    (tmp_path / "keys" / "session").write_text("")
    with pytest.raises(BadConfiguration, match=r"PLAYER_SECRET is not set, and .*/keys/session is shorter than 32"):
        from_environment({"PLAYER_DATA": str(tmp_path)})


def test_a_data_folder_that_is_a_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadConfiguration, match=r"^PLAYER_DATA: .* cannot hold the keys"):
        make_keys({"PLAYER_DATA": str(tmp_path / "file")})
    with pytest.raises(BadConfiguration, match=r"^PLAYER_SECRET is not set, and .* cannot be read"):
        from_environment({"PLAYER_DATA": str(tmp_path / "file")})


def test_no_refusal_repeats_a_secret(tmp_path: Path) -> None:
    for variable, value in (("PLAYER_SECRET", "hush"), ("DATABASE_URL", "mysql://ada:hush@host/player")):
        with pytest.raises(BadConfiguration) as refusal:
            read(tmp_path, **{variable: value})
        assert "hush" not in str(refusal.value)


def test_a_marked_folder_is_a_demo_with_its_own_database_only(tmp_path: Path) -> None:
    (tmp_path / "DEMO").write_text("stamp\n\n")
    assert read(tmp_path).demo
    real = "postgresql://ada:hush@db:5432/real"
    assert not read(tmp_path, DATABASE_URL=real).demo
    assert not read(tmp_path, DATABASE_URL="sqlite:////elsewhere/player.db").demo
    (tmp_path / "DEMO").write_text("stamp\ndb:5432/real\n")
    assert read(tmp_path, DATABASE_URL=real).demo
    assert not read(tmp_path / "unmarked").demo
