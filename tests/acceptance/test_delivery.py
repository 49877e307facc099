"""A text message that Twilio took and the phone never got: the daemon as a process, Twilio on loopback."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from alertd.web import signatures
from tests.acceptance.conftest import Build
from tests.acceptance.house import PEOPLE, House, loud, until
from tests.acceptance.receiver import Receiver

PUBLIC = "https://alerts.example.org"
PHONES = (
    PEOPLE.replace('pager: {kind: webhook, url: "%(url)s/pages/pager", secret: "${HOOK_SECRET}"}', "")
    .replace(
        "channels:",
        'channels:\n  sms: {kind: sms, account: AC1, token: "${TW}", from: "+15550100", base_url: "%(url)s"}',
    )
    .replace("pager: alice", 'sms: "+905550000001"')
    .replace("by: [hook, pager]", "by: [sms]")
)
MORE = f'public_url: {PUBLIC}\nreplies: {{sms: {{auth_token: "${{TW}}"}}}}\n'


def told(house: House, address: str, status: str, code: str = "") -> int:
    """Say what became of a message, as Twilio does, to the address that it was given."""
    path = address.removeprefix(PUBLIC)
    fields = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signatures.twilio("tw-secret", address, fields.items()),
    }
    wire = HTTPConnection("127.0.0.1", house.port, timeout=30)
    try:
        wire.request("POST", path, urlencode(fields), headers)
        return wire.getresponse().status
    finally:
        wire.close()


def pages(house: House) -> dict[str, dict[str, Any]]:
    """Return the pages of the one incident, by channel."""
    (incident,) = house.incidents()
    seen = json.loads(house.ask("GET", f"/api/v1/incidents/{incident['id']}")[1])
    return {page["channel"]: page for page in seen["page_list"] if page["to"] == "alice"}


def addresses(receiver: Receiver) -> list[str]:
    """Return where Twilio was asked to say what became of each message."""
    forms = [parse_qs(got.body.decode()) for got in receiver.got if urlsplit(got.path).path.endswith("/Messages.json")]
    return [form["StatusCallback"][0] for form in forms]


def test_the_phone_says_whether_a_page_came(build: Build, receiver: Receiver) -> None:
    """Delivered is shown with its instant; what did not come goes out on the next channel, and both survive a kill."""
    house = build(people=PHONES, more=MORE, environment={"TW": "tw-secret"})
    house.start()
    assert house.post(loud("1")) == 202
    (first,) = until(lambda: addresses(receiver), "the text message goes out")
    until(lambda: pages(house)["sms"]["outcome"] == "accepted", "it was taken")

    assert told(house, first, "sent") == 204
    assert told(house, first, "delivered") == 204
    # The page is worked out once a second for all who look, so it shows a receipt a moment later.
    until(lambda: pages(house)["sms"]["outcome"] == "delivered", "it is there")
    assert told(house, first, "undelivered", "30003") == 204  # too late: it is there
    assert told(house, first.replace("page=", "page=0"), "delivered") == 404

    assert house.post(loud("2", watch="globex")) == 202
    second = until(lambda: [one for one in addresses(receiver) if one != first], "the other brand's message")[0]
    assert told(house, second, "undelivered", "30003") == 204
    until(
        lambda: any(got.path == "/pages/hook" and got.page["to"] == "alice" for got in receiver.got), "told otherwise"
    )
    house.kill()
    house.start()
    # Killed before the answer of the hook was kept, the page goes out again, marked.
    until(lambda: sorted(house.page_states().values()) == ["accepted", "dead", "delivered"], "and stays")
