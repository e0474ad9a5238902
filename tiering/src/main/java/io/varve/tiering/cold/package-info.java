/**
 * The cold tier: sealed files in an S3 bucket. {@link io.varve.tiering.cold.ObjectStore} is the port,
 * {@link io.varve.tiering.cold.S3ObjectStore} speaks to any server of the S3 protocol as
 * {@link io.varve.tiering.cold.S3Config} says. The only user of the AWS SDK.
 */
@NullMarked
package io.varve.tiering.cold;

import org.jspecify.annotations.NullMarked;
