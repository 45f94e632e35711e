package io.plumbline.stages;

import io.plumbline.model.djl.NumberFormat;
import io.plumbline.model.loading.EngineOptions;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.loading.ModelLoader;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.Progress;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.inspect.Inspector;
import io.plumbline.scoring.profile.Profile;
import java.util.Objects;
import java.util.Optional;

/** A model brought to this machine, loaded, and ready to score by any profile made for it. */
public final class ScoringRuntime implements AutoCloseable {
    /** More threads inside one operation do not pay for models of this size. */
    private static final int THREADS_MAX = 4;

    private final LoadedModel loaded;

    private ScoringRuntime(LoadedModel loaded) {
        this.loaded = Objects.requireNonNull(loaded, "loaded is null");
    }

    /**
     * Fetches the model if it is not in the cache, and loads it.
     *
     * @param model as {@link ModelSource#SYNTAX} says
     * @param device {@code cpu} or {@code cuda:n}
     * @param threads inside one operation; chosen without
     * @throws io.plumbline.model.PlumblineException if the model cannot be had, read or run
     */
    public static ScoringRuntime open(String model, String device, Optional<Integer> threads, Progress progress) {
        EngineOptions options =
                new EngineOptions(device, NumberFormat.FLOAT32, threads.orElseGet(ScoringRuntime::threads));
        return new ScoringRuntime(ModelLoader.load(ModelSource.parse(model), options, progress));
    }

    private static int threads() {
        return Math.max(1, Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors()));
    }

    public LoadedModel model() {
        return loaded;
    }

    /** @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH} if the profile is for another model */
    public Detector detector(Profile profile) {
        return new ProfileDetector(loaded, profile);
    }

    /**
     * As {@link #detector}, for people: keeps what each verdict was made of.
     *
     * @throws io.plumbline.model.PlumblineException {@code PROFILE_MISMATCH} if the profile is for another model
     */
    public Inspector inspector(Profile profile) {
        return new Inspector(
                new ProfileDetector(loaded, profile), loaded.model().config());
    }

    @Override
    public void close() {
        loaded.close();
    }
}
