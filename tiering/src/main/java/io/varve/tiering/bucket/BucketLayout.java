package io.varve.tiering.bucket;

import io.varve.tiering.catalog.LogDefinition;
import io.varve.tiering.partition.Partition;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the objects of one log lie in its bucket; docs/format-recovery.md is the spec. The log's id is part of each
 * key, so that a log of the same name in a new data directory never takes the objects of another for its own.
 *
 * @param log the log's name
 * @param logId the log's id
 */
public record BucketLayout(String log, UUID logId) {

    private static final String CATALOG = "catalog/";
    private static final String SEGMENTS = "segments/";
    private static final String SET_ASIDE = "set-aside/";
    private static final String SUBSCRIPTIONS = "subscriptions/";
    private static final String MANIFEST_SUFFIX = ".json";
    private static final String SUBSCRIPTIONS_SUFFIX = ".subscriptions";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{19}");
    private static final Pattern ROOT = Pattern.compile(
            "([a-z][a-z0-9_-]{0,62})/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/.+");

    public static BucketLayout of(LogDefinition definition) {
        return new BucketLayout(definition.name(), definition.id());
    }

    /** The log that the object belongs to; empty if the key is not of any. */
    public static Optional<BucketLayout> ofKey(String key) {
        Matcher matcher = ROOT.matcher(key);
        return matcher.matches()
                ? Optional.of(new BucketLayout(matcher.group(1), UUID.fromString(matcher.group(2))))
                : Optional.empty();
    }

    /** What every key of the log begins with. */
    public String prefix() {
        return log + "/" + logId + "/";
    }

    /** What the keys of the partition's files begin with. */
    public String partitionPrefix(Partition partition) {
        return prefix() + partition.name() + "/";
    }

    /** Where an attempt puts a file; its sidecar goes beside it. */
    public String fileKey(Partition partition, String attempt, String fileName) {
        return partitionPrefix(partition) + attempt + "/" + fileName;
    }

    public String manifestPrefix() {
        return prefix() + CATALOG;
    }

    String manifestKey(long number) {
        return manifestPrefix() + numbered(number, MANIFEST_SUFFIX);
    }

    /** The number of the manifest; empty if the key is not that of one. */
    public OptionalLong manifestNumber(String key) {
        return number(manifestPrefix(), MANIFEST_SUFFIX, key);
    }

    /** What the keys of the copies of the log's subscriptions begin with. */
    public String subscriptionsPrefix() {
        return prefix() + SUBSCRIPTIONS;
    }

    public String subscriptionsKey(long number) {
        return subscriptionsPrefix() + numbered(number, SUBSCRIPTIONS_SUFFIX);
    }

    /** The number of the copy of the subscriptions; empty if the key is not that of one. */
    public OptionalLong subscriptionsNumber(String key) {
        return number(subscriptionsPrefix(), SUBSCRIPTIONS_SUFFIX, key);
    }

    private static String numbered(long number, String suffix) {
        return String.format(Locale.ROOT, "%019d%s", number, suffix);
    }

    private static OptionalLong number(String prefix, String suffix, String key) {
        if (!key.startsWith(prefix) || !key.endsWith(suffix) || key.length() < prefix.length() + suffix.length()) {
            return OptionalLong.empty();
        }
        String digits = key.substring(prefix.length(), key.length() - suffix.length());
        try {
            return NUMBER.matcher(digits).matches() ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // 19 digits can be too much
        }
    }

    public String segmentPrefix() {
        return prefix() + SEGMENTS;
    }

    public String segmentKey(String name) {
        return segmentPrefix() + name;
    }

    /** Where a segment goes that is not of this log's history. */
    public String setAsideKey(String name) {
        return prefix() + SET_ASIDE + name;
    }

    /** Whether the object is a file of a partition, or a sidecar, and none of what lies beside these. */
    public boolean isOfPartition(String key) {
        return key.startsWith(prefix())
                && !key.startsWith(manifestPrefix())
                && !key.startsWith(segmentPrefix())
                && !key.startsWith(subscriptionsPrefix())
                && !key.startsWith(prefix() + SET_ASIDE);
    }
}
