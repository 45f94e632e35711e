package io.plumbline.cli;

import io.plumbline.embeddedkafka.BrokerException;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code plumbline}: one command line for everything. Only {@code up} starts services. */
@QuarkusMain
@Command(
        name = "plumbline",
        mixinStandardHelpOptions = true,
        version = "plumbline 0.1.0",
        subcommands = {
            UpCommand.class,
            ScoreCommand.class,
            EvaluateCommand.class,
            EvaluateAttributionCommand.class,
            EvaluateMitigationCommand.class,
            EvaluateKvCommand.class,
            CalibrateCommand.class,
            ModelsCommand.class,
            TopicsCommand.class,
            TraceCommand.class,
            AtlasCommand.class,
            ReproduceCommand.class,
            RedriveCommand.class,
            RoutingCommand.class,
            LabelsCommand.class,
            EraseCommand.class,
            ReplayCommand.class
        },
        description = {
            "Says which answers of your language models do not stand on the documents they were given, where, and why.",
            ""
        },
        footer = {
            "",
            "First steps:",
            "  plumbline up                          the whole fleet on this machine, with sample traffic",
            "  plumbline score answers.jsonl         score a file, no broker needed",
            "  plumbline score --json - < a.json     the verdict event as JSON",
            "",
            "Exit codes: 0 done; 1 internal error, or replay --verify found a difference; 2 wrong usage or wrong input;",
            "            3 something is missing or busy (network, model, port, memory).",
            "Colours: off with NO_COLOR=1 or where the output is no terminal."
        })
public final class PlumblineMain implements Runnable {
    static final int EXIT_INTERNAL = 1;
    static final int EXIT_USAGE = 2;
    static final int EXIT_RESOURCES = 3;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "show logs, and a stack trace when something fails")
    private boolean debug;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        Charset charset = Charset.defaultCharset();
        int code = run(new PrintWriter(System.out, true, charset), new PrintWriter(System.err, true, charset), args);
        System.exit(code);
    }

    /** Parses and runs; the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        PlumblineMain main = new PlumblineMain();
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    quiet(main.debug);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setExecutionExceptionHandler((e, line, parsed) -> report(e, line.getErr(), main.debug))
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    private static void quiet(boolean debug) {
        Logger.getLogger("").setLevel(debug ? Level.INFO : Level.SEVERE);
    }

    private static int report(Exception e, PrintWriter err, boolean debug) {
        if (debug) {
            e.printStackTrace(err);
        }
        if (e instanceof PlumblineException known) {
            err.println(known.code() + ": " + known.getMessage());
            return known.code().band() == ErrorCode.Band.USER
                    ? EXIT_USAGE
                    : known.code().band() == ErrorCode.Band.RESOURCES ? EXIT_RESOURCES : EXIT_INTERNAL;
        }
        if (e instanceof BrokerException) {
            err.println("BROKER: " + e.getMessage());
            return EXIT_RESOURCES;
        }
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof FileSystemException file) {
            err.println(ErrorCode.INVALID_INPUT + ": cannot read or write " + file.getFile() + ": " + reason(file));
            return EXIT_USAGE;
        }
        err.println("INTERNAL: " + e + (debug ? "" : " (--debug shows more; please report this)"));
        return EXIT_INTERNAL;
    }

    /** Java tells the commonest reasons by the exception's class only. */
    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return Optional.ofNullable(e.getReason()).orElseGet(() -> e.getClass().getSimpleName());
    }
}
