package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.preset.DegenerationRule;
import io.plumbline.mitigation.preset.Presets;
import io.plumbline.mitigation.strategy.Cost;
import io.plumbline.scoring.feature.WordNovelty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Judges answers by the gold ones. */
final class Judging {
    /** What a prompt offers a model that finds no answer. */
    static final String WAY_OUT = "unanswerable";

    /** Metric: the answer is what the model would say from memory. */
    static final String FROM_MEMORY = "parametricSubEm";

    /** Share of a long gold answer's words that makes an answer count as one. */
    private static final double ENOUGH = 0.5;

    private static final DegenerationRule REFUSALS =
            Presets.find(Optional.empty()).degeneration();

    private Judging() {}

    static ArmAnswers of(Arm arm, MitigationTask task, List<ArmAnswer> answers) {
        Map<String, List<Boolean>> hits = new TreeMap<>();
        Cost cost = Cost.NONE;
        double seconds = 0;
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < answers.size(); row++) {
            ArmAnswer answer = answers.get(row);
            QaExample example = task.examples().get(row);
            cost = cost.plus(answer.cost());
            seconds += answer.nanos() / 1e9;
            String text = task.kind() == MitigationTask.Kind.WRITE ? firstLine(answer.text()) : answer.text();
            texts.add(text);
            hits(task.kind(), text, example)
                    .forEach((metric, hit) ->
                            hits.computeIfAbsent(metric, m -> new ArrayList<>()).add(hit));
        }
        return new ArmAnswers(arm, hits, texts, cost, seconds);
    }

    /** The first line counts, as in the papers: what follows is chat. */
    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Metric by metric. */
    static Map<String, Boolean> hits(MitigationTask.Kind kind, String answer, QaExample example) {
        Map<String, Boolean> hits = new TreeMap<>();
        switch (kind) {
            case WRITE -> {
                hits.put("em", GoldAnswers.exact(answer, example.answers()));
                hits.put("subEm", GoldAnswers.contained(answer, example.answers()));
                if (!example.parametricAnswers().isEmpty()) {
                    hits.put(FROM_MEMORY, GoldAnswers.contained(answer, example.parametricAnswers()));
                }
            }
            case CHOICE -> {
                QaExample.Choice choice = example.choice().orElseThrow();
                hits.put("accuracy", answer.equals(choice.options().get(choice.right())));
            }
            case ABSTAIN -> {
                boolean abstained = abstains(answer);
                hits.put("abstained", abstained);
                if (!example.answers().isEmpty()) {
                    hits.put("halfOfGold", !abstained && recall(answer, example.answers()) >= ENOUGH);
                }
            }
        }
        return hits;
    }

    private static boolean abstains(String answer) {
        return answer.toLowerCase(Locale.ROOT).contains(WAY_OUT)
                || REFUSALS.refusal(answer).isPresent();
    }

    /** Largest share of a gold answer's different words that stand in the answer. */
    private static double recall(String answer, List<String> gold) {
        Set<String> written = new HashSet<>(WordNovelty.words(answer));
        double best = 0;
        for (String each : gold) {
            Set<String> words = new HashSet<>(WordNovelty.words(each));
            double found = words.stream().filter(written::contains).count();
            best = words.isEmpty() ? best : Math.max(best, found / words.size());
        }
        return best;
    }
}
