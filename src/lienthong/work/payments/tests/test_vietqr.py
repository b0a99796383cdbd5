"""The payload of a VietQR: ours read by two decoders we did not write, theirs by us, and no tampered twin by anybody."""

import io

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from vietnam_qr_pay import QRPay
from vietqr_emvco import VietQRGenerator, VietQRParser

from lienthong.work.payments import vietqr
from lienthong.work.payments.vietqr import NotVietQr, Transfer, checksum, decode, encode

OURS = Transfer("970436", "0071000123456", 135_000, "LTABCDEFGHJK DOI GPLX")
PAYLOAD = encode(OURS)
README = "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8"


def again(body: str) -> str:
    """A changed payload whose checksum is right again."""
    return body[:-4] + checksum(body[:-4])


transfers = st.builds(
    Transfer,
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.from_regex(r"\A[0-9A-Za-z]{1,19}\Z"),
    st.none() | st.integers(1, vietqr.LARGEST_DONG),
    st.from_regex(r"\A([A-Z0-9]([A-Z0-9 .:/-]{0,23}[A-Z0-9])?)?\Z"),
)


@given(transfers)
@settings(max_examples=25)
def test_what_we_write_we_read_and_so_do_two_decoders_of_others(transfer):
    payload = encode(transfer)
    assert decode(payload) == transfer
    first, second = QRPay(payload), VietQRParser.parse(payload)
    assert first.is_valid
    assert VietQRParser.verify_checksum(payload)
    assert (first.consumer.bank_bin, first.consumer.bank_number) == (transfer.bank_bin, transfer.account_number)
    assert (second["bank_bin"], second["account_number"]) == (transfer.bank_bin, transfer.account_number)
    assert first.amount == (str(transfer.amount_dong) if transfer.amount_dong else None)
    assert second["amount"] == transfer.amount_dong
    assert (first.additional_data.purpose or "", second["memo"]) == (transfer.words, transfer.words)
    assert (first.init_method, second["currency"], second["country_code"]) == (
        "12" if transfer.amount_dong else "11",
        "704",
        "VN",
    )


@given(st.data())
@settings(max_examples=60)
def test_one_changed_character_is_refused_by_us_and_by_both_others(data):
    place = data.draw(st.integers(0, len(PAYLOAD) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFXYZ "))
    changed = PAYLOAD[:place] + letter + PAYLOAD[place + 1 :]
    if changed == PAYLOAD:
        return
    with pytest.raises(NotVietQr):
        decode(changed)
    assert not QRPay(changed).is_valid
    assert not VietQRParser.verify_checksum(changed)


def test_payloads_of_the_two_others_are_read_by_us():
    theirs = QRPay.init_viet_qr(
        bank_bin="970416", bank_number="257678859", amount="1000", purpose="Chuyen tien"
    ).build()
    assert theirs == README == encode(Transfer("970416", "257678859", 1000, "Chuyen tien"))
    generated = VietQRGenerator(bank="MBBank", account="12345678900").generate(
        amount=100000, memo="PAY 1", merchant_name="A"
    )
    assert decode(generated) == Transfer("970422", "12345678900", 100_000, "PAY 1")


def test_the_checksum_is_that_of_the_published_example():
    assert checksum(README[:-4]) == "BBB8"
    assert decode(README).amount_dong == 1000


def test_a_checksum_in_lower_case_is_the_same_number():
    assert decode(README[:-4] + "bbb8") == decode(README)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "checksum-missing"),
        (README[:-4], "checksum-missing"),
        (README[:-4] + "0000", "checksum"),
        (README.replace("Chuyen", "Chuyển"), "letters"),
        (again(README.replace("5303704", "53037045303704")), "doubled"),
        (again(README.replace("5802VN", "5803VN")), "length"),
        (again(README.replace("54041000", "5400")), "length"),
        (again(README.replace("5802VN", "AA02VN")), "field"),
        (again(README.replace("540410005802VN", "5802VN54041000").replace("000201", "", 1)), "order"),
        (again(README.replace("000201", "000202", 1)), "order"),
        (again(README.replace("010212", "010213", 1)), "initiation"),
        (again(README.replace("5303704", "5303840")), "currency"),
        (again(README.replace("A000000727", "A000000728")), "service"),
        (again(README.replace("QRIBFTTA", "QRIBFTTC")), "service"),
        (again(README.replace("0006970416", "000697041A")), "bank"),
        (again(README.replace("257678859", "25767 859")), "account"),
        (again(README.replace("54041000", "54040100")), "amount"),
        (again(README.replace("54041000", "540410.5")), "amount"),
    ],
    ids=lambda value: value if len(str(value)) < 20 else "",
)  # fmt: skip
def test_what_is_malformed_is_refused_with_its_reason_although_the_checksum_is_right(payload, reason):
    with pytest.raises(NotVietQr) as refused:
        decode(payload)
    assert refused.value.facts == {"reason": reason}


@pytest.mark.parametrize(
    ("transfer", "reason"),
    [
        (Transfer("97043", "1"), "bank"),
        (Transfer("970436", ""), "account"),
        (Transfer("970436", "1", 0), "amount"),
        (Transfer("970436", "1", vietqr.LARGEST_DONG + 1), "amount"),
        (Transfer("970436", "1", 1, "ĐỔI"), "words"),
        (Transfer("970436", "1", 1, "A" * 26), "words"),
    ],
    ids=["bank", "account", "zero", "large", "tones", "long"],
)
def test_what_no_field_can_hold_is_not_written(transfer, reason):
    with pytest.raises(NotVietQr) as refused:
        encode(transfer)
    assert refused.value.facts == {"reason": reason}


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("Đổi GPLX", "LTABCDEFGHJK DOI GPLX"),
        ("Lệ phí đổi giấy phép lái xe", "LTABCDEFGHJK LE PHI DOI"),
        ("H26.06-261130-0001", "LTABCDEFGHJK"),
        ("G12-7 H26.06-261130-0001", "LTABCDEFGHJK G12 7"),
        ("(phí) – số 1", "LTABCDEFGHJK PHI SO 1"),
        ("", "LTABCDEFGHJK"),
    ],
    ids=["short", "long", "code", "code-after-a-word", "signs", "none"],
)
def test_the_words_carry_the_reference_first_without_tones_and_fit(purpose, expected):
    assert vietqr.words_of("LTABCDEFGHJK", purpose) == expected


def test_the_picture_is_an_svg_with_a_title_and_a_png_with_its_quiet_zone():
    drawing = vietqr.svg(PAYLOAD, title="Mã trả tiền")
    assert "<title>Mã trả tiền</title>" in drawing
    side = segno.make(PAYLOAD, error="m", micro=False).symbol_size(scale=4, border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in drawing
    assert "width=" not in drawing.split(">", 1)[0]
    image = Image.open(io.BytesIO(vietqr.png(PAYLOAD, scale=2))).convert("L")
    assert image.getpixel((4, 4)) == 255
    assert image.getpixel((8, 8)) == 0
