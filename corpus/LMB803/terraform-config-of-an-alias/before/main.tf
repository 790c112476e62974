resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler = "app.handler"
  runtime = "python3.13"
  filename = "app.zip"
  publish = true
}
resource "aws_lambda_alias" "live" {
  name = "live"
  function_name = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}
resource "aws_lambda_permission" "sns" {
  action = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal = "sns.amazonaws.com"
  source_arn = aws_sns_topic.t.arn
  qualifier = aws_lambda_alias.live.name
}
resource "aws_lambda_function_event_invoke_config" "c" {
  function_name = aws_lambda_alias.live.function_name
  qualifier = aws_lambda_alias.live.name
  destination_config {
    on_failure {
      destination = aws_sqs_queue.dead.arn
    }
  }
}
resource "aws_sqs_queue" "dead" {
  name = "dead"
}
