@NullMarked
package io.varve.query.replay;

import org.jspecify.annotations.NullMarked;
