"""Event logs in XES (IEEE 1849), read as a stream. No entity is expanded and no document type is accepted."""

from collections.abc import Generator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from lxml import etree

from fuwutai.core.tables import cells
from fuwutai.core.tables.workbooks import refused

# The attributes of the trace stand before those of the event, as in the CSV that process-mining tools write.
TRACE = "case:"
FIRST_COLUMNS = (
    "case:concept:name", "concept:name", "time:timestamp", "org:resource", "org:group", "lifecycle:transition",
)  # fmt: skip
_MOST_ATTRIBUTES = 500


def is_xes(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<?xml", b"<log", b"<!doctype", "<?xml".encode("utf-16-le"), b"\xff\xfe<\x00?\x00"))


def events(file: IO[bytes], heading: list[str]) -> Generator[tuple[int, list[str] | None]]:
    """Each event with the line it stands in; `heading` gets a column for each attribute that is new."""
    places = {name: place for place, name in enumerate(heading)}
    trace: dict[str, str] = {}
    try:
        for element in _traces_and_events(file):
            if _name(element) == "trace":
                trace = {f"{TRACE}{key}": value for key, value in _attributes(element)}
            else:
                said = trace | dict(_attributes(element))
                yield _line(element), _cells(said, heading, places)
    except etree.XMLSyntaxError as error:
        raise refused(_("The XES file is damaged near line %(line)s.") % {"line": error.lineno or 1}) from None


def _traces_and_events(file: IO[bytes]) -> Generator[Any]:
    """Each trace when its first event begins, each event when it ends; what was read is forgotten."""
    read = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, dtd_validation=False,
        remove_comments=True, remove_pis=True, huge_tree=False,
    )  # fmt: skip
    told = False
    for count, (what, element) in enumerate(read):
        if count == 0:
            _check_root(element)
        name = _name(element)
        if what == "start":
            if name == "trace":
                told = False
            elif name == "event" and not told:
                told = True
                yield element.getparent()
        elif name in {"event", "trace"}:
            if name == "event":
                yield element
            _forget(element)


def _check_root(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise refused(_("The file declares a document type, which event logs never need. It is not read."))
    if _name(element) != "log":
        raise refused(_("This XML file is no event log: it does not begin with “log”."))


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _attributes(element: Any) -> Generator[tuple[str, str]]:
    """Key and value of the simple attributes; lists within attributes are left out."""
    for child in element:
        key, value = child.get("key"), child.get("value")
        if key is not None and value is not None and _name(child) not in {"list", "container"}:
            yield key, cells.CONTROL_BUT_BREAKS.sub(" ", value).strip()


def _cells(said: dict[str, str], heading: list[str], places: dict[str, int]) -> list[str]:
    for key in said.keys() - places.keys():
        if len(heading) >= _MOST_ATTRIBUTES:
            raise refused(_("The log has more than %(most)d different attributes.") % {"most": _MOST_ATTRIBUTES})
        places[key] = len(heading)
        heading.append(key)
    found = [""] * len(heading)
    for key, value in said.items():
        found[places[key]] = value
    return found


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _line(element: Any) -> int:
    return int(element.sourceline or 0)
