resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "app.handler"
  runtime       = "python3.8"
  role          = aws_iam_role.orders.arn
  filename      = "orders.zip"
}
