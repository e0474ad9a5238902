package io.varve.tiering.parquet;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the footer of an event file says about it, as key and value; the attempt is not part of it. */
final class FooterFacts {

    static final String PREFIX = "varve.";
    static final String FORMAT = "varve.format";
    static final String LOG = "varve.log";
    static final String LOG_ID = "varve.log.id";
    static final String PARTITION = "varve.partition";
    static final String FIRST = "varve.first";
    static final String LAST = "varve.last";
    static final String DIGEST = "varve.digest";
    static final String PREVIOUS = "varve.previous";
    static final String CHAIN = "varve.chain";
    static final String PROGRESS = "varve.progress.";

    /** The version of the format that is written, and the only one there is. */
    static final String VERSION = "1";

    private FooterFacts() {}

    static SortedMap<String, String> of(
            FileIdentity identity,
            long firstPosition,
            long lastPosition,
            byte[] digest,
            ChainLink previous,
            ChainLink chain,
            Map<String, byte[]> progress) {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put(FORMAT, VERSION);
        facts.put(LOG, identity.log());
        facts.put(LOG_ID, identity.logId().toString());
        facts.put(PARTITION, identity.partition().name());
        facts.put(FIRST, Long.toString(firstPosition));
        facts.put(LAST, Long.toString(lastPosition));
        facts.put(DIGEST, HexFormat.of().formatHex(digest));
        facts.put(PREVIOUS, previous.hex());
        facts.put(CHAIN, chain.hex());
        progress.forEach((source, value) ->
                facts.put(PROGRESS + source, Base64.getEncoder().encodeToString(value)));
        return facts;
    }

    static SortedMap<String, String> of(FileIdentity identity, FileFacts facts) {
        return of(
                identity,
                facts.firstPosition(),
                facts.lastPosition(),
                facts.digest(),
                facts.previous(),
                facts.chain(),
                facts.progress());
    }

    /** Those of the footer's values that are ours. */
    static SortedMap<String, String> varveFacts(Map<String, String> footer) {
        SortedMap<String, String> facts = new TreeMap<>(footer);
        facts.keySet().removeIf(key -> !key.startsWith(PREFIX));
        return facts;
    }

    static String describe(Map<String, String> facts) {
        return facts.containsKey(FORMAT)
                ? "partition " + facts.get(PARTITION) + ", positions " + facts.get(FIRST) + " to " + facts.get(LAST)
                        + " of log " + facts.get(LOG) + " (" + facts.get(LOG_ID) + "), format " + facts.get(FORMAT)
                : "no event file";
    }
}
