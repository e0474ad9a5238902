package io.varve.tiering.protection;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment, which tells what it holds: {@code 0000000000000001000_0000000000000001999_<attempt>.segment}.
 *
 * @param firstPosition position of its first event
 * @param lastPosition position of its last event
 * @param attempt id of the attempt that made it
 */
public record SegmentName(long firstPosition, long lastPosition, String attempt) {

    private static final Pattern FORM = Pattern.compile("([0-9]{19})_([0-9]{19})_([A-Za-z0-9-]{1,64})\\.segment");

    public SegmentName {
        if (firstPosition < 0 || lastPosition < firstPosition || lastPosition == Long.MAX_VALUE) {
            throw new IllegalArgumentException("positions " + firstPosition + " to " + lastPosition);
        }
    }

    /**
     * The parts of a name.
     *
     * @throws IllegalArgumentException if it is not the name of a segment
     */
    static SegmentName parse(String name) {
        return ofKey(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no segment's name"));
    }

    /** The name at the end of an object's key; empty if the object is no segment. */
    public static Optional<SegmentName> ofKey(String key) {
        Matcher matcher = FORM.matcher(key.substring(key.lastIndexOf('/') + 1));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            long first = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            return Optional.of(new SegmentName(first, last, matcher.group(3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String format() {
        return String.format(Locale.ROOT, "%019d_%019d_%s.segment", firstPosition, lastPosition, attempt);
    }

    boolean liesWithin(SegmentName other) {
        return other.firstPosition <= firstPosition && lastPosition <= other.lastPosition;
    }

    boolean holds(long position) {
        return firstPosition <= position && position <= lastPosition;
    }

    /** The first position from this one on that none of the segments holds; they may overlap, in any order. */
    public static long coveredTo(long from, Collection<SegmentName> segments) {
        List<SegmentName> ascending = segments.stream()
                .sorted(Comparator.comparingLong(SegmentName::firstPosition))
                .toList();
        long position = from;
        for (SegmentName segment : ascending) {
            if (segment.holds(position)) {
                position = segment.lastPosition + 1;
            }
        }
        return position;
    }
}
