/** Events as Apache Arrow: {@link io.varve.query.arrow.ArrowEventWriter}. The only user of Arrow. */
@NullMarked
package io.varve.query.arrow;

import org.jspecify.annotations.NullMarked;
