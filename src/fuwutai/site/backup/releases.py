"""Which state of the database an archive was made in, as its migrations tell."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Refusal
from fuwutai.site.backup.archive import Unreadable

Node = tuple[str, str]
TOO_NEW = _("The backup was made by a newer release. Install that release first.")


def product_version() -> str:
    return version("fuwutai")


def applied() -> list[Node]:
    """The migrations of the database as it is. Raises Refusal where this release has some that were not applied."""
    loader = MigrationLoader(connection)
    if set(loader.graph.leaf_nodes()) - set(loader.applied_migrations):
        raise Refusal(_("The database is of an older release. Run “fuwutai migrate” first."))
    return sorted(node for node in loader.applied_migrations if node in loader.graph.nodes)


def must_be_known(nodes: Iterable[Node]) -> None:
    """Raise Unreadable when the archive holds what only a newer release can read."""
    known = MigrationLoader(None).graph.nodes
    if not set(nodes) <= set(known):
        raise Unreadable(TOO_NEW)


def models_at(nodes: Iterable[Node]) -> Any:
    """The models as they were when exactly these migrations had been applied."""
    return MigrationLoader(None).project_state(list(nodes)).apps


def migrate_to(nodes: Iterable[Node]) -> None:
    """Bring an empty database to the state of `nodes`."""
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each_app(executor.loader, set(nodes)))


def _last_of_each_app(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    def is_last(node: Node) -> bool:
        later = {child.key for child in loader.graph.node_map[node].children if child.key[0] == node[0]}
        return not later & nodes

    return sorted(node for node in nodes if is_last(node))
