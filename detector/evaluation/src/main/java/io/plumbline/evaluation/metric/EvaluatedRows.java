package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.statistics.GroupResampling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** All rows of an evaluation in one order, their documents, and the slices they form. */
public final class EvaluatedRows {
    /** A field with more values than this is no task or generator; the most frequent are kept. */
    static final int MAX_VALUES = 40;

    private static final String UNNAMED = "(unnamed)";

    private final List<LabelledExample> examples;
    private final int[] documents;
    private final List<String> stratumOfDocument;
    private final List<Slice> slices;
    private final List<String> notes = new ArrayList<>();

    /** Rows of one slice. */
    static final class Slice {
        private final SliceId id;
        private final int[] rows;

        Slice(SliceId id, List<Integer> rows) {
            this.id = id;
            this.rows = rows.stream().mapToInt(Integer::intValue).toArray();
        }

        SliceId id() {
            return id;
        }

        int[] rows() {
            return rows;
        }
    }

    /** The rows of these sets, in order. */
    public EvaluatedRows(List<LabelledData> sets) {
        examples = sets.stream().flatMap(set -> set.examples().stream()).toList();
        documents = new int[examples.size()];
        stratumOfDocument = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < documents.length; i++) {
            LabelledExample example = examples.get(i);
            // a document that two sets share is drawn with the first of them
            documents[i] = numbers.computeIfAbsent(example.documentId(), id -> {
                stratumOfDocument.add(example.set());
                return stratumOfDocument.size() - 1;
            });
        }
        slices = new ArrayList<>();
        groups(LabelledExample::set)
                .forEach((name, rows) -> slices.add(new Slice(new SliceId(SliceKind.SET, name), rows)));
        slices.sort(Comparator.comparingInt(slice -> slice.rows()[0]));
        boolean severalSets = slices.size() > 1;
        boolean tasksAreSets = groups(LabelledExample::task)
                .values()
                .containsAll(groups(LabelledExample::set).values());
        if (!tasksAreSets) {
            addUnlessOnlyOne(SliceKind.TASK, LabelledExample::task);
        }
        addUnlessOnlyOne(SliceKind.GENERATOR, LabelledExample::generator);
        if (severalSets) {
            slices.add(new Slice(SliceId.POOLED, allRows()));
        }
    }

    private Map<String, List<Integer>> groups(Function<LabelledExample, String> key) {
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < documents.length; i++) {
            String name = key.apply(examples.get(i));
            groups.computeIfAbsent(name.isEmpty() ? UNNAMED : name, n -> new ArrayList<>())
                    .add(i);
        }
        return groups;
    }

    private List<Integer> allRows() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < documents.length; i++) {
            all.add(i);
        }
        return all;
    }

    private void addUnlessOnlyOne(SliceKind kind, Function<LabelledExample, String> key) {
        Map<String, List<Integer>> groups = groups(key);
        if (groups.size() > MAX_VALUES) {
            notes.add("There are " + groups.size() + " values of " + kind + "; only the " + MAX_VALUES
                    + " most frequent are shown.");
            List<String> kept = groups.entrySet().stream()
                    .sorted(Comparator.comparingInt((Map.Entry<String, List<Integer>> e) ->
                            -e.getValue().size()))
                    .limit(MAX_VALUES)
                    .map(Map.Entry::getKey)
                    .toList();
            groups.keySet().retainAll(kept);
        }
        if (groups.size() > 1) {
            groups.forEach((name, rows) -> slices.add(new Slice(new SliceId(kind, name), rows)));
        }
    }

    /** The rows. */
    public List<LabelledExample> examples() {
        return examples;
    }

    LabelledExample example(int row) {
        return examples.get(row);
    }

    boolean label(int row) {
        return examples.get(row).hallucinated();
    }

    /** Number of the row's document: its place among the resampling's groups. */
    int document(int row) {
        return documents[row];
    }

    int documentCount() {
        return stratumOfDocument.size();
    }

    List<Slice> slices() {
        return slices;
    }

    List<String> notes() {
        return notes;
    }

    GroupResampling resample(int resamples, long seed) {
        return GroupResampling.draw(stratumOfDocument, resamples, seed);
    }
}
