variable "publish" {
  type = bool
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler = "app.handler"
  runtime = "python3.13"
  filename = "app.zip"
  publish = var.publish
  snap_start {
    apply_on = "PublishedVersions"
  }
}
