"""What a mapping may say, and what is said about one that is wrong."""

from pathlib import Path

import pytest
from django.utils import translation

from fuwutai.history.mapping import Mistakes, read, shipped
from fuwutai.history.tests.bringing import AUDIT

_HOWTO = Path(__file__).resolve().parents[4] / "docs" / "howto" / "import-history.md"


@pytest.mark.parametrize("key", shipped())
def test_every_mapping_that_ships_can_be_read(key: str) -> None:
    assert read(shipped()[key].text).name
    assert shipped()[key].note


@pytest.mark.skipif(not _HOWTO.exists(), reason="the documentation is not part of the package")
def test_the_example_in_the_documentation_can_be_read() -> None:
    text = _HOWTO.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    assert read(text).ticket.made_sla is not None


def test_words_stay_words(db: None) -> None:
    found = read(AUDIT.replace("Closed: closed}", "No: closed, off: new, 1: resolved}"))
    assert found.ticket.state is not None
    assert {"No", "off", "1"} <= found.ticket.state.values.keys()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The mapping is empty."),
        ("a: [", "Line 2: This is no YAML"),
        ("- a", "Line 1: A mapping consists"),
        ("name: a\nname: b", "Line 2, name: “name” stands here a second time."),
        ("a: &x [1]\nb: *x", "Anchors"),
        ("[" * 60_000, "nests this deep"),
        ("- " * 30_000, "nests this deep"),
        ("? [a]\n: b", "A key has to be one word"),
        ("x: !!python/object:os.system y", "There is no key “x” here."),
        (AUDIT.replace("priority: priority", "prioriti: p"), "Line 11, ticket.prioriti: There is no key “prioriti”"),
        (AUDIT.replace("priority: priority", "prioriti: p"), "Did you mean “priority”?"),
        (AUDIT.replace("rows: snapshots", "rows: rows"), "Line 3, rows: “rows” is none of 'snapshots'"),
        (
            AUDIT.replace("Resolved: resolved", "Resolved: done"),
            "Line 9, ticket.state: “done” is no state. Known",
        ),
        (AUDIT.replace("time: at", ""), "time: It has to name the column"),
        (AUDIT + "times: {zone: Mars/Olympus}", "“Mars/Olympus” is no time zone"),
        (AUDIT + "where: [{column: a, iz: b}]", "Did you mean “is”?"),
        (AUDIT + "#" * 70_000, "longer than 64 KB"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, sentence: str) -> None:
    with translation.override("en"):
        with pytest.raises(Mistakes) as caught:
            read(text)
        assert sentence in "\n".join(map(str, caught.value.mistakes))
