package io.plumbline.cli;

import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.inspect.Inspector;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.VerdictAttributor;
import java.util.Optional;

/** An inspector where a detector is wanted; remembers the last inspection. For one thread. */
final class InspectingDetector implements Detector {
    private final Inspector inspector;
    private final Optional<VerdictAttributor> attributor;
    private Optional<Inspection> last = Optional.empty();

    /** @param attributor adds sentences to each verdict */
    InspectingDetector(Inspector inspector, Optional<VerdictAttributor> attributor) {
        this.inspector = inspector;
        this.attributor = attributor;
    }

    @Override
    public Profile profile() {
        return inspector.profile();
    }

    @Override
    public DetectionOutcome detect(RagExample example) {
        last = Optional.empty();
        try {
            Inspection plain = inspector.inspect(example);
            Inspection inspection = attributor
                    .map(a -> plain.withVerdict(a.attributed(example, plain.verdict())))
                    .orElse(plain);
            last = Optional.of(inspection);
            return new DetectionOutcome.Scored(inspection.verdict());
        } catch (Unexaminable e) {
            return e.abstained();
        }
    }

    /** What the last verdict was made of; empty where there was none. */
    Optional<Inspection> last() {
        return last;
    }
}
