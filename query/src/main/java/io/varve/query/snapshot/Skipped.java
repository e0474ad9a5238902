package io.varve.query.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot that was passed over.
 *
 * @param slot where it lies
 * @param position its position, null where that cannot be read
 * @param reason why
 * @param detail more of it, may be empty
 */
public record Skipped(int slot, @Nullable Long position, SkipReason reason, String detail) {

    /** In words. */
    public String text() {
        return (position == null ? "one in slot " + slot : "the one at position " + position) + ": " + reason.words()
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
