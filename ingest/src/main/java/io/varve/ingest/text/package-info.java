/**
 * What is said to people about words they wrote: {@link io.varve.ingest.text.Nearest} finds the one that was meant,
 * {@link io.varve.ingest.text.Quoted} makes foreign ones fit to be shown.
 */
@NullMarked
package io.varve.ingest.text;

import org.jspecify.annotations.NullMarked;
