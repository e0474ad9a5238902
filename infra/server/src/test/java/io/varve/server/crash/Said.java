package io.varve.server.crash;

import io.varve.ingest.append.Appended;
import java.util.ArrayList;
import java.util.List;

/** The lines by which a process tells what it tries and what it was answered. */
final class Said {

    static final String FINISHED = "finished";
    static final String WRONG = "wrong ";

    private static final String TRIES = "tries ";
    private static final String ACKNOWLEDGED = "acknowledged ";

    /** Events given to the log together. */
    record Request(int number, List<String> ids) {}

    /** What the log answered. */
    record Answer(int number, List<Appended> appended) {}

    private Said() {}

    static String tries(Request request) {
        return TRIES + request.number + " " + String.join(",", request.ids);
    }

    static String acknowledged(Answer answer) {
        List<String> texts = new ArrayList<>();
        for (Appended each : answer.appended) {
            texts.add(each.position() + ":" + each.version() + ":" + each.recordedAtMicros() + ":" + each.duplicate());
        }
        return ACKNOWLEDGED + answer.number + " " + String.join(",", texts);
    }

    static List<Request> requests(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(TRIES))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Request(Integer.parseInt(parts[1]), List.of(parts[2].split(",", -1))))
                .toList();
    }

    static List<Answer> answers(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(ACKNOWLEDGED))
                .map(line -> line.split(" ", -1))
                .map(parts -> new Answer(Integer.parseInt(parts[1]), appended(parts[2])))
                .toList();
    }

    private static List<Appended> appended(String text) {
        List<Appended> all = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            String[] parts = each.split(":", -1);
            all.add(new Appended(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Boolean.parseBoolean(parts[3])));
        }
        return all;
    }
}
