/**
 * The command line: {@link io.varve.server.cli.CommandLineRunner} runs one command and gives its exit code. The only
 * user of picocli.
 */
@NullMarked
package io.varve.server.cli;

import org.jspecify.annotations.NullMarked;
