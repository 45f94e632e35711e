package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.prompt.EncodedPrompt;

/** Says what a pass must bring back and makes features of it: token level or chunk level. */
public interface FeatureExtractor {
    /** What to capture for this prompt. Pure: equal prompts give equal plans. */
    CapturePlan plan(EncodedPrompt prompt);

    /** Features from a trace whose plan held all of {@link #plan}. One row for each token of the answer. */
    TokenFeatures read(EncodedPrompt prompt, ActivationTrace trace);
}
