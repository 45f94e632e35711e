package io.plumbline.evaluation.reproduce;

import io.plumbline.evaluation.fit.PlantedErrors;
import io.plumbline.evaluation.fit.ProfileTrainer;
import io.plumbline.evaluation.fit.Recipe;
import io.plumbline.evaluation.fit.TrainingRow;
import io.plumbline.evaluation.fit.UnfitException;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.statistics.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What transfers: each set's answers ranked by a model that was fitted on the other sets alone (a set and its planted errors
 * leave together). Tells families, ablations and numbers of rows apart without touching a test set.
 */
final class TransferTables {
    private static final Artifacts ANY = new Artifacts("0".repeat(64), "0".repeat(64), "0".repeat(64));
    private static final List<Integer> PERCENT = List.of(25, 50, 100);

    private final List<HeadId> heads;
    private final Map<String, List<TrainingRow>> sets;

    TransferTables(List<HeadId> heads, List<TrainingRow> rows) {
        this.heads = heads;
        this.sets =
                rows.stream().collect(Collectors.groupingBy(r -> r.example().set(), TreeMap::new, Collectors.toList()));
    }

    String markdown() {
        Map<String, Recipe> recipes = new LinkedHashMap<>(Reproduction.recipes(heads));
        recipes.putAll(Reproduction.ablations(heads));
        StringBuilder text = new StringBuilder("AUROC of answers of each set by a model fitted on the other sets:\n\n");
        text.append("| model | ").append(String.join(" | ", sets.keySet())).append(" | mean | worst |\n|---|");
        text.append("---|".repeat(sets.size() + 2)).append('\n');
        recipes.forEach((name, recipe) -> text.append(line(name, recipe, 100)));
        text.append("\nThe ensemble with fewer training rows:\n\n| rows | ")
                .append(String.join(" | ", sets.keySet()))
                .append(" | mean | worst |\n|---|")
                .append("---|".repeat(sets.size() + 2))
                .append('\n');
        for (int percent : PERCENT) {
            text.append(line(percent + " %", Reproduction.ensemble(heads), percent));
        }
        return text.toString();
    }

    private String line(String name, Recipe recipe, int percent) {
        List<Double> values = new ArrayList<>();
        for (String set : sets.keySet()) {
            values.add(transfer(recipe, set, percent));
        }
        double mean = values.stream()
                .filter(v -> !v.isNaN())
                .mapToDouble(v -> v)
                .average()
                .orElse(Double.NaN);
        double worst = values.stream()
                .filter(v -> !v.isNaN())
                .mapToDouble(v -> v)
                .min()
                .orElse(Double.NaN);
        values.add(mean);
        values.add(worst);
        return "| " + name + " | "
                + values.stream()
                        .map(v -> v.isNaN() ? "-" : String.format(Locale.ROOT, "%.3f", v))
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    private double transfer(Recipe recipe, String left, int percent) {
        List<TrainingRow> train = new ArrayList<>();
        sets.forEach((set, rows) -> {
            if (!family(set).equals(family(left))) {
                train.addAll(rows.subList(0, Math.max(2, rows.size() * percent / 100)));
            }
        });
        List<TrainingRow> test = sets.getOrDefault(left, List.of());
        boolean[] labels = new boolean[test.size()];
        boolean both = false;
        for (int i = 0; i < labels.length; i++) {
            labels[i] = test.get(i).hallucinated();
            both |= labels[i] != labels[0];
        }
        if (!both) {
            return Double.NaN;
        }
        try {
            Profile profile = new ProfileTrainer(recipe, ANY, PromptTemplate.STRICT).score("transfer", train);
            Judge judge = new Judge(profile);
            double[] scores = test.stream()
                    .mapToDouble(row -> judge.responseScore(row.examination()))
                    .toArray();
            return Ranking.auroc(scores, labels);
        } catch (UnfitException e) {
            return Double.NaN;
        }
    }

    private static String family(String set) {
        return set.startsWith(PlantedErrors.SET_PREFIX) ? set.substring(PlantedErrors.SET_PREFIX.length()) : set;
    }
}
