package io.plumbline.cli;

import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.inspect.Inspector;
import io.plumbline.scoring.profile.Profile;
import java.util.Optional;

/** An inspector where a detector is wanted; remembers the last inspection. For one thread. */
final class InspectingDetector implements Detector {
    private final Inspector inspector;
    private Optional<Inspection> last = Optional.empty();

    InspectingDetector(Inspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public Profile profile() {
        return inspector.profile();
    }

    @Override
    public DetectionOutcome detect(RagExample example) {
        last = Optional.empty();
        try {
            Inspection inspection = inspector.inspect(example);
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
