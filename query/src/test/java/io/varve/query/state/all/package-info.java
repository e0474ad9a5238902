@NullMarked
package io.varve.query.state.all;

import org.jspecify.annotations.NullMarked;
