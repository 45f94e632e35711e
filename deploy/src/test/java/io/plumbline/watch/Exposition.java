package io.plumbline.watch;

import io.plumbline.stages.MetricCatalogue;
import io.plumbline.stages.MetricSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service really exports, in Prometheus' text format. */
final class Exposition {
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+.*$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    Exposition(String text) {
        text.lines().forEach(line -> {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    names.add(label.group(1));
                }
            }
        });
    }

    boolean has(String series) {
        return labels.containsKey(series);
    }

    /** Where this and {@link MetricCatalogue} do not say the same. */
    List<String> differences() {
        List<String> found = new ArrayList<>();
        Set<String> described = new TreeSet<>();
        for (MetricSpec spec : MetricCatalogue.all()) {
            described.addAll(spec.series());
            String kind = spec.kind().name().toLowerCase(Locale.ROOT);
            if (!kind.equals(types.get(spec.name()))) {
                found.add(spec.name() + " is described as " + kind + " and exported as " + types.get(spec.name()));
            }
            Set<String> own = new TreeSet<>(
                    spec.labels().stream().map(MetricSpec.Label::name).toList());
            for (String series : spec.series()) {
                Set<String> real = new TreeSet<>(labels.getOrDefault(series, own));
                real.remove("le");
                if (!real.equals(own)) {
                    found.add(series + " is described with labels " + own + " and exported with " + real);
                }
            }
        }
        labels.keySet().stream()
                .filter(series -> series.startsWith("plumbline_") && !described.contains(series))
                .forEach(series -> found.add(series + " is exported and not described"));
        return found;
    }
}
