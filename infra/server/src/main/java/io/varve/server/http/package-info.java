/**
 * The server: {@link io.varve.server.http.VarveServer}. With the packages below it the only user of Javalin and Jetty.
 */
@NullMarked
package io.varve.server.http;

import org.jspecify.annotations.NullMarked;
