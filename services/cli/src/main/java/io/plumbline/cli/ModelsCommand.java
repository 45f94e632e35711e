package io.plumbline.cli;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.ModelFiles;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.ResolvedModel;
import io.plumbline.model.weights.TerminalProgress;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileCodec;
import io.plumbline.stages.ProfileRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = {
            "Scoring models and profiles on this machine.",
            "",
            "A MODEL is written: " + ModelSource.SYNTAX,
            "'default' is SmolLM2-135M-Instruct (Apache-2.0), 98 MB, pinned by its SHA-256.",
            "Cache: PLUMBLINE_CACHE, or ~/.cache/plumbline. PLUMBLINE_OFFLINE=1 keeps it off the network.",
            ""
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of: list, pull, info, path");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static ModelStore store() {
        return new ModelStore(FetchSettings.standard(), new TerminalProgress());
    }

    @Command(mixinStandardHelpOptions = true, description = "What lies in the cache, and the profiles at hand.")
    void list() {
        Path models = FetchSettings.standard().cacheDirectory().resolve("models");
        out().println("models in " + models);
        if (Files.isDirectory(models)) {
            try (Stream<Path> files = Files.walk(models)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    out().printf("  %8.1f MB  %s%n", Files.size(file) / 1e6, models.relativize(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        out().println("profiles");
        for (Profile profile : ProfileRegistry.load(Optional.empty()).all()) {
            out().println("  " + profile.name() + "  id " + ProfileCodec.id(profile) + "  model "
                    + profile.artifacts().modelSha256());
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Brings a model into the cache.")
    void pull(
            @Parameters(paramLabel = "MODEL", defaultValue = "default", description = "default: ${DEFAULT-VALUE}")
                    String model) {
        ResolvedModel resolved = store().resolve(ModelSource.parse(model));
        out().println(resolved.path());
    }

    @Command(mixinStandardHelpOptions = true, description = "Shape and hash of a model.")
    void info(
            @Parameters(paramLabel = "MODEL", defaultValue = "default", description = "default: ${DEFAULT-VALUE}")
                    String model) {
        ResolvedModel resolved = store().resolve(ModelSource.parse(model));
        try (ModelWeights weights = ModelFiles.open(resolved.path())) {
            ModelConfig config = weights.config();
            out().println(resolved.name() + "  " + resolved.path());
            out().println("  sha256      " + resolved.sha256());
            out().println("  family      " + config.architecture());
            out().println("  layers      " + config.layers());
            out().println("  heads       " + config.heads() + " query, " + config.kvHeads() + " key/value, width "
                    + config.headWidth());
            out().println("  width       " + config.width() + ", FFN " + config.ffnWidth());
            out().println("  vocabulary  " + config.vocabulary() + (config.tiedEmbeddings() ? ", tied" : ""));
            out().println("  window      " + config.contextLength() + " tokens");
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Where a model lies, or would lie, in the cache.")
    void path(
            @Parameters(paramLabel = "MODEL", defaultValue = "default", description = "default: ${DEFAULT-VALUE}")
                    String model) {
        out().println(store().location(ModelSource.parse(model)));
    }
}
