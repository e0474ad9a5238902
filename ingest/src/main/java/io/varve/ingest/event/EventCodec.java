package io.varve.ingest.event;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event as bytes, and back: all that the producer stated, in one form only, so that equal events have
 * equal bytes. The form is that of docs/format.md, "Canonical content", version 1, and never changes; the hot log
 * stores it as it is, the digest chain is taken over it. Thread-safe.
 *
 * <p>Each field in turn is a LEB128 number and bytes: 0 for an absent field, else one more than the number of bytes
 * that follow. The fields are id, source, subject, type, time (8 bytes, big-endian microseconds), the producer's text
 * of the time where it is not the canonical one, datacontenttype, dataschema, data; then the number of extensions as
 * LEB128, and for each, by name, two fields: name and literal.
 */
public final class EventCodec {

    private EventCodec() {}

    /** The content of the event. */
    public static byte[] encode(Event event) {
        ContentWriter out =
                new ContentWriter(256 + (event.data() == null ? 0 : event.data().length()));
        out.text(event.id());
        out.text(event.source());
        out.text(event.subject().value());
        out.text(event.type());
        EventTime time = event.time();
        if (time == null) {
            out.absent();
            out.absent();
        } else {
            out.number(time.micros());
            out.text(time.otherText());
        }
        out.text(event.dataContentType());
        out.text(event.dataSchema());
        Payload data = event.data();
        if (data == null) {
            out.absent();
        } else {
            out.bytes(data.bytes());
        }
        out.count(event.extensions().size());
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            out.text(extension.getKey());
            out.text(extension.getValue());
        }
        return out.toByteArray();
    }

    /**
     * The event whose content stands in {@code bytes} from {@code offset} on, {@code length} bytes long.
     *
     * @throws MalformedEventException if the bytes are not those of one event
     */
    public static Event decode(byte[] bytes, int offset, int length) {
        ContentReader in = new ContentReader(bytes, offset, length);
        String id = in.requiredText("id");
        String source = in.requiredText("source");
        String subject = in.requiredText("subject");
        String type = in.requiredText("type");
        EventTime time = time(in);
        String dataContentType = in.text();
        String dataSchema = in.text();
        byte[] data = in.bytes();
        SortedMap<String, String> extensions = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            String name = in.requiredText("extension name");
            if (!extensions.isEmpty() && extensions.lastKey().compareTo(name) >= 0) {
                throw new MalformedEventException("extensions are out of order or given twice");
            }
            extensions.put(name, in.requiredText("extension value"));
        }
        in.end();
        return new Event(
                id,
                source,
                new AggregateId(subject),
                type,
                time,
                dataContentType,
                dataSchema,
                data == null ? null : Payload.of(data),
                extensions);
    }

    /**
     * The UTF-8 bytes of the aggregate's id in a content: for readers that pass over most events.
     *
     * @throws MalformedEventException if the bytes do not begin as those of an event
     */
    public static byte[] subject(byte[] content) {
        ContentReader in = new ContentReader(content, 0, content.length);
        in.skip();
        in.skip();
        byte[] subject = in.bytes();
        if (subject == null) {
            throw new MalformedEventException("subject is absent");
        }
        return subject;
    }

    /** The key under which the event is recognised when it comes again: a hash of its source and id. */
    public static Hash128 idKey(String source, String id) {
        byte[] sourceBytes = source.getBytes(StandardCharsets.UTF_8);
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        ContentWriter out = new ContentWriter(sourceBytes.length + idBytes.length + 10);
        out.bytes(sourceBytes);
        out.bytes(idBytes);
        return Hash128.ofPrefix(Sha256.newDigest().digest(out.toByteArray()));
    }

    /** A hash of the content, by which a repeated event is told from another one under the same id. */
    public static Hash128 contentHash(byte[] content) {
        return Hash128.ofPrefix(Sha256.newDigest().digest(content));
    }

    private static @Nullable EventTime time(ContentReader in) {
        Long micros = in.number();
        String otherText = in.text();
        if (micros == null) {
            if (otherText != null) {
                throw new MalformedEventException("text of a time without the time");
            }
            return null;
        }
        return new EventTime(micros, otherText);
    }
}
