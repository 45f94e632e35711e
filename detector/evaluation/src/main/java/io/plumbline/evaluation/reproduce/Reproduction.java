package io.plumbline.evaluation.reproduce;

import io.plumbline.evaluation.LabelledData;
import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.evaluation.fit.DocumentSplit;
import io.plumbline.evaluation.fit.PlantedErrors;
import io.plumbline.evaluation.fit.ProfileTrainer;
import io.plumbline.evaluation.fit.Recipe;
import io.plumbline.evaluation.fit.RelianceTrainer;
import io.plumbline.evaluation.fit.RowSampler;
import io.plumbline.evaluation.fit.Signal;
import io.plumbline.evaluation.fit.ThresholdObjective;
import io.plumbline.evaluation.fit.TrainingRow;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.scoring.profile.Provenance;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fits the shipped profiles and makes every table of the documentation, from the data folder alone. Deterministic on one machine;
 * features are kept on disk, so that a killed run goes on and a second one only fits and counts.
 *
 * <p>Rows of the training sets are split by document, three quarters for scalers and weights, a quarter for probabilities and
 * thresholds. Documents of either are left out of the tests. Nothing is chosen on the tests.
 */
public final class Reproduction {
    /** Heads whose layers' lens, ranks and reading the recipes may look at; the rest of the model stays unread. */
    private static final List<Integer> LENS_LAYERS = List.of(8, 20, 24);

    private static final List<Integer> RANK_LAYERS = List.of(25);
    private static final WindowRule ONE_WINDOW = new WindowRule(1024, 1, 0);
    private static final DocumentSplit SPLIT = new DocumentSplit(20261125);
    private static final double TRAIN_SHARE = 0.75;
    private static final long PLANT_SEED = 7;

    private final LoadedModel loaded;
    private final List<HeadId> heads;
    private final FeatureStore store;
    private final RowSampler sampler;
    private final Path data;

    /** @param heads retrieval heads, found without labels */
    public Reproduction(LoadedModel loaded, List<HeadId> heads, Path data, Path cache) {
        this.loaded = loaded;
        this.heads = List.copyOf(heads);
        this.data = data;
        this.store = store(loaded, heads, cache);
        this.sampler = new RowSampler(store);
    }

    /** What a reproduction is made of. */
    record Rows(List<TrainingRow> train, List<TrainingRow> dev, List<TrainingRow> own, List<TrainingRow> foreign) {
        List<TrainingRow> all() {
            return Stream.concat(train.stream(), dev.stream()).toList();
        }
    }

    static FeatureStore store(LoadedModel loaded, List<HeadId> heads, Path cache) {
        TreeSet<Feature> features = new TreeSet<>();
        recipes(heads).values().forEach(recipe -> features.addAll(recipe.features()));
        ablations(heads).values().forEach(recipe -> features.addAll(recipe.features()));
        return new FeatureStore(loaded, PromptTemplate.STRICT, ScoringMode.STRICT, ONE_WINDOW, features, cache);
    }

    static Recipe ensemble(List<HeadId> heads) {
        return Recipe.ensemble(heads, List.of(), RANK_LAYERS);
    }

    static Map<String, Recipe> recipes(List<HeadId> heads) {
        Map<String, Recipe> recipes = new LinkedHashMap<>();
        recipes.put("ensemble", ensemble(heads));
        recipes.put("probe", Recipe.probe(heads, List.of(), RANK_LAYERS));
        recipes.put("redeep", Recipe.redeep(heads, LENS_LAYERS));
        return recipes;
    }

    /** Variants of the ensemble for the ablation. */
    static Map<String, Recipe> ablations(List<HeadId> heads) {
        Recipe all = Recipe.ensemble(heads, LENS_LAYERS, RANK_LAYERS);
        Map<String, Recipe> variants = new LinkedHashMap<>();
        variants.put("ensemble and ECS, PKS", all);
        Recipe shipped = ensemble(heads);
        variants.put("ensemble without reliance, cover", shipped.without(FeatureKind.RELIANCE, FeatureKind.COVER));
        variants.put("ensemble without pointer", shipped.without(FeatureKind.POINTER));
        variants.put(
                "ensemble without likelihood, surprise, rank",
                shipped.without(FeatureKind.NEGATIVE_LOG_LIKELIHOOD, FeatureKind.SURPRISE, FeatureKind.LENS_RANK));
        variants.put("ensemble without context gain", shipped.without(FeatureKind.CONTEXT_GAIN));
        variants.put(
                "ensemble without text",
                shipped.without(FeatureKind.NOVEL_WORD, FeatureKind.NOVEL_PAIR, FeatureKind.NOVEL_NAME));
        Signal distance = Signal.of(FeatureKind.EMBEDDING_DISTANCE);
        Signal entropy = Signal.of(FeatureKind.PREDICTION_ENTROPY);
        variants.put("ensemble and embedding distance", shipped.withResponse(distance));
        variants.put("ensemble and entropy", shipped.withResponse(entropy));
        variants.put("ensemble and embedding distance, entropy", shipped.withResponse(distance, entropy));
        return variants;
    }

    /** Runs a plan; writes profiles and tables into {@code output}. */
    public void run(ReproductionPlan plan, Path output) throws IOException {
        Files.createDirectories(output);
        Rows rows = rows(plan);
        Map<String, Profile> profiles = profiles(plan, rows);
        Files.writeString(
                output.resolve("transfer.md"),
                new TransferTables(heads, rows.all()).markdown(),
                StandardCharsets.UTF_8);
        Map<String, Map<String, Double>> heldOut = new TestTables(store, data, plan, rows.all()).run(profiles, output);
        for (Profile profile : profiles.values()) {
            Provenance fitted = profile.provenance();
            Profile whole = ProfileBuilder.of(profile)
                    .provenance(new Provenance(
                            fitted.dataSets(),
                            fitted.split(),
                            fitted.seed(),
                            fitted.calibrationSetSha256(),
                            heldOut.getOrDefault(profile.name(), Map.of()),
                            fitted.note()))
                    .build();
            Files.writeString(
                    output.resolve(profile.name() + ".json"), ProfileCodec.write(whole) + "\n", StandardCharsets.UTF_8);
        }
    }

    static List<LabelledExample> planted(List<LabelledExample> shuffled) {
        PlantedErrors errors = new PlantedErrors(shuffled);
        List<LabelledExample> planted = new ArrayList<>();
        for (int i = 0; i < shuffled.size(); i++) {
            planted.addAll(errors.plant(shuffled.get(i), i % 2 == 0, PLANT_SEED));
        }
        return planted;
    }

    private List<LabelledExample> shuffled(String set) throws IOException {
        LabelledData read = LabelledData.read(data.resolve(set + ".jsonl"), set);
        if (!read.problems().isEmpty()) {
            System.err.println(read.summary());
        }
        return RowSampler.shuffled(read.examples());
    }

    private Rows rows(ReproductionPlan plan) throws IOException {
        List<TrainingRow> all = new ArrayList<>();
        List<TrainingRow> own = new ArrayList<>();
        List<TrainingRow> foreign = new ArrayList<>();
        for (Map.Entry<String, Integer> set : plan.labelled().entrySet()) {
            List<TrainingRow> sampled = sampler.sample(set.getKey(), shuffled(set.getKey()), set.getValue());
            all.addAll(sampled);
            int wanted = plan.foreign().getOrDefault(set.getKey(), 0);
            own.addAll(sampled.subList(0, Math.min(wanted, sampled.size())));
            foreign.addAll(sampler.sample(
                    set.getKey() + " behind foreign passages",
                    RelianceTrainer.behindForeignPassages(sampled, wanted),
                    wanted));
        }
        for (Map.Entry<String, Integer> set : plan.planted().entrySet()) {
            all.addAll(sampler.sample(
                    PlantedErrors.SET_PREFIX + set.getKey(), planted(shuffled(set.getKey())), set.getValue()));
        }
        return new Rows(
                all.stream()
                        .filter(r -> SPLIT.within(r.example(), 0, TRAIN_SHARE))
                        .toList(),
                all.stream()
                        .filter(r -> SPLIT.within(r.example(), TRAIN_SHARE, 1))
                        .toList(),
                own,
                foreign);
    }

    private Map<String, Profile> profiles(ReproductionPlan plan, Rows rows) {
        Artifacts artifacts = Artifacts.of(loaded);
        Map<String, Profile> profiles = new LinkedHashMap<>();
        recipes(heads).forEach((name, recipe) -> {
            Profile fitted = new ProfileTrainer(recipe, artifacts, PromptTemplate.STRICT)
                    .fit(called(name), rows.train(), rows.dev(), ThresholdObjective.BALANCED);
            profiles.put(
                    name,
                    finished(
                            fitted,
                            rows.dev(),
                            provenance(
                                    plan,
                                    rows.all(),
                                    "by document: " + rows.train().size() + " train, "
                                            + rows.dev().size() + " development rows",
                                    "Fitted on labelled answers and planted errors; never on a test set.")));
        });
        Profile reliance = new RelianceTrainer(heads, artifacts, PromptTemplate.STRICT)
                .fit(called("reliance"), rows.own(), rows.foreign());
        profiles.put(
                "reliance",
                finished(
                        reliance,
                        rows.own(),
                        provenance(
                                plan,
                                rows.own(),
                                rows.own().size() + " answers with their own passages, "
                                        + rows.foreign().size() + " with foreign ones; no label was looked at",
                                "Zero-label: tells own passages from foreign ones.")));
        if (profiles.values().stream().map(Profile::name).distinct().count() != profiles.size()) {
            throw new PlumblineException(ErrorCode.INTERNAL, "two profiles of one name");
        }
        return profiles;
    }

    private static String called(String family) {
        return "smollm2-135m-" + family;
    }

    private static Profile finished(Profile profile, List<TrainingRow> reference, Provenance provenance) {
        return ProfileBuilder.of(profile)
                .windows(new WindowRule(2048, 8, 32))
                .drift(ProfileTrainer.reference(profile, reference))
                .provenance(provenance)
                .build();
    }

    private static Provenance provenance(ReproductionPlan plan, List<TrainingRow> rows, String split, String note) {
        Map<String, Long> counts = rows.stream()
                .collect(Collectors.groupingBy(r -> r.example().set(), TreeMap::new, Collectors.counting()));
        Set<String> ids = rows.stream()
                .map(r -> r.example().set() + "/" + r.example().id())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Provenance(
                counts.entrySet().stream()
                        .map(c -> c.getKey() + ": " + c.getValue() + " rows")
                        .toList(),
                split,
                PLANT_SEED,
                Hashes.sha256(String.join("\n", ids).getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                note + " Plan '" + plan.name() + "'.");
    }
}
