/** The sources that feed the logs of a served archive: {@link io.varve.server.sources.Sources}. */
@NullMarked
package io.varve.server.sources;

import org.jspecify.annotations.NullMarked;
