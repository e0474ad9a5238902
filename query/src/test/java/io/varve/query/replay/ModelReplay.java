package io.varve.query.replay;

import io.varve.ingest.event.RecordedEvent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a replay must answer, said without tiers. */
final class ModelReplay {

    private ModelReplay() {}

    static List<RecordedEvent> answer(List<RecordedEvent> log, ReplayRequest request) {
        Stream<RecordedEvent> wanted = log.stream()
                .filter(event -> event.position() >= request.fromPosition())
                .filter(event -> event.position() < request.toPosition())
                .filter(event -> event.version() >= request.fromVersion())
                .filter(event -> event.version() < request.toVersion())
                .filter(event -> isInTimes(event, request))
                .filter(event -> request.types().isEmpty()
                        || request.types().contains(event.event().type()))
                .filter(event ->
                        request.subject() == null || event.event().subject().equals(request.subject()));
        return request.order() == ReplayOrder.LOG
                ? wanted.toList()
                : wanted.sorted(Comparator.comparing(
                                        (RecordedEvent event) -> event.event().subject())
                                .thenComparingLong(RecordedEvent::version))
                        .toList();
    }

    private static boolean isInTimes(RecordedEvent event, ReplayRequest request) {
        boolean bounded = request.sinceMicros() != Long.MIN_VALUE || request.untilMicros() != Long.MAX_VALUE;
        if (!bounded) {
            return true;
        }
        if (request.basis() == TimeBasis.RECORDED) {
            return event.recordedAtMicros() >= request.sinceMicros()
                    && event.recordedAtMicros() < request.untilMicros();
        }
        var time = event.event().time();
        return time != null && time.micros() >= request.sinceMicros() && time.micros() < request.untilMicros();
    }
}
