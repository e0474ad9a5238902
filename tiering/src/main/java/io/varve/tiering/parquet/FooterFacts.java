package io.varve.tiering.parquet;

import io.varve.tiering.partition.Partition;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the footer of an event file says about it, as keys and values.
 *
 * @param log name of the log
 * @param logId id of the log
 * @param partition the partition all events lie in
 * @param firstPosition position of the first event
 * @param lastPosition position of the last event
 * @param digest of the events
 * @param previous link of the chain before the file
 * @param chain link of the chain at its end
 * @param progress of sources at its end
 */
@SuppressWarnings("ArrayRecordComponent") // compared as keys and values
record FooterFacts(
        String log,
        UUID logId,
        Partition partition,
        long firstPosition,
        long lastPosition,
        byte[] digest,
        ChainLink previous,
        ChainLink chain,
        Map<String, byte[]> progress) {

    private static final String PREFIX = "varve.";
    private static final String FORMAT = "varve.format";
    private static final String LOG = "varve.log";
    private static final String LOG_ID = "varve.log.id";
    private static final String PARTITION = "varve.partition";
    private static final String FIRST = "varve.first";
    private static final String LAST = "varve.last";
    private static final String DIGEST = "varve.digest";
    private static final String PREVIOUS = "varve.previous";
    private static final String CHAIN = "varve.chain";
    private static final String PROGRESS = "varve.progress.";

    /** The version of the format that is written, and the only one there is. */
    private static final String VERSION = "1";

    static FooterFacts of(FileIdentity identity, FileFacts facts) {
        return new FooterFacts(
                identity.log(),
                identity.logId(),
                facts.partition(),
                facts.firstPosition(),
                facts.lastPosition(),
                facts.digest(),
                facts.previous(),
                facts.chain(),
                facts.progress());
    }

    /**
     * Reads what {@link #toMap} gave.
     *
     * @throws IllegalArgumentException if the footer is not that of an event file of a known version
     */
    static FooterFacts parse(Map<String, String> footer) {
        if (!VERSION.equals(footer.get(FORMAT))) {
            throw new IllegalArgumentException(
                    FORMAT + " is " + footer.get(FORMAT) + ", this program reads version " + VERSION);
        }
        Map<String, byte[]> progress = new HashMap<>();
        footer.forEach((key, value) -> {
            if (key.startsWith(PROGRESS)) {
                progress.put(
                        key.substring(PROGRESS.length()), Base64.getDecoder().decode(value));
            }
        });
        return new FooterFacts(
                required(footer, LOG),
                UUID.fromString(required(footer, LOG_ID)),
                Partition.parse(required(footer, PARTITION)),
                Long.parseLong(required(footer, FIRST)),
                Long.parseLong(required(footer, LAST)),
                HexFormat.of().parseHex(required(footer, DIGEST)),
                ChainLink.parse(required(footer, PREVIOUS)),
                ChainLink.parse(required(footer, CHAIN)),
                progress);
    }

    /** The keys and values that stand in the footer, by key. */
    SortedMap<String, String> toMap() {
        SortedMap<String, String> map = new TreeMap<>();
        map.put(FORMAT, VERSION);
        map.put(LOG, log);
        map.put(LOG_ID, logId.toString());
        map.put(PARTITION, partition.name());
        map.put(FIRST, Long.toString(firstPosition));
        map.put(LAST, Long.toString(lastPosition));
        map.put(DIGEST, HexFormat.of().formatHex(digest));
        map.put(PREVIOUS, previous.hex());
        map.put(CHAIN, chain.hex());
        progress.forEach((source, value) ->
                map.put(PROGRESS + source, Base64.getEncoder().encodeToString(value)));
        return map;
    }

    /** Those of a footer's keys and values that are ours. */
    static SortedMap<String, String> select(Map<String, String> footer) {
        SortedMap<String, String> ours = new TreeMap<>(footer);
        ours.keySet().removeIf(key -> !key.startsWith(PREFIX));
        return ours;
    }

    /** Which file the keys and values are of, in words. */
    static String describe(Map<String, String> footer) {
        return footer.containsKey(FORMAT)
                ? "partition " + footer.get(PARTITION) + ", positions " + footer.get(FIRST) + " to " + footer.get(LAST)
                        + " of log " + footer.get(LOG) + " (" + footer.get(LOG_ID) + "), format " + footer.get(FORMAT)
                : "no event file";
    }

    private static String required(Map<String, String> footer, String key) {
        String value = footer.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is absent");
        }
        return value;
    }
}
