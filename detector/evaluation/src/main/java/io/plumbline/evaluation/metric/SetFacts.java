package io.plumbline.evaluation.metric;

import io.plumbline.evaluation.DataFile;
import io.plumbline.evaluation.RowProblem;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a data set is, and what became of its rows.
 *
 * @param set its name
 * @param files what was read, with hashes
 * @param splits splits of the evaluated rows
 * @param tasks their tasks
 * @param generators their generators
 * @param sources where they come from
 * @param licences their terms
 * @param rows evaluated rows
 * @param positives hallucinated ones
 * @param documents distinct documents
 * @param spanRows rows with labelled spans
 * @param singleEditRows rows made wrong by one edit
 * @param unlabelled rows of the files without a label
 * @param excluded rows left out because a profile was fitted on their documents
 * @param refused refused rows by kind
 * @param firstProblems the first refused rows, for a reader
 */
public record SetFacts(
        String set,
        List<DataFile> files,
        List<String> splits,
        List<String> tasks,
        List<String> generators,
        List<String> sources,
        List<String> licences,
        int rows,
        int positives,
        int documents,
        int spanRows,
        int singleEditRows,
        int unlabelled,
        int excluded,
        Map<RowProblem.Kind, Integer> refused,
        List<String> firstProblems) {
    public SetFacts {
        files = List.copyOf(files);
        splits = List.copyOf(splits);
        tasks = List.copyOf(tasks);
        generators = List.copyOf(generators);
        sources = List.copyOf(sources);
        licences = List.copyOf(licences);
        EnumMap<RowProblem.Kind, Integer> ordered = new EnumMap<>(RowProblem.Kind.class);
        ordered.putAll(refused);
        refused = Collections.unmodifiableMap(ordered);
        firstProblems = List.copyOf(firstProblems);
    }
}
