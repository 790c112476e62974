resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "app.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.orders.arn
  filename      = "orders.zip"
  timeout       = 20
}

resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn = aws_sqs_queue.queue.arn
  function_name    = aws_lambda_function.orders.arn
}

resource "aws_sqs_queue" "queue" {
  name                       = "orders"
  visibility_timeout_seconds = 30
  redrive_policy             = jsonencode({ maxReceiveCount = 3 })
}
