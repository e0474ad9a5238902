/**
 * The demonstration: {@link io.varve.server.demo.BankHistory} makes years of a bank's events, {@link
 * io.varve.server.demo.Demonstration} takes them through the tiers and shows what became of them.
 */
@NullMarked
package io.varve.server.demo;

import org.jspecify.annotations.NullMarked;
