package io.varve.tiering.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The distinct values of one column in one run, numbered as they first appear. Not thread-safe. */
final class ValueDictionary {

    /** The number of an absent value. */
    static final int ABSENT = -1;

    private static final int MAX_VALUES = 16_384;
    private static final int MAX_BYTES = 512 << 10;

    private final Map<Utf8Key, Integer> numbers = new HashMap<>();
    private final List<Utf8Key> values = new ArrayList<>();
    private final Utf8Key probe = new Utf8Key();
    private int last = ABSENT;
    private int bytes;
    private boolean tooLarge;

    /** The number of the value; meaningless once the dictionary is too large. */
    int number(byte[] array, int offset, int length) {
        if (length < 0) {
            return ABSENT;
        }
        if (last != ABSENT && values.get(last).matches(array, offset, length)) {
            return last;
        }
        Integer known = numbers.get(probe.at(array, offset, length));
        if (known == null) {
            known = add(length);
        }
        last = known;
        return known;
    }

    /** Whether the column is better written without a dictionary. */
    boolean tooLarge() {
        return tooLarge;
    }

    int size() {
        return values.size();
    }

    byte[] value(int number) {
        return values.get(number).bytes();
    }

    void clear() {
        numbers.clear();
        values.clear();
        last = ABSENT;
        bytes = 0;
        tooLarge = false;
    }

    private Integer add(int length) {
        if (values.size() == MAX_VALUES || bytes + length > MAX_BYTES) {
            tooLarge = true;
            return ABSENT;
        }
        Utf8Key key = new Utf8Key(probe);
        Integer number = values.size();
        values.add(key);
        numbers.put(key, number);
        bytes += length;
        return number;
    }
}
