package io.plumbline.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A token classifier that the user brings. */
final class ClassifierOption {
    @Option(
            names = "--classifier",
            paramLabel = "DIR",
            description = {
                "folder of a token classifier in ONNX (LettuceDetect class): model.onnx, tokenizer.json and, where it differs",
                "from LettuceDetect, plumbline-classifier.json. A signal for ensembles that were fitted with it"
            })
    private Optional<Path> directory = Optional.empty();

    Optional<Path> directory() {
        return directory;
    }
}
