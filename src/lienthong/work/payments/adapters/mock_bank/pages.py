"""The pages of the mock bank: what a payer's bank app would show, in both languages, saying loudly what it is.

Written without Django, because the bank is another house: it knows nothing of the product but the payload of a code.
"""

import gettext as catalogues
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from lienthong.kit.clock import local
from lienthong.work.payments.adapters.mock_bank.ledger import BIN, Entry, Payer
from lienthong.work.payments.vietqr import Transfer

LANGUAGES: Final = ("vi", "en")
_LOCALE = Path(__file__).resolve().parents[4] / "locale"
_STYLE = (Path(__file__).with_name("data") / "bank.css").read_text()
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: language and the words in it."""

    language: str
    say: Say


def reader(asked: str) -> Reader:
    """For `en` English, for everything else Vietnamese."""
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    return Reader(language, catalogues.translation("django", _LOCALE, [language], fallback=True).gettext)


def home(to: Reader, entries: Sequence[Entry], *, refused: str = "", payload: str = "") -> str:
    """A box for the payload of a code, and what was booked last."""
    _ = to.say
    problem = f'<p role="alert" class="refused">{escape(refused)}</p>' if refused else ""
    rows = "".join(_row(to, entry) for entry in entries) or f"<tr><td colspan=5>{_('Chưa có giao dịch.')}</td></tr>"
    heads = (_("Lúc"), _("Tài khoản"), _("Số tiền"), _("Nội dung"), _("Mã giao dịch"))
    return _page(
        to,
        _("Trả tiền bằng mã VietQR"),
        f"{problem}<form action=/pay method=get><input type=hidden name=lang value={to.language}>"
        f"<label for=qr>{_('Dán nội dung mã QR')}</label>"
        f"<textarea id=qr name=qr rows=4 required>{escape(payload)}</textarea>"
        f"<button>{_('Tiếp tục')}</button></form><h2>{_('Giao dịch gần đây')}</h2><div class=wide><table><thead><tr>"
        f"{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead><tbody>{rows}</tbody></table></div>",
    )


def _row(to: Reader, entry: Entry) -> str:
    sign = "+" if entry.direction == "CRDT" else "−"
    day = f"{local(entry.booked_at):%Y-%m-%d}"
    link = f"/statements/camt053?account={quote(entry.account)}&amp;day={day}"
    return (
        f"<tr><td>{local(entry.booked_at):%d/%m %H:%M:%S}</td><td><a href='{link}'>{escape(entry.account)}</a></td>"
        f"<td class=sum>{sign}{money(entry.amount)}</td><td>{escape(entry.words)}</td>"
        f"<td><a href='/done/{quote(entry.number)}?lang={to.language}'>{escape(entry.number)}</a></td></tr>"
    )


def confirm(to: Reader, payload: str, transfer: Transfer) -> str:
    """Payee, amount and words as the code says them, one button to pay, and the switches of what may go wrong."""
    _ = to.say
    amount = money(transfer.amount_dong) if transfer.amount_dong else _("người trả tự ghi")
    warning = "" if transfer.bank_bin == BIN else f"<p class=refused>{_('Mã này trả cho một ngân hàng khác.')}</p>"
    facts = (
        (_("Ngân hàng nhận"), transfer.bank_bin),
        (_("Tài khoản nhận"), transfer.account_number),
        (_("Số tiền"), amount),
        (_("Nội dung"), transfer.words),
    )
    return _page(
        to,
        _("Xác nhận chuyển tiền"),
        f"{warning}<dl>{''.join(f'<dt>{name}</dt><dd>{escape(value)}</dd>' for name, value in facts)}</dl>"
        f"<form action=/pay method=post><input type=hidden name=qr value='{escape(payload)}'>"
        f"<input type=hidden name=lang value={to.language}><button class=big>{_('Trả tiền')}</button>"
        f"<details{' open' if not transfer.amount_dong else ''}><summary>{_('Thử điều có thể trục trặc')}</summary>"
        f"{_switches(to, transfer)}</details></form>",
    )


def _switches(to: Reader, transfer: Transfer) -> str:
    _ = to.say
    numbers = (
        ("amount", _("Chuyển số tiền khác (đồng)"), str(transfer.amount_dong or "")),
        ("delay", _("Báo chậm bao nhiêu giây"), "0"),
        ("hold", _("Ghi có chậm bao nhiêu giây (trả sau khi đã hủy)"), "0"),
    )
    ticks = (
        ("twice", _("Báo hai lần")),
        ("out_of_order", _("Báo sau khoản kế tiếp (sai thứ tự)")),
        ("lose", _("Không báo: chỉ có trong sao kê")),
        ("unnamed", _("Không nói ai trả")),
    )
    fields = "".join(
        f"<label for={name}>{label}</label><input id={name} name={name} inputmode=numeric value='{escape(value)}'>"
        for name, label, value in numbers
    )
    return fields + "".join(
        f"<label class=tick><input type=checkbox name={name} value=1> {label}</label>" for name, label in ticks
    )


def done(to: Reader, entry: Entry, calls: Sequence[tuple[str, str]]) -> str:
    """What was booked, and what became of the calls about it."""
    _ = to.say
    told = "".join(f"<li>{escape(due[:19])} UTC: {escape(answer) or _('chờ')}</li>" for due, answer in calls)
    return _page(
        to,
        _("Đã chuyển tiền"),
        f"<p class=big>{money(entry.amount)}</p><dl><dt>{_('Tài khoản nhận')}</dt><dd>{escape(entry.account)}</dd>"
        f"<dt>{_('Nội dung')}</dt><dd>{escape(entry.words)}</dd>"
        f"<dt>{_('Mã giao dịch')}</dt><dd>{escape(entry.number)}</dd>"
        f"<dt>{_('Ghi có lúc')}</dt><dd>{local(entry.booked_at):%H:%M:%S, %d/%m/%Y}</dd></dl>"
        f"<p>{_('Bạn có thể đóng trang này: ngân hàng tự báo cho nơi nhận.')}</p>"
        f"<h2>{_('Các lần báo')}</h2><ul>{told or '<li>' + _('không báo') + '</li>'}</ul>"
        f"<p><a href='/?lang={to.language}'>{_('Về trang ngân hàng')}</a></p>",
    )


def money(amount: int) -> str:
    """`1.250.000 ₫`."""
    return f"{amount:,}".replace(",", ".") + " ₫"


def unnamed() -> Payer:
    """A payer the bank tells nothing of."""
    return Payer("", "", "")


def _page(to: Reader, title: str, content: str) -> str:
    _ = to.say
    other = "en" if to.language == "vi" else "vi"
    name = {"vi": "Tiếng Việt", "en": "English"}[other]
    return (
        f"<!doctype html><html lang={to.language}><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>{title} – {_('Ngân hàng mô phỏng')}</title><style>{_STYLE}</style></head><body>"
        f"<header><strong>{_('NGÂN HÀNG MÔ PHỎNG')}</strong> {_('Không có tiền thật. Chỉ để trình diễn.')} "
        f"<a href='/?lang={other}' hreflang={other} lang={other}>{name}</a></header>"
        f"<main><h1>{title}</h1>{content}</main></body></html>"
    )
