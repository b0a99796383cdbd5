"""A folder of YAML files becomes one package: read strictly, bound, compiled to canonical JSON with one address."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.identity.states import AccountLevel, AuthenticationLevel, Level
from lienthong.kit import canonical
from lienthong.kit.errors import NotFound
from lienthong.work.services import binding, form, reading
from lienthong.work.services.binding import Link, Page, Question
from lienthong.work.services.expressions.tree import Expression
from lienthong.work.services.problems import PackageRefused, Place, Problem
from lienthong.work.services.reading import Node
from lienthong.work.services.shapes import ListOf
from lienthong.work.services.states import About, Purpose
from lienthong.work.services.tables import Table

MOST_EXAMPLES = 100
MOST_COMPILED_BYTES = 4 * 1024 * 1024
_EXAMPLE = re.compile(r"examples/[a-z0-9][a-z0-9_-]{0,63}\.yaml")
SHIPPED = Path(__file__).parent / "data" / "procedures"


class NoSuchPackage(NotFound):
    """There is no folder here, and no package of this name comes with the product. Check the name."""


@dataclass(frozen=True)
class Package:
    """A procedure, compiled: its plain data, what was bound from it, and where each thing was written."""

    plain: dict[str, Any]
    pages: tuple[Page, ...]
    questions: Mapping[str, Question]
    tables: Mapping[Purpose, Table]
    places: Mapping[str, Place]
    links: tuple[Link, ...] = ()
    declared: Mapping[str, Mapping[str, Expression]] = field(default_factory=dict)
    """Result -> datum -> what the applicant's answers say of it."""

    @cached_property
    def encoded(self) -> bytes:
        """The canonical bytes (RFC 8785): the same for the same folder on every machine."""
        return canonical.encode(self.plain)

    @property
    def address(self) -> str:
        """SHA-256 over them, in hex: the name under which a dossier holds on to this very version."""
        return hashlib.sha256(self.encoded).hexdigest()

    @property
    def assurance(self) -> Level:
        """How surely an applicant must be known (Decree 69/2024); an account proven in full where nothing is said."""
        said = self.plain["procedure"].get("assurance", {"account": AccountLevel.TWO, "authentication": 1})
        return Level(AccountLevel(said["account"]), AuthenticationLevel(said["authentication"]))

    @property
    def about(self) -> About:
        """Whom the procedure is about, where that is not who applies."""
        return About(self.plain["procedure"].get("subject", About.APPLICANT))

    @property
    def is_for_enterprises(self) -> bool:
        """May somebody apply in the name of an enterprise or organisation?"""
        return not {"enterprise", "organisation"}.isdisjoint(self.plain["procedure"]["audience"])

    @property
    def roles(self) -> dict[str, dict[str, Any]]:
        """By its code, each unit for which a body that offers it names one of its own; who receives is asked apart."""
        return {each["code"]: each for each in self.plain["procedure"]["units"] if each["role"] != "receives"}

    @property
    def unconfirmed(self) -> int:
        """How many facts the publishing body still has to confirm."""
        return _unconfirmed(self.plain)

    def place(self, path: str) -> Place:
        """Where something was written (`tables.fee.rows[2].when`), or the nearest thing around it."""
        return binding.nearest(self.places, path)


def _unconfirmed(plain: Any) -> int:
    if isinstance(plain, dict):
        return int(plain.get("confirm") is True) + sum(_unconfirmed(each) for each in plain.values())
    return sum(_unconfirmed(each) for each in plain) if isinstance(plain, list) else 0


def shipped() -> tuple[str, ...]:
    """The names of the packages that come with the product, in the order of the alphabet."""
    return tuple(sorted(path.name for path in SHIPPED.iterdir() if path.is_dir()))


@cache
def read_shipped(name: str) -> Package:
    """A package that comes with the product, read once in the life of a process. Refuses: NoSuchPackage."""
    if name not in shipped():
        raise NoSuchPackage
    return read_folder(SHIPPED / name)


def read_folder(folder: Path) -> Package:
    """The package in a folder. Refuses: PackageRefused, with every problem of every file."""
    problems: list[Problem] = []
    nodes = {}
    for name in [*form.FILES, *(each for each in form.OPTIONAL_FILES if _is_there(folder / f"{each}.yaml"))]:
        node = _file(folder / f"{name}.yaml", f"{name}.yaml", problems)
        if node is not None:
            nodes[name] = node
    nodes["examples"] = Node([*_examples(folder, problems)], Place("examples"))
    _refuse_strangers(folder, problems)
    return _package(nodes, problems)


def _is_there(path: Path) -> bool:
    """Something of this name, though it may be a link or a device, which is refused where it is read."""
    return path.is_symlink() or path.exists()


def is_file_of_package(name: str) -> bool:
    """May a file of this name stand in the folder of a package?"""
    return name in {f"{each}.yaml" for each in form.ALL_FILES} or _EXAMPLE.fullmatch(name) is not None


def read_files(files: Mapping[str, str]) -> Package:
    """The package of these texts, each under its name in the folder. Refuses: PackageRefused."""
    problems: list[Problem] = []
    nodes = {}
    for name in [*form.FILES, *(each for each in form.OPTIONAL_FILES if files.get(f"{each}.yaml"))]:
        node = _text(files, f"{name}.yaml", problems)
        if node is not None:
            nodes[name] = node
    named = sorted(name for name in files if _EXAMPLE.fullmatch(name))
    examples = [(name, _text(files, name, problems)) for name in named[:MOST_EXAMPLES]]
    nodes["examples"] = Node([_example(name, node) for name, node in examples if node is not None], Place("examples"))
    strangers = [name for name in files if not is_file_of_package(name)] + named[MOST_EXAMPLES:]
    problems.extend(Problem("unknown-file", Place(name), _("Tệp này không thuộc gói thủ tục.")) for name in strangers)
    return _package(nodes, problems)


def _text(files: Mapping[str, str], name: str, problems: list[Problem]) -> Node | None:
    if name in files:
        return reading.read(files[name].encode("utf-8", "surrogatepass"), name, problems)
    problems.append(Problem("no-file", Place(name), _("Không có tệp này, hoặc không phải tệp thường.")))
    return None


def _example(file: str, node: Node) -> Node:
    """An example is called as its file."""
    if not isinstance(node.value, dict):
        return node
    name = Node(Path(file).stem.replace("-", "_"), Place(file))
    return Node({"name": name, **node.value}, node.place)


def read_compiled(data: bytes, name: str = "") -> Package:
    """A package from its compiled form. Refuses: PackageRefused."""
    problems: list[Problem] = []
    node = reading.read(data, name, problems, most_bytes=MOST_COMPILED_BYTES)
    if node is not None and not isinstance(node.value, dict):
        problems.append(Problem("not-a-map", node.place, _("Phải là các mục “tên: giá trị”.")))
    value = node.value if node is not None else {}
    return _package(value if isinstance(value, dict) else {}, problems)


def read(path: Path) -> Package:
    """A folder, or a compiled file. Refuses: PackageRefused."""
    if path.is_dir():
        return read_folder(path)
    problems: list[Problem] = []
    data = _bytes(path, path.name, problems, MOST_COMPILED_BYTES)
    if data is None:
        raise PackageRefused(problems)
    return read_compiled(data, path.name)


def _package(nodes: dict[str, Node], problems: list[Problem]) -> Package:
    """Shape, then bind. What is wrong with the shape is said first, because everything else follows from it."""
    if problems:
        _shaped(nodes, problems)
        raise PackageRefused(problems)
    plain = form.COMPILED.read(Node(nodes, Place("")), problems)
    if problems:
        raise PackageRefused(problems)
    places = dict(_places(nodes))
    bound = binding.bind(plain, places, problems)
    if problems:
        raise PackageRefused(problems)
    return Package(plain, bound.pages, bound.questions, bound.tables, places, bound.links, bound.declared)


def _shaped(nodes: dict[str, Node], problems: list[Problem]) -> None:
    """Say what is wrong with the files that could be read."""
    shapes = {**form.ALL_FILES, "examples": ListOf(form.EXAMPLE, key="name")}
    for name, node in nodes.items():
        if name in shapes:
            shapes[name].read(node, problems)


def _places(nodes: dict[str, Node]) -> Iterator[tuple[str, Place]]:
    for name, node in nodes.items():
        yield from _below(name, node)


def _below(path: str, node: Node) -> Iterator[tuple[str, Place]]:
    yield path, node.place
    if isinstance(node.value, dict):
        for name, each in node.value.items():
            yield from _below(f"{path}.{name}", each)
    elif isinstance(node.value, list):
        for index, each in enumerate(node.value):
            yield from _below(f"{path}[{index}]", each)


def _examples(folder: Path, problems: list[Problem]) -> Iterator[Node]:
    """The examples, by name of file; an example is called as its file."""
    if (folder / "examples").is_symlink():
        problems.append(Problem("no-file", Place("examples"), _("Không có tệp này, hoặc không phải tệp thường.")))
        return
    places = sorted((folder / "examples").glob("*.yaml"))
    if len(places) > MOST_EXAMPLES:
        sentence = _("Danh sách phải có từ %(least)s đến %(most)s mục.") % {"least": 0, "most": MOST_EXAMPLES}
        problems.append(Problem("list-length", Place("examples"), sentence))
        return
    for path in places:
        file = f"examples/{path.name}"
        node = _file(path, file, problems)
        if node is not None:
            yield _example(file, node)


def _file(path: Path, name: str, problems: list[Problem]) -> Node | None:
    data = _bytes(path, name, problems, reading.MOST_BYTES)
    return None if data is None else reading.read(data, name, problems)


def _bytes(path: Path, name: str, problems: list[Problem], most: int) -> bytes | None:
    """At most one byte more than allowed, so that a large file costs nothing; links and devices are not followed."""
    try:
        if not path.is_symlink() and path.is_file():
            with path.open("rb") as stream:
                return stream.read(most + 1)
    except OSError:
        pass
    problems.append(Problem("no-file", Place(name), _("Không có tệp này, hoặc không phải tệp thường.")))
    return None


def _refuse_strangers(folder: Path, problems: list[Problem]) -> None:
    """Every file belongs to the package, or is refused."""
    known = {f"{name}.yaml" for name in form.ALL_FILES} | {"examples"}
    try:
        found = [path.name for path in folder.iterdir() if path.name not in known]
        examples = folder / "examples"
        found += (
            [f"examples/{path.name}" for path in examples.iterdir() if path.suffix != ".yaml"]
            if examples.is_dir()
            else []
        )
    except OSError:
        found = []
    sentence = _("Tệp này không thuộc gói thủ tục.")
    problems.extend(Problem("unknown-file", Place(name), sentence) for name in sorted(found))
