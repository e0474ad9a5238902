/** Events come in over HTTP. */
@NullMarked
package io.varve.server.http.append;

import org.jspecify.annotations.NullMarked;
