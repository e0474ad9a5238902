/**
 * When migrations and verifications run: {@link io.varve.tiering.schedule.WorkSchedule}, on Quartz. The jobs are a few
 * lines that call {@link io.varve.tiering.schedule.LogWork}.
 */
@NullMarked
package io.varve.tiering.schedule;

import org.jspecify.annotations.NullMarked;
