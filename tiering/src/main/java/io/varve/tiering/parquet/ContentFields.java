package io.varve.tiering.parquet;

import io.varve.ingest.event.MalformedEventException;

/**
 * Where the fields of an event's content lie, found without making the event: the form of
 * {@link io.varve.ingest.event.EventCodec}. Meant to be reused from event to event; not thread-safe.
 */
final class ContentFields {

    static final int ID = 0;
    static final int SOURCE = 1;
    static final int SUBJECT = 2;
    static final int TYPE = 3;
    static final int TIME = 4;
    static final int TIME_TEXT = 5;
    static final int DATA_CONTENT_TYPE = 6;
    static final int DATA_SCHEMA = 7;
    static final int DATA = 8;
    static final int COUNT = 9;

    private final int[] starts = new int[COUNT];
    private final int[] lengths = new int[COUNT];
    private byte[] bytes = {};
    private int at;
    private int end;
    private int extensions;

    /**
     * Takes in the content and stands before its first extension.
     *
     * @throws MalformedEventException if the fields before the extensions are not those of an event
     */
    void parse(byte[] content, int offset, int length) {
        bytes = content;
        at = offset;
        end = offset + length;
        for (int field = 0; field < COUNT; field++) {
            int fieldLength = number() - 1;
            if (fieldLength > end - at) {
                throw new MalformedEventException(
                        "field " + field + " has " + fieldLength + " bytes, only " + (end - at) + " are left");
            }
            if (fieldLength < 0 && field <= TYPE) {
                throw new MalformedEventException("required field " + field + " is absent");
            }
            starts[field] = at;
            lengths[field] = fieldLength;
            at += Math.max(fieldLength, 0);
        }
        int time = lengths[TIME];
        if (time >= 0 ? time != Long.BYTES : lengths[TIME_TEXT] >= 0) {
            throw new MalformedEventException("time has " + time + " bytes, must have " + Long.BYTES);
        }
        extensions = number();
    }

    /** Offset of the field in the parsed array. */
    int start(int field) {
        return starts[field];
    }

    /** Length of the field, -1 where it is absent. */
    int length(int field) {
        return lengths[field];
    }

    /** Number of extensions. */
    int extensions() {
        return extensions;
    }

    /** Offset of what comes next: after {@link #parse} the first extension. */
    int position() {
        return at;
    }

    /** Passes over the next field of an extension and returns its length; its bytes end at {@link #position()}. */
    int nextExtensionField() {
        int length = number() - 1;
        if (length < 0 || length > end - at) {
            throw new MalformedEventException(
                    "part of an extension has " + length + " bytes, " + (end - at) + " are left");
        }
        at += length;
        return length;
    }

    /**
     * Passes over all extensions.
     *
     * @throws MalformedEventException if the content does not end with the last of them
     */
    void skipExtensions() {
        for (int i = 0; i < extensions; i++) {
            nextExtensionField();
            nextExtensionField();
        }
        if (at != end) {
            throw new MalformedEventException((end - at) + " bytes follow the last extension");
        }
    }

    private int number() {
        int number = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == end) {
                throw new MalformedEventException("content ends within a number");
            }
            byte next = bytes[at++];
            number |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (number < 0 || (shift == 28 && next > 0x07)) {
                    throw new MalformedEventException("a number past " + Integer.MAX_VALUE);
                }
                return number;
            }
        }
        throw new MalformedEventException("a number of more than five bytes");
    }
}
