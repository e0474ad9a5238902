/** What lies where, and what is done with it. */
@NullMarked
package io.varve.server.http.operate;

import org.jspecify.annotations.NullMarked;
