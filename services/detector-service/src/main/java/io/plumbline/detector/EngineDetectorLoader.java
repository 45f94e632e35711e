package io.plumbline.detector;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.Progress;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.ProfileRegistry;
import io.plumbline.stages.ScoringRuntime;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The real thing: the configured model on the engine, and the active profile. */
@DefaultBean
@ApplicationScoped
public class EngineDetectorLoader implements DetectorLoader {
    private final DetectionConfig config;

    public EngineDetectorLoader(DetectionConfig config) {
        this.config = config;
    }

    @Override
    public Loaded load() {
        // first the profile: a wrong name should not cost a download
        Profile found = ProfileRegistry.load(config.profileDirectory()).find(config.profile());
        Profile profile = config.prevalence().map(found::atPrevalence).orElse(found);
        ScoringRuntime runtime = ScoringRuntime.open(
                config.model(), config.device(), config.threads(), config.classifier(), new LoggedProgress());
        try {
            return new Loaded(
                    runtime.detector(profile, config.attribution()),
                    runtime.environment(profile),
                    Optional.of(runtime),
                    runtime);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    @Override
    public Candidate profile(Loaded loaded, String name) {
        ScoringRuntime runtime = loaded.runtime()
                .orElseThrow(() -> new PlumblineException(ErrorCode.INTERNAL, "this detector runs on no model"));
        ProfileRegistry registry = ProfileRegistry.load(config.profileDirectory());
        Profile found = registry.named(name)
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.UNKNOWN_PROFILE,
                        "no profile " + name + "; there are: "
                                + registry.all().stream().map(Profile::name).toList()
                                + ". Put its file into the profile directory of every detector first"));
        Profile profile = config.prevalence().map(found::atPrevalence).orElse(found);
        return new Candidate(runtime.detector(profile, config.attribution()), runtime.environment(profile));
    }

    /** A line in the log at every tenth. */
    private static final class LoggedProgress implements Progress {
        private static final Logger LOG = Logger.getLogger(EngineDetectorLoader.class);

        private String label = "";
        private long total;
        private long done;
        private long toldTenths;

        @Override
        public void start(String what, long totalBytes) {
            label = what;
            total = totalBytes;
            done = 0;
            toldTenths = 0;
            LOG.debugf("%s", what);
        }

        @Override
        public void advance(long bytes) {
            done += bytes;
            long tenths = total > 0 ? done * 10 / total : 0;
            if (tenths > toldTenths) {
                toldTenths = tenths;
                LOG.infof("%s: %d %% of %d MB", label, tenths * 10, total / 1_000_000);
            }
        }

        @Override
        public void done() {
            LOG.debugf("%s: done", label);
        }
    }
}
