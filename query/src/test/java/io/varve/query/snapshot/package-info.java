@NullMarked
package io.varve.query.snapshot;

import org.jspecify.annotations.NullMarked;
