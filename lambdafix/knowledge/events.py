"""What the fields of an event may hold, by its trigger.

From the event shapes that AWS publishes, and the parser models of Powertools for AWS Lambda and `@types/aws-lambda`
that are checked against them: `queryStringParameters: dict | None` in `APIGatewayProxyEventModel`, optional in
`APIGatewayProxyEventV2Model`; https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
"""

from __future__ import annotations

NULL_WITHOUT_PARAMETERS = frozenset({"queryStringParameters", "multiValueQueryStringParameters"})
"""null in an event of a REST API without a query; an HTTP API and a function URL leave the first out.

`pathParameters` is null as well where the route has none: whoever reads it has a route that has.
"""

REST_ONLY = frozenset({"httpMethod", "resource", "multiValueHeaders", "multiValueQueryStringParameters"})
"""Fields of a REST API's event that no HTTP API sends."""

OF_AN_API = REST_ONLY | frozenset(
    {"body", "headers", "pathParameters", "queryStringParameters", "rawPath", "rawQueryString", "requestContext"}
)
"""Fields by which the event of an API is known."""
