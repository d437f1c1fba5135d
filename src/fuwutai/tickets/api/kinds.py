"""The lifecycle as data, for those who build clients or draw it."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.api.shapes import Label, Output
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.tickets import lifecycle
from fuwutai.tickets.api.routers import LIFECYCLE
from fuwutai.tickets.api.verbs import operation_id
from fuwutai.tickets.choices import State


class KindRow(Output):
    key: str
    label: Label


class StateShape(Output):
    key: str
    label: Label


class VerbShape(Output):
    """`sources` are the states in which it is possible; `targets` those it may lead to, none if the state stays."""

    key: str
    noun: str
    operation: str
    label: Label
    done: Label
    sources: list[str]
    targets: list[str]
    who: list[str]
    permission: str
    fields: list[str]
    required: list[str]
    public: bool
    takes_files: bool


class Edge(Output):
    source: str
    target: str
    verb: str


class KindShape(KindRow):
    """A kind of ticket with its whole lifecycle: what the pages, this API and the diagram are made from."""

    states: list[StateShape]
    verbs: list[VerbShape]
    edges: list[Edge]


@LIFECYCLE.get("", auth=reads, response=list[KindRow], operation_id="listKinds", summary="List kinds of ticket")
def list_kinds(request: ActorRequest) -> list[lifecycle.Kind]:
    return lifecycle.kinds()


@LIFECYCLE.get("/{kind}", auth=reads, response=KindShape, operation_id="getKind", summary="Read a lifecycle")
def get_kind(request: ActorRequest, kind: str) -> KindShape:
    """States, verbs and the moves between states of one kind."""
    found = next((known for known in lifecycle.kinds() if known.key == kind), None)
    if found is None:
        raise NotFound(_("There is no such kind of ticket."))
    edges = [Edge(source=edge.source, target=edge.target, verb=edge.verb.key) for edge in lifecycle.edges(found)]
    return KindShape(
        key=found.key,
        label=str(found.label),
        states=[StateShape(key=state.value, label=str(state.label)) for state in State],
        verbs=[_verb(verb) for verb in found.verbs],
        edges=edges,
    )


def _verb(verb: lifecycle.Verb) -> VerbShape:
    return VerbShape(
        key=verb.key, noun=verb.noun, operation=operation_id(verb) if verb.is_for_people else "",
        label=str(verb.label), done=str(verb.done),
        sources=sorted(verb.sources), targets=list(verb.targets), who=sorted(verb.who),
        permission=verb.permission if verb.is_for_people else "",
        fields=[field.name for field in verb.fields], required=[field.name for field in verb.fields if field.required],
        public=verb.public, takes_files=verb.takes_files,
    )  # fmt: skip
