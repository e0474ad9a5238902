/** Following a log: replay that goes on into what is appended. Enter by {@link io.varve.query.follow.FollowCursor}. */
@NullMarked
package io.varve.query.follow;

import org.jspecify.annotations.NullMarked;
