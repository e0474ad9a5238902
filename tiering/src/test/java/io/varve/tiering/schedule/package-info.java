@NullMarked
package io.varve.tiering.schedule;

import org.jspecify.annotations.NullMarked;
