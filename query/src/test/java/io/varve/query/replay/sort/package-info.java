@NullMarked
package io.varve.query.replay.sort;

import org.jspecify.annotations.NullMarked;
