/**
 * Ships what is not yet cold to the bucket, so that a lost data directory costs the events of one interval at most:
 * {@link io.varve.tiering.protection.Protection}, and the form in which hot events go there,
 * {@link io.varve.tiering.protection.Segment}.
 */
@NullMarked
package io.varve.tiering.protection;

import org.jspecify.annotations.NullMarked;
