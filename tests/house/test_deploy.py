"""What is given to operators is true: the units are sound, nginx serves the product, every setting is explained."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
WORST_EXPOSURE = 3.0


def names_in_code() -> set[str]:
    """Environment variables that product, build and tests read."""
    places = [*(ROOT / "src").rglob("*.py"), *(ROOT / "bench").rglob("*.py"), *(ROOT / "scripts").iterdir()]
    places += [ROOT / "Makefile", *(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]
    text = "\n".join(place.read_text(errors="replace") for place in places if place.is_file())
    read = re.findall(r"[\"'(](LIENTHONG_[A-Z0-9_]+)[\"')]", text)
    return {name for name in read if name != "LIENTHONG_TESTS_STARTED"} | {"DATABASE_URL", "PORT"}


def names_in(page: Path) -> set[str]:
    return set(re.findall(r"\b(?:LIENTHONG_[A-Z0-9_]+|DATABASE_URL|PORT)\b", page.read_text()))


def test_every_environment_variable_is_explained_and_none_is_explained_that_is_not_read():
    explained = names_in(ROOT / "docs" / "operations" / "settings.md")
    assert names_in_code() - explained == set()
    assert explained - names_in_code() == set()


def test_the_example_environment_holds_settings_that_exist():
    lines = (ROOT / "deploy" / "environment.example").read_text().splitlines()
    names = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    assert names - {"DJANGO_SETTINGS_MODULE"} <= names_in_code()


def test_every_command_of_the_operator_is_in_the_table_of_exit_codes():
    from lienthong.doors.command.main import _COMMANDS

    told = set(
        re.findall(
            r"^\| `lienthong ([\w-]+)", (ROOT / "docs" / "operations" / "exit-codes.md").read_text(), re.MULTILINE
        )
    )
    assert told == set(_COMMANDS)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_runs_a_command_that_exists_and_may_touch_its_own_state_only(unit):
    from lienthong.doors.command.main import _COMMANDS

    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str
    parsed.read(unit)
    service = parsed["Service"]
    program, command = service["ExecStart"].split()[:2]
    assert program == "/opt/lienthong/bin/lienthong"
    assert command in _COMMANDS
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["User"] == "lienthong"


@pytest.fixture
def units(tmp_path):
    """The units with a program that exists here, as `systemd-analyze` wants."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/lienthong/bin/lienthong", "/bin/true"))
    return tmp_path


def analyze(*words, folder):
    environment = {"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.foreign("systemd-analyze")
def test_systemd_finds_no_fault_in_the_units_and_finds_one_put_there(units):
    paths = [str(units / unit.name) for unit in UNITS]
    assert analyze("verify", *paths, folder=units) == (0, "")
    sick = units / "lienthong-worker.service"
    sick.write_text(sick.read_text().replace("ProtectSystem=strict", "ProtectSystem=perhaps"))
    assert "perhaps" in analyze("verify", *paths, folder=units)[1]


@pytest.mark.foreign("systemd-analyze")
@pytest.mark.parametrize("name", [unit.name for unit in SERVICES])
def test_systemd_calls_a_service_well_shielded(units, name):
    _code, said = analyze("security", "--offline=true", str(units / name), folder=units)
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1]) <= WORST_EXPOSURE


@pytest.mark.foreign("nginx", "curl", "openssl")
def test_the_product_starts_behind_nginx_with_tls_and_answers_as_it_should():
    done = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "try")], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") >= 25
