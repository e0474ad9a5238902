/**
 * The configuration of a data directory: {@link io.varve.server.config.VarveConfig} as one immutable value, and
 * {@link io.varve.server.config.ConfigReader}, which makes it of a file and the environment or names every problem at
 * once.
 */
@NullMarked
package io.varve.server.config;

import org.jspecify.annotations.NullMarked;
