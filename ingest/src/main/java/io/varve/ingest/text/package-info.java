/** What is said to people about words they wrote: {@link io.varve.ingest.text.Nearest}. */
@NullMarked
package io.varve.ingest.text;

import org.jspecify.annotations.NullMarked;
