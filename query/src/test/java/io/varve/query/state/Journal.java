package io.varve.query.state;

import io.varve.ingest.event.RecordedEvent;
import io.varve.query.projection.Definition;
import io.varve.query.projection.Projection;
import io.varve.query.snapshot.SnapshotRules;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A projection whose state tells which events it has folded, in which order.
 *
 * @param text of its definition
 */
record Journal(String name, int version, String text, Scope scope, SnapshotRules snapshots)
        implements Projection<Journal.Pages> {

    private static final Pattern JSON = Pattern.compile("\\{\"count\":(\\d+),\"chain\":(-?\\d+),\"pad\":\"x*\"}");

    static Journal of(SnapshotRules rules) {
        return new Journal("journal", 1, "first", Scope.AGGREGATE, rules);
    }

    Journal ofLog() {
        return new Journal("log-journal", version, text, Scope.LOG, snapshots);
    }

    Journal edited() {
        return new Journal(name, version, text + " edited", scope, snapshots);
    }

    /** Mutable. */
    static final class Pages {
        private long count;
        private long chain;
    }

    @Override
    public Definition definition() {
        return Definition.ofText(text);
    }

    @Override
    public Pages initial() {
        return new Pages();
    }

    @Override
    public Pages apply(Pages pages, RecordedEvent event) {
        pages.count++;
        pages.chain = pages.chain * 31 + (event.event().id() + text).hashCode();
        return pages;
    }

    @Override
    public byte[] toJson(Pages pages) {
        String pad = "x".repeat((int) Math.min(pages.count, 200));
        return ("{\"count\":" + pages.count + ",\"chain\":" + pages.chain + ",\"pad\":\"" + pad + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Pages fromJson(byte[] json) {
        Matcher matcher = JSON.matcher(new String(json, StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no pages of a journal");
        }
        Pages pages = new Pages();
        pages.count = Long.parseLong(matcher.group(1));
        pages.chain = Long.parseLong(matcher.group(2));
        return pages;
    }
}
