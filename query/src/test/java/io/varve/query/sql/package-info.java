/** Tests of SQL over real logs in three tiers. */
@NullMarked
package io.varve.query.sql;

import org.jspecify.annotations.NullMarked;
