/**
 * An archive as commands use it, wherever it lies: {@link io.varve.server.client.ArchiveClient} and its
 * {@link io.varve.server.client.LogClient}s. {@link io.varve.server.client.LocalArchive} is one in a data directory.
 */
@NullMarked
package io.varve.server.client;

import org.jspecify.annotations.NullMarked;
