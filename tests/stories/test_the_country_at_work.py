"""The whole product as people use it: `lienthong demo` in processes of its own, Chromium, and then no server at all.

A clerk drafts a document to all 63 provinces and three ministries, a leader signs it, the clerk numbers, seals and sends
it; two receivers register, assign and complete, one refuses; the evidence is downloaded, the server stopped, and the
evidence verified.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

pytestmark = [pytest.mark.story, pytest.mark.browser, pytest.mark.foreign("chromium")]

SENDER = "Văn phòng Chính phủ"
MINISTRIES = ("Bộ Tài chính", "Bộ Tư pháp", "Bộ Giao thông vận tải")
SECONDS_TO_OPEN = 400
HOLDS = "Bằng chứng đúng, theo chứng thư gốc và khóa nhật ký mà bạn tin."
HOLDS_IN_ITSELF = "Các phần khớp nhau, nhưng CHƯA đối chiếu hết với chứng thư, khóa bạn tin: xem các dòng có dấu –."
HOLDS_NOT = "Tệp bằng chứng KHÔNG đúng. Đừng dựa vào nó."


PORTS = 4
"""Pages, gateway, mock bank and simulated e-ID."""


def free_ports() -> int:
    """A port whose next three are free as well."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                for place in range(1, PORTS):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port + place))
            except (OSError, OverflowError):
                continue
            return port


class Demo:
    """The demonstration in processes of its own."""

    def __init__(self, home: Path) -> None:
        self.port, self.home = free_ports(), home
        self.out = (home / "out.txt").open("w+")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("LIENTHONG_", "DATABASE_", "DJANGO_"))}
        self.environment = environment | {"PORT": str(self.port), "LIENTHONG_HOME": str(home / "var")}
        words = [
            sys.executable,
            "-m",
            "lienthong.doors.command",
            "demo",
            "--documents",
            "12",
            "--at-once",
            "12",
            "--people",
            "1000",
        ]
        self.process = subprocess.Popen(
            words, env=self.environment, stdout=self.out, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.url = f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_OPEN
        while f"Ready: {self.url}" not in Path(self.out.name).read_text():
            assert self.process.poll() is None, Path(self.out.name).read_text()[-3000:]
            assert time.monotonic() < deadline, Path(self.out.name).read_text()[-3000:]
            time.sleep(0.3)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.out.close()


@pytest.fixture
def demo(tmp_path_factory):
    home = tmp_path_factory.mktemp("country")
    for folder in (home, home.parent):
        folder.chmod(0o755)
    demo = Demo(home)
    yield demo
    demo.stop()


class Person:
    """Somebody at the desk."""

    def __init__(self, browser, url: str, body: str, post: str, width: int = 1280) -> None:
        self.url = url
        self.context = browser.new_context(base_url=url, locale="vi-VN", viewport={"width": width, "height": 860})
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto("/sign-in/as/")
        self.page.get_by_role("link", name=re.compile(f"^{body}")).first.click()
        self.page.locator("main button", has_text=post).first.click()
        self.page.wait_for_url("**/desk/")

    def open(self, path: str) -> str:
        self.page.goto(path)
        return self.page.inner_text("main")

    def press(self, words: str) -> None:
        self.page.locator("main button", has_text=words).first.click()
        self.page.wait_for_load_state()

    def do(self, path: str, words: str) -> None:
        """Open the page of a step, prove again who one is when asked, and press its button."""
        self.open(path)
        if "/step-up/" in self.page.url:
            self.press("Xác nhận")
        self.press(words)
        if "/step-up/" in self.page.url:
            self.press("Xác nhận")
            if path in self.page.url:
                self.press(words)

    def close(self) -> None:
        self.context.close()


def draft(clerk: Person) -> str:
    page = clerk.page
    clerk.open("/desk/documents/new/")
    page.fill("input[name=subject]", "phối hợp liên thông dữ liệu giấy phép lái xe")
    page.fill("textarea[name=text]", "Đề nghị quý cơ quan phối hợp.\n\n1. Rà soát số liệu.\n2. Cử một đầu mối.")
    page.select_option(
        "select[name=signer]",
        label=page.locator("select[name=signer] option", has_text="Thủ trưởng")
        .filter(has_not_text="KT.")
        .first.inner_text(),
    )
    clerk.press("Lưu, rồi chọn nơi nhận")
    document = re.search(r"/desk/documents/[0-9a-f-]+/", page.url)[0]
    clerk.press("Tất cả tỉnh, thành phố")
    for name in MINISTRIES:
        page.get_by_label(re.compile(f"^{name}")).first.check()
    clerk.press("Thêm các nơi đã đánh dấu")
    assert "66" in page.inner_text("main")
    clerk.do(f"{document}submit/", "Trình ký")
    return document


def wait_for(person: Person, path: str, words: str) -> str:
    deadline = time.monotonic() + 90
    while words not in (text := person.open(path)):
        assert time.monotonic() < deadline, text[:2000]
        time.sleep(1)
    return text


def delivery_of(person: Person) -> str:
    """The address of the newest delivery in the inbox of this person's body."""
    wait_for(person, "/desk/incoming/", "giấy phép lái xe")
    link = person.page.locator("a", has_text="giấy phép lái xe").first.get_attribute("href")
    return re.search(r"/desk/deliveries/[0-9a-f-]+/", link)[0]


def handle(browser, url: str, body: str) -> str:
    clerk = Person(browser, url, body, "Văn thư")
    delivery = delivery_of(clerk)
    clerk.open(delivery)
    clerk.press("Tiếp nhận")
    assert "đến số" in clerk.open(delivery).lower()
    clerk.open(f"{delivery}assign/")
    clerk.page.select_option("select[name=given_to]", index=1)
    clerk.press("Giao việc")
    leader = Person(browser, url, body, "Xem văn bản chờ ký và ký")
    leader.open(f"{delivery}complete/")
    leader.page.fill("textarea", "Đã có văn bản trả lời.")
    leader.press("Hoàn thành")
    assert "Hoàn thành" in leader.open(delivery)
    for person in (clerk, leader):
        person.close()
    return delivery


def what_a_verifier_trusts(url: str, folder: Path) -> list[str]:
    """Root certificate and key of the log, fetched while the server lives, as a verifier keeps them."""
    root, vkey = folder / "root.cer", folder / "log.vkey"
    root.write_bytes(httpx.get(f"{url}/pki/ca/root.cer").raise_for_status().content)
    vkey.write_text(httpx.get(f"{url}/log/vkey").raise_for_status().text)
    return ["--trust", str(root), "--vkey", str(vkey)]


def verify(demo: Demo, file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`lienthong verify`, which needs no server."""
    return subprocess.run(
        [sys.executable, "-m", "lienthong.doors.command", "verify", "--json", *words, str(file)],
        env=demo.environment | {"LIENTHONG_LANGUAGE": "vi"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_document_to_63_provinces_and_three_ministries_is_proven_after_the_server_has_gone(demo, chromium, tmp_path):
    demo.wait_until_ready()
    clerk = Person(chromium, demo.url, SENDER, "Văn thư")
    document = draft(clerk)
    leader = Person(chromium, demo.url, SENDER, "Thủ trưởng")
    leader.do(f"{document}sign/", "Ký")
    clerk.do(f"{document}issue/", "Cấp số, đóng dấu và gửi")
    assert re.search(r"\d+/VPCP", clerk.open(document))
    handle(chromium, demo.url, "Bộ Tài chính")
    handle(chromium, demo.url, "Bộ Tư pháp")
    refuser = Person(chromium, demo.url, "Bộ Giao thông vận tải", "Văn thư")
    delivery = delivery_of(refuser)
    refuser.open(f"{delivery}refuse/")
    refuser.page.locator("[name=reason][value=not_for_us]").check(force=True)
    refuser.page.fill("textarea", "Nội dung không thuộc chức năng của cơ quan chúng tôi.")
    refuser.press("Từ chối")
    said = wait_for(clerk, document, "66")
    assert "Từ chối" in said
    assert "Hoàn thành" in said
    with clerk.page.expect_download() as download:
        clerk.page.locator('a[href$="/evidence/"]').first.click()
    evidence = tmp_path / "evidence.zip"
    download.value.save_as(evidence)
    trusted = what_a_verifier_trusts(demo.url, tmp_path)
    demo.stop()
    judged = verify(demo, evidence, *trusted)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    (verdict,) = json.loads(judged.stdout)
    assert (verdict["valid"], verdict["kind"], verdict["sentence"]) == (True, "evidence", HOLDS)
    without = verify(demo, evidence)
    assert (without.returncode, json.loads(without.stdout)[0]["sentence"]) == (0, HOLDS_IN_ITSELF)
    tampered = bytearray(evidence.read_bytes())
    tampered[len(tampered) // 2] ^= 1
    evidence.write_bytes(tampered)
    refused = verify(demo, evidence, *trusted)
    assert refused.returncode == 1
    (verdict,) = json.loads(refused.stdout)
    assert (verdict["valid"], verdict["standing"], verdict["sentence"]) == (False, "invalid", HOLDS_NOT)
