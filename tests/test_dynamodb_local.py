"""The rewrites of writes to DynamoDB, on DynamoDB Local: a real parser of expressions and real conditions.

The corpus runs on moto in `test_warm_start.py`; here the same files before and after meet the other implementation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent
from typing import Any

import boto3
import pytest

from support.case import CORPUS, Run, load_case
from support.execution import Observation, Warm
from support.servers import DynamoDBLocal

# a case's name, and what of DynamoDB it is about
CREATES = {
    "LMB401/create": "a Table",
    "LMB401/low-level-client": "a client",
    "LMB401/client-of-a-resource": "meta.client of a resource",
    "LMB401/key-is-a-reserved-word": "a reserved word as attribute",
    "LMB401/key-with-a-sort-key": "a sort key",
    "LMB401/item-in-steps": "an item built in steps",
    "LMB401/looks-before-it-creates": "a request between look and write",
    "LMB404/create": "a condition that was there",
    "LMB404/low-level-client": "the same by a client",
    "LMB404/condition-object": "Attr(…).not_exists()",
}

LOSES_THE_FIRST_ANSWER = dedent("""
    import boto3
    from botocore.exceptions import EndpointConnectionError

    calls = {"sent": 0, "lost": 0}


    class LostAnswer:
        '''Sends each request, and loses the answer to the first PutItem: the SDK sends it once more.'''

        def __init__(self, session):
            self.session = session

        def __call__(self, request, **given):
            if not bytes(request.headers["X-Amz-Target"]).endswith(b".PutItem"):
                return None
            calls["sent"] += 1
            if calls["lost"]:
                return None
            calls["lost"] = 1
            self.session.send(request)
            raise EndpointConnectionError(endpoint_url=request.url)


    def observe():
        return calls["sent"]


    def lose_the_first_answer():
        from botocore.httpsession import URLLib3Session

        boto3.setup_default_session()
        lost = LostAnswer(URLLib3Session())
        boto3.DEFAULT_SESSION.events.register("before-send.dynamodb", lost)
""")


@pytest.mark.parametrize("name", CREATES, ids=CREATES.get)
def test_a_repeated_event_keeps_the_first_item(name: str, warm: Warm, dynamodb: DynamoDBLocal) -> None:
    case = load_case(CORPUS / name)

    before = call(warm, dynamodb, case.before, case.run)
    after = call(warm, dynamodb, case.after, case.run)

    assert shown(before[-1], case.run.fault) == case.run.fault
    assert shown(after[-1], case.run.fixed) == case.run.fixed


def test_a_retry_after_a_lost_answer_is_no_error(warm: Warm, dynamodb: DynamoDBLocal) -> None:
    case = load_case(CORPUS / "LMB404/create")
    run = replace(
        case.run,
        setup=f"{case.run.setup}\n\ncreate_table = prepare\n{LOSES_THE_FIRST_ANSWER}\n\n"
        "def prepare():\n    create_table()\n    lose_the_first_answer()\n",
        events=case.run.events[:1],
        observe=("seen", "result", "items:Users"),
    )

    (before,) = call(warm, dynamodb, case.before, run)
    (after,) = call(warm, dynamodb, case.after, run)

    item = {"UserId": "u1", "UserName": "Ada"}
    assert before["seen"] == after["seen"] == 2, "the SDK did not send the request again"
    assert before["error"].startswith("ConditionalCheckFailedException"), "its own first write fails the condition"
    assert before["items:Users"] == [item]
    assert after == {"seen": 2, "result": {"statusCode": 201}, "items:Users": [item]}


@pytest.mark.parametrize("name", ["LMB403/count", "LMB403/amount-of-the-event"])
def test_an_addition_keeps_what_came_between(name: str, warm: Warm, dynamodb: DynamoDBLocal) -> None:
    case = load_case(CORPUS / name)

    before = call(warm, dynamodb, case.before, case.run)
    after = call(warm, dynamodb, case.after, case.run)

    assert shown(before[-1], case.run.fault) == case.run.fault
    assert shown(after[-1], case.run.fixed) == case.run.fixed


def call(warm: Warm, dynamodb: DynamoDBLocal, files: Mapping[str, bytes], run: Run) -> list[Observation]:
    """What each call shows, with a database of its own that is certain to have been the server's."""
    environment = dynamodb.fresh()
    calls = warm.call(files, run, environment)
    client = boto3.session.Session().client(
        "dynamodb",
        endpoint_url=environment["AWS_ENDPOINT_URL_DYNAMODB"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key="testing",
        region_name="eu-west-1",
    )
    assert client.list_tables()["TableNames"], "the handler did not reach DynamoDB Local"
    return calls


def shown(seen: Observation, wanted: Mapping[str, Any]) -> Observation:
    return {key: seen.get(key) for key in wanted}
