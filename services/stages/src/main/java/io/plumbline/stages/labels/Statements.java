package io.plumbline.stages.labels;

import io.plumbline.schemas.Label;
import io.plumbline.schemas.LabelEvent;
import io.plumbline.schemas.LabelSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What several people said about one answer: of each the last word, and of all the majority. For one thread. */
final class Statements {
    /** By annotator, in the order of their last words. */
    private final Map<String, LabelEvent> lastWords = new LinkedHashMap<>();

    void add(LabelEvent label) {
        lastWords.remove(label.annotator());
        lastWords.put(label.annotator(), label);
    }

    /** The verdicts they were asked about. */
    List<LabelEvent> all() {
        return List.copyOf(lastWords.values());
    }

    /** Whether more say so than not; empty if they are divided. */
    Optional<Boolean> hallucinated() {
        int yes = 0;
        int no = 0;
        for (LabelEvent label : lastWords.values()) {
            yes += label.label().equals(Label.HALLUCINATED) ? 1 : 0;
            no += label.label().equals(Label.SUPPORTED) ? 1 : 0;
        }
        return yes == no ? Optional.empty() : Optional.of(yes > no);
    }

    /** The words that whoever marked some last found unsupported. */
    List<LabelSpan> spans() {
        List<LabelSpan> last = new ArrayList<>();
        for (LabelEvent label : lastWords.values()) {
            if (!label.spans().isEmpty()) {
                last = new ArrayList<>(label.spans());
            }
        }
        return last;
    }
}
