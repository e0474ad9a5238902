# What Varve calls, and nothing else. The bucket is made here, so it needs no right to create one (cold.createBucket stays
# false), and it never deletes a version, so an object that it deleted can be brought back.
resource "aws_iam_policy" "archive" {
  name_prefix = "varve-"
  description = "Varve reads and writes the bucket ${var.bucket}"
  tags        = var.tags
  policy = templatefile("${path.module}/policy/varve.json.tftpl", {
    bucket_arn  = aws_s3_bucket.archive.arn
    objects_arn = "${aws_s3_bucket.archive.arn}/${var.prefix == "" ? "" : "${var.prefix}/"}*"
  })
}

resource "aws_iam_policy" "key" {
  count       = var.kms_key_arn == null ? 0 : 1
  name_prefix = "varve-key-"
  description = "Varve encrypts and decrypts the objects of the bucket ${var.bucket}"
  tags        = var.tags
  policy      = templatefile("${path.module}/policy/key.json.tftpl", { key_arn = var.kms_key_arn })
}

resource "aws_iam_role_policy_attachment" "archive" {
  for_each   = var.role_names
  role       = each.value
  policy_arn = aws_iam_policy.archive.arn
}

resource "aws_iam_role_policy_attachment" "key" {
  for_each   = var.kms_key_arn == null ? [] : var.role_names
  role       = each.value
  policy_arn = aws_iam_policy.key[0].arn
}
