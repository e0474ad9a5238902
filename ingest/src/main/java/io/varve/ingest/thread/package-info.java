/** How threads end: {@link io.varve.ingest.thread.Threads}. */
@NullMarked
package io.varve.ingest.thread;

import org.jspecify.annotations.NullMarked;
