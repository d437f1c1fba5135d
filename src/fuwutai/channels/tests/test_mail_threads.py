"""Which ticket a message belongs to."""

import pytest

from fuwutai.channels.mail import message, subjects, threads
from fuwutai.channels.tests.letters import letter

KEY = b"a secret of the tests"


def ours(ticket: str) -> str:
    return threads.new_id(ticket, domain="desk.example", key=KEY)


def test_a_message_id_of_ours_names_its_ticket() -> None:
    message_id = ours("204397")
    assert threads.ticket_of(message_id, key=KEY) == "204397"
    assert threads.is_ours(message_id.strip("<>"))
    assert ours("204397") != message_id


def test_it_names_the_ticket_after_a_change_of_domain() -> None:
    assert threads.ticket_of(ours("204397").replace("desk.example", "new.example"), key=KEY) == "204397"


@pytest.mark.parametrize(
    "forged",
    [
        lambda: ours("204397").replace("204397", "204398"),
        lambda: threads.new_id("204397", domain="desk.example", key=b"another secret"),
        lambda: "<fuwutai.204397.aaaaaaaaaaaaaaaaaaaaaaaa@desk.example>",
        lambda: "<fuwutai.204397@desk.example>",
        lambda: "<204397@desk.example>",
        lambda: "",
    ],
)
def test_a_guessed_message_id_attaches_nothing(forged) -> None:  # type: ignore[no-untyped-def]
    assert threads.ticket_of(forged(), key=KEY) is None


def test_candidates_come_likeliest_first() -> None:
    raw = letter(
        "x",
        In_Reply_To=ours("300"),
        References=f"{ours('100')} <other@example.com> {ours('200')} {ours('300')}",
        Subject="Re: [#400] Printer",
    )
    found = threads.candidates(message.read(raw), key=KEY)
    assert [(each.ticket, each.source, each.is_sealed) for each in found] == [
        ("300", "in-reply-to", True),
        ("200", "references", True),
        ("100", "references", True),
        ("400", "subject", False),
    ]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Re: [#204397] Printer", ("204397",)),
        ("Re: [ #204397 ] Printer", ("204397",)),
        ("about #204397", ("204397",)),
        ("工单204397 打印机", ("204397",)),
        ("工单号:204397", ("204397",)),
        ("關於工單 204397", ("204397",)),
        ("#1 printer, room 204397", ()),
        ("&#204397; a#204397", ()),
        ("Printer", ()),
    ],
)
def test_numbers_in_subjects(subject: str, expected: tuple[str, ...]) -> None:
    assert threads.numbers(subject) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Re: Printer", "Printer"),
        ("RE: FW: Re: Printer", "Printer"),
        ("回复: 答复: 转发: 打印机", "打印机"),
        ("回覆: 轉寄: 印表機", "印表機"),
        ("RE(2): Re[3]: Printer", "Printer"),
        ("AW: WG: Drucker", "Drucker"),
        ("TR : Imprimante", "Imprimante"),
        ("[Fwd: Printer]", "Printer"),
        ("【转发】打印机", "【转发】打印机"),
        ("回复", "回复"),
        ("Re:", ""),
        ("Reset: my password", "Reset: my password"),
        ("Report: 3", "Report: 3"),
        ("返信: プリンター", "プリンター"),
        ("转发给您的报告", "转发给您的报告"),
    ],
)
def test_subjects_without_prefixes(subject: str, expected: str) -> None:
    assert subjects.bare(subject) == expected
