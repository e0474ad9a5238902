@NullMarked
package io.varve.query.projection.find;

import org.jspecify.annotations.NullMarked;
