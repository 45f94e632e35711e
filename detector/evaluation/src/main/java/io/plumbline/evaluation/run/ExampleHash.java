package io.plumbline.evaluation.run;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.model.Hashes;
import io.plumbline.prompt.Passage;
import java.nio.charset.StandardCharsets;

/** What of an example a score may depend on, as one hash: everything but its label. */
final class ExampleHash {
    private ExampleHash() {}

    static String of(LabelledExample example) {
        StringBuilder all = new StringBuilder();
        add(example.set(), all);
        add(example.id(), all);
        add(example.task(), all);
        add(example.generator(), all);
        add(example.example().question().map(q -> "?" + q).orElse(""), all);
        for (Passage passage : example.example().passages()) {
            add(passage.id(), all);
            add(passage.title(), all);
            add(passage.text(), all);
        }
        add(example.example().response(), all);
        return Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** With its length, so that no two lists of parts look alike. */
    private static void add(String part, StringBuilder all) {
        all.append(part.length()).append(':').append(part).append('\n');
    }
}
