@NullMarked
package io.varve.tiering.cache;

import org.jspecify.annotations.NullMarked;
