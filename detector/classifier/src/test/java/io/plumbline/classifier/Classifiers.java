package io.plumbline.classifier;

import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What these tests open and ask. */
final class Classifiers {
    private Classifiers() {}

    static TokenClassifier open(ClassifierDirectory directory) {
        return TokenClassifier.open(directory.path());
    }

    static RagExample example(String answer, String... passages) {
        List<Passage> all = new ArrayList<>();
        for (String text : passages) {
            all.add(new Passage("p" + all.size(), "", text));
        }
        return new RagExample("e", Optional.empty(), all, answer);
    }
}
