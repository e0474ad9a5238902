@NullMarked
package io.varve.tiering.catalog;

import org.jspecify.annotations.NullMarked;
