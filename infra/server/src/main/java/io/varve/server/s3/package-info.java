/**
 * The S3 server that runs in this process when no bucket is configured, so that a newcomer runs the real path:
 * {@link io.varve.server.s3.EmbeddedS3}. The only user of S3Proxy.
 */
@NullMarked
package io.varve.server.s3;

import org.jspecify.annotations.NullMarked;
