package io.plumbline.evaluation.mitigation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Arms side by side on some tasks.
 *
 * @param model name of the model that wrote
 * @param modelSha256 of its weights
 * @param environment what the bits depend on besides
 * @param resamples of each bootstrap
 * @param seed of the bootstraps
 * @param tasks in the order they ran
 */
public record MitigationReport(
        String model, String modelSha256, String environment, int resamples, long seed, List<TaskResult> tasks) {
    public MitigationReport {
        Objects.requireNonNull(model, "model is null");
        tasks = List.copyOf(tasks);
    }

    /**
     * One task.
     *
     * @param task name of the data set
     * @param rows how many
     * @param documents groups of the bootstrap
     * @param arms the base first
     * @param repairs what the whole loop made of the base's answers; empty where it was not run
     */
    public record TaskResult(
            String task, int rows, int documents, List<ArmResult> arms, Optional<RepairResult> repairs) {
        public TaskResult {
            Objects.requireNonNull(repairs, "repairs is null");
            arms = List.copyOf(arms);
        }
    }
}
