"""Showing a DOCX as PDF through LibreOffice, when the machine has it.

The file comes from outside, so LibreOffice gets an empty profile of its own for each run: macros off, links never
updated, every proxy pointing at a closed door, one minute and no more. What it makes is a picture for the reader; the
file that was sent stays the document.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from lienthong.kit.errors import Invalid, Refused

SECONDS = 60
_WORD_FILTER = "MS Word 2007 XML"
_CLOSED_DOOR = "http://127.0.0.1:9"
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


class OfficeAbsent(Refused):
    """This server cannot show Word files, because LibreOffice is not installed. Upload the document as PDF."""

    status = 503


class NotConvertible(Invalid):
    """The Word file could not be read. Open it in your word processor, save it as PDF and upload that."""


def office_program() -> str | None:
    """Where LibreOffice is, or None when it is not installed."""
    return shutil.which("soffice")


def docx_to_pdf(source: Path, *, into: Path, seconds: float = SECONDS) -> Path:
    """The PDF of a DOCX file, `<name>.pdf` in the folder `into`. Takes about two seconds, at most `seconds`.

    Refuses: OfficeAbsent, NotConvertible.
    """
    program = office_program()
    if program is None:
        raise OfficeAbsent(_("Máy chủ chưa cài LibreOffice nên không xem được tệp Word. Hãy tải lên bản PDF."))
    _require_word(source)
    with tempfile.TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as room:
        work = Path(room)
        shutil.copyfile(source, work / "in.docx")
        _write_profile(work / "profile")
        _convert(program, work, seconds)
        made = work / "out" / "in.pdf"
        if not made.exists() or not made.read_bytes().startswith(b"%PDF-"):
            raise _not_convertible()
        return Path(shutil.copyfile(made, into / f"{source.stem}.pdf"))


def _require_word(source: Path) -> None:
    """LibreOffice opens nearly anything as something; only a package with a Word document inside may reach it."""
    try:
        with zipfile.ZipFile(source) as package:
            package.getinfo("word/document.xml")
    except (zipfile.BadZipFile, KeyError, OSError):
        raise _not_convertible() from None


def _write_profile(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")


def _convert(program: str, work: Path, seconds: float) -> None:
    """Run LibreOffice once in its own process group; when the time is over the whole group ends."""
    words = [
        program, f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        f"--infilter={_WORD_FILTER}", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(work / "out"),
        str(work / "in.docx"),
    ]  # fmt: skip
    surroundings = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(work),
        "TMPDIR": str(work),
        "LC_ALL": "C.UTF-8",
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _CLOSED_DOOR),
    }
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        words, cwd=work, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            raise _not_convertible() from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def _not_convertible() -> NotConvertible:
    return NotConvertible(_("Không đọc được tệp Word. Hãy lưu thành PDF trong phần mềm soạn thảo rồi tải lên."))
