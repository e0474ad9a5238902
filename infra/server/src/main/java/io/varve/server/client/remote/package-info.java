/**
 * An archive that a server has, over HTTP: {@link io.varve.server.client.remote.RemoteArchive}. Answers are read back
 * into the values that a command prints of an archive in a data directory.
 */
@NullMarked
package io.varve.server.client.remote;

import org.jspecify.annotations.NullMarked;
