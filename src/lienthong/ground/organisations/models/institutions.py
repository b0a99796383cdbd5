"""Bodies, their units and the posts in them.

The name and code kept on a body or unit are those recorded last, so that a list costs one query; only this room's
actions write them. What held on another day is read from the dated facts with `with_names_on`.
"""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, FilteredRelation, Q

from lienthong.ground.organisations.models.periods import ends_after_it_begins, holds_on
from lienthong.ground.organisations.states import CODE_LENGTH, BodyKind, CodeScheme, Rank
from lienthong.kit.ids import new_id
from lienthong.kit.text import fold, normalise

Kind = TypeVar("Kind", bound=models.Model)


def wanted(words: str, *, name: str = "") -> Q:
    """Every word must occur; a word typed with tones must occur with them, a word without may have any.

    `name` is the relation prefix of a dated name (`name_then__`), empty for the names recorded last.
    """
    condition = Q()
    for word in normalise(words).lower().split():
        column = "folded" if word == fold(word) else "lowered"
        condition &= Q(**{f"{name}{column}__contains": word})
    return condition


class InstitutionQuerySet(models.QuerySet[Kind]):
    """Words for what is founded, named and one day dissolved."""

    def existing_on(self, day: date) -> Self:
        """Founded on or before `day` and not dissolved by then."""
        return self.filter(holds_on(day, first="established_on", end="dissolved_on"))

    def in_vietnamese_order(self) -> Self:
        """By the name recorded last: letters of the Vietnamese alphabet first, tones second."""
        return self.order_by("sort_key", "id")

    def with_names_on(self, day: date) -> Self:
        """Add `vi_then`, `en_then`, `abbreviation_then`, `sort_key_then` and `code_then`: what was right on `day`."""
        named = FilteredRelation("names", condition=holds_on(day, through="names__"))
        scheme = Q(codes__scheme=CodeScheme.DECISION20)
        coded = FilteredRelation("codes", condition=scheme & holds_on(day, through="codes__"))
        return self.annotate(
            name_then=named,
            code_row_then=coded,
            vi_then=F("name_then__vi"),
            en_then=F("name_then__en"),
            abbreviation_then=F("name_then__abbreviation"),
            sort_key_then=F("name_then__sort_key"),
            code_then=F("code_row_then__value"),
        )

    def in_vietnamese_order_then(self) -> Self:
        """By the names of the day given to `with_names_on`."""
        return self.order_by("sort_key_then", "id")

    def called(self, words: str) -> Self:
        """Whose name, abbreviation or English name recorded last holds all `words`, or whose code begins with them."""
        return self.filter(wanted(words) | Q(code__istartswith=normalise(words)))

    def called_then(self, words: str) -> Self:
        """The same, by the names and codes of the day given to `with_names_on`."""
        return self.filter(wanted(words, name="name_then__") | Q(code_row_then__value__istartswith=normalise(words)))


class Institution(models.Model):
    """What has a life, a name and a code: a body or a unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    established_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    abbreviation = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, blank=True)
    sort_key = models.CharField(max_length=2000, db_collation="C")
    folded = models.CharField(max_length=600)
    lowered = models.CharField(max_length=600)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_vi

    def exists_on(self, day: date) -> bool:
        """Whether it is founded and not yet dissolved on `day`."""
        return self.established_on <= day and (self.dissolved_on is None or day < self.dissolved_on)


class Body(Institution):
    """A ministry, agency, people's committee or Party office: what sends and receives documents (cơ quan, tổ chức)."""

    kind = models.CharField(max_length=20, choices=BodyKind.choices)

    objects: ClassVar[InstitutionQuerySet["Body"]] = InstitutionQuerySet["Body"].as_manager()  # type: ignore[assignment]

    class Meta(Institution.Meta):
        constraints = [
            ends_after_it_begins("body_lives_forward", first="established_on", end="dissolved_on"),
            models.CheckConstraint(name="body_kind_is_known", condition=Q(kind__in=BodyKind.values)),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="body_in_order")]


class UnitQuerySet(InstitutionQuerySet["Unit"]):
    """Words for units."""

    def belonging_on(self, body: Body, day: date) -> Self:
        """Units that were part of `body` on `day`, directly or through units above them."""
        return self.filter(holds_on(day, through="parentages__"), parentages__within=body)


class Unit(Institution):
    """A department, office or division inside a body (đơn vị). `body` and `parent` are those recorded last."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta(Institution.Meta):
        constraints = [
            ends_after_it_begins("unit_lives_forward", first="established_on", end="dissolved_on"),
            models.CheckConstraint(name="unit_is_not_its_parent", condition=~Q(parent=F("id"))),
        ]
        indexes = [models.Index(fields=["body", "sort_key", "id"], name="unit_in_order")]


class PostQuerySet(models.QuerySet["Post"]):
    """Words for posts."""

    def existing_on(self, day: date) -> Self:
        """Established on or before `day` and not abolished by then."""
        return self.filter(holds_on(day, first="established_on", end="dissolved_on"))

    def in_vietnamese_order(self) -> Self:
        """By title."""
        return self.order_by("sort_key", "id")


class Post(models.Model):
    """A seat that a person may hold (chức vụ, vị trí): the mandates room says who does, from when until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    title_vi = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250, blank=True)
    sort_key = models.CharField(max_length=2000, db_collation="C")
    rank = models.CharField(max_length=20, choices=Rank.choices)
    established_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("post_lives_forward", first="established_on", end="dissolved_on"),
            models.CheckConstraint(name="post_rank_is_known", condition=Q(rank__in=Rank.values)),
        ]
        indexes = [models.Index(fields=["body", "rank"], name="post_by_rank")]

    def __str__(self) -> str:
        return self.title_vi
