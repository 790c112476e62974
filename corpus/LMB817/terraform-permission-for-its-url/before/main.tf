resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler = "app.handler"
  runtime = var.runtime
  filename = "app.zip"
}
variable "runtime" {}
resource "aws_lambda_permission" "api" {
  action = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal = "*"
  invoked_via_function_url = true
}
resource "aws_lambda_permission" "s3" {
  count = var.x ? 1 : 0
  action = "lambda:InvokeFunction"
  function_name = aws_lambda_function.orders.function_name
  principal = "s3.amazonaws.com"
  source_arn = var.arn
}
