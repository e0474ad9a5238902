package io.varve.ingest.source.outbox;

import io.varve.ingest.event.EventRules;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of the columns of an outbox, as plain SQL writes them.
 *
 * @param id of the event, unique in the table; rows are read in its order
 * @param subject the aggregate
 * @param version number of the row in its aggregate
 * @param type of the event
 * @param data of the event: text, JSON or bytes
 * @param appendedAt null until the event is durable; read and written only where rows are marked
 * @param failure null until the row has become a dead letter
 * @param time business time; this one and the following may be absent from the table
 * @param source of the event
 * @param dataContentType media type of the data
 * @param extensions columns that become extension attributes of the same name in lower case
 */
public record OutboxColumns(
        String id,
        String subject,
        String version,
        String type,
        String data,
        String appendedAt,
        String failure,
        String time,
        String source,
        String dataContentType,
        List<String> extensions) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,127}");

    public OutboxColumns {
        extensions = List.copyOf(extensions);
        for (String name :
                List.of(id, subject, version, type, data, appendedAt, failure, time, source, dataContentType)) {
            requireName("column", name);
        }
        for (String name : extensions) {
            requireName("column", name);
            if (!EventRules.isExtensionName(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "column '" + name + "' cannot become an extension attribute: its name"
                                + " must be 1 to 64 letters a-z or digits, and not that of another attribute");
            }
        }
    }

    /** What goes into SQL as it is. */
    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " '" + name + "' must be a plain name in SQL: letters, digits and _, not quoted");
        }
    }
}
