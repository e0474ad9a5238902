/**
 * Named places at which the process can be made to die, for tests of what survives:
 * {@link io.varve.ingest.fault.FaultPoint}. Off unless a system property names one.
 */
@NullMarked
package io.varve.ingest.fault;

import org.jspecify.annotations.NullMarked;
