"""Word files become pictures for the reader; what hides in them is neither run nor fetched."""

import subprocess
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lienthong.records.documents.layout import office

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
ROOT = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>"""
PICTURE = """<w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><wp:inline><wp:extent cx="900000" cy="900000"/>
<wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="far"/></pic:blipFill>
<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"""


def a_word_file(path, words, *, picture=""):
    drawing = PICTURE if picture else ""
    document = f'<?xml version="1.0"?><w:document {W}><w:body><w:p><w:r><w:t>{words}</w:t></w:r>{drawing}</w:p></w:body></w:document>'
    links = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="far" Type="{R}/image" Target="{picture}" TargetMode="External"/></Relationships>"""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", ROOT)
        package.writestr("word/document.xml", document)
        if picture:
            package.writestr("word/_rels/document.xml.rels", links)
    return path


@pytest.mark.foreign("soffice", "pdftotext")
def test_a_word_file_becomes_a_pdf_beside_its_name(tmp_path):
    source = a_word_file(tmp_path / "Công văn đến.docx", "Kính gửi Ủy ban nhân dân các tỉnh")
    before = source.read_bytes()
    made = office.docx_to_pdf(source, into=tmp_path)
    assert made == tmp_path / "Công văn đến.pdf"
    text = subprocess.run(["pdftotext", str(made), "-"], check=True, capture_output=True).stdout.decode()
    assert "Kính gửi Ủy ban nhân dân các tỉnh" in text
    assert source.read_bytes() == before


@pytest.fixture
def far_server():
    """A server on loopback that counts what it is asked, and the address of a picture on it."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def handle_one_request(self):
            asked.append(self.rfile.readline())

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/far.png", asked
        server.shutdown()
        thread.join()


@pytest.mark.foreign("soffice")
def test_a_picture_on_another_server_is_not_fetched(tmp_path, far_server):
    address, asked = far_server
    office.docx_to_pdf(a_word_file(tmp_path / "a.docx", "Xin chào", picture=address), into=tmp_path)
    assert asked == []


@pytest.mark.foreign("soffice")
def test_the_picture_would_be_fetched_without_our_profile(tmp_path, far_server, monkeypatch):
    address, asked = far_server
    monkeypatch.setattr(office, "_SETTINGS", ())
    monkeypatch.setattr(office, "_CLOSED_DOOR", "")
    office.docx_to_pdf(a_word_file(tmp_path / "a.docx", "Xin chào", picture=address), into=tmp_path)
    assert asked


@pytest.mark.foreign("soffice")
@pytest.mark.parametrize("content", [b"", b"just words", b"PK\x03\x04broken", b"<html><body>no</body></html>"])
def test_what_is_no_word_file_is_refused(tmp_path, content):
    source = tmp_path / "a.docx"
    source.write_bytes(content)
    with pytest.raises(office.NotConvertible):
        office.docx_to_pdf(source, into=tmp_path)
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.foreign("soffice")
def test_a_word_file_whose_inside_is_broken_is_refused(tmp_path):
    source = a_word_file(tmp_path / "a.docx", "<<< broken")
    with pytest.raises(office.NotConvertible):
        office.docx_to_pdf(source, into=tmp_path)


def test_a_zip_without_a_word_document_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("sheet.xml", "<a/>")
    with pytest.raises(office.NotConvertible):
        office.docx_to_pdf(tmp_path / "a.docx", into=tmp_path)


def test_a_program_that_does_not_end_is_ended(tmp_path, monkeypatch):
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "office_program", lambda: str(slow))
    with pytest.raises(office.NotConvertible):
        office.docx_to_pdf(a_word_file(tmp_path / "a.docx", "a"), into=tmp_path, seconds=0.3)


def test_without_libreoffice_the_refusal_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    with pytest.raises(office.OfficeAbsent) as refusal:
        office.docx_to_pdf(tmp_path / "a.docx", into=tmp_path)
    assert "PDF" in refusal.value.detail
    assert refusal.value.status == 503
