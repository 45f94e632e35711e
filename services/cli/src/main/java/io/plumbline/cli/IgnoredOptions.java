package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Options that do nothing beside others: whoever gives one expects that it does something. */
final class IgnoredOptions {
    private IgnoredOptions() {}

    /**
     * Refuses those of the options that stand on the command line; a default is none's wish.
     *
     * @param why they would do nothing, and what to do instead
     * @throws PlumblineException {@link ErrorCode#INVALID_REQUEST}, naming them
     */
    static void refuse(CommandSpec spec, String why, List<String> options) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> given = options.stream().filter(parsed::hasMatchedOption).toList();
        if (!given.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, String.join(", ", given) + " would do nothing: " + why);
        }
    }
}
