output "policy_arns" {
  description = "Policies for whoever runs Varve, if not attached by role_names."
  value       = concat([aws_iam_policy.archive.arn], aws_iam_policy.key[*].arn)
}

output "settings" {
  description = "What varve.yaml or the environment says of this bucket."
  value = {
    VARVE_COLD_BUCKET = aws_s3_bucket.archive.id
    VARVE_COLD_REGION = aws_s3_bucket.archive.region
    VARVE_COLD_PREFIX = var.prefix
  }
}
