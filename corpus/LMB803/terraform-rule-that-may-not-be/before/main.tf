resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "app.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.orders.arn
  filename      = "orders.zip"
}

resource "aws_lambda_permission" "nightly" {
  count         = var.is_scheduled ? 1 : 0
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.nightly.arn
}
