package io.plumbline.model.weights;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.nio.file.Path;

/** The two ways in which a model file is refused; both name file and field. */
final class ModelFileErrors {
    private static final int MAX_QUOTED = 120;

    private ModelFileErrors() {}

    /** The file breaks its format. */
    static PlumblineException corrupt(Path file, String field, String problem) {
        return new PlumblineException(
                ErrorCode.MODEL_FILE_CORRUPT,
                file + ": " + quote(field) + ": " + problem + "; fetch the file again or use another one");
    }

    /** The file is sound but asks for something that is not built. */
    static PlumblineException unsupported(Path file, String field, String problem) {
        return new PlumblineException(
                ErrorCode.UNSUPPORTED_MODEL, file + ": " + quote(field) + ": " + problem + "; use another model");
    }

    /** A name from a file as it may stand in a message: short, without control characters. */
    static String quote(String name) {
        String shown = name.length() <= MAX_QUOTED ? name : name.substring(0, MAX_QUOTED) + "...";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
