/** The server: {@link io.varve.server.http.VarveServer}. The only user of Javalin. */
@NullMarked
package io.varve.server.http;

import org.jspecify.annotations.NullMarked;
