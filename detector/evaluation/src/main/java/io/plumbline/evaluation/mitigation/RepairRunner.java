package io.plumbline.evaluation.mitigation;

import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.Judgement;
import io.plumbline.mitigation.MitigationOutcome;
import io.plumbline.mitigation.Mitigator;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Sends answers through the whole loop, as the services do: judged, repaired if flagged, accepted or not. */
public final class RepairRunner {
    private final Detector detector;
    private final Mitigator mitigator;
    private final String profileId;

    /**
     * What became of one answer.
     *
     * @param decision {@code NOT_FLAGGED}, {@code NOT_JUDGED}, {@code ACCEPTED}, or why not
     * @param before the answer's probability of being unsupported; 0 if it was not judged
     * @param text of the answer that stands in the end
     */
    record Repair(String decision, double before, String text) {
        static final String ACCEPTED = "ACCEPTED";
        static final String NOT_FLAGGED = "NOT_FLAGGED";
        static final String NOT_JUDGED = "NOT_JUDGED";

        Repair {
            Objects.requireNonNull(decision, "decision is null");
            Objects.requireNonNull(text, "text is null");
        }
    }

    /** @param detector by the mitigator's profile, of this id */
    public RepairRunner(Detector detector, Mitigator mitigator, String profileId) {
        this.detector = detector;
        this.mitigator = mitigator;
        this.profileId = profileId;
    }

    /** Name of the preset. */
    String preset() {
        return mitigator.preset().name();
    }

    List<Repair> run(
            MitigationTask task, List<String> answers, AnswerStore store, MitigationEvaluation.Progress progress) {
        List<Repair> repairs = new ArrayList<>();
        int rows = answers.size();
        for (int row = 0; row < rows; row++) {
            QaExample example = task.examples().get(row);
            RagExample answered = example.open().withResponse(answers.get(row));
            String name = String.join("|", "repair 1", profileId, mitigator.presetId(), answered.toString());
            repairs.add(store.get(name, Repair.class, () -> repair(answered)));
            progress.row(task.name(), "repair", row + 1, rows);
        }
        return repairs;
    }

    private Repair repair(RagExample answered) {
        DetectionOutcome outcome = detector.detect(answered);
        Optional<Verdict> judged = outcome.fold(Optional::of, abstained -> Optional.empty());
        if (judged.isEmpty()) {
            return new Repair(Repair.NOT_JUDGED, 0, answered.response());
        }
        Verdict verdict = judged.get();
        double before = verdict.probability();
        if (before < verdict.threshold()) {
            return new Repair(Repair.NOT_FLAGGED, before, answered.response());
        }
        MitigationOutcome repaired =
                mitigator.mitigate(answered, new Judgement(profileId, before, verdict.threshold()), () -> false);
        return repaired.fold(
                accepted -> new Repair(
                        Repair.ACCEPTED, before, accepted.winner().candidate().text()),
                declined -> new Repair(declined.reason().name(), before, answered.response()),
                failed -> new Repair(failed.reason() + " " + failed.code(), before, answered.response()));
    }
}
