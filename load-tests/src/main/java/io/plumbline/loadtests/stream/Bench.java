package io.plumbline.loadtests.stream;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the packaged services lie. */
final class Bench {
    private static final String JAR = "target/quarkus-app/quarkus-run.jar";

    private Bench() {}

    /** The stub detector, see {@code load-tests/stub-detector}. */
    static Path stub(Path repository) {
        return packaged(repository.resolve("load-tests/stub-detector"));
    }

    /** The detector service as it is shipped. */
    static Path detector(Path repository) {
        return packaged(repository.resolve("services/detector-service"));
    }

    private static Path packaged(Path module) {
        Path jar = module.resolve(JAR);
        if (!Files.exists(jar)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    jar
                            + " is missing: run load-tests/stream, which packages it, or name the repository by --repository");
        }
        return jar;
    }
}
