package io.plumbline.evaluation.fit;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.features.FeatureStore;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.Unexaminable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import me.tongfei.progressbar.ProgressBar;

/** Draws rows of a set in a seeded order and examines them, skipping those that cannot be (too long, no context). */
public final class RowSampler {
    /** Rows of a set come in the same order whatever the number wanted, so that a larger sample contains a smaller one. */
    private static final long ORDER_SEED = 20261125;

    private final FeatureStore store;

    public RowSampler(FeatureStore store) {
        this.store = store;
    }

    /** The rows in the seeded order. */
    public static List<LabelledExample> shuffled(List<LabelledExample> rows) {
        List<LabelledExample> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(ORDER_SEED));
        return shuffled;
    }

    /** The first {@code wanted} rows that can be examined. */
    public List<TrainingRow> sample(String task, List<LabelledExample> rows, int wanted) throws IOException {
        List<TrainingRow> sampled = new ArrayList<>();
        try (ProgressBar bar = new ProgressBar(task, Math.min(wanted, rows.size()))) {
            for (LabelledExample row : rows) {
                if (sampled.size() == wanted) {
                    break;
                }
                Optional<Examination> examination = examination(row);
                if (examination.isPresent()) {
                    sampled.add(new TrainingRow(row, examination.get()));
                    bar.step();
                }
            }
        }
        return sampled;
    }

    /** Empty where the detector cannot judge: the sample is of what it can; evaluations count the rest. */
    private Optional<Examination> examination(LabelledExample row) throws IOException {
        try {
            return Optional.of(store.examine(row.example()));
        } catch (Unexaminable e) {
            return Optional.empty();
        }
    }
}
