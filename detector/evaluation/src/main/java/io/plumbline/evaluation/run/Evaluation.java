package io.plumbline.evaluation.run;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowProblem;
import io.plumbline.evaluation.metric.EvaluatedRows;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.ReportBuilder;
import io.plumbline.evaluation.metric.ScorerOutcomes;
import io.plumbline.evaluation.metric.SetFacts;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The way in: a plan in, a report out. */
public final class Evaluation {
    private static final int FIRST_PROBLEMS = 20;
    private static final int MAX_VALUES = 40;

    private Evaluation() {}

    /**
     * Scores what is not kept from an earlier run and measures everything.
     *
     * @throws PlumblineException {@link ErrorCode#INVALID_INPUT} if no row is left to evaluate; {@link ErrorCode#BUSY} if
     *     another run has the cache folder open
     */
    public static EvaluationReport run(EvaluationPlan plan) throws IOException {
        List<LabelledData> used = new ArrayList<>();
        List<SetFacts> facts = new ArrayList<>();
        Set<String> withText = new HashSet<>();
        for (EvaluationSet set : plan.sets()) {
            LabelledData left =
                    set.data().only(example -> !plan.excludedDocuments().contains(example.documentId()));
            used.add(left);
            facts.add(facts(left, set.data().examples().size(), set.textAllowed()));
            if (set.textAllowed()) {
                withText.add(left.set());
            }
        }
        EvaluatedRows rows = new EvaluatedRows(used);
        if (rows.examples().isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "no labelled row is left to evaluate; "
                            + used.stream().map(LabelledData::summary).collect(Collectors.joining("; ")));
        }
        List<ScorerOutcomes> outcomes = plan.scorers().stream()
                .map(AnswerScorer::card)
                .map(card -> new ScorerOutcomes(card, rows))
                .toList();
        new EvaluationRunner(plan.cacheDirectory(), plan.progress())
                .run(plan.scorers(), rows.examples(), (scorer, row, outcome) -> outcomes.get(scorer)
                        .accept(row, outcome));
        return new ReportBuilder(rows, plan.settings()).build(plan.title(), facts, outcomes, withText);
    }

    private static SetFacts facts(LabelledData data, int before, boolean textAllowed) {
        List<LabelledExample> rows = data.examples();
        return new SetFacts(
                data.set(),
                data.files(),
                values(rows, example -> example.origin().split()),
                values(rows, LabelledExample::task),
                values(rows, LabelledExample::generator),
                values(rows, example -> example.origin().source()),
                values(rows, example -> example.origin().licence()),
                rows.size(),
                (int) rows.stream().filter(LabelledExample::hallucinated).count(),
                (int) rows.stream().map(LabelledExample::documentId).distinct().count(),
                (int) rows.stream().filter(row -> !row.labels().isEmpty()).count(),
                (int) rows.stream().filter(LabelledExample::singleEdit).count(),
                data.unlabelled(),
                before - rows.size(),
                data.problemCounts(),
                data.problems().stream()
                        .limit(FIRST_PROBLEMS)
                        .map(problem -> textAllowed ? problem.toString() : withoutText(problem))
                        .toList());
    }

    /** A message may quote the row. */
    private static String withoutText(RowProblem problem) {
        return new RowProblem(
                        problem.file(),
                        problem.line(),
                        problem.id(),
                        problem.kind(),
                        problem.kind().name())
                .toString();
    }

    private static List<String> values(List<LabelledExample> rows, Function<LabelledExample, String> field) {
        return rows.stream()
                .map(field)
                .filter(value -> !value.isEmpty())
                .distinct()
                .sorted()
                .limit(MAX_VALUES)
                .toList();
    }
}
