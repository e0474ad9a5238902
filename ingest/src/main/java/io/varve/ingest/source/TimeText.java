package io.varve.ingest.source;

import io.varve.ingest.event.EventTime;
import io.varve.ingest.event.Micros;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The texts of times: a quick way for the canonical one, which is nearly all there is, and the general way for the
 * rest.
 */
final class TimeText {

    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int TO_SECONDS = "2026-01-31T09:30:00".length();

    private TimeText() {}

    /**
     * The same as {@link EventTime#parse}.
     *
     * @throws DateTimeException if the text is no time
     * @throws ArithmeticException if its year is too far away for a number of microseconds
     */
    static EventTime parse(String text) {
        int fraction = fractionDigits(text);
        if (fraction >= 0 && separated(text)) {
            long month = digits(text, 5, 7);
            long day = digits(text, 8, 10);
            long hour = digits(text, 11, 13);
            long minute = digits(text, 14, 16);
            long second = digits(text, 17, 19);
            long year = digits(text, 0, 4);
            long part = fraction == 0 ? 0 : digits(text, TO_SECONDS + 1, TO_SECONDS + 1 + fraction);
            boolean inRange = (year | month | day | hour | minute | second | part) >= 0
                    && hour < 24
                    && minute < 60
                    && second < 60
                    // a fraction that ends in three zeros is not canonical
                    && (fraction == 0 || part % 1_000 != 0);
            if (inRange) {
                long epochDay = LocalDate.of((int) year, (int) month, (int) day).toEpochDay();
                long seconds = (hour * 60 + minute) * 60 + second;
                long micros = fraction == 3 ? part * 1_000 : part;
                return EventTime.ofMicros(epochDay * MICROS_PER_DAY + seconds * 1_000_000 + micros);
            }
        }
        return EventTime.parse(text);
    }

    /** The digits of the fraction of a second in a text of canonical length, or -1 for any other text. */
    private static int fractionDigits(String text) {
        return switch (text.length()) {
            case 20 -> 0;
            case 24 -> 3;
            case 27 -> 6;
            default -> -1;
        };
    }

    private static boolean separated(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(text.length() - 1) == 'Z'
                && (text.length() == 20 || text.charAt(TO_SECONDS) == '.');
    }

    /** The number that the characters are, or -1 if one of them is not a digit. */
    private static long digits(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Prints {@link Micros#text}. */
    static void print(long micros, LineBuffer out) {
        long day = Math.floorDiv(micros, MICROS_PER_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        if (date.getYear() < 0 || date.getYear() > 9_999) {
            out.ascii(Micros.text(micros));
            return;
        }
        long ofDay = Math.floorMod(micros, MICROS_PER_DAY);
        int seconds = (int) (ofDay / 1_000_000);
        int part = (int) (ofDay % 1_000_000);
        out.digits(date.getYear(), 4);
        out.put('-');
        out.digits(date.getMonthValue(), 2);
        out.put('-');
        out.digits(date.getDayOfMonth(), 2);
        out.put('T');
        out.digits(seconds / 3_600, 2);
        out.put(':');
        out.digits(seconds / 60 % 60, 2);
        out.put(':');
        out.digits(seconds % 60, 2);
        if (part != 0) {
            out.put('.');
            if (part % 1_000 == 0) {
                out.digits(part / 1_000, 3);
            } else {
                out.digits(part, 6);
            }
        }
        out.put('Z');
    }
}
