"""Records that contain one another: organisations, departments, categories."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid

_LONGEST_PATH = 200


class Tree(models.Model):
    """A node with a `parent`; `path` holds the ids from the root, `/1/5/9/`, so a subtree is one indexed range."""

    parent = models.ForeignKey(
        "self", verbose_name=_("Part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=_LONGEST_PATH, db_index=True, editable=False, default="")

    class Meta:
        abstract = True

    def place(self) -> None:
        """Derive `path` from the parent after a save, and that of everything below if it moved.

        Raises Invalid when the parent lies inside this node's own subtree.
        """
        own = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if self.parent and f"/{self.pk}/" in self.parent.path:
            raise Invalid(_("A record can't be part of itself."), fields={"parent": [_("Choose another one.")]})
        if own == self.path:
            return
        before, self.path = self.path, own
        nodes = type(self)._default_manager
        inside = nodes.filter(path__startswith=before).exclude(pk=self.pk) if before else nodes.none()
        moved = {self.pk: own, **{node.pk: own + node.path.removeprefix(before) for node in inside}}
        if any(len(path) > _LONGEST_PATH for path in moved.values()):
            raise Invalid(_("The tree is too deep there."), fields={"parent": [_("Choose another one.")]})
        for pk, path in moved.items():
            nodes.filter(pk=pk).update(path=path)

    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this node."""
        return [int(part) for part in self.path.split("/") if part]


@dataclass(frozen=True)
class Row:
    """A record in a list. In a tree `depth` counts from its root and `above` are the records that contain it."""

    record: Any
    depth: int = 0
    above: tuple[Any, ...] = ()


def in_tree(nodes: list[Any]) -> list[Row]:
    """The nodes, each followed by what it contains; siblings by organisation, position and name."""
    known = {node.pk for node in nodes}
    parts: dict[int | None, list[Any]] = defaultdict(list)
    for node in sorted(nodes, key=_place):
        parts[node.parent_id if node.parent_id in known else None].append(node)
    rows: list[Row] = []
    waiting = [Row(node) for node in reversed(parts[None])]
    while waiting:
        row = waiting.pop()
        rows.append(row)
        inner = [Row(node, row.depth + 1, (*row.above, row.record)) for node in parts[row.record.pk]]
        waiting += reversed(inner)
    return rows


def _place(node: Any) -> tuple[int, int, str]:
    return getattr(node, "organisation_id", 0), getattr(node, "position", 0), str(node)


def below(paths: list[str], *, prefix: str = "") -> Q:
    """A condition for everything in the subtrees at `paths`; `prefix` walks there (`organisation__`)."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path})
    return condition
