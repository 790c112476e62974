resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "app.handler"
  runtime       = var.runtime
  role          = aws_iam_role.orders.arn
  filename      = "orders.zip"
}

variable "runtime" {}
