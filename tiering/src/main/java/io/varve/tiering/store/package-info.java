/**
 * Where sealed files are opened and held, wherever they lie: {@link io.varve.tiering.store.SealedFiles}, and what a
 * reader of one log needs in all, {@link io.varve.tiering.store.LogSources}.
 */
@NullMarked
package io.varve.tiering.store;

import org.jspecify.annotations.NullMarked;
