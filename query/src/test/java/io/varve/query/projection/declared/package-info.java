@NullMarked
package io.varve.query.projection.declared;

import org.jspecify.annotations.NullMarked;
