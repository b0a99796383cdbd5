"""What a file is decides itself by its bytes; ordinary files pass, hostile ones are refused with a sentence."""

import contextlib
import io
import subprocess
import unicodedata

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ground.files import content, limits, pictures
from lienthong.ground.files.refusals import (
    ArchiveUnsafe,
    FileAmbiguous,
    FileBroken,
    FileEmpty,
    MacrosInside,
    MarkupUnsafe,
    NameAndContentDiffer,
    PictureTooLarge,
    TypeNotAllowed,
    UnpacksTooLarge,
)
from lienthong.ground.files.tests import corpus
from lienthong.kit.errors import Refused
from lienthong.kit.text import safe_file_name

SMALL = limits.Limits(unpacked_bytes=1024 * 1024, ratio_free_bytes=100_000, entries=50, directory_bytes=10_000)


def look(body, name="a", allowed=None, bounds=SMALL):
    return content.inspect(io.BytesIO(body), name=name, allowed=allowed, limits=bounds)


def workbook():
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Sổ văn bản đến"
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        (corpus.PDF, "a.PDF", content.PDF),
        (corpus.PDF, "no ending", content.PDF),
        (corpus.docx(), "a.docx", content.DOCX),
        (workbook(), "a.xlsx", content.XLSX),
        (corpus.odt(), "a.odt", content.ODT),
        (corpus.archive({"mimetype": b"application/vnd.etsi.asic-e+zip"}), "a.asice", content.ASICE),
        (corpus.archive({"mimetype": b"application/x-unheard"}), "a.zip", content.ZIP),
        (corpus.archive({"[Content_Types].xml": b"<Types/>"}), "a.zip", content.ZIP),
        (corpus.archive({"a.txt": b"a", "folder/": b""}), "a.zip", content.ZIP),
        (corpus.archive({}), "a.zip", content.ZIP),
        (corpus.archive({"cong-van.docx": corpus.docx({"embeddings/a.xlsx": workbook()})}), "a.zip", content.ZIP),
        (corpus.archive({"scripts/a.txt": b"no office file, no macro"}), "a.zip", content.ZIP),
        (corpus.png(), "a.png", content.PNG),
        (corpus.jpeg(), "a.jpg", content.JPEG),
        (corpus.EDXML, "a.edxml", content.EDXML),
        (corpus.EDXML, "a.xml", content.EDXML),
        (b"<a/>", "a.xml", content.XML),
        (b"\xef\xbb\xbf <?xml version='1.0'?><a/>", "a.xml", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "a.xml", content.XML),
        ("<a>chữ</a>".encode("utf-16"), "a.xml", content.XML),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam\n".encode(), "a.txt", content.TEXT),
        ("\ufeffsố;ngày\n".encode(), "a.csv", content.CSV),
        (b'{"a": 1}', "a.json", content.JSON),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", "a.p7s", content.CMS),
        (b"BMW va xe may", "a.txt", content.TEXT),
        (("a" * 8191 + "ấ").encode(), "a.txt", content.TEXT),
        (b"{\\rtf1 chu}", "a.txt", TypeNotAllowed),
        (b"%!PS-Adobe-3.0\nshowpage", "a.txt", TypeNotAllowed),
        (b"", "a.txt", FileEmpty),
        (b"GIF89a\x01\x00\x01\x00", "a.gif", TypeNotAllowed),
        (b"MZ\x90\x00" + bytes(60), "a.pdf", TypeNotAllowed),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.doc", TypeNotAllowed),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", TypeNotAllowed),
        (b"<!-- x --><html></html>", "a.xml", TypeNotAllowed),
        (b"a\x00b", "a.txt", TypeNotAllowed),
        (b"a\x1bb\x07", "a.txt", TypeNotAllowed),
        ("Việt Nam".encode("latin-1", "replace") + b"\xe9", "a.txt", TypeNotAllowed),
        (b"cut in a letter \xe1\xbb", "a.txt", TypeNotAllowed),
        (corpus.PDF, "a.docx", NameAndContentDiffer),
        (corpus.PDF, "hop-dong.pdf.exe", NameAndContentDiffer),
        (corpus.PDF, safe_file_name("cv\u202efdp.exe"), NameAndContentDiffer),
        (corpus.PDF, safe_file_name("a.pdf\x00.exe"), NameAndContentDiffer),
        (corpus.archive({"a": b"a"}), "a.docx", NameAndContentDiffer),
        (corpus.docx(), "a.zip", NameAndContentDiffer),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", NameAndContentDiffer),
        (b"%PDF-1.7\nno end", "a.pdf", FileBroken),
        (corpus.PDF + corpus.archive({"a": b"a"}), "a.pdf", FileAmbiguous),
        (corpus.png() + corpus.archive({"a": b"a"}), "a.png", FileAmbiguous),
        (corpus.jpeg() + corpus.PDF, "a.jpg", FileAmbiguous),
        (b"<a/>" + corpus.archive({"a": b"a"}), "a.xml", FileAmbiguous),
    ],
)
def test_each_file_is_what_its_bytes_say_or_is_refused(body, name, expected):
    if isinstance(expected, str):
        assert look(body, name) == expected
    else:
        with pytest.raises(expected or FileBroken) as refused:
            look(body, name)
        assert refused.value.detail


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (corpus.bomb(20), UnpacksTooLarge),
        (corpus.archive({"a": bytes(900_000)}), UnpacksTooLarge),
        (corpus.archive({f"{number}.txt": b"" for number in range(51)}), UnpacksTooLarge),
        (corpus.archive({"x" * 200 + str(number): b"" for number in range(49)}), UnpacksTooLarge),
        (corpus.archive({"inner.zip": corpus.archive({"a": b"a"})}), ArchiveUnsafe),
        (corpus.archive({"inner.txt": corpus.archive({"a": b"a"})}), ArchiveUnsafe),
        (corpus.archive({"a": corpus.docx({"b": corpus.docx({"c": corpus.docx()})})}), ArchiveUnsafe),
        (corpus.archive({"a.gz": b"\x1f\x8b\x08"}), ArchiveUnsafe),
        (corpus.archive({"a.7z": b"7z\xbc\xaf\x27\x1c"}), ArchiveUnsafe),
        (corpus.archive({"a.tar": bytes(257) + b"ustar"}), ArchiveUnsafe),
        (corpus.archive({"readme.txt": b"MZ\x90"}), ArchiveUnsafe),
        (corpus.archive({"../../etc/passwd": b"a"}), ArchiveUnsafe),
        (corpus.archive({"..\\a": b"a"}), ArchiveUnsafe),
        (corpus.archive({"/etc/passwd": b"a"}), ArchiveUnsafe),
        (corpus.archive({"C:/a": b"a"}), ArchiveUnsafe),
        (corpus.archive({"a.txtX.exe": b"a"}).replace(b"a.txtX.exe", b"a.txt\x00.exe"), ArchiveUnsafe),
        (corpus.with_link(), ArchiveUnsafe),
        (corpus.with_flag(1), ArchiveUnsafe),
        (corpus.archive({"a": b"a" * 99}, method=12), ArchiveUnsafe),
        (corpus.doubled(), ArchiveUnsafe),
        (corpus.overlapping(), ArchiveUnsafe),
        (corpus.renamed_in_directory(), ArchiveUnsafe),
        (corpus.lying(100), ArchiveUnsafe),
        (corpus.lying(500_000), ArchiveUnsafe),
        (corpus.archive({"a": b"a"}).replace(b"PK\x01\x02", b"PK\x01\x03"), FileBroken),
        (corpus.archive({"a": b"a"}) + b"tail", FileBroken),
        (corpus.archive({"a": b"a" * 5000})[:40], FileBroken),
        (corpus.docx({"word/vbaProject.bin": b"x"}), MacrosInside),
        (corpus.docx(main=b"application/vnd.ms-word.document.macroEnabled.main+xml"), MacrosInside),
        (corpus.odt({"Basic/Standard/Module1.xml": b"<m/>"}), MacrosInside),
        (
            corpus.docx(
                {"word/_rels/settings.xml.rels": b'<r Type="x/attachedTemplate" TargetMode="External" Target="http://x"/>'}
            ),
            MacrosInside,
        ),
        (corpus.docx({"word/styles.xml": corpus.BILLION_LAUGHS}), MarkupUnsafe),
        (corpus.docx({"word/styles.xml": b"<a>"}), FileBroken),
        (b"%PK" + corpus.archive({"a": b"a"}), TypeNotAllowed),
    ],
)  # fmt: skip
def test_a_hostile_archive_is_refused_with_a_sentence(body, expected):
    with pytest.raises(expected) as refused:
        look(body)
    assert refused.value.detail


def test_an_archive_that_is_dug_into_finds_damage_wherever_it_is():
    whole = corpus.archive({"a.txt": bytes(range(256)) * 40, "b.xml": b"<a>" + b"text " * 99 + b"</a>"})
    assert look(whole) == content.ZIP
    taken = []
    for at in range(len(whole)):
        altered = bytearray(whole)
        altered[at] ^= 0x55
        assert bytes(altered) != whole
        try:
            taken.append((at, look(bytes(altered))))
        except Refused:
            continue
    assert {kind for _at, kind in taken} <= {content.ZIP}
    harmless = 2 * (6 + 15) + 6 + 6  # versions, times, attributes, disk numbers; lengths after the very last name
    assert len(taken) <= harmless


@given(cut=st.integers(0, len(corpus.docx()) - 1))
def test_a_truncated_office_file_is_refused_at_every_length(cut):
    with pytest.raises(Refused):
        look(corpus.docx()[:cut], "a.docx")


@given(
    body=st.binary(max_size=400),
    start=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff", b"<a", b"\x89PNG\r\n\x1a\n"]),
)
def test_any_bytes_end_in_a_type_or_a_refusal_never_in_an_alarm(body, start):
    with contextlib.suppress(Refused):
        assert look(start + body) in content.KNOWN


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (corpus.BILLION_LAUGHS, MarkupUnsafe),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', MarkupUnsafe),
        ('<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16"), MarkupUnsafe),
        (b"<a>" * 300 + b"</a>" * 300, MarkupUnsafe),
        (b"<a " + b" ".join(b'x%d="1"' % number for number in range(2000)) + b"/>", MarkupUnsafe),
        (b"<a>" + b"<!--" + b"x" * 3_000_000 + b"--></a>", MarkupUnsafe),
        (b"<a b='" + b"x" * 3_000_000 + b"'/>", MarkupUnsafe),
        (b"<a><b></a>", FileBroken),
        (b"<a>&undeclared;</a>", FileBroken),
        (b"<?xml version='1.0' encoding='no-such-code'?><a/>", FileBroken),
    ],
)
def test_dangerous_or_broken_markup_is_refused(body, expected):
    with pytest.raises(expected):
        look(body, "a.xml")


def test_long_text_between_tags_is_ordinary():
    assert look(b"<a>" + b"QUJD" * 1_000_000 + b"</a>", "a.xml") == content.XML


def test_the_refusal_of_broken_markup_names_the_line():
    with pytest.raises(FileBroken) as refused:
        look(b"<a>\n\n<b></a>", "a.xml")
    assert refused.value.facts == {"line": 3}


@pytest.mark.parametrize("body", [corpus.png(20_000, 20_000), corpus.jpeg(65_000, 65_000)])
def test_a_picture_that_would_unfold_to_gigapixels_is_refused(body):
    with pytest.raises(PictureTooLarge):
        look(body)


@pytest.mark.parametrize(
    "body",
    [
        corpus.png(0, 5),
        corpus.png()[:20],
        corpus.png().replace(b"IHDR", b"IDAT"),
        corpus.jpeg()[:15],
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8\xff\xd9",
    ],
)
def test_a_broken_picture_is_refused(body):
    with pytest.raises(FileBroken):
        look(body)


def test_the_size_of_a_picture_is_read_from_its_header():
    assert pictures.png_size(io.BytesIO(corpus.png(640, 480))) == (640, 480)
    assert pictures.jpeg_size(io.BytesIO(corpus.jpeg(640, 480))) == (640, 480)


@pytest.mark.parametrize("body", [b"MZ\x90\x00" + bytes(60), b"chu thuong", b"<html></html>", b"<svg/>"])
def test_a_name_that_is_taken_over_a_content_that_is_not_is_told_so(body):
    with pytest.raises(TypeNotAllowed, match=r"Tên tệp là \.pdf nhưng nội dung không phải loại đó"):
        look(body, "giay.pdf", allowed=frozenset({content.PDF}))
    with pytest.raises(TypeNotAllowed, match="không nhận loại tệp này"):
        look(body, "giay.bin", allowed=frozenset({content.PDF}))


def test_only_what_the_caller_allows_is_taken_and_the_refusal_says_what_would_be():
    assert look(corpus.PDF, allowed=frozenset({content.PDF})) == content.PDF
    with pytest.raises(TypeNotAllowed, match=r"\.docx, \.pdf") as refused:
        look(corpus.png(), allowed=frozenset({content.PDF, content.DOCX}))
    assert "image/png" not in refused.value.detail, "a person is told in words"
    assert refused.value.facts["media_type"] == "image/png"


def test_a_name_in_decomposed_letters_is_kept_composed(keep):
    name = "Tờ trình về việc đổi giấy phép.pdf"
    assert keep(name=unicodedata.normalize("NFD", name)).name == name


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\passwd.pdf", "\x00passwd.pdf", "\u202epasswd.pdf"])
def test_a_name_never_keeps_a_path_or_a_hidden_character(keep, name):
    assert keep(name=name).name == "passwd.pdf"


def test_a_type_unknown_here_has_no_usual_ending():
    assert content.usual_extension("image/heic") == ""


@pytest.mark.foreign("soffice")
@pytest.mark.parametrize(("ending", "expected"), [("docx", content.DOCX), ("odt", content.ODT), ("pdf", content.PDF)])
def test_what_libreoffice_writes_is_taken(tmp_path, ending, expected):
    source = tmp_path / "source.txt"
    source.write_text("Kính gửi các bộ, ngành, địa phương\n" * 50)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", ending,
         "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert look((tmp_path / f"source.{ending}").read_bytes(), f"a.{ending}", bounds=limits.Limits()) == expected


@pytest.mark.parametrize(
    "drawing",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>',
        b"<svg><g></svg>",
    ],
    ids=["plain", "with a document type", "broken"],
)
def test_a_drawing_where_pictures_are_taken_is_told_which_types_are(drawing):
    with pytest.raises(TypeNotAllowed) as refused:
        look(drawing, name="anh.svg", allowed=frozenset({content.PDF, content.PNG}))
    assert ".pdf, .png" in str(refused.value.detail)
