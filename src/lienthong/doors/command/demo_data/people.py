"""Six synthetic people in every body: clerk, head of unit, leader, records keeper, auditor, outsider.

Names are drawn from common Vietnamese family, middle and given names with a fixed seed; nobody of them exists. The
outsider is the last account, with no mandate at all: what a stranger sees.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Capacity, Role
from lienthong.ground.organisations.models import Post
from lienthong.ground.organisations.states import BodyKind, Rank
from lienthong.kit.text import fold, sort_key

FAMILIES = "Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mai Đinh"
MIDDLES = {"m": "Văn Đức Minh Quang Hữu Xuân Công Thanh", "f": "Thị Thị Thu Ngọc Thanh Minh Hồng Kim"}
GIVEN = {
    "m": "An Bình Cường Dũng Đạt Hải Hiếu Hùng Khánh Long Nam Phong Quân Sơn Tâm Thành Trung Tuấn Việt Vinh",
    "f": "An Bích Chi Dung Giang Hà Hạnh Hoa Hương Lan Linh Mai Nga Nhung Oanh Phương Thảo Trang Vân Yến",
}

ROLES: dict[Rank, Role] = {
    Rank.LEADER: Role.LEADER,
    Rank.DEPUTY_LEADER: Role.LEADER,
    Rank.OFFICE_CHIEF: Role.HEAD_OF_UNIT,
    Rank.HEAD_OF_UNIT: Role.HEAD_OF_UNIT,
    Rank.SPECIALIST: Role.SPECIALIST,
    Rank.CLERK: Role.CLERK,
    Rank.ONE_STOP: Role.ONE_STOP,
    Rank.RECORDS_KEEPER: Role.RECORDS_KEEPER,
    Rank.AUDITOR: Role.AUDITOR,
}
SOURCE = "Quyết định bổ nhiệm (dữ liệu trình diễn)"
_COLLECTIVE = {BodyKind.PROVINCE, BodyKind.PROVINCE_CITY}


@dataclass(frozen=True)
class Person:
    """A name with the e-mail made from it."""

    full_name: str
    email: str


def invented(count: int, *, seed: int = 2019) -> Iterator[Person]:
    """`count` people with different e-mail addresses; the same ones at every run."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        sex = chance.choice("mf")
        name = " ".join(chance.choice(words.split()) for words in (FAMILIES, MIDDLES[sex], GIVEN[sex]))
        yield Person(name, f"{fold(name).replace(' ', '.')}.{number}@lienthong.example")


def appoint_everybody(posts: Sequence[Post], *, since: datetime) -> list[Mandate]:
    """One account and one mandate for each post, and an outsider. Bulk rows: the set-up of a demonstration.

    The head signs directly or for the collective (TM.), the deputy in the head's place (KT.), heads of units by order
    (TL.): so every capacity of the decree that a plain office needs is there.
    """
    accounts = [_account(person) for person in invented(len(posts) + 1)]
    Account.objects.bulk_create(accounts)
    heads = {
        post.body_id: (post, account) for post, account in zip(posts, accounts, strict=False) if post.rank == "leader"
    }
    leading = {body: _mandate(post, account, since) for body, (post, account) in heads.items()}
    Mandate.objects.bulk_create(leading.values())
    others = [
        _mandate(post, account, since, principal=leading.get(post.body_id))
        for post, account in zip(posts, accounts, strict=False)
        if post.rank != Rank.LEADER
    ]
    Mandate.objects.bulk_create(others)
    return [*leading.values(), *others]


def _mandate(post: Post, account: Account, since: datetime, principal: Mandate | None = None) -> Mandate:
    capacity = _capacity(post)
    return Mandate(
        account=account,
        post=post,
        role=ROLES[Rank(post.rank)],
        capacity=capacity,
        principal=principal if capacity in {Capacity.KT, Capacity.TL} else None,
        source=SOURCE,
        valid_from=since,
    )


def _capacity(post: Post) -> Capacity:
    if post.rank == Rank.LEADER:
        return Capacity.TM if post.body.kind in _COLLECTIVE else Capacity.OWN
    if post.rank == Rank.DEPUTY_LEADER:
        return Capacity.KT
    return Capacity.TL if post.rank in {Rank.OFFICE_CHIEF, Rank.HEAD_OF_UNIT} else Capacity.OWN


def _account(person: Person) -> Account:
    account = Account(
        email=person.email,
        full_name=person.full_name,
        folded=fold(person.full_name),
        sort_key=sort_key(given_name_first(person.full_name)),
        synthetic=True,
    )
    account.set_unusable_password()
    return account
