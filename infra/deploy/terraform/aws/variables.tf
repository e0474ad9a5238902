variable "bucket" {
  description = "Name of the bucket: cold.bucket of varve.yaml. It is Varve's own; nothing else is kept in it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket must be 3 to 63 characters of a-z 0-9 . - without s3:// and without a path."
  }
}

variable "prefix" {
  description = "Where in the bucket the keys begin: cold.prefix of varve.yaml. Empty, or parts joined by /, without one at either end."
  type        = string
  default     = ""

  validation {
    condition     = var.prefix == "" || can(regex("^[A-Za-z0-9._=+-]+(/[A-Za-z0-9._=+-]+)*$", var.prefix))
    error_message = "prefix must be empty, or parts of A-Z a-z 0-9 . _ = + - joined by / without one at either end."
  }
}

variable "kms_key_arn" {
  description = "Key that the bucket encrypts with. Null: keys of S3 (AES256)."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "abort_uploads_days" {
  description = "After how many days the parts of an upload that never ended are removed. Varve does so itself; this is for a Varve that does not run."
  type        = number
  default     = 7

  validation {
    condition     = var.abort_uploads_days >= 2 && floor(var.abort_uploads_days) == var.abort_uploads_days
    error_message = "abort_uploads_days must be a whole number of 2 or more: an upload in progress must not be cut off."
  }
}

variable "transitions" {
  description = "Classes that objects go to by age, in days. Only classes that can be read at once: a replay waits for no restore. (cold.storageClass puts objects into a class from the beginning, which is cheaper.)"
  type = list(object({
    days          = number
    storage_class = string
  }))
  default = []

  validation {
    condition = alltrue([
      for each in var.transitions : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"], each.storage_class)
    ])
    error_message = "transitions may name STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING or GLACIER_IR; objects of other classes cannot be read at once."
  }

  validation {
    condition     = alltrue([for each in var.transitions : each.days >= (endswith(each.storage_class, "_IA") ? 30 : 0)])
    error_message = "transitions to STANDARD_IA and ONEZONE_IA take 30 days or more: S3 takes no object sooner."
  }
}

variable "expiration_days" {
  description = "There is none: an event is kept for ever. The variable stands here so that setting it is refused with a reason."
  type        = number
  default     = null

  validation {
    condition     = var.expiration_days == null
    error_message = "expiration_days must stay unset: a rule that expires objects deletes events."
  }
}

variable "deleted_versions_days" {
  description = "After how many days the old versions of objects that Varve deleted (manifests that were replaced, uploads that failed) are removed. Null: never."
  type        = number
  default     = null

  validation {
    condition     = var.deleted_versions_days == null ? true : var.deleted_versions_days >= 30
    error_message = "deleted_versions_days must be 30 or more: old versions are how an object that was deleted by mistake comes back."
  }
}

variable "object_lock" {
  description = "Keeps each version of an object from being deleted for so many days. GOVERNANCE: a privileged user may lift it; COMPLIANCE: nobody may. Null: no lock. It can be chosen only when the bucket is created."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode) && var.object_lock.days >= 1
    error_message = "object_lock needs mode GOVERNANCE or COMPLIANCE, and days of 1 or more."
  }
}

variable "role_names" {
  description = "IAM roles that get the policy: of the instance, of the container's task, of the Kubernetes service account."
  type        = set(string)
  default     = []
}

variable "tags" {
  description = "Tags of all that is made."
  type        = map(string)
  default     = {}
}
