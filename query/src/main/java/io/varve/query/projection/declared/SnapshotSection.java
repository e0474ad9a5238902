package io.varve.query.projection.declared;

import io.varve.query.snapshot.SnapshotPolicy;
import io.varve.query.snapshot.SnapshotRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The section {@code snapshot} of a file: due as soon as one of its conditions is. */
final class SnapshotSection {

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(d|h|m|s)");
    private static final Map<String, Duration> UNITS = Map.of(
            "d", Duration.ofDays(1), "h", Duration.ofHours(1), "m", Duration.ofMinutes(1), "s", Duration.ofSeconds(1));

    private SnapshotSection() {}

    static SnapshotRules read(@Nullable YamlValue section) {
        if (section == null) {
            return SnapshotRules.STANDARD;
        }
        Map<String, YamlValue> members = section.members(List.of("everyEvents", "every", "growth", "keep"));
        SnapshotPolicy policy = null;
        int keep = SnapshotRules.STANDARD.keep();
        for (Map.Entry<String, YamlValue> member : members.entrySet()) {
            YamlValue value = member.getValue();
            try {
                switch (member.getKey()) {
                    case "everyEvents" -> policy = or(policy, SnapshotPolicy.everyEvents(Long.parseLong(value.text())));
                    case "every" -> policy = or(policy, SnapshotPolicy.every(duration(value)));
                    case "growth" -> policy = or(policy, SnapshotPolicy.growth(Double.parseDouble(value.text())));
                    default -> keep = new SnapshotRules(SnapshotPolicy.never(), Integer.parseInt(value.text())).keep();
                }
            } catch (NumberFormatException e) {
                throw value.problem("'" + value.text() + "' must be a number");
            } catch (IllegalArgumentException e) {
                throw value.problem(String.valueOf(e.getMessage()));
            }
        }
        return new SnapshotRules(policy == null ? SnapshotRules.STANDARD.policy() : policy, keep);
    }

    private static SnapshotPolicy or(@Nullable SnapshotPolicy one, SnapshotPolicy other) {
        return one == null ? other : one.or(other);
    }

    private static Duration duration(YamlValue value) {
        Matcher matcher = DURATION.matcher(value.text());
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw value.problem("'" + value.text() + "' must be a duration such as 30d, 24h, 15m or 10s");
        }
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }
}
