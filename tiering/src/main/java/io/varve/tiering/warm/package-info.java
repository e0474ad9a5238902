/** Event files on local disk: {@link io.varve.tiering.warm.LocalByteSource} reads one. */
@NullMarked
package io.varve.tiering.warm;

import org.jspecify.annotations.NullMarked;
