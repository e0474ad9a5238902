/** Tests that read by Arrow itself what was written. */
@NullMarked
package io.varve.query.arrow;

import org.jspecify.annotations.NullMarked;
