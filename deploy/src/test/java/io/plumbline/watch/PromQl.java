package io.plumbline.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression. No full parser: promtool judges the syntax, this reads which metrics and labels are named.
 *
 * @param selectors in the order they stand
 * @param groupLabels in {@code by}, {@code without}, {@code on}, {@code ignoring} and {@code group_...}
 */
record PromQl(List<Selector> selectors, Set<String> groupLabels) {
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\[[^]]*]|[0-9][0-9a-zA-Z_.]*|[a-zA-Z_:][a-zA-Z0-9_:]*|[=!<>~]+|\\S");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Set<String> AGGREGATIONS =
            Set.of("sum", "min", "max", "avg", "count", "group", "stddev", "stdvar", "topk", "bottomk", "quantile");

    /** A metric and the labels it is selected by. */
    record Selector(String metric, List<String> labels) {}

    static PromQl parse(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        List<Selector> selectors = new ArrayList<>();
        Set<String> groupLabels = new TreeSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (GROUPING.contains(token)) {
                if (next.equals("(")) {
                    int end = end(tokens, i + 1, ")");
                    names(tokens.subList(i + 2, end), groupLabels);
                    i = end;
                }
            } else if (isMetric(token, next)) {
                List<String> labels = new ArrayList<>();
                if (next.equals("{")) {
                    int end = end(tokens, i + 1, "}");
                    names(tokens.subList(i + 2, end), labels);
                    i = end;
                }
                selectors.add(new Selector(token, labels));
            }
        }
        return new PromQl(selectors, groupLabels);
    }

    private static boolean isMetric(String token, String next) {
        return NAME.matcher(token).matches()
                && !WORDS.contains(token)
                && !AGGREGATIONS.contains(token)
                && !next.equals("(");
    }

    private static int end(List<String> tokens, int from, String close) {
        int end = from;
        while (!tokens.get(end).equals(close)) {
            end++;
        }
        return end;
    }

    private static void names(List<String> tokens, java.util.Collection<String> to) {
        tokens.stream().filter(token -> NAME.matcher(token).matches()).forEach(to::add);
    }
}
