@NullMarked
package io.varve.query.state;

import org.jspecify.annotations.NullMarked;
