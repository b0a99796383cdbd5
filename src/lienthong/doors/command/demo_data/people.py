"""Six synthetic people in every body: clerk, head of unit, leader, records keeper, auditor, outsider.

Names are drawn from common Vietnamese family, middle and given names with a fixed seed; nobody of them exists. The
outsider is an account with a mandate in no body: what a stranger sees.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lienthong.ground.identity.models import Account
from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Capacity, Role
from lienthong.ground.organisations.models import Body, Post
from lienthong.ground.organisations.states import Rank
from lienthong.kit.text import fold, sort_key

FAMILIES = "Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mai Đinh"
MIDDLES = {"m": "Văn Đức Minh Quang Hữu Xuân Công Thanh", "f": "Thị Thị Thu Ngọc Thanh Minh Hồng Kim"}
GIVEN = {
    "m": "An Bình Cường Dũng Đạt Hải Hiếu Hùng Khánh Long Nam Phong Quân Sơn Tâm Thành Trung Tuấn Việt Vinh",
    "f": "An Bích Chi Dung Giang Hà Hạnh Hoa Hương Lan Linh Mai Nga Nhung Oanh Phương Thảo Trang Vân Yến",
}

ROLES: dict[Rank, Role] = {
    Rank.LEADER: Role.LEADER,
    Rank.HEAD_OF_UNIT: Role.HEAD_OF_UNIT,
    Rank.SPECIALIST: Role.SPECIALIST,
    Rank.CLERK: Role.CLERK,
    Rank.RECORDS_KEEPER: Role.RECORDS_KEEPER,
    Rank.AUDITOR: Role.AUDITOR,
}
SOURCE = "Quyết định bổ nhiệm (dữ liệu trình diễn)"


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


def capacity_of(body: Body, rank: Rank) -> Capacity:
    """In which capacity the holder signs: collective bodies (people's committees) are signed for with TM."""
    if rank == Rank.LEADER and body.kind in {"province", "province_city", "party"}:
        return Capacity.TM
    return Capacity.OWN


def appoint_everybody(posts: Iterable[Post], *, since: datetime) -> list[Mandate]:
    """One account and one mandate for each post whose rank has a role. Bulk rows: the set-up of a demonstration."""
    chosen = [post for post in posts if Rank(post.rank) in ROLES]
    accounts = [_account(person) for person in invented(len(chosen))]
    Account.objects.bulk_create(accounts)
    mandates = [
        Mandate(
            account=account,
            post=post,
            role=ROLES[Rank(post.rank)],
            capacity=capacity_of(post.body, Rank(post.rank)),
            source=SOURCE,
            valid_from=since,
        )
        for account, post in zip(accounts, chosen, strict=True)
    ]
    return Mandate.objects.bulk_create(mandates)


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
