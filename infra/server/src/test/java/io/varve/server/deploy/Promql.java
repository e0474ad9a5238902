package io.varve.server.deploy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of PromQL names. Read by regular expressions, so it knows no more than what stands in our files.
 *
 * @param labels those by which it selects or groups, but for {@code job}, which Prometheus adds
 */
record Promql(Set<String> metrics, Set<String> labels) {

    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+),\\s*(\\w+)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][\\w:]*+(?!\\s*\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    static Promql of(String expression) {
        Set<String> metrics = new TreeSet<>();
        Set<String> labels = new TreeSet<>();
        String rest = expression;
        for (Matcher query = LABEL_VALUES.matcher(rest); query.find(); ) {
            labels.add(query.group(2));
        }
        rest = LABEL_VALUES.matcher(rest).replaceAll("$1");
        for (Matcher selector = SELECTOR.matcher(rest); selector.find(); ) {
            MATCHER.matcher(selector.group(1)).results().forEach(match -> labels.add(match.group(1)));
        }
        for (Matcher grouping = GROUPING.matcher(rest); grouping.find(); ) {
            Arrays.stream(grouping.group(1).split(",", -1)).map(String::strip).forEach(labels::add);
        }
        rest = SELECTOR.matcher(rest).replaceAll(" ");
        rest = GROUPING.matcher(rest).replaceAll(" ");
        rest = RANGE.matcher(rest).replaceAll(" ");
        NAME.matcher(rest)
                .results()
                .map(match -> match.group())
                .filter(name -> !OPERATORS.contains(name))
                .forEach(metrics::add);
        labels.remove("job");
        return new Promql(metrics, labels);
    }
}
