package io.plumbline.loadtests.stream;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Command line of the stream's load tests; {@code load-tests/stream --help}. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        subcommands = {LoadCommand.class, ChaosCommand.class, OverheadCommand.class, CommandLine.HelpCommand.class},
        description = {
            "The stream under load and under faults, with a broker and a detector in processes of their own.",
            "Ends with 1 if any event was lost. What it found: docs/load.md"
        })
public final class StreamTests {
    private StreamTests() {}

    /** See {@code --help}. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StreamTests()).execute(arguments));
    }
}
