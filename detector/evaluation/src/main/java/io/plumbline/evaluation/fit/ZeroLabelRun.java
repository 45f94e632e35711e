package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.RowOrigin;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.Provenance;
import io.plumbline.scoring.profile.WindowRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A profile from unlabelled traffic: each answer with its own passages and behind another answer's. */
public final class ZeroLabelRun {
    /** Answers whose prompt does not fit are left out; the profile itself uses windows. */
    public static final WindowRule WINDOWS = new WindowRule(2048, 1, 0);

    /** Fewer answers make no null model. */
    public static final int LEAST_ROWS = 30;

    private static final int MOST_ROWS = 300;
    private static final WindowRule PROFILE_WINDOWS = new WindowRule(2048, 8, 32);

    private final RelianceTrainer trainer;
    private final FeatureStore store;

    public ZeroLabelRun(RelianceTrainer trainer, FeatureStore store) {
        this.trainer = trainer;
        this.store = store;
    }

    /**
     * Fits.
     *
     * @throws UnfitException if fewer than {@value #LEAST_ROWS} answers can be examined
     */
    public Profile run(String name, List<RagExample> answers) throws IOException {
        List<LabelledExample> rows =
                answers.stream().map(ZeroLabelRun::unlabelled).toList();
        RowSampler sampler = new RowSampler(store);
        List<TrainingRow> own = sampler.sample("own passages", RowSampler.shuffled(rows), MOST_ROWS);
        List<TrainingRow> foreign =
                sampler.sample("foreign passages", RelianceTrainer.behindForeignPassages(own, MOST_ROWS), MOST_ROWS);
        if (own.size() < LEAST_ROWS || foreign.size() < LEAST_ROWS) {
            throw new UnfitException("a null model needs " + LEAST_ROWS + " answers about different documents; "
                    + own.size() + " could be used and " + foreign.size() + " put behind other passages");
        }
        Profile profile = trainer.fit(name, own, foreign);
        String ids = own.stream().map(r -> r.example().id()).sorted().collect(Collectors.joining("\n"));
        return ProfileBuilder.of(profile)
                .windows(PROFILE_WINDOWS)
                .drift(ProfileTrainer.reference(profile, own))
                .provenance(new Provenance(
                        List.of(own.size() + " unlabelled answers"),
                        own.size() + " answers with their own passages, " + foreign.size() + " with foreign ones",
                        0,
                        Hashes.sha256(ids.getBytes(StandardCharsets.UTF_8)),
                        Map.of(),
                        "Zero-label: tells own passages from foreign ones. Not measured: there are no labels."))
                .build();
    }

    /** The label is a stand-in: nothing here looks at it. */
    private static LabelledExample unlabelled(RagExample example) {
        return new LabelledExample(example, "traffic", "", "", false, List.of(), RowOrigin.UNKNOWN);
    }
}
