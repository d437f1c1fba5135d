"""House rules that linters can't see. Each failure names the place and what to do instead."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from fuwutai.people import permissions
from fuwutai.tickets import lifecycle

SOURCE = Path(__file__).resolve().parents[2]
ROOT = SOURCE.parents[1]
LADDER = ["core", "people", "calendars", "timeline", "files", "live", "notices", "search", "rules", "duty"]
LADDER += ["service_levels", "tickets", "incidents", "requests", "suggestions", "dispatch"]
LADDER += ["workspace", "channels", "history", "portal", "fuwutai_site"]


def code(*, beside_tests: bool = True) -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and not (beside_tests and "tests" in path.parts):
            yield path.relative_to(SOURCE), path.read_text()


def matches(pattern: str, *, only: str = "") -> list[str]:
    """`file:line text` for every line of code that has the pattern."""
    found = []
    for path, text in code():
        if re.search(only, str(path)):
            for number, line in enumerate(text.splitlines(), start=1):
                if re.search(pattern, line):
                    found.append(f"{path}:{number} {line.strip()}")
    return found


def templates() -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob("jinja2/**/*.html")):
        yield path, path.read_text()


def test_foreign_keys_point_down_the_ladder() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("fuwutai.")
        for field in model._meta.get_fields()
        if getattr(field, "remote_field", None) and field.concrete and field.related_model in apps.get_models()
        if field.related_model.__module__.startswith("fuwutai.")
        and LADDER.index(field.related_model._meta.app_label) > LADDER.index(model._meta.app_label)
    ]
    assert wrong == []


def test_views_and_api_fetch_through_permissions() -> None:
    guarded = "Ticket|Person|Contact|Attachment|Notice|Delivery|Entry|Account|ApiToken|Task|Visit"
    pattern = rf"\b({guarded})\.objects\b|get_object_or_404"
    assert matches(pattern, only=r"(^|/)(views|api)(/|\.py)") == []


def test_nothing_asks_the_time_but_the_clock() -> None:
    assert [hit for hit in matches(r"datetime\.now\(|timezone\.now\(|utcnow\(") if "core/clock.py" not in hit] == []


def test_business_is_called_by_name_not_by_model_signals() -> None:
    assert matches(r"\b(post_save|pre_save|post_delete)\b\.connect|signals import .*(save|delete)|@receiver") == []


def test_classes_are_named_after_the_desk_not_after_patterns() -> None:
    pattern = r"^class \w*(Manager|Helper|Utils?|Handler|Processor|Impl|Wrapper|Factory)\b"
    assert matches(pattern) == []
    assert [path for path, _ in code() if re.search(r"(utils?|helpers?|common|misc)\.py$", str(path))] == []


def test_no_inline_script_or_style_in_templates() -> None:
    pattern = re.compile(r"\sstyle=|<script(?![^>]*\bsrc=)|\son(click|load|change|submit|input)=|hx-on|javascript:")
    wrong = [
        f"{path.relative_to(SOURCE)}: {found.group()}"
        for path, text in templates()
        if "mail" not in path.name and "/mail/" not in str(path)
        for found in pattern.finditer(text)
    ]
    assert wrong == []


def test_templates_import_what_they_use_and_no_more() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}: {name}"
        for path, text in templates()
        for names in re.findall(r'{%-? from "[^"]+" import ([^%]+?)(?: with context)?-? ?%}', text)
        for name in re.findall(r"(\w+)(?:,|$)", names)
        if len(re.findall(rf"\b{name}\b", text)) == 1
    ]
    assert wrong == []


def test_every_class_of_our_styles_stands_on_some_page() -> None:
    sources = [text for _path, text in templates()] + [text for _path, text in code()]
    sources += [path.read_text() for path in (ROOT / "frontend" / "scripts").rglob("*.js")]
    used = {word for text in sources for word in re.findall(r"[\w-]+", text)}
    sheets = {path.name: path.read_text() for path in (ROOT / "frontend" / "styles").glob("*.css")}
    styled = {(name, word) for name, text in sheets.items() for word in re.findall(r"\.((?:fw|is)-[\w-]+)", text)}
    assert sorted((name, word) for name, word in styled if word not in used) == []


def test_every_verb_is_a_line_of_the_permission_table() -> None:
    declared = {permission.key for permission in permissions.declared()}
    others = {lifecycle.Who.REQUESTER, lifecycle.Who.FOLLOWER, lifecycle.Who.SYSTEM}
    by_staff = [verb for verb in lifecycle.verbs() if not verb.who <= others]
    assert [verb.key for verb in by_staff if verb.permission not in declared] == []


@pytest.mark.parametrize("kind", ["incident", "service_request", "complaint"])
def test_every_state_of_a_kind_can_be_reached_and_left(kind: str) -> None:
    edges = lifecycle.edges(lifecycle.get(kind))
    reached = {edge.target for edge in edges} | {"new"}
    assert {edge.source for edge in edges} - reached == set()


def test_no_address_of_a_registry_or_machine_in_the_tree() -> None:
    words = ["pypi" + ".org", "registry." + "npmjs", "pythonhosted" + ".org", "deb." + "debian.org", "/wo" + "rk/"]
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".js", ".css", ".html", ".yml", ""}
    wrong = []
    for path in _tracked():
        if path.suffix in kinds and path.is_file():
            text = path.read_text(errors="ignore")
            wrong += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    assert wrong == []


def _tracked() -> Iterator[Path]:
    skipped = {".git", ".venv", "node_modules", "var", "built", "__pycache__", ".mypy_cache", ".ruff_cache"}
    for path in ROOT.rglob("*"):
        inner = path.relative_to(ROOT).parts
        if not skipped & set(inner) and not any(part.startswith(".") for part in inner):
            yield path
